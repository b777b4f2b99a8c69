"""Screening: what is known of a school's readiness, willing and able apart, and what the school says to it."""

from django.db import models

from groundswell.cohorts.choices import Basis, Comparison, FindingState, Side
from groundswell.cohorts.models.calls import Candidacy, SelectionPhase
from groundswell.kernel import clock
from groundswell.kernel.models import Tenant
from groundswell.kernel.privacy import Privacy
from groundswell.kernel.tenancy import TenantManager
from groundswell.roster.models import Person


class ScreeningCriterion(models.Model):
    """One indicator of readiness: where its value comes from and when it is met.

    ``measure`` names a kind of ``roster.Measure`` where ``basis`` is one, ``principal_tenure`` for staffing, and of a
    survey ``<wave id>:<key of the question>``.
    A judged criterion has no ``threshold``: the office says whether it is met, and why.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    phase = models.ForeignKey(SelectionPhase, on_delete=models.CASCADE, related_name="criteria")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=160)
    meaning = models.CharField(max_length=400, blank=True)
    side = models.CharField(max_length=8, choices=Side)
    basis = models.CharField(max_length=10, choices=Basis)
    measure = models.CharField(max_length=80, blank=True)
    comparison = models.CharField(max_length=10, choices=Comparison, default=Comparison.AT_LEAST)
    threshold = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)

    PRIVACY = dict.fromkeys(
        ["phase", "position", "name", "meaning", "side", "basis", "measure", "comparison", "threshold"],
        Privacy.DIRECTORY,
    )

    objects = TenantManager()

    class Meta:
        db_table = "cohorts_screening_criterion"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["phase", "position"], name="screening_criterion_place")
        ]

    def __str__(self) -> str:
        return self.name


class ScreeningFinding(models.Model):
    """What a criterion found at a school, once; a correction that is accepted adds the next one.

    ``met`` is None where nothing is known. ``source`` says where the value is from and of which date
    (``rules.screening.source_of`` puts it into words). Only what somebody said, and no count, has ``made_by``.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    candidacy = models.ForeignKey(Candidacy, on_delete=models.CASCADE, related_name="findings")
    criterion = models.ForeignKey(ScreeningCriterion, on_delete=models.CASCADE, related_name="findings")
    state = models.CharField(max_length=8, choices=FindingState)
    value = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    met = models.BooleanField(null=True)
    source = models.CharField(max_length=300, blank=True)
    is_current = models.BooleanField(default=True)
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    PRIVACY = dict.fromkeys(
        ["candidacy", "criterion", "state", "value", "met", "source", "is_current", "made_at", "made_by"],
        Privacy.CONFIDENTIAL,
    )
    DONE_BY = ("made_by",)

    objects = TenantManager()

    class Meta:
        db_table = "cohorts_screening_finding"
        constraints = [
            models.UniqueConstraint(
                fields=["candidacy", "criterion"],
                condition=models.Q(is_current=True),
                name="screening_finding_one_current",
            ),
            models.CheckConstraint(
                condition=models.Q(state=FindingState.KNOWN) | models.Q(value__isnull=True, met__isnull=True),
                name="screening_missing_is_no_value",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion_id} at {self.candidacy_id}"


class FindingCorrection(models.Model):
    """A school says that a finding is wrong. ``accepted`` is None until the office has answered."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    finding = models.ForeignKey(ScreeningFinding, on_delete=models.CASCADE, related_name="corrections")
    said = models.TextField(max_length=1000)
    value = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    accepted = models.BooleanField(null=True)
    answer = models.CharField(max_length=600, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    PRIVACY = dict.fromkeys(
        [
            "finding", "said", "value", "made_at", "made_by", "accepted", "answer", "answered_at", "answered_by",
        ],
        Privacy.CONFIDENTIAL,
    )  # fmt: skip
    DONE_BY = ("made_by", "answered_by")

    objects = TenantManager()

    class Meta:
        db_table = "cohorts_finding_correction"
        constraints = [
            models.UniqueConstraint(
                fields=["finding"], condition=models.Q(accepted__isnull=True), name="correction_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"correction of {self.finding_id}"
