"""School years, terms and the calendar: which days children are in school."""

from django.db import models

from groundswell.kernel.models import Tenant
from groundswell.kernel.privacy import Privacy
from groundswell.kernel.tenancy import TenantManager
from groundswell.roster.choices import DayKind
from groundswell.roster.models.organisations import Organisation


class SchoolYear(models.Model):
    """One school year. ``ends_in`` is the calendar year in which it ends: 2017 is 2016–17."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    source_id = models.CharField(max_length=255, null=True)
    ends_in = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    begins_on = models.DateField()
    ends_on = models.DateField()
    content_hash = models.BigIntegerField(null=True)

    PRIVACY = {
        "source_id": Privacy.PUBLIC,
        "ends_in": Privacy.PUBLIC,
        "title": Privacy.PUBLIC,
        "begins_on": Privacy.PUBLIC,
        "ends_on": Privacy.PUBLIC,
        "content_hash": Privacy.PUBLIC,
    }

    objects = TenantManager()

    class Meta:
        db_table = "roster_school_year"
        constraints = [models.UniqueConstraint(fields=["tenant", "source_id"], name="school_year_source_id")]
        ordering = ["-ends_in"]

    def __str__(self) -> str:
        return self.title


class Term(models.Model):
    """A part of a school year: semester, quarter, grading period."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    source_id = models.CharField(max_length=255, null=True)
    school_year = models.ForeignKey(SchoolYear, null=True, on_delete=models.PROTECT, related_name="terms")
    title = models.CharField(max_length=120)
    begins_on = models.DateField()
    ends_on = models.DateField()
    content_hash = models.BigIntegerField(null=True)

    PRIVACY = {
        "source_id": Privacy.PUBLIC,
        "school_year": Privacy.PUBLIC,
        "title": Privacy.PUBLIC,
        "begins_on": Privacy.PUBLIC,
        "ends_on": Privacy.PUBLIC,
        "content_hash": Privacy.PUBLIC,
    }

    objects = TenantManager()

    class Meta:
        db_table = "roster_term"
        constraints = [models.UniqueConstraint(fields=["tenant", "source_id"], name="term_source_id")]

    def __str__(self) -> str:
        return self.title


class CalendarDay(models.Model):
    """One day of the school calendar: the district's default, or a school's exception where ``school`` is set."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    day = models.DateField()
    kind = models.CharField(max_length=14, choices=DayKind)
    title = models.CharField(max_length=120, blank=True)

    PRIVACY = {
        "school": Privacy.PUBLIC,
        "day": Privacy.PUBLIC,
        "kind": Privacy.PUBLIC,
        "title": Privacy.PUBLIC,
    }

    objects = TenantManager()

    class Meta:
        db_table = "roster_calendar_day"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "school", "day"], name="calendar_day_once"),
            # No school is the district, which has one of each day too.
            models.UniqueConstraint(
                fields=["tenant", "day"],
                condition=models.Q(school__isnull=True),
                name="calendar_default_day_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.kind}"
