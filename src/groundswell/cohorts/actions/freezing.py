"""The record for a later study, frozen in the transaction of the decision. Called inside verbs."""

from collections.abc import Mapping
from datetime import UTC
from decimal import Decimal
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from groundswell.cohorts.models import Call, Candidacy, DecisionEntry, SelectionDecision, SelectionRecord
from groundswell.cohorts.queries import records as found
from groundswell.cohorts.queries.scored import totals, visit_totals
from groundswell.cohorts.rules import drawing, placing, records
from groundswell.kernel.permissions import Actor


def freeze(by: Actor, call: Call, decision: SelectionDecision) -> SelectionRecord:
    """One more record of this decision, with everything as it stands. Nothing in it can change: the table refuses."""
    data = records.as_data(_of(call, decision))
    before = found.latest_record(decision)
    return SelectionRecord.objects.create(
        tenant=by.tenant,
        decision=decision,
        number=before.number + 1 if before else 1,
        data=data,
        digest=records.digest(data),
    )


def _of(call: Call, decision: SelectionDecision) -> records.Frozen:
    wave = call.wave
    return records.Frozen(
        call=call.pk,
        initiative=wave.initiative.key,
        wave=wave.number,
        year=wave.year,
        waves=found.waves_of(call),
        places=call.places,
        cut=str(decision.cut),
        band=None if decision.band is None else str(decision.band),
        lots=_lots(decision),
        phases=found.phases_of(call),
        criteria=found.criteria_of(call),
        schools=_schools(call, decision),
        decided_at=decision.decided_at.astimezone(UTC).isoformat() if decision.decided_at else "",
        code=_code(),
    )


def _lots(decision: SelectionDecision) -> dict[str, Any] | None:
    if decision.drawn_at is None:
        return None
    names = ("seed_hash", "seed", "list_hash", "tickets", "public_source", "public_number")
    order = drawing.order_of(decision.seed, decision.public_number, decision.tickets)
    return {name: getattr(decision, name) for name in names} | {"order": order}


def _schools(call: Call, decision: SelectionDecision) -> list[records.SchoolRow]:
    given, visited, findings = totals(call.pk), visit_totals(call.pk), found.findings_of(call)
    entries = {one.candidacy_id: one for one in DecisionEntry.objects.filter(decision=decision)}
    return [
        _school(one, entries.get(one.pk), given.get(one.pk, []), visited, findings)
        for one in found.candidacies_of(call)
    ]


def _school(
    one: Candidacy,
    entry: DecisionEntry | None,
    given: list[Decimal],
    visited: Mapping[int, list[Decimal]],
    findings: Mapping[int, list[list[Any]]],
) -> records.SchoolRow:
    score, visit = placing.mean(given), placing.mean(visited.get(one.pk, ()))
    school = getattr(one.school, "school", None)
    return records.SchoolRow(
        school=one.school_id,
        candidacy=one.pk,
        state=one.state,
        score=None if score is None else str(score),
        readings=len(given),
        visit=None if visit is None else str(visit),
        place=entry.place if entry else "",
        placed_by=entry.placed_by if entry else "",
        level=school.level if school else "",
        title_one=school.title_one if school else None,
        community=one.school.parent_id,
        findings=findings.get(one.pk, []),
    )


def _code() -> str:
    try:
        return version("groundswell")
    except PackageNotFoundError:
        return ""
