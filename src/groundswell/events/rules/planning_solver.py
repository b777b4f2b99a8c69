"""Asks OR-Tools CP-SAT: the best plan in numbers, or which rules leave none.

One worker with a fixed seed: the same programme gives the same plan on every machine, unless the time ran out first.
"""

import time
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from groundswell.events.rules import planning_bounds as bounds
from groundswell.events.rules import planning_reasons as reasons
from groundswell.events.rules import planning_shortcut as shortcut
from groundswell.events.rules.planning_answers import Aim, Reached, Reason, Rule, Why
from groundswell.events.rules.planning_build import aims, build
from groundswell.events.rules.planning_first import first_plan
from groundswell.events.rules.planning_model import Model, Numbers
from groundswell.events.rules.planning_problem import Problem

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpSolver

SEED = 20
MOST_REASONS = 5
SHARE = 0.6  # of the time that is left, for each aim but the last
ALL_STEPS = 0.85  # of the time, for the shortcut
STEPS = 0.7  # of what is left of that, for each try of it
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

    Where the time is over without a proof, the best that was found. Raises PlannerMissing.
    """
    _library()  # without it no plan, also where the first would do: the answer must not hang on the case
    until = time.monotonic() + seconds
    found, least = first_plan(problem), bounds.least(problem)
    if found is not None and bounds.reached(problem, found) == least:
        return _proven(found, least)
    steps_until = time.monotonic() + seconds * ALL_STEPS
    for pace in shortcut.PACES if shortcut.applies(problem) else ():
        left = steps_until - time.monotonic()
        by_steps = _by_steps(problem, pace, time.monotonic() + left * STEPS) if left > 0 else None
        if by_steps is not None:
            return by_steps
    return _by_aims(problem, found, least, until)


def _by_aims(problem: Problem, found: Numbers | None, least: dict[Aim, int], until: float) -> Best:
    """One aim after the other, each kept while the next is sought; it begins at what was found, if anything was."""
    library = _library()
    model = build(problem, problem.rules, library.CpModel())
    wanted = list(aims(model))
    proven: dict[Aim, int] = {}
    for number, (aim, goal) in enumerate(wanted):
        model.cp.add(goal >= least[aim])
        model.cp.minimize(goal)
        if found is not None:
            _hint(model, found)
        left = max(until - time.monotonic(), 0.0)
        solver = _solver(left if number == len(wanted) - 1 else left * SHARE)
        status = solver.solve(model.cp)
        if status in (library.OPTIMAL, library.FEASIBLE):
            found = _better(problem, _numbers(model, solver), found)
            proven[aim] = round(solver.best_objective_bound)
        elif found is None:
            return Best(None, (), status == library.INFEASIBLE)
        else:
            proven[aim] = least[aim]  # the time is over; what counting says holds all the same
        model.cp.add(goal <= bounds.reached(problem, found)[aim])
    assert found is not None
    values = bounds.reached(problem, found)
    return Best(found, tuple(Reached(aim, values[aim], proven[aim]) for aim in Aim), False)


def _better(problem: Problem, new: Numbers, old: Numbers | None) -> Numbers:
    """The solver begins at the old plan, but it need not come back with one that is as good."""
    plans = (new, old) if old is not None else (new,)
    return min(plans, key=lambda one: tuple(bounds.reached(problem, one).values()))


def _proven(numbers: Numbers, least: dict[Aim, int]) -> Best:
    """A plan whose figures equal bounds that hold for every plan is the best, however it was found."""
    return Best(numbers, tuple(Reached(aim, least[aim], least[aim]) for aim in Aim), False)


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
    least = bounds.least(problem)
    return _proven(numbers, least) if bounds.reached(problem, numbers) == least else None


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


def _hint(model: Model, numbers: Numbers) -> None:
    """Search begins at a plan."""
    model.cp.clear_hints()
    # Dates on which nobody can come share their variable with the one before, and a hint may be given only once.
    hints = {variable.index: (variable, value) for variable, value in _values(model, numbers)}
    for variable, value in hints.values():
        model.cp.add_hint(variable, value)


def _values(model: Model, numbers: Numbers) -> Iterator[tuple[Any, int]]:
    """What each variable of the model is in a plan."""
    for rows, attends in zip(model.done, numbers.attends, strict=True):
        for row, dates in zip(rows, attends, strict=True):
            yield from ((variable, bisect_right(dates, place)) for place, variable in enumerate(row))
    for (session, place, number), one in model.in_rooms.items():
        opened = [row for row in numbers.rooms.get((session, place), ()) if row[0] == number]
        full, part = sum(row[1] for row in opened), sum(row[2] for row in opened)
        in_full = min(model.rooms[number].most, model.problem.people()) // model.problem.programme.ratio
        yield from ((one.full, full), (one.part, part), (one.used, max(part, -(-full // max(in_full, 1)))))
    for (number, place), variable in model.sent.items():
        yield variable, dict(numbers.sent.get(place, ())).get(number, 0)
    for (team, session, place, number), variable in model.sits.items():
        yield variable, int(numbers.sits.get((session, place), {}).get(team) == number)


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
