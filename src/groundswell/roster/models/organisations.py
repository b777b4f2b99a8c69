"""Districts, learning communities, schools, departments, teams and partners: one tree of organisations."""

from typing import Any

from django.db import models

from groundswell.kernel.models import Tenant
from groundswell.kernel.numbers import DEFAULT_THRESHOLD, SMALLEST_THRESHOLD
from groundswell.kernel.privacy import Privacy
from groundswell.kernel.tenancy import TenantManager
from groundswell.roster.choices import DistrictKind, OrganisationKind, SchoolLevel

LEVEL_WORDS: dict[str, Any] = dict(SchoolLevel.choices)


class District(models.Model):
    """What the roster knows of a tenant: its kind, its place on the map, its policy for small groups."""

    tenant = models.OneToOneField(Tenant, primary_key=True, on_delete=models.PROTECT, related_name="district")
    kind = models.CharField(max_length=16, choices=DistrictKind, default=DistrictKind.OPERATING)
    suppression_threshold = models.PositiveSmallIntegerField(default=DEFAULT_THRESHOLD)
    outline = models.JSONField(default=list, blank=True, help_text="Ring of [longitude, latitude] pairs")

    PRIVACY = {"kind": Privacy.PUBLIC, "suppression_threshold": Privacy.PUBLIC, "outline": Privacy.PUBLIC}

    objects = TenantManager()

    class Meta:
        db_table = "roster_district"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(suppression_threshold__gte=SMALLEST_THRESHOLD),
                name="threshold_not_below_five",
            )
        ]

    def __str__(self) -> str:
        return f"District {self.tenant_id}"

    @property
    def is_public_record(self) -> bool:
        return self.kind == DistrictKind.PUBLIC_RECORD


class Organisation(models.Model):
    """A place in the tree. ``source_id`` is its identifier in the roster files (OneRoster sourcedId)."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    source_id = models.CharField(max_length=255, null=True)
    kind = models.CharField(max_length=20, choices=OrganisationKind)
    name = models.CharField(max_length=255)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    content_hash = models.BigIntegerField(null=True)

    PRIVACY = {
        "source_id": Privacy.DIRECTORY,
        "kind": Privacy.PUBLIC,
        "name": Privacy.PUBLIC,
        "parent": Privacy.PUBLIC,
        "opened_on": Privacy.PUBLIC,
        "closed_on": Privacy.PUBLIC,
        "content_hash": Privacy.DIRECTORY,
    }

    objects = TenantManager()

    class Meta:
        db_table = "roster_organisation"
        constraints = [models.UniqueConstraint(fields=["tenant", "source_id"], name="organisation_source_id")]
        indexes = [models.Index(fields=["tenant", "kind", "name"], name="organisation_by_name")]

    def __str__(self) -> str:
        return self.name


class School(models.Model):
    """What only a school has, beside its place in the tree."""

    organisation = models.OneToOneField(
        Organisation, primary_key=True, on_delete=models.PROTECT, related_name="school"
    )
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    state_code = models.CharField(max_length=20, blank=True)
    federal_code = models.CharField(max_length=20, blank=True)
    level = models.CharField(max_length=12, choices=SchoolLevel, default=SchoolLevel.OTHER)
    title_one = models.BooleanField(null=True)
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    time_zone = models.CharField(max_length=60, blank=True)

    PRIVACY = {
        "organisation": Privacy.PUBLIC,
        "state_code": Privacy.PUBLIC,
        "federal_code": Privacy.PUBLIC,
        "level": Privacy.PUBLIC,
        "title_one": Privacy.PUBLIC,
        "longitude": Privacy.PUBLIC,
        "latitude": Privacy.PUBLIC,
        "time_zone": Privacy.PUBLIC,
    }

    objects = TenantManager()

    class Meta:
        db_table = "roster_school"

    def __str__(self) -> str:
        return f"School {self.pk}"

    def get_level_display(self) -> str:  # type: ignore[no-redef]
        """The level in words. Django's own puts every level into words to find the one, in each row of a list."""
        return str(LEVEL_WORDS.get(self.level, self.level))


class Succession(models.Model):
    """One step in the line of a school: ``before`` goes on in ``after``.

    Several before one are a merger, several after one are a split, one and one a school that moved or got a new
    number. ``last_day`` is the last day of ``before`` where it is known; ``closed`` says that this step closed it.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    before = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    after = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    last_day = models.DateField(null=True)
    closed = models.BooleanField(default=False)

    PRIVACY = {
        "before": Privacy.PUBLIC,
        "after": Privacy.PUBLIC,
        "last_day": Privacy.PUBLIC,
        "closed": Privacy.PUBLIC,
    }

    objects = TenantManager()

    class Meta:
        db_table = "roster_succession"
        constraints = [
            models.UniqueConstraint(fields=["before", "after"], name="succession_once"),
            models.CheckConstraint(
                condition=~models.Q(before=models.F("after")), name="succession_in_another_school"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.before_id} goes on in {self.after_id}"
