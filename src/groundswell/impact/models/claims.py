"""A claim is a sentence whose numbers are bound to definitions; its figures and its history stay with it."""

from django.db import models

from groundswell.impact.choices import AT_WORK, PUBLIC, ClaimState, Design, FigureKind, Move, Relation
from groundswell.impact.models.definitions import MetricDefinition
from groundswell.kernel import clock
from groundswell.kernel.models import Tenant
from groundswell.kernel.privacy import Privacy
from groundswell.kernel.tenancy import TenantManager


class Claim(models.Model):
    """A sentence and where it stands.

    ``sentence`` is in each language, ``{"en": …, "es": …}``, with a gap for each number (``{share}``, ``{answered2}``;
    see ``rules.sentences``). ``goal`` is the plan's goal that it speaks to, in the wording that held when it was
    written. ``design`` is how the numbers of a claim of growth were compared. ``follows`` is the claim that this one
    corrects.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    sentence = models.JSONField()
    goal = models.ForeignKey(
        "planning.PlanGoal", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    relation = models.CharField(max_length=8, choices=Relation, default=Relation.STATES)
    design = models.CharField(max_length=16, choices=Design, blank=True)
    state = models.CharField(max_length=10, choices=ClaimState, default=ClaimState.DRAFT)
    follows = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="followed_by"
    )
    made_at = models.DateTimeField(default=clock.now)
    published_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(default=clock.now)
    looked_at = models.DateTimeField(null=True, blank=True)

    PRIVACY = dict.fromkeys(
        [
            "sentence", "goal", "relation", "design", "state", "follows", "made_at", "published_at", "changed_at",
            "looked_at",
        ],
        Privacy.PUBLIC,
    )  # fmt: skip

    objects = TenantManager()

    class Meta:
        db_table = "impact_claim"
        indexes = [models.Index(fields=["tenant", "state", "-changed_at"], name="claim_by_state")]

    def __str__(self) -> str:
        return f"Claim {self.pk}"

    @property
    def is_public(self) -> bool:
        return self.state in PUBLIC

    @property
    def is_at_work(self) -> bool:
        return self.state in AT_WORK


class ClaimFigure(models.Model):
    """One number of a claim as it was computed, with everything that it was computed from.

    ``inputs`` are the fact rows used (``rules.recompute``), ``digest`` the SHA-256 of them and of the definition.
    ``digest_now`` and ``value_now`` are what the facts gave when it was last computed again (``Claim.looked_at``):
    others say that they have changed since. A figure of fewer answers than ``threshold`` is suppressed: everything but
    the counts of who was asked is empty.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="figures")
    number = models.PositiveSmallIntegerField()
    definition = models.ForeignKey(MetricDefinition, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=FigureKind)
    numerator = models.IntegerField(null=True)
    denominator = models.IntegerField(null=True)
    answered = models.IntegerField(null=True)
    asked = models.IntegerField()
    silent = models.IntegerField()
    invited = models.IntegerField()
    value = models.FloatField(null=True)
    response_rate = models.FloatField(null=True)
    interval_low = models.FloatField(null=True)
    interval_high = models.FloatField(null=True)
    bound_low = models.FloatField(null=True)
    bound_high = models.FloatField(null=True)
    waves = models.PositiveIntegerField()
    waves_hidden = models.PositiveIntegerField()
    is_suppressed = models.BooleanField()
    is_final = models.BooleanField()
    threshold = models.PositiveSmallIntegerField()
    computed_at = models.DateTimeField(default=clock.now)
    inputs = models.JSONField()
    digest = models.CharField(max_length=64)
    digest_now = models.CharField(max_length=64, blank=True)
    value_now = models.FloatField(null=True)

    PRIVACY = dict.fromkeys(
        [
            "claim", "number", "definition", "kind", "numerator", "denominator", "answered", "asked", "silent",
            "invited", "value", "response_rate", "interval_low", "interval_high", "bound_low", "bound_high", "waves",
            "waves_hidden", "is_suppressed", "is_final", "threshold", "computed_at", "inputs", "digest", "digest_now",
            "value_now",
        ],
        Privacy.PUBLIC,
    )  # fmt: skip

    objects = TenantManager()

    class Meta:
        db_table = "impact_claim_figure"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["claim", "number"], name="claim_figure_number")]

    def __str__(self) -> str:
        return f"Figure {self.number} of claim {self.claim_id}"

    @property
    def has_changed(self) -> bool:
        """True where the facts gave another number, or the same from other counts, when it was last computed."""
        return bool(self.digest_now) and (self.digest_now, self.value_now) != (self.digest, self.value)


class ClaimStep(models.Model):
    """One line of a claim's history, public once the claim is. It names a role; the journal knows the person."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="steps")
    at = models.DateTimeField(default=clock.now)
    move = models.CharField(max_length=10, choices=Move)
    role = models.CharField(max_length=24, blank=True)
    reason = models.TextField(max_length=500, blank=True)

    PRIVACY = dict.fromkeys(["claim", "at", "move", "role", "reason"], Privacy.PUBLIC)

    objects = TenantManager()

    class Meta:
        db_table = "impact_claim_step"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.move} {self.claim_id}"
