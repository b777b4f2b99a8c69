"""Waves of an initiative, the call for each, its phases, and the schools that stand in it."""

from django.db import models

from groundswell.cohorts.choices import CallState, CandidacyState, Outcome, PhaseKind
from groundswell.cohorts.models.rubrics import RubricVersion
from groundswell.kernel import clock
from groundswell.kernel.models import Tenant
from groundswell.kernel.privacy import Privacy
from groundswell.kernel.tenancy import TenantManager
from groundswell.kernel.words import language_here, said_in
from groundswell.planning.models import Initiative
from groundswell.planning.models.goals import year_name
from groundswell.roster.models import Organisation, Person


class AdoptionWave(models.Model):
    """One wave of the plan for bringing an initiative to schools.

    ``year`` is its first school year, by the year in which it ends. ``planned`` is how many schools shall be in after
    it, all waves together.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    initiative = models.ForeignKey(Initiative, on_delete=models.PROTECT, related_name="waves")
    number = models.PositiveSmallIntegerField()
    year = models.PositiveSmallIntegerField()
    planned = models.PositiveIntegerField()

    PRIVACY = dict.fromkeys(["initiative", "number", "year", "planned"], Privacy.PUBLIC)

    objects = TenantManager()

    class Meta:
        db_table = "cohorts_adoption_wave"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["initiative", "number"], name="adoption_wave_number")]

    def __str__(self) -> str:
        return f"wave {self.number}"

    @property
    def school_year(self) -> str:
        """Its first school year, as one reads it."""
        return year_name(self.year)


class Call(models.Model):
    """The invitation of one wave: who may come in, until when, on what terms. Every school is invited.

    ``title`` and ``text`` are in each language. ``commitments`` is a list of what a school promises by taking part,
    each in each language. ``version`` counts how often it was edited, so that two who edit it at once hear of each
    other. ``called_off`` says why it was called off.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    wave = models.OneToOneField(AdoptionWave, on_delete=models.PROTECT, related_name="call")
    title = models.JSONField()
    text = models.JSONField(default=dict)
    commitments = models.JSONField(default=list)
    places = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=CallState, default=CallState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    called_off = models.CharField(max_length=400, blank=True)
    made_at = models.DateTimeField(default=clock.now)
    opened_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    PRIVACY = dict.fromkeys(
        [
            "wave", "title", "text", "commitments", "places", "state", "version", "called_off", "made_at",
            "opened_at", "decided_at", "published_at",
        ],
        Privacy.PUBLIC,
    )  # fmt: skip

    objects = TenantManager()

    class Meta:
        db_table = "cohorts_call"
        constraints = [models.CheckConstraint(condition=models.Q(places__gt=0), name="call_has_places")]

    def __str__(self) -> str:
        return f"call {self.pk}"

    @property
    def name(self) -> str:
        """Its title in the language of the page."""
        return said_in(self.title, language_here())

    @property
    def words(self) -> str:
        """Its text in the language of the page."""
        return said_in(self.text, language_here())

    @property
    def promises(self) -> list[str]:
        """What a school promises, in the language of the page."""
        return [said_in(one, language_here()) for one in self.commitments]


class SelectionPhase(models.Model):
    """One step of a selection. Which kinds there are, and in which order, is each call's own.

    Open from ``opens_at`` until ``closes_at`` plus ``grace_minutes``; what comes in the grace is marked late. With
    ``gates`` only schools that passed go on. ``settled_at`` is when its outcomes were settled. Reading and visit use
    ``rubric``; each application is read ``readings`` times, nobody reads more than ``load_cap``, and a further reader
    is called where two totals differ by more than ``gap``.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="phases")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=PhaseKind)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    grace_minutes = models.PositiveSmallIntegerField(default=0)
    gates = models.BooleanField(default=True)
    rubric = models.ForeignKey(
        RubricVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="phases"
    )
    readings = models.PositiveSmallIntegerField(default=3)
    load_cap = models.PositiveSmallIntegerField(default=12)
    gap = models.DecimalField(max_digits=5, decimal_places=2, default=1)
    norming_closed_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    PRIVACY = dict.fromkeys(
        [
            "call", "position", "kind", "opens_at", "closes_at", "grace_minutes", "gates", "rubric", "readings",
            "load_cap", "gap", "norming_closed_at", "settled_at",
        ],
        Privacy.DIRECTORY,
    )  # fmt: skip

    objects = TenantManager()

    class Meta:
        db_table = "cohorts_selection_phase"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["call", "position"], name="selection_phase_place"),
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opens_at")), name="selection_phase_ends_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.call_id}"


class PhaseExtension(models.Model):
    """A phase was given more time: from when to when, and why. Everybody whom it concerns reads the reason."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    phase = models.ForeignKey(SelectionPhase, on_delete=models.CASCADE, related_name="extensions")
    before = models.DateTimeField()
    after = models.DateTimeField()
    reason = models.CharField(max_length=400)
    made_at = models.DateTimeField(default=clock.now)

    PRIVACY = dict.fromkeys(["phase", "before", "after", "reason", "made_at"], Privacy.DIRECTORY)

    objects = TenantManager()

    class Meta:
        db_table = "cohorts_phase_extension"
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return f"{self.phase_id} until {self.after}"


class Candidacy(models.Model):
    """A school in a call. Every school that is open has one as soon as the call opens; it never disappears.

    ``why`` is what the school said when it took part, or when it declined or withdrew. ``told_at`` is when its
    principals were first mailed; empty where there was none with an address.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="candidacies")
    school = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=CandidacyState, default=CandidacyState.INVITED)
    why = models.TextField(max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField(null=True, blank=True)

    PRIVACY = dict.fromkeys(
        ["call", "school", "state", "why", "answered_at", "answered_by", "told_at"], Privacy.CONFIDENTIAL
    )
    DONE_BY = ("answered_by",)

    objects = TenantManager()

    class Meta:
        db_table = "cohorts_candidacy"
        constraints = [models.UniqueConstraint(fields=["call", "school"], name="candidacy_once")]
        indexes = [models.Index(fields=["call", "state"], name="candidacy_by_state")]

    def __str__(self) -> str:
        return f"{self.school_id} in {self.call_id}"


class PhaseOutcome(models.Model):
    """What one phase said about one school: by whom, when and why. In an approval phase it is the approval itself."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    phase = models.ForeignKey(SelectionPhase, on_delete=models.CASCADE, related_name="outcomes")
    candidacy = models.ForeignKey(Candidacy, on_delete=models.CASCADE, related_name="outcomes")
    outcome = models.CharField(max_length=12, choices=Outcome)
    reason = models.TextField(max_length=2000, blank=True)
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    PRIVACY = dict.fromkeys(
        ["phase", "candidacy", "outcome", "reason", "made_at", "made_by"], Privacy.CONFIDENTIAL
    )
    DONE_BY = ("made_by",)

    objects = TenantManager()

    class Meta:
        db_table = "cohorts_phase_outcome"
        constraints = [models.UniqueConstraint(fields=["phase", "candidacy"], name="phase_outcome_once")]

    def __str__(self) -> str:
        return f"{self.candidacy_id} {self.outcome}"
