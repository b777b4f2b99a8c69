"""Puts visits in order: for each school a day, a time and two visitors, so that they drive little. Or says why not.

    order(Tour(visits, visitors, days, base, conflicts))

It asks the database nothing and changes nothing; what goes in and comes out stands in :mod:`.visits_terms`. Nobody
visits a school with a conflict, nobody is in two places at once, the drive between them included, and every visit lies
within the school's hours. A good order is found in seconds (:mod:`.visits_search`); how much less anybody could drive
at most, a bound says. Where no order is found, OR-Tools looks for one or proves that there is none
(:mod:`.visits_solver`); without it the answer is that nobody knows.
"""

import time
from importlib.util import find_spec
from itertools import pairwise

from groundswell.cohorts.rules import visits_solver as solver
from groundswell.cohorts.rules.visits_search import Place, search
from groundswell.cohorts.rules.visits_terms import (
    TEAM,
    Answer,
    Kind,
    Map,
    Reason,
    Status,
    Stop,
    Tour,
    quarter,
)

__all__ = ["Answer", "Status", "Tour", "order", "solver_is_installed"]

LATER = 0.5  # of the time, to better what the solver found


def solver_is_installed() -> bool:
    """True where the solver is there (the extra ``planning``)."""
    return find_spec("ortools") is not None


def order(tour: Tour, *, seconds: float = 8.0) -> Answer:
    """The best order that is found within about ``seconds``, or the reasons why there is none, in as many again."""
    began = time.monotonic()
    where = Map(tour)
    against = tuple((reason,) for reason in _single(where) or _counted(where))
    if against:
        return Answer(Status.IMPOSSIBLE, reasons=against, seconds=time.monotonic() - began)
    found = search(where, None, began + seconds)
    if not found.is_whole and solver_is_installed():
        verdict = solver.ask(where, time.monotonic() + seconds)
        if verdict.rules is not None:
            return Answer(
                Status.IMPOSSIBLE,
                reasons=(solver.reasons(where, verdict.rules),),
                is_smallest=verdict.is_smallest,
                seconds=time.monotonic() - began,
            )
        if verdict.places is not None:
            found = search(where, verdict.places, time.monotonic() + seconds * LATER)
    places = [place for place in found.places if place is not None]
    if len(places) < len(tour.visits):
        return Answer(Status.UNKNOWN, seconds=time.monotonic() - began)
    bound = least(where)
    return Answer(
        Status.OPTIMAL if found.driving == bound else Status.FOUND,
        _stops(where, places),
        found.driving,
        bound,
        seconds=time.monotonic() - began,
    )


def least(where: Map) -> int:
    """No order has less driving, in minutes.

    Every stop has a way in and a way out. A way between two schools is shared by both, one from or to the base
    belongs to its school alone; and there are at least two of the latter for each visitor's day, of which there are as
    many as stops need that can follow one another in the longest day.
    """
    tour = where.tour
    visits = range(len(tour.visits))
    home = [2 * where.drives[one][where.base] for one in visits]
    near = [
        min((where.drives[one][other] for other in visits if other != one), default=home[one])
        for one in visits
    ]
    most = max(
        (_times(where, who, day) for who in range(len(tour.visitors)) for day in range(len(tour.days))),
        default=1,
    )
    days = max(TEAM, -(-TEAM * len(visits) // max(most, 1)))
    more = sorted(home[one] - near[one] for one in visits for _ in range(2 * TEAM))
    doubled = 2 * TEAM * sum(near)
    doubled += sum(cost for number, cost in enumerate(more) if number < 2 * days or cost < 0)
    return -(-doubled // 2)


def _single(where: Map) -> list[Reason]:
    """Visits that could not be placed if they were alone."""
    tour, found = where.tour, []
    if tour.visits and len(tour.visitors) < TEAM:
        return [Reason(Kind.VISITORS, need=TEAM, have=len(tour.visitors))]
    for one, able, starts in zip(tour.visits, where.able, where.starts, strict=True):
        if len(able) < TEAM:
            found.append(Reason(Kind.CONFLICTS, one.id, need=TEAM, have=len(able)))
        if not starts:
            left = max(one.closes - quarter(one.opens), 0)
            found.append(Reason(Kind.HOURS, one.id, need=one.minutes, have=left))
    return found


def _counted(where: Map) -> list[Reason]:
    tour = where.tour
    need = TEAM * len(tour.visits)
    have = sum(_times(where, who, day) for who in range(len(tour.visitors)) for day in range(len(tour.days)))
    return [Reason(Kind.TIME, need=need, have=have)] if need > have else []


def _times(where: Map, who: int, day: int) -> int:
    """How often a visitor can go to a school on a day at most, were all as near and as short as the best one is."""
    visits = range(len(where.tour.visits))
    shortest = min((one.minutes for one in where.tour.visits), default=1)
    between = min((where.drives[one][other] for one in visits for other in visits if one != other), default=0)
    home = min((where.drives[one][where.base] for one in visits), default=0)
    opens = min((one.opens for one in where.tour.visits), default=0)
    closes = max((one.closes for one in where.tour.visits), default=0)
    busy = [(begins - home, ends + home) for begins, ends in where.busy(who, day)]
    times = 0
    for (_, begins), (ends, _) in pairwise([(0, opens), *busy, (closes, 0)]):
        free = min(ends, closes) - max(begins, opens)
        times += max(0, (free + between) // (shortest + between))
    return times


def _stops(where: Map, places: list[Place]) -> tuple[Stop, ...]:
    tour = where.tour
    stops = [
        Stop(tour.visits[at].id, tour.days[day], begins, (tour.visitors[one].id, tour.visitors[two].id))
        for at, (day, begins, (one, two)) in enumerate(places)
    ]
    return tuple(sorted(stops, key=lambda one: (one.day, one.begins, one.visit)))
