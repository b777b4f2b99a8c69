"""When and where a section meets, and the rooms in which events take place."""

from django.db import models

from groundswell.events.models.sections import Section
from groundswell.kernel.models import Tenant
from groundswell.kernel.privacy import Privacy
from groundswell.kernel.tenancy import TenantManager
from groundswell.roster.models import Organisation


class Room(models.Model):
    """A room for events. It holds one meeting at a time, and ``capacity`` people."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    capacity = models.PositiveIntegerField()

    PRIVACY = dict.fromkeys(["organisation", "name", "capacity"], Privacy.DIRECTORY)

    objects = TenantManager()

    class Meta:
        db_table = "events_room"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "organisation", "name"], name="room_once"),
            models.CheckConstraint(condition=models.Q(capacity__gt=0), name="room_for_somebody"),
        ]

    def __str__(self) -> str:
        return self.name


class Meeting(models.Model):
    """One date of a section. Times are UTC. A section has one or many, which don't overlap.

    The section repeats the first beginning, the last end and the first place and link: lists and the statement that
    gives seats read them there. ``actions.meetings`` keeps the two in step.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="meetings", db_index=False)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=200, blank=True)
    link = models.URLField(max_length=500, blank=True)
    room = models.ForeignKey(
        Room, null=True, blank=True, on_delete=models.PROTECT, related_name="meetings", db_index=False
    )

    PRIVACY = {
        "section": Privacy.DIRECTORY,
        "begins_at": Privacy.DIRECTORY,
        "ends_at": Privacy.DIRECTORY,
        "place": Privacy.DIRECTORY,
        "link": Privacy.CONFIDENTIAL,
        "room": Privacy.DIRECTORY,
    }

    objects = TenantManager()

    class Meta:
        db_table = "events_meeting"
        indexes = [
            models.Index(fields=["section", "begins_at"], name="meeting_by_section"),
            models.Index(
                fields=["room", "begins_at"],
                name="meeting_by_room",
                condition=models.Q(room__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("begins_at")), name="meeting_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return f"Meeting {self.pk}"
