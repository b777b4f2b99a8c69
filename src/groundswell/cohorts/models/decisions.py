"""The decision of a call: who goes first, what it rests on, what everybody was told, and the record for a study."""

from django.db import models

from groundswell.cohorts.choices import Place, PlacedBy
from groundswell.cohorts.models.calls import Call, Candidacy, SelectionPhase
from groundswell.kernel import clock
from groundswell.kernel.models import Tenant
from groundswell.kernel.privacy import Privacy
from groundswell.kernel.tenancy import TenantManager
from groundswell.roster.models import Person


class ScoreReport(models.Model):
    """What the statistics say of a reading phase, worked out beside the pages that show it: adjusted scores, agreement,
    severity, who is in by each method (``rules.reports`` makes ``data``). Advice, never a decision.

    ``stamp`` says of which readings it is: another one, and it is worked out anew.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    phase = models.OneToOneField(SelectionPhase, on_delete=models.CASCADE, related_name="report")
    stamp = models.CharField(max_length=64)
    data = models.JSONField()
    made_at = models.DateTimeField(default=clock.now)

    PRIVACY = dict.fromkeys(["phase", "stamp", "data", "made_at"], Privacy.CONFIDENTIAL)

    objects = TenantManager()

    class Meta:
        db_table = "cohorts_score_report"

    def __str__(self) -> str:
        return f"report of {self.phase_id}"


class SelectionDecision(models.Model):
    """The decision. ``cut`` is the raw mean at the line. A lottery's ``seed_hash`` is published before its ``seed``.

    ``band`` is half the width of the zone around the cut in which lots are drawn; None where none are. ``tickets`` are
    the candidacies in the lottery, fixed with the seed at ``committed_at``; ``list_hash`` is the SHA-256 of the seed,
    a colon and the tickets. ``public_source`` names a public number of a later day, which the draw takes in.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    call = models.OneToOneField(Call, on_delete=models.CASCADE, related_name="decision")
    cut = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True)
    band = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True)
    seed_hash = models.CharField(max_length=64, blank=True)
    seed = models.CharField(max_length=64, blank=True)
    tickets = models.JSONField(default=list)
    list_hash = models.CharField(max_length=64, blank=True)
    public_source = models.CharField(max_length=300, blank=True)
    public_number = models.CharField(max_length=80, blank=True)
    committed_at = models.DateTimeField(null=True, blank=True)
    drawn_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(max_length=4000, blank=True)
    made_at = models.DateTimeField(default=clock.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    PRIVACY = dict.fromkeys(
        [
            "call", "cut", "band", "seed_hash", "seed", "tickets", "list_hash", "public_source", "public_number",
            "committed_at", "drawn_at", "reason", "made_at", "decided_at", "decided_by",
        ],
        Privacy.CONFIDENTIAL,
    )  # fmt: skip
    DONE_BY = ("decided_by",)

    objects = TenantManager()

    class Meta:
        db_table = "cohorts_selection_decision"

    def __str__(self) -> str:
        return f"decision of {self.call_id}"


class DecisionEntry(models.Model):
    """One school in a decision: its score, its place, what that rests on, and the reason that it reads."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    decision = models.ForeignKey(SelectionDecision, on_delete=models.CASCADE, related_name="entries")
    candidacy = models.OneToOneField(Candidacy, on_delete=models.CASCADE, related_name="decision_entry")
    score = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True)
    place = models.CharField(max_length=12, choices=Place)
    placed_by = models.CharField(max_length=10, choices=PlacedBy, default=PlacedBy.SCORE)
    reason = models.TextField(max_length=2000, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    PRIVACY = dict.fromkeys(
        ["decision", "candidacy", "score", "place", "placed_by", "reason", "told_at"], Privacy.CONFIDENTIAL
    )

    objects = TenantManager()

    class Meta:
        db_table = "cohorts_decision_entry"

    def __str__(self) -> str:
        return f"{self.candidacy_id} {self.place}"


class SelectionRecord(models.Model):
    """All that a later study needs of a selection, frozen when it was decided: running variable, cut, waves, lots,
    and the schools to compare with. ``digest`` is the SHA-256 of ``data`` as sorted JSON.

    The table is append-only. A decision that was opened again and decided anew has one more record, by ``number``; the
    latest is the one that counts.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    decision = models.ForeignKey(SelectionDecision, on_delete=models.PROTECT, related_name="records")
    number = models.PositiveSmallIntegerField(default=1)
    data = models.JSONField()
    digest = models.CharField(max_length=64)
    frozen_at = models.DateTimeField(default=clock.now)

    PRIVACY = dict.fromkeys(["decision", "number", "data", "digest", "frozen_at"], Privacy.CONFIDENTIAL)

    objects = TenantManager()

    class Meta:
        db_table = "cohorts_selection_record"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["decision", "number"], name="selection_record_number")]

    def __str__(self) -> str:
        return f"record of {self.decision_id}"


class ReadinessStep(models.Model):
    """What a school that was not chosen does until it is asked again, written by the office with the school."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    candidacy = models.ForeignKey(Candidacy, on_delete=models.CASCADE, related_name="readiness_steps")
    what = models.CharField(max_length=400)
    by_when = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    made_at = models.DateTimeField(default=clock.now)

    PRIVACY = dict.fromkeys(["candidacy", "what", "by_when", "done_on", "made_at"], Privacy.CONFIDENTIAL)

    objects = TenantManager()

    class Meta:
        db_table = "cohorts_readiness_step"
        ordering = ["by_when", "pk"]

    def __str__(self) -> str:
        return self.what
