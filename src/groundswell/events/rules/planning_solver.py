"""Asks OR-Tools CP-SAT: the best plan in numbers, or which rules leave none.

One worker with a fixed seed: the same programme gives the same plan on every machine, unless the time ran out first.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from groundswell.events.rules import planning_bounds as bounds
from groundswell.events.rules import planning_reasons as reasons
from groundswell.events.rules import planning_shortcut as shortcut
from groundswell.events.rules.planning_answers import Aim, Reached, Reason, Rule, Why
from groundswell.events.rules.planning_build import aims, build
from groundswell.events.rules.planning_model import Model, Numbers
from groundswell.events.rules.planning_problem import Problem

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpSolver

SEED = 20
MOST_REASONS = 5
SHARE = 0.6  # of the time that is left, for each aim but the last
STEPS = 0.6  # of the time that is left, for each try of the shortcut
ROUNDS = 4  # of the shortcut at one pace
EFFORT = 3.0  # of the solver's own measure of work (some ten seconds), for each step of the shortcut


class PlannerMissing(RuntimeError):
    """OR-Tools is not installed. ``str()`` of it says what to do, for whoever looks after the installation."""


@dataclass(frozen=True, slots=True)
class Best:
    """The best plan that was found. ``is_impossible`` is a proof that there is none."""

    numbers: Numbers | None
    reached: tuple[Reached, ...]
    is_impossible: bool


def best(problem: Problem, seconds: float) -> Best:
    """The plan that is best by its first aim, among those by its second, and so on, within about ``seconds``.

    Raises PlannerMissing.
    """
    library, until = _library(), time.monotonic() + seconds
    for pace in shortcut.PACES if shortcut.applies(problem) else ():
        found = _by_steps(problem, pace, time.monotonic() + (until - time.monotonic()) * STEPS)
        if found is not None:
            return found
    model = build(problem, problem.rules, library.CpModel())
    wanted = list(aims(model))
    reached: list[Reached] = []
    last: CpSolver | None = None
    for number, (aim, goal) in enumerate(wanted):
        model.cp.minimize(goal)
        left = max(until - time.monotonic(), 0.0)
        solver = _solver(left if number == len(wanted) - 1 else left * SHARE)
        status = solver.solve(model.cp)
        if status in (library.OPTIMAL, library.FEASIBLE):
            last, bound = solver, round(solver.best_objective_bound)
            _keep(model, solver, goal <= solver.value(goal))
        elif last is None:
            return Best(None, (), status == library.INFEASIBLE)
        else:
            bound = 0  # the time is over; no aim goes below nothing
        reached.append(Reached(aim, last.value(goal), bound))
    assert last is not None
    return Best(_numbers(model, last), tuple(reached), False)


def _by_steps(problem: Problem, pace: shortcut.Pace, until: float) -> Best | None:
    """The best plan by the shortcut, with its proof; None where it does not lead to one."""
    named: list[int] = []
    for _again in range(ROUNDS):
        found = _two_steps(problem, pace, named, until)
        if not isinstance(found, list):
            return found
        named += found
    return None


def _two_steps(
    problem: Problem, pace: shortcut.Pace, named: list[int], until: float
) -> Best | list[int] | None:
    """A plan that reaches every bound; or the schools to plan with the sections next time; or None: no hope here."""
    library, ratio = _library(), problem.programme.ratio
    first = shortcut.sections(problem, library.CpModel(), pace, named)
    solver = _solver(until - time.monotonic(), EFFORT)
    if solver.solve(first.cp) != library.OPTIMAL:
        return None
    planned = _numbers(first, solver)
    seats = {at: ratio * lots for at in first.seats if (lots := solver.value(first.came(0, *at)))}
    second = shortcut.people(problem, seats, library.CpModel())
    solver = _solver(until - time.monotonic(), EFFORT)
    status = solver.solve(second.cp)
    if status == library.INFEASIBLE:
        return _at_a_loss(problem, seats, named, until) or None
    if status != library.OPTIMAL:
        return None
    kinds = [replace(kind, most=kind.most * ratio) for kind in planned.room_kinds]
    numbers = replace(planned, room_kinds=kinds, attends=_attends(second, solver))
    least = {
        Aim.WORST_DAY: bounds.least_worst(problem),
        Aim.HALF_DAYS: bounds.least_halves(problem),
        Aim.FACILITATOR_DAYS: bounds.least_facilitator_days(problem),
    }
    if bounds.reached(problem, numbers) != least:
        return None
    return Best(numbers, tuple(Reached(aim, least[aim], least[aim]) for aim in Aim), False)


def _at_a_loss(
    problem: Problem, seats: dict[tuple[int, int], int], named: list[int], until: float
) -> list[int]:
    """The schools that could not use these sections even if they were alone."""
    library, found = _library(), []
    for school in problem.by_school:
        if school not in named:
            model = shortcut.alone(problem, seats, library.CpModel(), school)
            if _solver(until - time.monotonic()).solve(model.cp) == library.INFEASIBLE:
                found.append(school)
    return found


def conflicts(problem: Problem, seconds: float) -> list[Reason]:
    """Why an impossible problem is so, where every single count would do: sets of rules that can't be kept together.

    The solver is given a literal for each rule to assume, and names those that its proof used; they are then stripped
    one by one. No two reasons share a rule. At least one comes back; one that could not be stripped in time says so.
    """
    library, until = _library(), time.monotonic() + seconds
    found: list[Reason] = []
    left = list(problem.rules)
    while len(found) < MOST_REASONS:
        used = _used(problem, left, until) or ([] if found else left)
        if not used:
            break
        asked = _Asked(problem, until, library)
        rules = reasons.smallest(used, asked.is_impossible)
        found.append(Reason(Why.TOGETHER, reasons.facts(problem, rules), is_smallest=not asked.in_doubt))
        left = [rule for rule in left if rule not in rules]
    return found


def _used(problem: Problem, rules: list[Rule], until: float) -> list[Rule]:
    """The rules that a proof of impossibility used; none where there is no proof."""
    library = _library()
    model = build(problem, rules, library.CpModel(), switchable=True)
    assert model.switches is not None
    model.cp.add_assumptions(list(model.switches.values()))
    solver = _solver(until - time.monotonic())
    if solver.solve(model.cp) != library.INFEASIBLE:
        return []
    named = set(solver.sufficient_assumptions_for_infeasibility())
    used = [rule for rule, switch in model.switches.items() if switch.index in named]
    # The solver may settle it before it looks at any assumption; then all of them are suspects.
    return used if _Asked(problem, until, library).is_impossible(used) else rules


@dataclass(slots=True)
class _Asked:
    """Asks the solver whether rules alone leave no plan; "no" is also what it says when the time is over."""

    problem: Problem
    until: float
    library: Any
    in_doubt: bool = False

    def is_impossible(self, rules: list[Rule]) -> bool:
        left = self.until - time.monotonic()
        status = self.library.UNKNOWN
        if left > 0:
            status = _solver(left).solve(build(self.problem, rules, self.library.CpModel()).cp)
        self.in_doubt |= status == self.library.UNKNOWN
        return bool(status == self.library.INFEASIBLE)


def _library() -> Any:
    try:
        from ortools.sat.python import cp_model  # inline: optional dependency
    except ModuleNotFoundError as error:
        raise PlannerMissing(
            "The planner needs OR-Tools, which is not installed here. Type:   pip install 'groundswell[planning]'"
        ) from error
    return cp_model


def _solver(seconds: float, effort: float | None = None) -> "CpSolver":
    solver: CpSolver = _library().CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = SEED
    solver.parameters.max_time_in_seconds = max(seconds, 0.0)
    if effort is not None:
        solver.parameters.max_deterministic_time = effort
    return solver


def _keep(model: Model, solver: "CpSolver", what: Any) -> None:
    """Later aims keep what this one reached, and begin where it ended."""
    model.cp.add(what)
    model.cp.clear_hints()
    # Dates on which nobody can come share their variable with the one before, and a hint may be given only once.
    for variable in {variable.index: variable for variable in _variables(model)}.values():
        model.cp.add_hint(variable, solver.value(variable))


def _variables(model: Model) -> Iterator[Any]:
    for rows in model.done:
        for row in rows:
            yield from row
    for one in model.in_rooms.values():
        yield from (one.used, one.full, one.part)
    yield from model.sent.values()
    yield from model.sits.values()


def _attends(model: Model, solver: "CpSolver") -> list[list[list[int]]]:
    dates = range(len(model.problem.dates))
    return [
        [
            [place for place in dates for _ in range(solver.value(model.came(group, session, place)))]
            for session in range(model.problem.programme.sessions)
        ]
        for group in range(len(model.problem.groups))
    ]


def _numbers(model: Model, solver: "CpSolver") -> Numbers:
    rooms: dict[tuple[int, int], list[tuple[int, int, int]]] = {}
    for (session, place, kind), one in model.in_rooms.items():
        rooms.setdefault((session, place), []).append((kind, solver.value(one.full), solver.value(one.part)))
    sits: dict[tuple[int, int], dict[str, int]] = {}
    for (team, session, place, kind), there in model.sits.items():
        if solver.value(there):
            sits.setdefault((session, place), {})[team] = kind
    sent: dict[int, list[tuple[int, int]]] = {}
    for (kind, place), count in model.sent.items():
        sent.setdefault(place, []).append((kind, solver.value(count)))
    return Numbers(model.rooms, model.leaders, _attends(model, solver), rooms, sits, sent)
