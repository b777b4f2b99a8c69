"""What readers gave, as the board, the statistics and the decision read it: finished readings of applications alone."""

from decimal import Decimal

from django.db.models import Count, F, Max, QuerySet

from groundswell.cohorts.choices import CallState, CandidacyState, PhaseKind, ReadingPurpose, ReadingState
from groundswell.cohorts.models import Candidacy, Reading, Score, SelectionPhase

STANDING = (CandidacyState.INTERESTED, CandidacyState.CHOSEN, CandidacyState.NOT_CHOSEN)
"""Schools that are in the running, or were when it was decided."""

OF_APPLICATIONS = (ReadingPurpose.FIRST, ReadingPurpose.THIRD)


def readings_that_count() -> QuerySet[Reading]:
    """Finished readings of applications of schools in the running: no norming, no visit, no draft."""
    return Reading.objects.filter(
        state=ReadingState.DONE,
        purpose__in=OF_APPLICATIONS,
        phase__kind=PhaseKind.READING,
        candidacy__state__in=STANDING,
    )


def stamps() -> dict[int, str]:
    """Of each reading phase of a call that is under way or being told, what its statistics must be of, by phase."""
    rows = (
        readings_that_count()
        .filter(phase__call__state__in=(CallState.OPEN, CallState.DECIDED))
        .values("phase_id")
        .annotate(n=Count("pk"), last=Max("done_at"), places=F("phase__call__places"))
        .order_by("phase_id")
        .values_list("phase_id", "n", "last", "places")
    )
    return {phase: f"{n}:{last:%Y%m%d%H%M%S%f}:{places}" for phase, n, last, places in rows}


def marks_of(phase: SelectionPhase) -> list[tuple[int, int, float]]:
    """(candidacy, reader, total) of each reading that counts."""
    rows = readings_that_count().filter(phase=phase).values_list("candidacy_id", "reader_id", "total")
    return [(candidacy, reader, float(total)) for candidacy, reader, total in rows if total is not None]


def ratings_of(phase: SelectionPhase) -> list[tuple[int, int, int, int]]:
    """(candidacy, reader, criterion, level) of each score in them."""
    rows = Score.objects.filter(reading__in=readings_that_count().filter(phase=phase))
    return list(
        rows.values_list("reading__candidacy_id", "reading__reader_id", "criterion_id", "level").iterator()
    )


def totals(call_id: int) -> dict[int, list[Decimal]]:
    """The totals of each school's readings that count, in the order in which they were finished."""
    found: dict[int, list[Decimal]] = {}
    rows = readings_that_count().filter(phase__call_id=call_id).order_by("done_at", "pk")
    for candidacy, total in rows.values_list("candidacy_id", "total"):
        if total is not None:
            found.setdefault(candidacy, []).append(total)
    return found


def visit_totals(call_id: int) -> dict[int, list[Decimal]]:
    """The same for finished scores of visits."""
    found: dict[int, list[Decimal]] = {}
    rows = Reading.objects.filter(
        state=ReadingState.DONE,
        purpose=ReadingPurpose.VISIT,
        phase__call_id=call_id,
        visit__cancelled_at=None,
    )
    for candidacy, total in rows.order_by("done_at", "pk").values_list("candidacy_id", "total"):
        if total is not None:
            found.setdefault(candidacy, []).append(total)
    return found


def unfinished(call_id: int) -> int:
    """Readings of applications and visits of schools in the running that are assigned and not finished."""
    return Reading.objects.filter(
        phase__call_id=call_id,
        state__in=(ReadingState.ASSIGNED, ReadingState.DRAFT),
        candidacy__state__in=STANDING,
    ).count()


def standing_in(call_id: int) -> QuerySet[Candidacy]:
    """Schools in the running with what stands about them in the roster, by name."""
    rows = Candidacy.objects.filter(call_id=call_id, state__in=STANDING)
    return rows.select_related("school__parent", "school__school").order_by("school__name", "pk")


def hold_readings(call_id: int) -> int:
    """Lock every reading of a call's schools until the transaction ends, so that none is finished or taken up again
    beside it. Returns how many. For verbs."""
    rows = Reading.objects.filter(phase__call_id=call_id).exclude(state=ReadingState.RELEASED)
    return len(rows.order_by("pk").select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))
