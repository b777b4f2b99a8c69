"""Rubrics: criteria with weights, levels with words, versions that a steering committee signs."""

from django.db import models

from groundswell.cohorts.choices import RubricState
from groundswell.kernel import clock
from groundswell.kernel.models import Tenant
from groundswell.kernel.privacy import Privacy
from groundswell.kernel.tenancy import TenantManager
from groundswell.planning.choices import Function
from groundswell.planning.models import Initiative
from groundswell.roster.models import Person


class Rubric(models.Model):
    """What applications or visits are scored by, through all its versions."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    initiative = models.ForeignKey(Initiative, on_delete=models.PROTECT, related_name="rubrics")
    title = models.CharField(max_length=160)
    made_at = models.DateTimeField(default=clock.now)

    PRIVACY = dict.fromkeys(["initiative", "title", "made_at"], Privacy.DIRECTORY)

    objects = TenantManager()

    class Meta:
        db_table = "cohorts_rubric"

    def __str__(self) -> str:
        return self.title


class RubricVersion(models.Model):
    """One version. It can be edited while it is a draft; out for signing and afterwards it stays as it is.

    A score lies between ``lowest`` and ``highest``, both whole numbers that every criterion describes.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    rubric = models.ForeignKey(Rubric, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=8, choices=RubricState, default=RubricState.DRAFT)
    lowest = models.PositiveSmallIntegerField(default=1)
    highest = models.PositiveSmallIntegerField(default=4)
    made_at = models.DateTimeField(default=clock.now)
    vetted_at = models.DateTimeField(null=True, blank=True)

    PRIVACY = dict.fromkeys(
        ["rubric", "number", "state", "lowest", "highest", "made_at", "vetted_at"], Privacy.DIRECTORY
    )

    objects = TenantManager()

    class Meta:
        db_table = "cohorts_rubric_version"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["rubric", "number"], name="rubric_version_number"),
            models.CheckConstraint(
                condition=models.Q(highest__gt=models.F("lowest")), name="rubric_version_has_levels"
            ),
        ]

    def __str__(self) -> str:
        return f"rubric {self.rubric_id} v{self.number}"


class RubricCriterion(models.Model):
    """One thing that is looked at. ``weight`` is relative: what counts is its share of all weights."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(RubricVersion, on_delete=models.CASCADE, related_name="criteria")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=160)
    meaning = models.CharField(max_length=600, blank=True)
    weight = models.DecimalField(max_digits=6, decimal_places=2, default=1)

    PRIVACY = dict.fromkeys(["version", "position", "title", "meaning", "weight"], Privacy.DIRECTORY)

    objects = TenantManager()

    class Meta:
        db_table = "cohorts_rubric_criterion"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="rubric_criterion_place"),
            models.CheckConstraint(condition=models.Q(weight__gt=0), name="rubric_criterion_counts"),
        ]

    def __str__(self) -> str:
        return self.title


class LevelDescriptor(models.Model):
    """What one level of one criterion looks like, in words that a reader can hold an application against."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    criterion = models.ForeignKey(RubricCriterion, on_delete=models.CASCADE, related_name="levels")
    level = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=600)

    PRIVACY = dict.fromkeys(["criterion", "level", "text"], Privacy.DIRECTORY)

    objects = TenantManager()

    class Meta:
        db_table = "cohorts_level_descriptor"
        ordering = ["level"]
        constraints = [models.UniqueConstraint(fields=["criterion", "level"], name="level_descriptor_once")]

    def __str__(self) -> str:
        return f"{self.level}: {self.text[:40]}"


class RubricSignoff(models.Model):
    """One function of the steering committee has read a version and signs it, or sends it back with what is missing."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(RubricVersion, on_delete=models.CASCADE, related_name="signoffs")
    function = models.CharField(max_length=24, choices=Function)
    signed = models.BooleanField()
    note = models.CharField(max_length=600, blank=True)
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    PRIVACY = dict.fromkeys(
        ["version", "function", "signed", "note", "made_at", "made_by"], Privacy.DIRECTORY
    )
    DONE_BY = ("made_by",)

    objects = TenantManager()

    class Meta:
        db_table = "cohorts_rubric_signoff"
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "function"], condition=models.Q(signed=True), name="rubric_signed_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.function} {self.signed}"
