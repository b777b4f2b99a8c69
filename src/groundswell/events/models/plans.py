"""What somebody means to try after an event, and whom they let read it."""

from django.db import models

from groundswell.events.choices import PlanState
from groundswell.events.models.sections import Section
from groundswell.kernel import clock
from groundswell.kernel.models import Tenant
from groundswell.kernel.privacy import Privacy
from groundswell.kernel.tenancy import TenantManager
from groundswell.roster.models import Person


class ImplementationPlan(models.Model):
    """One person's plan: what, by when, with whom, from which section. Readable by its writer, and by nobody else
    until they share it; changed by its writer alone. Deleted when they throw it away or are erased.

    ``state`` is what its writer says became of it, ``why_dropped`` why they let it go.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="+")
    what = models.TextField(max_length=2000)
    by_when = models.DateField()
    with_whom = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=PlanState, default=PlanState.PLANNED)
    why_dropped = models.CharField(max_length=600, blank=True)
    made_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)

    PRIVACY = dict.fromkeys(
        [
            "person", "section", "what", "by_when", "with_whom", "state", "why_dropped", "made_at", "changed_at",
        ],
        Privacy.CONFIDENTIAL,
    )  # fmt: skip
    OWN_COPY_ONLY = True

    objects = TenantManager()

    class Meta:
        db_table = "events_plan"

    def __str__(self) -> str:
        return f"Plan {self.pk}"


class PlanShare(models.Model):
    """``person`` may read a plan until its writer takes that back."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey(ImplementationPlan, on_delete=models.CASCADE, related_name="shares")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    PRIVACY = dict.fromkeys(["plan", "person", "at", "ended_at"], Privacy.CONFIDENTIAL)
    OWN_COPY_ONLY = True
    DONE_BY = ("person",)

    objects = TenantManager()

    class Meta:
        db_table = "events_plan_share"

    def __str__(self) -> str:
        return f"Share {self.pk}"
