"""Finds a good order of visits: take some out, put each back where it costs least, again and again.

Large neighbourhood search by ruin and recreate (G. Schrimpf and others, "Record Breaking Optimization Results Using the
Ruin and Recreate Principle", Journal of Computational Physics 159, 2000). What two visitors drive more for a visit at a
moment adds up, so that the best two for each moment are the two cheapest.
"""

import math
import time
from dataclasses import dataclass
from itertools import pairwise
from random import Random

from groundswell.cohorts.rules.visits_terms import TEAM, Map

ROUNDS = 100  # for each visit
HOT, COLD = 20.0, 0.5  # minutes
FAR = 100_000  # minutes before a day and after it
LOST = 100_000  # minutes that a visit without a place is worth

Place = tuple[int, int, tuple[int, int]]  # day, minute, visitors


@dataclass(slots=True)
class Found:
    """A place for every visit; None for one that found none."""

    places: list[Place | None]
    driving: int

    @property
    def is_whole(self) -> bool:
        return None not in self.places

    @property
    def cost(self) -> int:
        return self.driving + LOST * self.places.count(None)


def search(where: Map, begin: list[Place | None] | None, until: float) -> Found:
    """The best order that is found from ``begin``, or from nothing, until the clock says so or the rounds are over."""
    rng, desk = Random(where.tour.seed), Desk(where)
    for visit, place in enumerate(begin or []):
        if place is not None:
            desk.put(visit, place)
    desk.fill(rng)
    best = now = desk.found()
    rounds = ROUNDS * len(where.tour.visits)
    for number in range(rounds):
        if time.monotonic() > until:
            break
        for visit in _ruined(where, desk, rng):
            desk.take(visit)
        desk.fill(rng)
        heat = HOT * (COLD / HOT) ** (number / rounds)
        new = desk.found()
        if new.cost < now.cost or rng.random() < math.exp(max(-700.0, (now.cost - new.cost) / heat)):
            now = new
            best = min(best, now, key=lambda one: one.cost)
        else:
            desk.back(now.places)
    return best


def _ruined(where: Map, desk: "Desk", rng: Random) -> list[int]:
    """What is taken out: visits at random, near one another, or of one day; some each time."""
    count = len(where.tour.visits)
    some = rng.randint(1, min(count, max(3, count // 4)))
    seed = rng.randrange(count)
    way = rng.randrange(3)
    if way == 0:
        return rng.sample(range(count), some)
    if way == 1:
        return sorted(range(count), key=lambda one: where.drives[seed][one])[:some]
    place = desk.places[seed]
    return [one for one, other in enumerate(desk.places) if other and place and other[0] == place[0]] or [
        seed
    ]


class Desk:
    """Who is where. ``stops[visitor][day]``: (begins, ends, place) in order, busy times at the base among them."""

    def __init__(self, where: Map) -> None:
        self.where = where
        days = range(len(where.tour.days))
        self.stops = [
            [[(begins, ends, where.base) for begins, ends in where.busy(who, day)] for day in days]
            for who in range(len(where.tour.visitors))
        ]
        self.places: list[Place | None] = [None] * len(where.tour.visits)
        self.known: list[list[dict[int, list[int]]]] = [[{} for _ in days] for _ in where.tour.visitors]

    def found(self) -> Found:
        return Found(list(self.places), self._driven())

    def put(self, visit: int, place: Place) -> None:
        day, begins, visitors = place
        stop = (begins, begins + self.where.tour.visits[visit].minutes, visit)
        for who in visitors:
            self.stops[who][day] = sorted([*self.stops[who][day], stop])
            self.known[who][day] = {}
        self.places[visit] = place

    def take(self, visit: int) -> None:
        if (place := self.places[visit]) is None:
            return
        day, _, visitors = place
        for who in visitors:
            self.stops[who][day] = [stop for stop in self.stops[who][day] if stop[2] != visit]
            self.known[who][day] = {}
        self.places[visit] = None

    def back(self, places: list[Place | None]) -> None:
        moved = [one for one, place in enumerate(places) if place != self.places[one]]
        for visit in moved:
            self.take(visit)
        for visit in moved:
            if (place := places[visit]) is not None:
                self.put(visit, place)

    def fill(self, rng: Random) -> None:
        """Whoever has fewest visitors first, or farthest from the base, or at random; each where it costs least."""
        where = self.where
        missing = [one for one, place in enumerate(self.places) if place is None]
        rng.shuffle(missing)
        way = rng.randrange(3)
        if way == 0:
            missing.sort(key=lambda one: len(where.able[one]))
        elif way == 1:
            missing.sort(key=lambda one: -where.drives[one][where.base])
        for visit in missing:
            if (place := self._cheapest(visit, rng)) is not None:
                self.put(visit, place)

    def _cheapest(self, visit: int, rng: Random) -> Place | None:
        best: tuple[float, Place] | None = None
        able, starts = self.where.able[visit], self.where.starts[visit]
        for day in range(len(self.where.tour.days)):
            rows = [(self._more(visit, who, day), who) for who in able]
            for number, begins in enumerate(starts):
                free = sorted((row[number], who) for row, who in rows if row[number] >= 0)[:TEAM]
                if len(free) == TEAM:
                    # A little chance among what costs nearly the same.
                    cost = sum(more for more, _ in free) + 3 * rng.random()
                    if best is None or cost < best[0]:
                        best = (cost, (day, begins, (free[0][1], free[1][1])))
        return best[1] if best else None

    def _more(self, visit: int, who: int, day: int) -> list[int]:
        """For each start of a visit: how many minutes a visitor would drive more; -1 where there is no time for it."""
        known = self.known[who][day]
        if visit not in known:
            known[visit] = self._rows(visit, who, day)
        return known[visit]

    def _rows(self, visit: int, who: int, day: int) -> list[int]:
        where, starts = self.where, self.where.starts[visit]
        drives, minutes = where.drives, where.tour.visits[visit].minutes
        row = [-1] * len(starts)
        dawn, dusk = (-FAR, -FAR, where.base), (FAR, FAR, where.base)
        for (_, ends, before), (begins, _, after) in pairwise([dawn, *self.stops[who][day], dusk]):
            first, last = ends + drives[before][visit], begins - drives[visit][after] - minutes
            more = drives[before][visit] + drives[visit][after] - drives[before][after]
            for number, start in enumerate(starts):
                if first <= start <= last:
                    row[number] = more
        return row

    def _driven(self) -> int:
        drives, base = self.where.drives, self.where.base
        return sum(
            drives[one][other]
            for days in self.stops
            for stops in days
            for one, other in pairwise([base, *(stop[2] for stop in stops), base])
        )
