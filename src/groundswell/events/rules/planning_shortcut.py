"""The way that a district's case takes: first the sections, then who comes to which.

The first step plans in whole facilitators: as many people as one leads are one lot, whatever their school. Each session
keeps near a steady pace (:class:`Pace`), which is what leaves every school dates enough. Of the schools it only keeps
how many each can let go on a date. The second step seeks people for exactly those sections. When it finds that there
are none, the schools that can't even use these dates alone (the largest for their limits, or those with tests just
then) are planned by themselves in the first step, and it all begins again.

Both steps aim at what counting (:mod:`.planning_bounds`) says that nothing can be better than. So what they find needs
no search for a better one: a plan whose figures equal bounds that hold for every plan is the best, however it was
found. When the bounds are out of reach, the whole model decides.

This is the split of logic-based Benders decomposition (J. N. Hooker and G. Ottosson, "Logic-based Benders
decomposition", Mathematical Programming 96, 2003); what it returns to the first step is not a cut but the part of the
second that the cut would speak of.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil, floor
from typing import Any

from groundswell.events.rules import planning_bounds as bounds
from groundswell.events.rules.planning_build import build
from groundswell.events.rules.planning_model import Model
from groundswell.events.rules.planning_problem import Problem
from groundswell.events.rules.planning_terms import anonymous


@dataclass(frozen=True, slots=True)
class Pace:
    """How the sessions follow one another: each lasts ``overlap`` times its share of the dates, so that they overlap;
    at any date as much of it has been held as an even pace asks, give or take ``band`` of the whole.
    """

    overlap: float
    band: float


PACES = (Pace(1.5, 0.1923), Pace(1.8, 0.1923), Pace(2.2, 0.1923), Pace(1.5, 0.1154), Pace(1.8, 0.2693))


def applies(problem: Problem) -> bool:
    """True where everybody counts the same and no team has to be placed."""
    return not problem.by_team and all(group.weight == 1 for group in problem.groups)


def sections(problem: Problem, cp: Any, pace: Pace, named: Collection[int]) -> Model:
    """The first step: when to hold which session for how many lots, so that the bounds can be reached.

    The schools in ``named`` are planned with it. Where a date costs anything, sessions are held in small portions on
    many dates: as small as the school with most people for its limit needs.
    """
    free = _free(problem, bounds.least_worst(problem))
    ratio, lots = problem.programme.ratio, _in_lots(problem)
    model = build(lots, lots.rules, cp)
    dates, rounds = range(len(problem.dates)), range(problem.programme.sessions)
    spare = lots.people() * ratio - problem.people()
    costs = bounds.cheapest(problem)
    portion, most = _portions(problem, free, lots.people(), costs)
    for session, row in enumerate(_even(problem, lots.people(), costs, pace)):
        for place, done in enumerate(row):
            cp.add(model.done[0][session][place] >= max(0, ceil(done - pace.band * lots.people())))
            cp.add(model.done[0][session][place] <= floor(done + pace.band * lots.people()))
    for place in dates:
        if costs[place]:
            came = [model.came(0, session, place) for session in rounds]
            cp.add(sum(came) <= most)
            for one in came:
                cp.add(one <= portion)
    cp.add(sum(model.leading.values()) == lots.people() * len(rounds))
    halves = sum(costs[place] * model.came(0, session, place) for session in rounds for place in dates)
    cp.add(ratio * halves <= bounds.least_halves(problem) + spare * len(rounds) * max(costs))
    _share_out(problem, model, free, named, spare)
    return model


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


def alone(problem: Problem, seats: Mapping[tuple[int, int], int], cp: Any, school: int) -> Model:
    """The second step for one school, as if it were the only one."""
    given = problem.programme
    its_own = tuple(one for one in given.participants if one.school == school)
    only = Problem(replace(given, participants=its_own))
    model, worst = build(only, only.rules, cp, seats=seats), bounds.least_worst(problem)
    for place in sorted({place for _, place in seats}):
        if problem.cost(school, place):
            cp.add(model.away(school, place) <= worst)
    return model


def _even(problem: Problem, lots: int, costs: list[int], pace: Pace) -> Iterator[list[float]]:
    """How many lots of each session an even pace has done by each date.

    A date that costs nothing counts for as many lots as it can hold, the others share the rest.
    """
    given, usable = problem.programme, set(problem.usable_by_any(problem.rules))
    holds = [_lots_on(problem, place) if place in usable else 0 for place in range(len(problem.dates))]
    rest = sum(1 for place in usable if costs[place])
    missing = lots * given.sessions - sum(holds[place] for place in usable if not costs[place])
    weights = [
        holds[p] if not costs[p] else (p in usable) * max(missing, 0) / max(rest, 1)
        for p in range(len(costs))
    ]
    whole = sum(weights) or 1.0
    lasts = min(whole, pace.overlap * whole / given.sessions)
    for session in range(given.sessions):
        begins, passed, row = session * (whole - lasts) / max(given.sessions - 1, 1), 0.0, []
        for weight in weights:
            passed += weight
            row.append(lots * min(max((passed - begins) / lasts, 0.0), 1.0))
        yield row


def _lots_on(problem: Problem, place: int) -> int:
    """The most facilitators who can lead a full share on a date."""
    given, day = problem.programme, problem.days[place]
    rooms = sum(one.seats // given.ratio for one in given.rooms if one.days is None or day in one.days)
    return min(rooms, sum(one.days is None or day in one.days for one in given.facilitators))


def _share_out(
    problem: Problem, model: Model, free: dict[int, dict[int, int]], named: Collection[int], spare: int
) -> None:
    """Nobody comes where no lot is, and what the named schools leave is not more than the others can let go."""
    cp, ratio, rounds = model.cp, problem.programme.ratio, range(problem.programme.sessions)
    came = {school: _comings(problem, cp, free[school], school) for school in named}
    for place in range(len(problem.dates)):
        seats = [ratio * model.came(0, session, place) for session in rounds]
        for session in rounds:
            cp.add(sum(rows[session][place] for rows in came.values()) <= seats[session])
        theirs = sum(rows[session][place] for rows in came.values() for session in rounds)
        others = sum(able.get(place, 0) for school, able in free.items() if school not in named)
        cp.add(sum(seats) - theirs <= others + spare)


def _comings(problem: Problem, cp: Any, able: dict[int, int], school: int) -> list[list[Any]]:
    """How many people of a school come to each session on each date, in order and within the gaps."""
    given, size, dates = (
        problem.programme,
        problem.people(problem.by_school[school]),
        range(len(problem.dates)),
    )
    done: list[list[Any]] = []
    for _session in range(given.sessions):
        row: list[Any] = [0]
        for place in dates:
            if not able.get(place):
                row.append(row[-1])
                continue
            row.append(cp.new_int_var(0, size, "done"))
            cp.add(row[-2] <= row[-1])
        cp.add(row[-1] == size)
        done.append(row)
    for first, second in pairwise(done):
        for place in dates:
            cp.add(second[place + 1] <= first[problem.last_within(place, -max(given.shortest_gap, 1)) + 1])
            if given.longest_gap is not None:
                cp.add(second[problem.last_within(place, given.longest_gap) + 1] >= first[place + 1])
    for place, most in able.items():
        cp.add(sum(row[place + 1] - row[place] for row in done) <= most)
    return [[row[place + 1] - row[place] for place in dates] for row in done]


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
    all_lots = lots * problem.programme.sessions
    on_each = -(-all_lots // max(1, sum(1 for place in problem.usable_by_any(problem.rules) if costs[place])))
    return max(1, lots // (sections + 1)), max(on_each, all_lots // (dates + dates // 4 + 1))


def _in_lots(problem: Problem) -> Problem:
    """The same programme in lots, from nowhere: a facilitator leads one, a room holds as many as it has whole ones."""
    given = problem.programme
    return Problem(
        replace(
            given,
            participants=anonymous({0: -(-problem.people() // given.ratio)}),
            dates=tuple(replace(one, testing=frozenset(), holiday=frozenset()) for one in problem.dates),
            rooms=tuple(replace(one, seats=one.seats // given.ratio) for one in given.rooms),
            ratio=1,
            substitutes=None,
            substitutes_at={},
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
