"""What the office asks the planner, and what it answers. The planner itself is ``rules.planning``."""

from django.db import models

from groundswell.events.choices import DatePlanState
from groundswell.events.models.programmes import Programme
from groundswell.kernel import clock
from groundswell.kernel.models import Tenant
from groundswell.kernel.privacy import Privacy
from groundswell.kernel.tenancy import TenantManager
from groundswell.roster.models import Person


class DatePlan(models.Model):
    """Dates and sections proposed for some events, asked for by somebody of the office and worked out by the worker.

    ``asked`` are the answers of the form (``forms.planning``), ``answer`` is what ``rules.proposals`` makes of the
    plan. ``began_at`` is when the worker took it up last: a worker that was killed leaves it to the next one.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    programme = models.ForeignKey(Programme, null=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=DatePlanState, default=DatePlanState.ASKED)
    asked = models.JSONField()
    answer = models.JSONField(default=dict)
    asked_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    began_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    PRIVACY = dict.fromkeys(
        [
            "programme", "title", "state", "asked", "answer", "asked_by", "asked_at", "began_at", "done_at",
        ],
        Privacy.CONFIDENTIAL,
    )  # fmt: skip

    DONE_BY = ("asked_by",)

    objects = TenantManager()

    class Meta:
        db_table = "events_date_plan"
        indexes = [
            models.Index(fields=["tenant", "asked_at"], name="date_plan_by_time"),
        ]

    def __str__(self) -> str:
        return self.title
