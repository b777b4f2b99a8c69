"""Everything that the record of a selection holds, read at the moment of the decision."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from groundswell.cohorts.models import (
    AdoptionWave,
    Call,
    Candidacy,
    ScreeningCriterion,
    ScreeningFinding,
    SelectionDecision,
    SelectionPhase,
    SelectionRecord,
)


def waves_of(call: Call) -> list[dict[str, Any]]:
    """The plan of the call's initiative, wave by wave."""
    rows = AdoptionWave.objects.filter(initiative_id=call.wave.initiative_id).order_by("number")
    return [dict(one) for one in rows.values("number", "year", "planned")]


def phases_of(call: Call) -> list[dict[str, Any]]:
    """Each phase with its dates as they were kept, and the version of its rubric with weights."""
    return [
        {
            "kind": one.kind, "position": one.position, "opens_at": _moment(one.opens_at),
            "closes_at": _moment(one.closes_at), "settled_at": _moment(one.settled_at), "gates": one.gates,
            "readings": one.readings, "rubric": one.rubric_id, "rubric_version": one.rubric and one.rubric.number,
            "weights": {
                str(criterion.pk): str(criterion.weight)
                for criterion in (one.rubric.criteria.all() if one.rubric else ())
            },
        }
        for one in SelectionPhase.objects.filter(call=call)
        .select_related("rubric")
        .prefetch_related("rubric__criteria")
        .order_by("position")
    ]  # fmt: skip


def criteria_of(call: Call) -> list[dict[str, Any]]:
    """The screening criteria as they were asked."""
    rows = ScreeningCriterion.objects.filter(phase__call=call).order_by("phase__position", "position")
    return [
        {
            "criterion": one.pk, "name": one.name, "side": one.side, "basis": one.basis, "measure": one.measure,
            "comparison": one.comparison, "threshold": None if one.threshold is None else str(one.threshold),
        }
        for one in rows
    ]  # fmt: skip


def findings_of(call: Call) -> dict[int, list[list[Any]]]:
    """What screening found, by candidacy: (criterion, state, value, met) of each finding that holds."""
    found: dict[int, list[list[Any]]] = {}
    rows = ScreeningFinding.objects.filter(candidacy__call=call, is_current=True).order_by("criterion_id")
    for one in rows:
        value = None if one.value is None else str(one.value)
        found.setdefault(one.candidacy_id, []).append([one.criterion_id, one.state, value, one.met])
    return found


def candidacies_of(call: Call) -> list[Candidacy]:
    """Every school of the call, whatever became of it, by the school's number."""
    rows = Candidacy.objects.filter(call=call).select_related("school__school")
    return list(rows.order_by("school_id"))


def latest_record(decision: SelectionDecision) -> SelectionRecord | None:
    """The record that counts."""
    return SelectionRecord.objects.filter(decision=decision).order_by("-number").first()


def standing_records() -> QuerySet[SelectionRecord]:
    """The latest record of each decision that stands; of one that was opened again there is none."""
    later = SelectionRecord.objects.filter(decision=OuterRef("decision"), number__gt=OuterRef("number"))
    rows = SelectionRecord.objects.filter(decision__decided_at__isnull=False)
    return rows.exclude(Exists(later)).order_by("pk")


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
