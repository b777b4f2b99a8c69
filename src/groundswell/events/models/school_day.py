"""What a person decides about substitutes. How many are needed is derived (``rules.substitutes``), never stored."""

from django.db import models

from groundswell.kernel import clock
from groundswell.kernel.models import Tenant
from groundswell.kernel.privacy import Privacy
from groundswell.kernel.tenancy import TenantManager
from groundswell.roster.models import Organisation


class SubstituteCap(models.Model):
    """So many teachers of a school may be away to learn on one day, from a day to a day (none: with no end).

    Without ``school`` it is for every school of the district. A school's own comes before the district's, the one that
    was set later before the earlier. One that does not hold any more is taken back and stays as a record. The first
    one of a district is also the lock behind which its substitutes are counted (``actions.filling``).
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    substitutes = models.PositiveSmallIntegerField()
    begins_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    set_at = models.DateTimeField(default=clock.now)
    taken_back_at = models.DateTimeField(null=True, blank=True)

    PRIVACY = dict.fromkeys(
        ["school", "substitutes", "begins_on", "ends_on", "set_at", "taken_back_at"], Privacy.DIRECTORY
    )

    objects = TenantManager()

    class Meta:
        db_table = "events_substitute_cap"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("begins_on")),
                name="substitute_cap_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return f"{self.substitutes} substitutes a day"
