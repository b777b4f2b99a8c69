"""Asks OR-Tools CP-SAT whether visits can be placed at all: a plan to begin with, or the rules that leave none."""

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from groundswell.cohorts.rules.visits_search import Place
from groundswell.cohorts.rules.visits_terms import TEAM, Kind, Map, Reason

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpModel

SEED = 20
DAY = 24 * 60
Rule = tuple[Kind, int]  # conflicts of a visit, or busy times of a visitor; places


@dataclass(frozen=True, slots=True)
class Verdict:
    """Places for all visits; or a set of rules that leaves none, ``is_smallest`` if each is needed; or neither."""

    places: list[Place | None] | None = None
    rules: tuple[Rule, ...] | None = None
    is_smallest: bool = True


def ask(where: Map, until: float) -> Verdict:
    """Raises ModuleNotFoundError where the solver is not installed."""
    rules = [
        *((Kind.CONFLICTS, at) for at, able in enumerate(where.able) if len(able) < len(where.tour.visitors)),
        *((Kind.BUSY, at) for at, who in enumerate(where.tour.visitors) if who.busy),
    ]
    found = _solve(where, rules, until)
    if found.rules is None:
        return found
    # The solver may settle it before it looks at any rule; then all of them are suspects. Each is tried for itself.
    needed, is_smallest = list(found.rules), True
    if _solve(where, needed, until).rules is None:
        needed = rules
    for rule in list(needed):
        rest = [other for other in needed if other != rule]
        tried = _solve(where, rest, until)
        if tried.rules is not None:
            needed = rest
        elif tried.places is None:
            is_smallest = False
    return Verdict(rules=tuple(needed), is_smallest=is_smallest)


def reasons(where: Map, rules: tuple[Rule, ...]) -> tuple[Reason, ...]:
    """Rules with their figures."""
    tour = where.tour
    if not rules:
        return (Reason(Kind.DAYS, need=len(tour.visits), have=len(tour.days)),)
    return tuple(
        Reason(kind, tour.visits[at].id, need=TEAM, have=len(where.able[at]))
        if kind == Kind.CONFLICTS
        else Reason(
            kind,
            visitor=tour.visitors[at].id,
            need=sum(at in able for able in where.able),
            have=sum(ends - begins for day in range(len(tour.days)) for begins, ends in where.busy(at, day)),
        )
        for kind, at in rules
    )


def _solve(where: Map, rules: list[Rule], until: float) -> Verdict:
    from ortools.sat.python import cp_model  # inline: optional dependency

    model = cp_model.CpModel()
    built = _build(where, model, rules)
    model.add_assumptions(list(built.switches.values()))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = SEED
    solver.parameters.max_time_in_seconds = max(until - time.monotonic(), 0.0)
    status = solver.solve(model)
    if status == cp_model.INFEASIBLE:
        named = set(solver.sufficient_assumptions_for_infeasibility())
        return Verdict(rules=tuple(rule for rule, switch in built.switches.items() if switch.index in named))
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Verdict()
    places: list[Place | None] = []
    for visit, start in enumerate(built.starts):
        day, minute = divmod(solver.value(start), DAY)
        one, two = (who for who in range(len(where.tour.visitors)) if solver.value(built.goes[who][visit]))
        places.append((day, minute, (one, two)))
    return Verdict(places)


@dataclass(slots=True)
class _Built:
    """``starts`` of visits count minutes from the first day's midnight on."""

    starts: list[Any]
    goes: list[list[Any]]
    switches: dict[Rule, Any]


def _build(where: Map, model: "CpModel", rules: list[Rule]) -> _Built:
    from ortools.sat.python import cp_model  # inline: optional dependency

    tour = where.tour
    visitors, visits = range(len(tour.visitors)), range(len(tour.visits))
    moments = [
        [day * DAY + one for day in range(len(tour.days)) for one in starts] for starts in where.starts
    ]
    built = _Built(
        [model.new_int_var_from_domain(cp_model.Domain.from_values(some), "") for some in moments],
        [[model.new_bool_var("") for _ in visits] for _ in visitors],
        {rule: model.new_bool_var("") for rule in rules},
    )
    for visit in visits:
        model.add(sum(built.goes[who][visit] for who in visitors) == TEAM)
    for (kind, at), switch in built.switches.items():
        if kind == Kind.CONFLICTS:
            for who in set(visitors) - set(where.able[at]):
                model.add_implication(switch, built.goes[who][at].negated())
        else:
            for visit in visits:
                free = [one for one in moments[visit] if _is_free(where, at, visit, one)]
                kept = model.add_linear_expression_in_domain(
                    built.starts[visit], cp_model.Domain.from_values(free)
                )
                kept.only_enforce_if([switch, built.goes[at][visit]])
    _apart(where, model, built)
    return built


def _apart(where: Map, model: "CpModel", built: _Built) -> None:
    """Two visits of one visitor, one after the other, with the drive between them."""
    visits = range(len(where.tour.visits))
    for one in visits:
        for other in visits[one + 1 :]:
            first, second = model.new_bool_var(""), model.new_bool_var("")
            for is_so, before, after in ((first, one, other), (second, other, one)):
                ends = built.starts[before] + where.tour.visits[before].minutes + where.drives[before][after]
                model.add(built.starts[after] >= ends).only_enforce_if(is_so)
            for goes in built.goes:
                model.add_bool_or(goes[one].negated(), goes[other].negated(), first, second)


def _is_free(where: Map, who: int, visit: int, moment: int) -> bool:
    day, minute = divmod(moment, DAY)
    way = where.drives[visit][where.base]
    ends = minute + where.tour.visits[visit].minutes
    return all(ends + way <= begins or minute >= over + way for begins, over in where.busy(who, day))
