"""Norming: who may look at it, and how readers scored the anchors. For rows of others: the office alone."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from groundswell.cohorts.choices import PhaseKind, ReadingPurpose, ReadingState
from groundswell.cohorts.models import AnchorApplication, Reading, Score, SelectionPhase
from groundswell.kernel.doors import found_or_404
from groundswell.kernel.permissions import Actor, Permission


def get_norming_for(actor: Actor, phase_pk: int) -> SelectionPhase:
    """A reading phase, for the office and for its readers; Http404 otherwise."""
    rows = SelectionPhase.objects.select_related("call__wave", "rubric__rubric").filter(
        kind=PhaseKind.READING
    )
    if not actor.may(Permission.CALL_MANAGE):
        rows = rows.filter(readers__person=actor.person_id or 0, readers__dropped_at=None)
    return found_or_404(rows, pk=phase_pk)


@dataclass(frozen=True, slots=True)
class Scored:
    """How one reader scored one anchor: levels by criterion, None while it is not finished."""

    anchor: int
    reader: int
    name: str
    reading: int
    levels: dict[int, int] | None
    total: float | None


def scored_anchors(actor: Actor, phase: SelectionPhase) -> list[Scored]:
    """Every reader's for the office, the actor's own for a reader. By name of the reader; two statements."""
    rows = _norming(phase).filter(Q(reader__dropped_at=None) | Q(state=ReadingState.DONE))
    if not actor.may(Permission.CALL_MANAGE):
        rows = rows.filter(reader__person=actor.person_id or 0)
    rows = rows.select_related("reader__person").order_by(
        "anchor__position", "reader__person__family_key", "reader__person__shown_key", "pk"
    )
    levels: dict[int, dict[int, int]] = {}
    given = Score.objects.filter(reading__in=rows.order_by().values("pk"))
    for reading, criterion, level in given.values_list("reading", "criterion", "level"):
        levels.setdefault(reading, {})[criterion] = level
    return [
        Scored(
            one.anchor_id or 0,
            one.reader_id,
            one.reader.person.name,
            one.pk,
            levels.get(one.pk, {}) if one.state == ReadingState.DONE else None,
            float(one.total) if one.total is not None else None,
        )
        for one in rows
    ]


def is_opened(phase: SelectionPhase) -> bool:
    """Whether readers have the anchors."""
    return _norming(phase).exists()


def anchors_in(phase: SelectionPhase) -> list[AnchorApplication]:
    """Its anchors in their order."""
    return list(AnchorApplication.objects.filter(phase=phase).order_by("position"))


def _norming(phase: SelectionPhase) -> QuerySet[Reading]:
    rows = Reading.objects.filter(phase=phase, purpose=ReadingPurpose.NORMING)
    return rows.exclude(state=ReadingState.RELEASED)
