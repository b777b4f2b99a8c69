"""What a later study will look at, fixed before anybody knows what comes of it."""

from django.db import models

from groundswell.impact.choices import Design
from groundswell.kernel import clock
from groundswell.kernel.models import Tenant
from groundswell.kernel.privacy import Privacy
from groundswell.kernel.tenancy import TenantManager


class StudyDesign(models.Model):
    """The locked plan of a study on one record of a selection (``record`` and ``digest`` as ``selection_records``
    publishes them). The table is append-only: who wants another plan has to say so beside this one, in a later study.

    ``outcome`` says in words what is measured, ``measure`` which kind of school measure that is. Years are those in
    which school years end. ``treated`` and ``compared`` are schools, ``pupils`` the pupils of a school whose outcome
    counts, ``icc`` the part of the variance that lies between schools. ``detectable`` is the smallest effect that the
    study would find, in standard deviations of pupils (``rules.designs``); None where the design can't find one.
    ``role`` is who locked it; the journal knows the person.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    record = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    design = models.CharField(max_length=16, choices=Design)
    outcome = models.CharField(max_length=400)
    measure = models.SlugField(max_length=40)
    from_year = models.PositiveSmallIntegerField()
    to_year = models.PositiveSmallIntegerField()
    treated = models.PositiveIntegerField()
    compared = models.PositiveIntegerField()
    pupils = models.PositiveIntegerField()
    icc = models.FloatField()
    alpha = models.FloatField(default=0.05)
    power = models.FloatField(default=0.8)
    detectable = models.FloatField(null=True)
    locked_at = models.DateTimeField(default=clock.now)
    role = models.CharField(max_length=24, blank=True)

    PRIVACY = dict.fromkeys(
        [
            "record", "digest", "design", "outcome", "measure", "from_year", "to_year", "treated", "compared", "pupils",
            "icc", "alpha", "power", "detectable", "locked_at", "role",
        ],
        Privacy.DIRECTORY,
    )  # fmt: skip

    objects = TenantManager()

    class Meta:
        db_table = "impact_study_design"
        ordering = ["-locked_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["tenant", "digest"], name="study_design_once")]

    def __str__(self) -> str:
        return f"design on record {self.record}"
