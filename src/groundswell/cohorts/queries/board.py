"""Everything that the decision board shows, in as many statements for ten schools as for thousands."""

from dataclasses import dataclass, field
from decimal import Decimal

from groundswell.cohorts.choices import CandidacyState, PhaseKind
from groundswell.cohorts.models import (
    Call,
    Candidacy,
    DecisionEntry,
    PhaseOutcome,
    Reader,
    ScoreReport,
    SelectionDecision,
    SelectionPhase,
)
from groundswell.cohorts.queries.scored import standing_in, totals, visit_totals
from groundswell.roster.choices import MeasureState
from groundswell.roster.models import Measure

PERFORMANCE = "performance_score"


@dataclass(slots=True)
class Found:
    """What is known of a call's schools. Keys are candidacies, those of ``performance`` schools."""

    call: Call
    phases: list[SelectionPhase]
    schools: list[Candidacy]
    given: dict[int, list[Decimal]]
    visited: dict[int, list[Decimal]]
    outcomes: dict[tuple[int, str], str]
    performance: dict[int, tuple[Decimal, int]]
    decision: SelectionDecision | None
    entries: dict[int, DecisionEntry] = field(default_factory=dict)
    report: ScoreReport | None = None

    def phase(self, kind: PhaseKind) -> SelectionPhase | None:
        return next((one for one in self.phases if one.kind == kind), None)


def board(call: Call) -> Found:
    """Nine statements."""
    decision = SelectionDecision.objects.filter(call=call).select_related("decided_by").first()
    phases = list(SelectionPhase.objects.filter(call=call).select_related("rubric").order_by("position"))
    schools = list(standing_in(call.pk))
    return Found(
        call=call,
        phases=phases,
        schools=schools,
        given=totals(call.pk),
        visited=visit_totals(call.pk),
        outcomes=_outcomes(call),
        performance=_performance(call),
        decision=decision,
        entries={one.candidacy_id: one for one in DecisionEntry.objects.filter(decision__call=call)},
        report=ScoreReport.objects.filter(phase__call=call).first(),
    )


def reader_names(phase: SelectionPhase) -> dict[int, str]:
    """Who reads in a phase, by the reader's number. For the office alone."""
    rows = Reader.objects.filter(phase=phase).select_related("person")
    return {one.pk: one.person.name for one in rows}


def gone_since(call: Call) -> list[Candidacy]:
    """Schools that had a place in the decision and withdrew, by name."""
    rows = Candidacy.objects.filter(call=call, state=CandidacyState.WITHDRAWN, decision_entry__place="chosen")
    return list(rows.select_related("school").order_by("school__name", "pk"))


def _outcomes(call: Call) -> dict[tuple[int, str], str]:
    rows = PhaseOutcome.objects.filter(phase__call=call)
    found = rows.values_list("candidacy_id", "phase__kind", "outcome")
    return {(one, kind): outcome for one, kind, outcome in found}


def _performance(call: Call) -> dict[int, tuple[Decimal, int]]:
    """The latest performance score of each school with its year, by school."""
    rows = Measure.objects.filter(
        kind=PERFORMANCE, group="all", subject="all", grade="all", state=MeasureState.MEASURED,
        organisation__in=Candidacy.objects.filter(call=call).values("school_id"),
    )  # fmt: skip
    found: dict[int, tuple[Decimal, int]] = {}
    known = rows.order_by("year", "source_id").values_list("organisation_id", "year", "value")
    for school, year, value in known:
        if value is not None and (school not in found or found[school][1] < year):
            found[school] = (value, year)
    return found
