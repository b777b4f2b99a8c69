"""The office's desk of a call: each phase with what came of it, what waits, and which schools nobody could tell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count

from groundswell.cohorts.choices import CallState, CandidacyState, Outcome, ReadingPurpose, ReadingState
from groundswell.cohorts.models import (
    Call,
    PhaseExtension,
    PhaseOutcome,
    Reading,
    SelectionPhase,
)
from groundswell.cohorts.queries.calls import phases_of
from groundswell.cohorts.rules.phases import SAYS_NOTHING, current_phase, is_late, is_open


@dataclass(slots=True)
class PhaseRow:
    """A phase on the line of time. Where it gates, ``waiting`` schools are in it and have no outcome; ``read`` of
    ``readings`` are scored. ``stands`` is ahead, open, grace, over or settled."""

    phase: SelectionPhase
    stands: str
    is_current: bool = False
    passed: int = 0
    not_passed: int = 0
    waiting: int = 0
    readings: int = 0
    read: int = 0
    extensions: list[PhaseExtension] = field(default_factory=list)


def phase_rows(call: Call, counts: Mapping[str, int], now: datetime) -> list[PhaseRow]:
    """The phases of a call with their counts. ``counts`` are the schools by state. Four statements."""
    phases = phases_of(call)
    here = current_phase(phases, now)
    is_live = call.state != CallState.DRAFT
    rows = {
        one.pk: PhaseRow(one, _stands(one, now) if is_live else "ahead", is_current=is_live and one is here)
        for one in phases
    }
    said = PhaseOutcome.objects.filter(phase__call=call).order_by()
    still_in = dict.fromkeys(rows, counts.get(CandidacyState.INTERESTED, 0))
    for pk, outcome, state, n in said.values_list("phase_id", "outcome", "candidacy__state").annotate(
        n=Count("pk")
    ):
        row = rows[pk]
        row.passed += n if outcome == Outcome.PASSED else 0
        row.not_passed += n if outcome == Outcome.NOT_PASSED else 0
        still_in[pk] -= n if state == CandidacyState.INTERESTED else 0
    for pk, row in rows.items():
        if row.stands != "settled" and row.phase.gates and row.phase.kind not in SAYS_NOTHING:
            row.waiting = max(0, still_in[pk])
    _count_readings(call, rows)
    for one in PhaseExtension.objects.filter(phase__in=list(rows)).order_by("made_at", "pk"):
        rows[one.phase_id].extensions.append(one)
    return list(rows.values())


def _count_readings(call: Call, rows: dict[int, PhaseRow]) -> None:
    """Scored and assigned readings; norming and what was taken back aside."""
    found = Reading.objects.filter(phase__call=call).exclude(purpose=ReadingPurpose.NORMING)
    found = found.exclude(state=ReadingState.RELEASED).order_by()
    for pk, state, n in found.values_list("phase_id", "state").annotate(n=Count("pk")):
        rows[pk].readings += n
        rows[pk].read += n if state == ReadingState.DONE else 0


def _stands(phase: SelectionPhase, now: datetime) -> str:
    if phase.settled_at is not None:
        return "settled"
    if now < phase.opens_at:
        return "ahead"
    if is_late(phase, now):
        return "grace"
    return "open" if is_open(phase, now) else "over"


@dataclass(frozen=True, slots=True)
class Step:
    """What the office does next. ``key`` names it; ``phase`` and ``n`` say where and how much."""

    key: str
    phase: SelectionPhase | None = None
    n: int = 0


def next_step(call: Call, lacks: int, rows: Sequence[PhaseRow]) -> Step:
    """The one thing to do now: the first phase that is not settled says what, before and after them the call itself."""
    if call.state != CallState.OPEN:
        ready = "open" if not lacks else "complete"
        return Step(ready if call.state == CallState.DRAFT else str(call.state), n=lacks)
    for row in rows:
        if row.stands == "settled":
            continue
        if row.stands == "over":
            return Step("judge" if row.waiting else "settle", row.phase, row.waiting)
        return Step("wait" if row.stands == "ahead" else "work", row.phase, row.waiting)
    return Step("decide")
