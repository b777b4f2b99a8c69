"""Reading: who reads which application, and what they found. Visits and norming are scored by the same rows."""

from django.db import models

from groundswell.cohorts.choices import ConflictKind, ReadingPurpose, ReadingState
from groundswell.cohorts.models.calls import Candidacy, SelectionPhase
from groundswell.cohorts.models.rubrics import RubricCriterion
from groundswell.kernel import clock
from groundswell.kernel.models import Tenant
from groundswell.kernel.privacy import Privacy
from groundswell.kernel.tenancy import TenantManager
from groundswell.roster.models import Person


class Reader(models.Model):
    """Somebody who scores in a phase: reads applications, or visits schools. ``load_cap`` is their own, where set."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    phase = models.ForeignKey(SelectionPhase, on_delete=models.CASCADE, related_name="readers")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    load_cap = models.PositiveSmallIntegerField(null=True, blank=True)
    added_at = models.DateTimeField(default=clock.now)
    dropped_at = models.DateTimeField(null=True, blank=True)
    drop_reason = models.CharField(max_length=300, blank=True)

    PRIVACY = dict.fromkeys(
        ["phase", "person", "load_cap", "added_at", "dropped_at", "drop_reason"], Privacy.CONFIDENTIAL
    )

    objects = TenantManager()

    class Meta:
        db_table = "cohorts_reader"
        constraints = [models.UniqueConstraint(fields=["phase", "person"], name="reader_once")]

    def __str__(self) -> str:
        return f"reader {self.person_id}"


class ConflictOfInterest(models.Model):
    """A reader must not score this school. The roster's are found by rule; a reader declares their own."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="conflicts")
    candidacy = models.ForeignKey(Candidacy, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=14, choices=ConflictKind)
    said = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField(default=clock.now)

    PRIVACY = dict.fromkeys(["reader", "candidacy", "kind", "said", "made_at"], Privacy.CONFIDENTIAL)

    objects = TenantManager()

    class Meta:
        db_table = "cohorts_conflict_of_interest"
        constraints = [models.UniqueConstraint(fields=["reader", "candidacy", "kind"], name="conflict_once")]

    def __str__(self) -> str:
        return f"{self.reader_id} not {self.candidacy_id}"


class AnchorApplication(models.Model):
    """An invented application that every reader scores first, with the scores that the steering committee agreed on.

    ``parts`` is a list of ``{"title": …, "text": …}``; ``levels`` maps a criterion's id (as text) to its level.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    phase = models.ForeignKey(SelectionPhase, on_delete=models.CASCADE, related_name="anchors")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=160)
    parts = models.JSONField(default=list)
    levels = models.JSONField(default=dict)
    why = models.TextField(max_length=2000, blank=True)

    PRIVACY = dict.fromkeys(["phase", "position", "title", "parts", "levels", "why"], Privacy.CONFIDENTIAL)

    objects = TenantManager()

    class Meta:
        db_table = "cohorts_anchor_application"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["phase", "position"], name="anchor_place")]

    def __str__(self) -> str:
        return self.title


class AssignmentDesign(models.Model):
    """One run of the assignment: what was asked, what came out, and what is proven about it."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    phase = models.ForeignKey(SelectionPhase, on_delete=models.CASCADE, related_name="designs")
    seed = models.PositiveIntegerField()
    status = models.CharField(max_length=16)
    said = models.JSONField(default=dict)
    made_at = models.DateTimeField(default=clock.now)

    PRIVACY = dict.fromkeys(["phase", "seed", "status", "said", "made_at"], Privacy.DIRECTORY)

    objects = TenantManager()

    class Meta:
        db_table = "cohorts_assignment_design"
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return f"design of {self.phase_id}"


