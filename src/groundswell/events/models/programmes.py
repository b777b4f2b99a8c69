"""Programmes: several events with one why, and what each role is to take of them."""

from django.db import models

from groundswell.events.choices import ProgrammeState
from groundswell.kernel.models import Tenant
from groundswell.kernel.privacy import Privacy
from groundswell.kernel.tenancy import TenantManager
from groundswell.roster.models import Organisation, SchoolYear


class Programme(models.Model):
    """A named track of events. ``audience`` are tokens as on an event (``models.audience``).

    ``provider`` is the partner who gives it; none is the district itself. ``scope_of_work`` names the version of the
    contract that it is given under. ``version`` counts edits. ``copied_from`` is the first of all the years' copies.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=160)
    why = models.TextField(max_length=4000, blank=True)
    goal = models.TextField(max_length=4000, blank=True)
    audience = models.JSONField(default=list, blank=True)
    provider = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    funder = models.CharField(max_length=160, blank=True)
    grant = models.CharField(max_length=160, blank=True)
    sponsor = models.CharField(max_length=160, blank=True)
    scope_of_work = models.CharField(max_length=60, blank=True)
    school_year = models.ForeignKey(
        SchoolYear, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=10, choices=ProgrammeState, default=ProgrammeState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    copied_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    PRIVACY = dict.fromkeys(
        [
            "title", "why", "goal", "audience", "provider", "funder", "grant", "sponsor", "scope_of_work",
            "school_year", "state", "version", "copied_from",
        ],
        Privacy.DIRECTORY,
    )  # fmt: skip

    objects = TenantManager()

    class Meta:
        db_table = "events_programme"
        indexes = [models.Index(fields=["tenant", "state"], name="programme_by_state")]

    def __str__(self) -> str:
        return self.title


class ProgrammeRule(models.Model):
    """What holders of a role take: every required event, and so many electives of the programme's other events.

    An empty ``role`` stands for everyone whom the programme is for.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="rules")
    role = models.CharField(max_length=24, blank=True)
    electives = models.PositiveSmallIntegerField(default=0)

    PRIVACY = dict.fromkeys(["programme", "role", "electives"], Privacy.DIRECTORY)

    objects = TenantManager()

    class Meta:
        db_table = "events_programme_rule"
        constraints = [models.UniqueConstraint(fields=["programme", "role"], name="programme_rule_once")]

    def __str__(self) -> str:
        return f"Rule {self.pk}"


class RequiredEvent(models.Model):
    """An event that a rule requires."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    rule = models.ForeignKey(ProgrammeRule, on_delete=models.CASCADE, related_name="required")
    event = models.ForeignKey("events.LearningEvent", on_delete=models.PROTECT, related_name="+")

    PRIVACY = dict.fromkeys(["rule", "event"], Privacy.DIRECTORY)

    objects = TenantManager()

    class Meta:
        db_table = "events_required_event"
        constraints = [models.UniqueConstraint(fields=["rule", "event"], name="required_event_once")]

    def __str__(self) -> str:
        return f"Event {self.event_id} is required"
