"""The learning event: what it is, why it is worth the time, and who it is for."""

from collections.abc import Iterable

from django.db import models

from groundswell.events.choices import EventKind, EventMode, EventState
from groundswell.kernel.models import Tenant
from groundswell.kernel.privacy import Privacy
from groundswell.kernel.tenancy import TenantManager


class LearningEvent(models.Model):
    """Professional learning that people can take a place in. When, where and how many stand in its sections.

    ``audience`` is a list of role keys (``roster.choices.roles``); an empty list means everyone in the district.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=160)
    why = models.TextField(max_length=4000, blank=True)
    audience = models.JSONField(default=list, blank=True)
    kind = models.CharField(max_length=24, choices=EventKind, default=EventKind.WORKSHOP)
    mode = models.CharField(max_length=12, choices=EventMode, default=EventMode.IN_PERSON)
    state = models.CharField(max_length=10, choices=EventState, default=EventState.DRAFT)
    published_at = models.DateTimeField(null=True, blank=True)

    PRIVACY = {
        "title": Privacy.DIRECTORY,
        "why": Privacy.DIRECTORY,
        "audience": Privacy.DIRECTORY,
        "kind": Privacy.DIRECTORY,
        "mode": Privacy.DIRECTORY,
        "state": Privacy.DIRECTORY,
        "published_at": Privacy.DIRECTORY,
    }

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

    def is_for(self, roles: Iterable[str]) -> bool:
        """True when the event is for somebody who holds these roles."""
        return self.is_for_everyone or bool(set(self.audience) & {str(role) for role in roles})
