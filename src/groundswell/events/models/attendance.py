"""Arrivals: who was there at which date, and what that comes to for the section."""

from django.db import models

from groundswell.events.choices import ArrivalState, ArrivalWay, SpotCheck
from groundswell.events.models.meetings import Meeting
from groundswell.events.models.registration import Registration
from groundswell.kernel import clock
from groundswell.kernel.models import Tenant
from groundswell.kernel.privacy import Privacy
from groundswell.kernel.tenancy import TenantManager
from groundswell.roster.models import Person


class Arrival(models.Model):
    """What was noted about one seat at one date. A correction changes it; the journal keeps both.

    ``came_at`` and ``left_at`` are known where somebody noted them (or checked in by code); without them the state
    holds for the whole date. ``how`` says how it was noted. ``noted_at`` is the time of the tap, which may lie before
    the time at which it reached us.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    # The constraint below begins with this key.
    registration = models.ForeignKey(
        Registration, on_delete=models.PROTECT, related_name="arrivals", db_index=False
    )
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="arrivals")
    state = models.CharField(max_length=10, choices=ArrivalState)
    came_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    how = models.CharField(max_length=10, choices=ArrivalWay, default=ArrivalWay.LIST)
    spot_check = models.CharField(max_length=8, choices=SpotCheck, default=SpotCheck.NONE, blank=True)
    noted_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(default=clock.now)

    PRIVACY = {
        "registration": Privacy.CONFIDENTIAL,
        "meeting": Privacy.DIRECTORY,
        "state": Privacy.CONFIDENTIAL,
        "came_at": Privacy.CONFIDENTIAL,
        "left_at": Privacy.CONFIDENTIAL,
        "how": Privacy.CONFIDENTIAL,
        "spot_check": Privacy.CONFIDENTIAL,
        "noted_by": Privacy.CONFIDENTIAL,
        "noted_at": Privacy.CONFIDENTIAL,
    }

    DONE_BY = ("noted_by",)

    objects = TenantManager()

    class Meta:
        db_table = "events_arrival"
        constraints = [models.UniqueConstraint(fields=["registration", "meeting"], name="arrival_once")]

    def __str__(self) -> str:
        return f"{self.state} {self.registration_id} at {self.meeting_id}"


class Attendance(models.Model):
    """What the arrivals of one seat come to for its section: ``rules.learning.outcome``, kept in step by
    ``actions.arrivals``. Lists, programmes, prerequisites and the questions afterwards ask for it.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    registration = models.OneToOneField(Registration, on_delete=models.PROTECT, related_name="attendance")
    state = models.CharField(max_length=10, choices=ArrivalState)

    PRIVACY = {"registration": Privacy.CONFIDENTIAL, "state": Privacy.CONFIDENTIAL}

    objects = TenantManager()

    class Meta:
        db_table = "events_attendance"

    def __str__(self) -> str:
        return f"{self.state} {self.registration_id}"
