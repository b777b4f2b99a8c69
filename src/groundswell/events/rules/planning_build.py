"""The programme as a model for OR-Tools CP-SAT. :mod:`.planning` tells the idea; here is its arithmetic.

Counting instead of naming. ``done[group][session][date]`` says how many of a group have attended a session by the end
of a date. It never falls, ends at the size of the group, and who came on a date is the difference to the date before.
Because the members of a group are interchangeable, the first to attend a session may be taken to be the first to attend
the next one, so the order of sessions and both gaps are comparisons of two such numbers:

    shortest gap    done[session + 1][date]      <= done[session][last date at least the gap before it]
    longest gap     done[session + 1][last date within the gap after it] >= done[session][date]

This is the cumulative ("by") formulation of precedences in time-indexed scheduling (Pritsker, Watters and Wolfe,
"Multiproject Scheduling with Limited Resources: A Zero-One Programming Approach", Management Science 16, 1969; Möhring,
Schulz, Stork and Uetz, "Solving Project Scheduling Problems by Minimum Cut Computations", Management Science 49, 2003),
for counts in place of single jobs; that exchange is what leaves no symmetry among people.
"""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from groundswell.events.rules import planning_rooms
from groundswell.events.rules.planning_answers import Aim, Limit, Rule
from groundswell.events.rules.planning_model import Model
from groundswell.events.rules.planning_problem import Problem, Rules
from groundswell.events.rules.planning_terms import Placing

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpModel


def build(
    problem: Problem,
    rules: Rules,
    cp: "CpModel",
    *,
    switchable: bool = False,
    seats: Mapping[tuple[int, int], int] | None = None,
) -> Model:
    """The model of a problem under ``rules``, in the empty ``cp``.

    ``switchable`` gives every rule a literal in ``switches`` that has to be true for the rule to hold. ``seats``, by
    (session, date), are those of sections that stand already: rooms and facilitators are then no question, nor teams.
    """
    given = problem.programme
    switches = {rule: cp.new_bool_var(f"{rule}") for rule in rules} if switchable else None
    by_room = any(placing == Placing.TOGETHER for placing in given.teams.values())
    rooms = planning_rooms.kinds([(one.seats, one.days) for one in given.rooms], apart=by_room)
    leaders = planning_rooms.kinds([(one.most, one.days) for one in given.facilitators])
    model = Model(problem, frozenset(rules), cp, switches, rooms, leaders)
    _attendance(model, seats)
    if switches is not None:
        _usable_dates(model)
    _gaps(model)
    _limits(model)
    _apart(model)
    if seats is not None:
        for (session, place), there in seats.items():
            cp.add(model.all_came(session, place) <= there)
        return model
    planning_rooms.add_seats(model)
    planning_rooms.add_leaders(model)
    planning_rooms.add_teams(model)
    return model


def aims(model: Model) -> Iterator[tuple[Aim, Any]]:
    """What to keep small, in this order."""
    problem, cp = model.problem, model.cp
    weights = {school: problem.weight(school) for school in problem.by_school}
    comfortable = problem.programme.comfortable
    worst = cp.new_int_var(comfortable, max([comfortable, *weights.values()]), "worst")
    halves = []
    for school in weights:
        for place in range(len(problem.dates)):
            if cost := int(problem.cost(school, place)):
                away = model.away(school, place)
                cp.add(away <= worst)
                halves.append(cost * away)
    yield Aim.WORST_DAY, worst
    yield Aim.HALF_DAYS, sum(halves)
    yield Aim.FACILITATOR_DAYS, sum(model.leading.values())


def _attendance(model: Model, seats: Mapping[tuple[int, int], int] | None) -> None:
    """The counts of who has attended. They share a variable from a date on which nobody can come to the one before."""
    problem, cp = model.problem, model.cp
    everywhere, nobody = range(len(problem.dates)), cp.new_constant(0)
    for group in problem.groups:
        usable = set(everywhere if model.switches is not None else problem.usable(group.school, model.rules))
        rows = []
        for session in range(problem.programme.sessions):
            row = [nobody]
            for place in everywhere:
                if place not in usable or (seats is not None and (session, place) not in seats):
                    row.append(row[-1])
                    continue
                row.append(cp.new_int_var(0, group.size, "done"))
                cp.add(row[-2] <= row[-1])
            cp.add(row[-1] == group.size)
            rows.append(row[1:])
        model.done.append(rows)


def _usable_dates(model: Model) -> None:
    """Nobody comes on a date that a rule shuts for their school."""
    given = model.problem.programme
    for place, one in enumerate(model.problem.dates):
        for number, group in enumerate(model.problem.groups):
            for session in range(given.sessions):
                nobody = model.came(number, session, place) == 0
                if group.school in one.testing:
                    model.under(Limit.TESTING, group.school, nobody)
                if group.school in one.holiday:
                    model.under(Limit.HOLIDAYS, group.school, nobody)
                if one.day.weekday() not in given.weekdays:
                    model.under(Limit.WEEKDAYS, None, nobody)


def _gaps(model: Model) -> None:
    problem = model.problem
    shortest, longest = max(problem.programme.shortest_gap, 1), problem.programme.longest_gap
    is_fixed = Rule(Limit.SHORTEST_GAP) in model.rules and model.switches is None
    for rows in model.done:
        for first, second in pairwise(rows):
            for place in range(len(problem.dates)):
                if not is_fixed:
                    model.cp.add(second[place] <= (first[place - 1] if place else 0))
                before = problem.last_within(place, -shortest)
                model.under(Limit.SHORTEST_GAP, None, second[place] <= (first[before] if before >= 0 else 0))
                if longest is not None:
                    until = problem.last_within(place, longest)
                    model.under(Limit.LONGEST_GAP, None, second[until] >= first[place])


def _limits(model: Model) -> None:
    for school in model.problem.by_school:
        for place in range(len(model.problem.dates)):
            limit = model.problem.limit(school, place)
            if limit is not None:
                model.under(Limit.SUBSTITUTES, school, model.away(school, place) <= limit)


def _apart(model: Model) -> None:
    problem = model.problem
    for team, places in problem.by_team.items():
        if problem.programme.teams[team] == Placing.APART:
            for place in range(len(problem.dates)):
                away = sum(
                    model.came(group, session, place)
                    for group in places
                    for session in range(problem.programme.sessions)
                )
                model.under(Limit.APART, team, away <= 1)
