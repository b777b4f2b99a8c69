"""The learning event: what it is, why it is worth the time, and who it is for."""

from collections.abc import Iterable

from django.db import models

from groundswell.events.choices import EventKind, EventMode, EventState
from groundswell.events.models import audience
from groundswell.events.models.programmes import Programme
from groundswell.kernel.models import Tenant
from groundswell.kernel.privacy import Privacy
from groundswell.kernel.tenancy import TenantManager
from groundswell.roster.models import Organisation


class LearningEvent(models.Model):
    """Professional learning that people can take a place in. When, where and how many stand in its sections.

    A published event without a section gathers interest. ``audience`` is a list of tokens (``models.audience``); an
    empty one means everyone. ``provider`` is the partner who gives it; none is the district itself. With ``approval``
    a place is asked for, with ``surge`` demand may open more sections. ``version`` counts edits, so that whoever saves
    an older one is told. ``has_prerequisites`` spares those who register for an event without any a question.
    ``copied_from`` is the first of all the years' copies of the same event.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    programme = models.ForeignKey(
        Programme, null=True, blank=True, on_delete=models.PROTECT, related_name="events"
    )
    title = models.CharField(max_length=160)
    why = models.TextField(max_length=4000, blank=True)
    audience = models.JSONField(default=list, blank=True)
    kind = models.CharField(max_length=24, choices=EventKind, default=EventKind.WORKSHOP)
    mode = models.CharField(max_length=12, choices=EventMode, default=EventMode.IN_PERSON)
    provider = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approval = models.BooleanField(default=False)
    surge = models.BooleanField(default=False)
    has_prerequisites = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=EventState, default=EventState.DRAFT)
    published_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    copied_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    PRIVACY = dict.fromkeys(
        [
            "programme", "title", "why", "audience", "kind", "mode", "provider", "approval", "surge",
            "has_prerequisites", "state", "published_at", "version", "copied_from",
        ],
        Privacy.DIRECTORY,
    )  # fmt: skip

    objects = TenantManager()

    class Meta:
        db_table = "events_event"
        indexes = [models.Index(fields=["tenant", "state"], name="event_by_state")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="published") | models.Q(published_at__isnull=False),
                name="event_published_at_a_moment",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_for_everyone(self) -> bool:
        return not self.audience

    @property
    def asks_only_roles(self) -> bool:
        """True when somebody's roles alone decide whether they are meant."""
        return audience.asks_only_roles(self.audience)

    @property
    def origin_id(self) -> int:
        """The same for an event and its copies in other years."""
        return self.copied_from_id or self.pk

    def is_for(self, tokens: Iterable[str]) -> bool:
        """True when the event is for somebody who holds these tokens; a word alone is a role."""
        return self.is_for_everyone or audience.is_for(self.audience, tokens)


class Prerequisite(models.Model):
    """An event that must have been attended before, in whichever year. Holders of ``unless_role`` needn't."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    event = models.ForeignKey(LearningEvent, on_delete=models.CASCADE, related_name="prerequisites")
    attended = models.ForeignKey(LearningEvent, on_delete=models.PROTECT, related_name="+")
    unless_role = models.CharField(max_length=24, blank=True)

    PRIVACY = dict.fromkeys(["event", "attended", "unless_role"], Privacy.DIRECTORY)

    objects = TenantManager()

    class Meta:
        db_table = "events_prerequisite"
        constraints = [
            models.UniqueConstraint(fields=["event", "attended"], name="prerequisite_once"),
            models.CheckConstraint(
                condition=~models.Q(event=models.F("attended")), name="prerequisite_is_another_event"
            ),
        ]

    def __str__(self) -> str:
        return f"Event {self.event_id} asks for event {self.attended_id}"
