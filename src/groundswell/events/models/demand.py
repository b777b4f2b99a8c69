"""What people ask for before there is a date: interest in an event, and needs that somebody raises."""

from django.db import models

from groundswell.events.choices import RequestState
from groundswell.events.models.events import LearningEvent
from groundswell.kernel import clock
from groundswell.kernel.models import Tenant
from groundswell.kernel.privacy import Privacy
from groundswell.kernel.tenancy import TenantManager
from groundswell.roster.models import Organisation, Person


class Interest(models.Model):
    """Somebody wants to know when an event has a date. It ends when they are told of one, or take it back."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    event = models.ForeignKey(LearningEvent, on_delete=models.PROTECT, related_name="interests")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    PRIVACY = {
        "event": Privacy.DIRECTORY,
        "person": Privacy.CONFIDENTIAL,
        "at": Privacy.CONFIDENTIAL,
        "ended_at": Privacy.CONFIDENTIAL,
    }

    objects = TenantManager()

    class Meta:
        db_table = "events_interest"
        constraints = [
            models.UniqueConstraint(
                fields=["event", "person"],
                condition=models.Q(ended_at__isnull=True),
                name="interest_one_live",
            )
        ]

    def __str__(self) -> str:
        return f"Interest {self.pk}"


class LearningRequest(models.Model):
    """A need that a person raised, for themselves or for a school: what, why, for how many, by when.

    ``opened_at`` is when people could first take a place in the event that answers it.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    what = models.CharField(max_length=200)
    why = models.TextField(max_length=4000, blank=True)
    how_many = models.PositiveIntegerField(null=True, blank=True)
    by_when = models.DateField(null=True, blank=True)
    at = models.DateTimeField(default=clock.now)
    state = models.CharField(max_length=10, choices=RequestState, default=RequestState.OPEN)
    event = models.ForeignKey(
        LearningEvent, null=True, blank=True, on_delete=models.PROTECT, related_name="requests"
    )
    reason = models.TextField(max_length=4000, blank=True)
    settled_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)

    PRIVACY = dict.fromkeys(
        [
            "person", "school", "what", "why", "how_many", "by_when", "at", "state", "event", "reason", "settled_by",
            "settled_at", "opened_at",
        ],
        Privacy.CONFIDENTIAL,
    )  # fmt: skip

    DONE_BY = ("settled_by",)

    objects = TenantManager()

    class Meta:
        db_table = "events_request"
        indexes = [models.Index(fields=["tenant", "state"], name="request_by_state")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="answered") | models.Q(event__isnull=False),
                name="request_answered_by_an_event",
            )
        ]

    def __str__(self) -> str:
        return f"Request {self.pk}"
