"""A first plan, found as an office would: date by date, seating whoever has least time left, until all are through.

It takes milliseconds and proves nothing. It is where the solver begins, so that time which runs out leaves a plan and
not an empty page; and where its figures equal what counting (:mod:`.planning_bounds`) says that no plan goes below, it
is the best one.

This is list scheduling: dates in order, work by priority as limits allow (R. Kolisch, "Serial and parallel
resource-constrained project scheduling methods revisited", European Journal of Operational Research 90, 1996: the
parallel method), walked several times: sessions in turn or those who are furthest on first; only full sections, or any.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heapify, heappop, heapreplace
from itertools import product

from groundswell.events.rules import planning_bounds as bounds
from groundswell.events.rules import planning_rooms
from groundswell.events.rules.planning_model import Kind, Numbers
from groundswell.events.rules.planning_problem import Problem

BOTH = (True, False)


@dataclass(frozen=True, slots=True)
class Way:
    """How to walk: no school above ``level`` substitutes; who is ``deep`` in the programme first; only ``full``
    sections while more people are to come; costly dates only as far as the cheap ones leave people (``saving``).
    """

    level: int
    deep: bool
    full: bool
    saving: bool


def first_plan(problem: Problem) -> Numbers | None:
    """The best plan of a few walks; None where none leads to the end, or teams have to be placed."""
    if problem.by_team:
        return None
    for level in _levels(problem):
        ways = (Way(level, *turns) for turns in product(BOTH, repeat=3))
        found = [numbers for way in ways if (numbers := _Walk(problem, way).numbers()) is not None]
        if found:
            return min(found, key=lambda one: tuple(bounds.reached(problem, one).values()))
    return None


def _levels(problem: Problem) -> Iterator[int]:
    """Substitutes at a school on a date, from as few as can be: in growing steps, since each is walked in vain."""
    most, level, step = max(map(problem.weight, problem.by_school)), bounds.least_worst(problem), 1
    while level < most:
        yield level
        level, step = level + step, step * 2
    yield max(level, most)


class _Walk:
    """One way through the dates. ``done[group][session]`` has a number for each date so far, as the model has."""

    def __init__(self, problem: Problem, way: Way) -> None:
        self.problem, self.way, given = problem, way, problem.programme
        self.rooms = planning_rooms.kinds([(one.seats, one.days) for one in given.rooms])
        self.leaders = planning_rooms.kinds([(one.most, one.days) for one in given.facilitators])
        self.left = [kind.most * len(kind.places) for kind in self.leaders]
        self.done: list[list[list[int]]] = [[[] for _ in range(given.sessions)] for _ in problem.groups]
        self.opened: dict[tuple[int, int], list[tuple[int, int, int]]] = {}
        self.sent: dict[int, list[tuple[int, int]]] = {}
        self.usable = {school: set(problem.usable(school, problem.rules)) for school in problem.by_school}
        self.costs = bounds.cheapest(problem)
        self.able = {school: self._able_from(school) for school in problem.by_school}

    def numbers(self) -> Numbers | None:
        for place in range(len(self.problem.dates)):
            self._walk(place)
            if not self._in_time(place):
                return None
        sizes = [group.size for group in self.problem.groups]
        if any(row[-1] < size for rows, size in zip(self.done, sizes, strict=True) for row in rows):
            return None
        attends = [[_dates_of(row) for row in rows] for rows in self.done]
        return Numbers(self.rooms, self.leaders, attends, self.opened, {}, self.sent)

    def _walk(self, place: int) -> None:
        given, day = self.problem.programme, self.problem.days[place]
        for row in (row for rows in self.done for row in rows):
            row.append(row[-1] if row else 0)
        free_rooms = [kind.free(day) for kind in self.rooms]
        free_leaders = sum(
            min(kind.free(day), left) for kind, left in zip(self.leaders, self.left, strict=True)
        )
        spare = {school: self._spare(school, place) for school in self.problem.by_school}
        led, turns = 0, range(given.sessions)
        for session in reversed(turns) if self.way.deep else turns:
            coming = self._coming(session, place, spare)
            people = self._worth(session, place, sum(coming.values()))
            rooms = _open(self.rooms, free_rooms, free_leaders - led, people, given.ratio)
            seats = 0
            for number, full, part in rooms:
                seats += given.ratio * full + part * (self.rooms[number].most % given.ratio)
                led += full + part
            self.opened[session, place] = rooms
            self._seat(session, place, min(seats, people), coming, spare)
        self._send(place, led)

    def _able_from(self, school: int) -> list[int]:
        """How many of a school could still go somewhere, from each date on."""
        able = [0]
        for place in reversed(range(len(self.problem.dates))):
            able.append(able[-1] + self._spare(school, place))
        return able[::-1]

    def _spare(self, school: int, place: int) -> int:
        if place not in self.usable[school]:
            return 0
        weight, limit = self.problem.weight(school), self.problem.limit(school, place)
        level = min(weight, self.way.level) if self.problem.cost(school, place) else weight
        return level if limit is None else min(level, limit)

    def _coming(self, session: int, place: int, spare: dict[int, int]) -> Counter[int]:
        """How many of each group could come to a session."""
        before = self.problem.last_within(place, -max(self.problem.programme.shortest_gap, 1))
        found: Counter[int] = Counter()
        for number, group in enumerate(self.problem.groups):
            if place in self.usable[group.school]:
                rows = self.done[number]
                so_far = group.size if not session else rows[session - 1][before] if before >= 0 else 0
                able = spare[group.school] // group.weight if group.weight else group.size
                found[number] = min(so_far - rows[session][place], able)
        return found

    def _worth(self, session: int, place: int, people: int) -> int:
        """For how many a section is opened."""
        given = self.problem.programme
        missing = self.problem.people() - sum(rows[session][place] for rows in self.done)
        if self.way.saving and self.costs[place]:
            cheaper = [at for at in range(place + 1, len(self.costs)) if self.costs[at] < self.costs[place]]
            held = sum(min(self._holds(at), self.problem.people()) for at in cheaper)
            people = min(people, max(0, missing - held // given.sessions))
        if self.way.full and people < missing:
            people -= people % given.ratio
        return people

    def _holds(self, place: int) -> int:
        day, ratio = self.problem.days[place], self.problem.programme.ratio
        seats = sum(kind.most * kind.free(day) for kind in self.rooms)
        return min(seats, ratio * sum(kind.free(day) for kind in self.leaders))

    def _seat(
        self, session: int, place: int, people: int, coming: Counter[int], spare: dict[int, int]
    ) -> None:
        """Whoever has to come, then whose school has least time left for all that is to come, one after the other."""
        groups = self.problem.groups
        line = [(self._haste(number, session, place), number) for number in coming if coming[number] > 0]
        heapify(line)
        while people and line:
            number = line[0][1]
            group = groups[number]
            if not coming[number] or spare[group.school] < group.weight:
                heappop(line)
                continue
            self.done[number][session][place] += 1
            coming[number] -= 1
            spare[group.school] -= group.weight
            people -= 1
            heapreplace(line, (self._haste(number, session, place), number))

    def _haste(self, number: int, session: int, place: int) -> tuple[int, float]:
        group = self.problem.groups[number]
        due = self._due(number, session, place) - self.done[number][session][place]
        missing = sum(
            self.problem.groups[at].weight * (self.problem.groups[at].size - row[place])
            for at in self.problem.by_school[group.school]
            for row in self.done[at]
        )
        return -max(due, 0), -missing / max(self.able[group.school][place], 1)

    def _due(self, number: int, session: int, place: int) -> int:
        """How many of a group must have attended a session by the end of a date, by the longest gap."""
        longest = self.problem.programme.longest_gap
        if longest is None or not session or place + 1 == len(self.problem.dates):
            return 0
        # Whoever can't wait for the next date: their session before this one is too far away from it.
        before = self.problem.last_within(place + 1, -longest - 1)
        return self.done[number][session - 1][before] if before >= 0 else 0

    def _in_time(self, place: int) -> bool:
        turns = range(1, self.problem.programme.sessions)
        return all(
            rows[session][place] >= self._due(number, session, place)
            for number, rows in enumerate(self.done)
            for session in turns
        )

    def _send(self, place: int, led: int) -> None:
        """Those go who have most of their dates left to give."""
        day = self.problem.days[place]
        ahead = self.problem.days[place:]
        able = [number for number, kind in enumerate(self.leaders) if kind.free(day) and self.left[number]]
        able.sort(key=lambda number: -self.left[number] / sum(map(self.leaders[number].free, ahead)))
        self.sent[place] = []
        for number in able:
            some = min(led, self.leaders[number].free(day), self.left[number])
            self.sent[place].append((number, some))
            self.left[number] -= some
            led -= some


def _open(
    kinds: list[Kind], free: list[int], leaders: int, people: int, ratio: int
) -> list[tuple[int, int, int]]:
    """Rooms for so many people: kind, facilitators with a full share and with the rest. ``free`` grows less.

    First whole shares, then what is left of people in rooms of their own, then in what is left of those rooms.
    """
    opened = []
    for is_whole in BOTH:
        for number in sorted(range(len(kinds)), key=lambda one: -kinds[one].most):
            in_full, rest = divmod(kinds[number].most, ratio)
            while free[number] and leaders > 0 and people > 0:
                full = min(in_full, leaders, people // ratio if is_whole else -(-people // ratio))
                part = int(not is_whole and bool(rest) and full < leaders and people > full * ratio)
                if not full and not part:
                    break
                free[number] -= 1
                leaders -= full + part
                people -= full * ratio + part * rest
                opened.append((number, full, part))
    for at, (number, full, part) in enumerate(opened):
        rest = kinds[number].most % ratio
        if people > 0 and leaders > 0 and rest and not part:
            leaders, people = leaders - 1, people - rest
            opened[at] = (number, full, 1)
    return opened


def _dates_of(row: list[int]) -> list[int]:
    """The date on which each of a group attends, the first one's first."""
    return [place for place, now in enumerate(row) for _ in range(now - (row[place - 1] if place else 0))]
