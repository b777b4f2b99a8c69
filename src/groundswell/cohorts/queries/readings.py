"""Readings as their reader sees them.

A reader sees what is theirs and nothing of anybody else's until their own reading of that school is done: no score, no
comment, no count. Names of readers are for the office alone.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery

from groundswell.cohorts.choices import CandidacyState, ReadingPurpose, ReadingState
from groundswell.cohorts.models import Application, Attachment, PartWording, Reading, Score, SelectionPhase
from groundswell.cohorts.queries.applications import files_handed_in
from groundswell.kernel.doors import found_or_404
from groundswell.kernel.permissions import Actor, Permission

UNFINISHED = (ReadingState.ASSIGNED, ReadingState.DRAFT)
OF_SCHOOLS = (ReadingPurpose.FIRST, ReadingPurpose.THIRD, ReadingPurpose.VISIT)


def my_readings(actor: Actor) -> QuerySet[Reading]:
    """What the actor reads or has read: theirs alone, whatever else they may see."""
    if not actor.may(Permission.COHORT_VIEW) or actor.person_id is None:
        return Reading.objects.none()
    mine = Reading.objects.filter(reader__person=actor.person_id).exclude(state=ReadingState.RELEASED)
    standing = Q(candidacy=None) | Q(candidacy__state=CandidacyState.INTERESTED) | Q(state=ReadingState.DONE)
    return mine.filter(standing).select_related(
        "phase__call__wave", "phase__rubric", "candidacy__school__parent", "anchor", "visit", "reader"
    )


def get_reading_for(actor: Actor, pk: int) -> Reading:
    """A reading of the actor's own; Http404 otherwise."""
    return found_or_404(my_readings(actor), pk=pk)


def get_reading_to_reopen_for(actor: Actor, pk: int) -> Reading:
    """Any reading, for the office; Http404 otherwise."""
    rows = Reading.objects.select_related("phase", "reader__person", "candidacy__school")
    return found_or_404(rows if actor.may(Permission.CALL_MANAGE) else rows.none(), pk=pk)


def scores_are_open_to(actor: Actor, phase: SelectionPhase) -> bool:
    """Whether the actor may see what others scored in a phase: the office and who decides, but not while they have a
    reading of their own to finish there."""
    if not (actor.may(Permission.CALL_MANAGE) or actor.may(Permission.SELECTION_DECIDE)):
        return False
    return not Reading.objects.filter(
        phase=phase, reader__person=actor.person_id or 0, state__in=UNFINISHED
    ).exists()


@dataclass(frozen=True, slots=True)
class Waiting:
    """Readings that wait for somebody in one phase, until when, and how many of them norm."""

    phase: int
    closes_at: datetime
    count: int
    norming: int


def waiting_of(actor: Actor, now: datetime) -> list[Waiting]:
    """Readings of the actor's that are not finished and can be now, the phase that ends first on top. One statement."""
    rows = my_readings(actor).filter(state__in=UNFINISHED, phase__settled_at=None, phase__closes_at__gt=now)
    can_be = Q(purpose=ReadingPurpose.NORMING) | (
        Q(phase__opens_at__lte=now) & (Q(phase__norming_closed_at__isnull=False) | Q(phase__anchors=None))
    )
    found = (
        rows.filter(can_be)
        .order_by()
        .values("phase", closes=F("phase__closes_at"))
        .annotate(
            count=Count("pk", distinct=True),
            norming=Count("pk", distinct=True, filter=Q(purpose=ReadingPurpose.NORMING)),
        )
        .order_by("closes", "phase")
    )
    return [Waiting(one["phase"], one["closes"], one["count"], one["norming"]) for one in found]


def norming_left(reading: Reading) -> bool:
    """Whether this reader has anchors of the phase still to score."""
    return Reading.objects.filter(
        reader=reading.reader_id, purpose=ReadingPurpose.NORMING, state__in=UNFINISHED
    ).exists()


def levels_of(reading: Reading) -> tuple[dict[int, int], dict[int, str]]:
    """Levels and notes by criterion. One statement."""
    rows = list(Score.objects.filter(reading=reading).values_list("criterion", "level", "note"))
    return {pk: level for pk, level, _ in rows}, {pk: note for pk, _, note in rows if note}


def phases_in_norming(phases: Collection[int]) -> set[int]:
    """Those of these phases whose anchors are still being scored by everybody. One statement."""
    rows = SelectionPhase.objects.filter(pk__in=phases, norming_closed_at=None, anchors__isnull=False)
    return set(rows.values_list("pk", flat=True))


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an application as it was handed in: its words, or its files."""

    title: str
    prompt: str = ""
    text: str = ""
    files: list[Attachment] = field(default_factory=list)


def as_handed_in(candidacy_pk: int) -> tuple[Application | None, list[Part]]:
    """What a school handed in, part by part: nothing that was written afterwards. Four statements."""
    application = (
        Application.objects.filter(candidacy=candidacy_pk, submitted_at__isnull=False)
        .select_related("candidacy__call")
        .first()
    )
    if application is None:
        return None, []
    words = {one.part_id: one.text for one in _handed_in(application)}
    files: dict[int, list[Attachment]] = {}
    for one in _files(application):
        files.setdefault(one.part_id, []).append(one)
    parts = application.candidacy.call.parts.order_by("position")
    return application, [
        Part(one.title, one.prompt, words.get(one.pk, ""), files.get(one.pk, [])) for one in parts
    ]


def get_file_for(actor: Actor, reading_pk: int, pk: int) -> Attachment:
    """A file of the application that the actor reads; Http404 otherwise."""
    reading = get_reading_for(actor, reading_pk)
    application = Application.objects.filter(
        candidacy=reading.candidacy_id, submitted_at__isnull=False
    ).first()
    return found_or_404(_files(application).defer(None) if application else Attachment.objects.none(), pk=pk)


def _handed_in(application: Application) -> QuerySet[PartWording]:
    held = PartWording.objects.filter(
        application=application, holds=True, made_at__lte=application.submitted_at
    )
    newest = held.filter(part=OuterRef("part")).order_by("-number").values("pk")[:1]
    return held.filter(pk=Subquery(newest))


def _files(application: Application) -> QuerySet[Attachment]:
    return files_handed_in([application.pk]).defer("content").order_by("part", "pk")


@dataclass(frozen=True, slots=True)
class Other:
    """What another reader found, without a name."""

    total: Any
    levels: dict[int, int]
    comment: str


def others_of(reading: Reading) -> list[Other]:
    """What others found of the same school in the same phase. Nothing, not even how many there are, before this
    reading is done. In an order that says nothing of who they are. Two statements."""
    if reading.state != ReadingState.DONE or reading.candidacy_id is None:
        return []
    rows = Reading.objects.filter(
        phase=reading.phase_id, candidacy=reading.candidacy_id, state=ReadingState.DONE
    ).exclude(pk=reading.pk)
    scored = rows.prefetch_related(Prefetch("scores", Score.objects.all(), to_attr="scored"))
    return [
        Other(one.total, {score.criterion_id: score.level for score in one.scored}, one.comment)
        for one in scored.order_by("-total", "comment")
    ]
