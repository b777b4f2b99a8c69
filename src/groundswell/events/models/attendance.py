"""Arrivals: who was there."""

from django.db import models

from groundswell.events.choices import ArrivalState
from groundswell.events.models.registration import Registration
from groundswell.kernel import clock
from groundswell.kernel.models import Tenant
from groundswell.kernel.privacy import Privacy
from groundswell.kernel.tenancy import TenantManager
from groundswell.roster.models import Person


class Arrival(models.Model):
    """What a facilitator noted about one registration. A correction changes it; the journal keeps both."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    registration = models.OneToOneField(Registration, on_delete=models.PROTECT, related_name="arrival")
    state = models.CharField(max_length=10, choices=ArrivalState)
    noted_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(default=clock.now)

    PRIVACY = {
        "registration": Privacy.CONFIDENTIAL,
        "state": Privacy.CONFIDENTIAL,
        "noted_by": Privacy.CONFIDENTIAL,
        "noted_at": Privacy.CONFIDENTIAL,
    }

    DONE_BY = ("noted_by",)

    objects = TenantManager()

    class Meta:
        db_table = "events_arrival"

    def __str__(self) -> str:
        return f"{self.state} {self.registration_id}"
