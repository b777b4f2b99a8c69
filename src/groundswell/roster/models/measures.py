"""What is measured and said about schools and districts, each with its source and its date."""

from django.db import models

from groundswell.kernel.models import Tenant
from groundswell.kernel.privacy import Privacy
from groundswell.kernel.tenancy import TenantManager
from groundswell.roster.choices import MeasureState
from groundswell.roster.models.organisations import Organisation


class Source(models.Model):
    """Where a fact comes from, so that a reader can go and look."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    key = models.SlugField(max_length=60)
    title = models.CharField(max_length=255)
    publisher = models.CharField(max_length=255, blank=True)
    published = models.CharField(max_length=40, blank=True)
    found_at = models.CharField(max_length=500, blank=True)
    note = models.TextField(blank=True)

    PRIVACY = {
        "key": Privacy.PUBLIC,
        "title": Privacy.PUBLIC,
        "publisher": Privacy.PUBLIC,
        "published": Privacy.PUBLIC,
        "found_at": Privacy.PUBLIC,
        "note": Privacy.PUBLIC,
    }

    objects = TenantManager()

    class Meta:
        db_table = "roster_source"
        constraints = [models.UniqueConstraint(fields=["tenant", "key"], name="source_key")]

    def __str__(self) -> str:
        return self.title


class Measure(models.Model):
    """One published value: organisation × school year × group × grade × subject × kind.

    ``value`` is set exactly when ``state`` is measured and the value is a number; a letter stands in ``text``.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="measures")
    year = models.PositiveSmallIntegerField(help_text="Calendar year in which the school year ends")
    kind = models.CharField(max_length=40)
    group = models.CharField(max_length=40, default="all")
    grade = models.CharField(max_length=12, default="all")
    subject = models.CharField(max_length=40, default="all")
    state = models.CharField(max_length=12, choices=MeasureState, default=MeasureState.MEASURED)
    value = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    text = models.CharField(max_length=40, blank=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")

    PRIVACY = {
        "organisation": Privacy.PUBLIC,
        "year": Privacy.PUBLIC,
        "kind": Privacy.PUBLIC,
        "group": Privacy.PUBLIC,
        "grade": Privacy.PUBLIC,
        "subject": Privacy.PUBLIC,
        "state": Privacy.PUBLIC,
        "value": Privacy.PUBLIC,
        "text": Privacy.PUBLIC,
        "source": Privacy.PUBLIC,
    }

    objects = TenantManager()

    class Meta:
        db_table = "roster_measure"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "organisation", "kind", "year", "group", "grade", "subject", "source"],
                name="measure_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}"


class Statement(models.Model):
    """A mission, vision or goal as it was worded from a day on. A new wording is a new version, never an edit.

    ``title`` says whose or which it is: "Board 2018", "Strategic Plan 2024".
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(max_length=120, blank=True)
    text = models.TextField()
    said = models.CharField(max_length=40, help_text="Year or date, as the source has it")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")

    PRIVACY = {
        "kind": Privacy.PUBLIC,
        "version": Privacy.PUBLIC,
        "title": Privacy.PUBLIC,
        "text": Privacy.PUBLIC,
        "said": Privacy.PUBLIC,
        "source": Privacy.PUBLIC,
    }

    objects = TenantManager()

    class Meta:
        db_table = "roster_statement"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "kind", "version"], name="statement_version")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"


class Figure(models.Model):
    """A dated figure of the whole district: enrolment, teachers, schools, budget. Sources may differ; each is kept."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=60)
    value = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    text = models.CharField(max_length=120, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    as_of = models.CharField(max_length=40, help_text="Year or date, as the source has it")
    note = models.TextField(blank=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")

    PRIVACY = {
        "kind": Privacy.PUBLIC,
        "value": Privacy.PUBLIC,
        "text": Privacy.PUBLIC,
        "unit": Privacy.PUBLIC,
        "as_of": Privacy.PUBLIC,
        "note": Privacy.PUBLIC,
        "source": Privacy.PUBLIC,
    }

    objects = TenantManager()

    class Meta:
        db_table = "roster_figure"
        indexes = [models.Index(fields=["tenant", "kind"], name="figure_by_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.as_of}"
