"""The agenda of an event: its parts in order, each with who made it and who leads it."""

from django.db import models

from groundswell.events.choices import SegmentKind
from groundswell.events.models.events import LearningEvent
from groundswell.kernel.models import Tenant
from groundswell.kernel.privacy import Privacy
from groundswell.kernel.tenancy import TenantManager
from groundswell.roster.models import Organisation, Person


class AgendaSegment(models.Model):
    """One part of an event. ``is_active`` says that people do in it what they will do in class, not hear of it.

    Whoever leads a part may be anybody in the district, students and guests too. ``provider`` is the partner who
    brings it; none is whoever gives the event.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    event = models.ForeignKey(LearningEvent, on_delete=models.CASCADE, related_name="segments")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=160)
    minutes = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=SegmentKind, default=SegmentKind.OTHER)
    made_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    led_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    provider = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    is_active = models.BooleanField(default=False)

    PRIVACY = dict.fromkeys(
        ["event", "order", "title", "minutes", "kind", "made_by", "led_by", "provider", "is_active"],
        Privacy.DIRECTORY,
    )

    objects = TenantManager()

    class Meta:
        db_table = "events_agenda_segment"
        constraints = [
            models.UniqueConstraint(fields=["event", "order"], name="segment_order_once"),
            models.CheckConstraint(condition=models.Q(minutes__gt=0), name="segment_takes_time"),
        ]

    def __str__(self) -> str:
        return self.title
