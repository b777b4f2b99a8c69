"""The way that a district's case takes: first the sections, then who comes to which.

The first step plans in whole facilitators: as many people as one leads are one lot, whatever their school. Of the
schools it only keeps how many each can let go on a date. The second step seeks people for exactly those sections. Both
aim at what counting (:mod:`.planning_bounds`) says that nothing can be better than. What reaches it is the best plan,
with its proof, and the whole model is not needed; when it is out of reach, the whole model decides.

This is the split of logic-based Benders decomposition (J. N. Hooker and G. Ottosson, "Logic-based Benders
decomposition", Mathematical Programming 96, 2003), without its return to the first step.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from groundswell.events.rules import planning_bounds as bounds
from groundswell.events.rules.planning_build import build
from groundswell.events.rules.planning_model import Model
from groundswell.events.rules.planning_problem import Problem
from groundswell.events.rules.planning_terms import anonymous


def applies(problem: Problem) -> bool:
    """True where everybody counts the same and no team has to be placed."""
    return not problem.by_team and all(group.weight == 1 for group in problem.groups)


def sections(problem: Problem, cp: Any, leeway: float) -> Model:
    """The first step: when to hold which session for how many lots, so that the bounds can be reached.

    ``leeway``, from 0 to 1, draws both gaps so far towards an even pace: schools need some of it to fit in.

    Where a date costs anything, sessions are held in small portions on many dates: as small as the school with most
    people for its limit needs. (Asking for every school's dates one by one is exact, and ten times slower.)
    """
    free = _free(problem, bounds.least_worst(problem))
    ratio, lots = problem.programme.ratio, _in_lots(problem, leeway)
    model = build(lots, lots.rules, cp)
    dates, rounds = range(len(problem.dates)), range(problem.programme.sessions)
    spare = lots.people() * ratio - problem.people()
    costs = bounds.cheapest(problem)
    portion, most = _portions(problem, free, lots.people(), costs)
    for place in dates:
        came = [model.came(0, session, place) for session in rounds]
        cp.add(ratio * sum(came) <= spare + sum(able.get(place, 0) for able in free.values()))
        if costs[place]:
            cp.add(sum(came) <= most)
            for one in came:
                cp.add(one <= portion)
    cp.add(sum(model.leading.values()) == lots.people() * len(rounds))
    halves = sum(costs[place] * model.came(0, session, place) for session in rounds for place in dates)
    cp.add(ratio * halves <= bounds.least_halves(problem) + spare * len(rounds) * max(costs))
    return model


def _portions(
    problem: Problem, free: dict[int, dict[int, int]], lots: int, costs: list[int]
) -> tuple[int, int]:
    """The most lots on one date, of one session and in all, with which every school has dates enough."""
    sections, dates = 1, 1
    for school, able in free.items():
        people = problem.people(problem.by_school[school])
        level = max((able[place] for place in able if costs[place]), default=people) or 1
        rest = people * problem.programme.sessions - sum(able[place] for place in able if not costs[place])
        sections, dates = max(sections, -(-people // level)), max(dates, -(-rest // level))
    return max(1, lots // (sections + 1)), max(
        1, lots * problem.programme.sessions // (dates + dates // 4 + 1)
    )


def people(problem: Problem, seats: Mapping[tuple[int, int], int], cp: Any) -> Model:
    """The second step: people for sections with so many seats, nobody above the bounds."""
    model = build(problem, problem.rules, cp, seats=seats)
    worst = bounds.least_worst(problem)
    halves = []
    for school in problem.by_school:
        for place in sorted({place for _, place in seats}):
            if cost := int(problem.cost(school, place)):
                cp.add(model.away(school, place) <= worst)
                halves.append(cost * model.away(school, place))
    cp.add(sum(halves) <= bounds.least_halves(problem))
    return model


def _in_lots(problem: Problem, leeway: float) -> Problem:
    """The same programme in lots, from nowhere: a facilitator leads one, a room holds as many as it has whole ones."""
    given = problem.programme
    pace = (problem.days[-1] - problem.days[0]).days / max(given.sessions - 1, 1)
    shortest, longest = given.shortest_gap, given.longest_gap
    return Problem(
        replace(
            given,
            participants=anonymous({0: -(-problem.people() // given.ratio)}),
            dates=tuple(replace(one, testing=frozenset(), holiday=frozenset()) for one in problem.dates),
            rooms=tuple(replace(one, seats=one.seats // given.ratio) for one in given.rooms),
            ratio=1,
            substitutes=None,
            substitutes_at={},
            shortest_gap=shortest + max(int(leeway * (pace - shortest)), 0),
            longest_gap=None if longest is None else longest - max(int(leeway * (longest - pace)), 0),
        )
    )


def _free(problem: Problem, level: int) -> dict[int, dict[int, int]]:
    """How many a school can let go on each date that it can use, none above ``level`` where it costs anything."""
    free: dict[int, dict[int, int]] = {}
    for school in problem.by_school:
        people = problem.people(problem.by_school[school])
        free[school] = {}
        for place in problem.usable(school, problem.rules):
            limit = problem.limit(school, place)
            most = min(people, level) if problem.cost(school, place) else people
            free[school][place] = most if limit is None else min(most, limit)
    return free