class SchoolVisit(models.Model):
    """A visit with interviews at a school: when, in which order of the day. ``drive_minutes`` lead there.

    ``sequence`` goes up with every change that calendars must take over (RFC 5545).
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    phase = models.ForeignKey(SelectionPhase, on_delete=models.CASCADE, related_name="visits")
    candidacy = models.ForeignKey(Candidacy, on_delete=models.CASCADE, related_name="visits")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    drive_minutes = models.PositiveSmallIntegerField(default=0)
    sequence = models.PositiveSmallIntegerField(default=0)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    PRIVACY = dict.fromkeys(
        ["phase", "candidacy", "begins_at", "ends_at", "drive_minutes", "sequence", "cancelled_at"],
        Privacy.CONFIDENTIAL,
    )

    objects = TenantManager()

    class Meta:
        db_table = "cohorts_school_visit"
        ordering = ["begins_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["phase", "candidacy"],
                condition=models.Q(cancelled_at__isnull=True),
                name="school_visit_once",
            )
        ]

    def __str__(self) -> str:
        return f"visit of {self.candidacy_id}"


class Reading(models.Model):
    """One reader and one application, anchor or visit: exactly one of ``candidacy`` and ``anchor`` is set.

    ``total`` is the weighted mean of its scores on the rubric's scale, set when it is done. ``revision`` counts the
    savings, so that a second window is told. ``comment`` is read by the office and by who scored the same school,
    after they scored; ``for_school`` may be handed to the school, without a name.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    phase = models.ForeignKey(SelectionPhase, on_delete=models.CASCADE, related_name="+")
    reader = models.ForeignKey(Reader, on_delete=models.PROTECT, related_name="readings")
    purpose = models.CharField(max_length=8, choices=ReadingPurpose, default=ReadingPurpose.FIRST)
    candidacy = models.ForeignKey(
        Candidacy, null=True, blank=True, on_delete=models.CASCADE, related_name="readings"
    )
    anchor = models.ForeignKey(
        AnchorApplication, null=True, blank=True, on_delete=models.CASCADE, related_name="readings"
    )
    visit = models.ForeignKey(
        SchoolVisit, null=True, blank=True, on_delete=models.CASCADE, related_name="readings"
    )
    state = models.CharField(max_length=8, choices=ReadingState, default=ReadingState.ASSIGNED)
    revision = models.PositiveIntegerField(default=0)
    total = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True)
    comment = models.TextField(max_length=4000, blank=True)
    for_school = models.TextField(max_length=2000, blank=True)
    assigned_at = models.DateTimeField(default=clock.now)
    saved_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    nudged_at = models.DateTimeField(null=True, blank=True)

    PRIVACY = dict.fromkeys(
        [
            "phase", "reader", "purpose", "candidacy", "anchor", "visit", "state", "revision", "total", "comment",
            "for_school", "assigned_at", "saved_at", "done_at", "nudged_at",
        ],
        Privacy.CONFIDENTIAL,
    )  # fmt: skip

    UNTOLD = ("purpose",)  # that it is an additional one says that others differ

    objects = TenantManager()

    class Meta:
        db_table = "cohorts_reading"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(candidacy__isnull=True) ^ models.Q(anchor__isnull=True),
                name="reading_of_one_thing",
            ),
            models.UniqueConstraint(
                fields=["reader", "candidacy"],
                condition=~models.Q(state=ReadingState.RELEASED),
                name="reading_once",
            ),
            models.UniqueConstraint(fields=["reader", "anchor"], name="reading_anchor_once"),
            models.CheckConstraint(
                condition=~models.Q(state=ReadingState.DONE) | models.Q(total__isnull=False),
                name="reading_done_has_total",
            ),
        ]
        indexes = [models.Index(fields=["phase", "state"], name="reading_by_state")]

    def __str__(self) -> str:
        return f"{self.reader_id} reads {self.candidacy_id or self.anchor_id}"


class Score(models.Model):
    """One level for one criterion in one reading."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+", db_index=False)
    reading = models.ForeignKey(Reading, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(RubricCriterion, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=600, blank=True)

    PRIVACY = dict.fromkeys(["reading", "criterion", "level", "note"], Privacy.CONFIDENTIAL)

    objects = TenantManager()

    class Meta:
        db_table = "cohorts_score"
        constraints = [models.UniqueConstraint(fields=["reading", "criterion"], name="score_once")]

    def __str__(self) -> str:
        return f"{self.criterion_id}: {self.level}"
