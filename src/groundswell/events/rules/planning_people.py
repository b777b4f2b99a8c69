"""From a plan in numbers to who sits where: names for the counts of the solver.

Always possible (:mod:`.planning_build` and :mod:`.planning_rooms` say why), and always the same.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice

from groundswell.events.rules.planning_answers import PlannedSection, SchoolDate
from groundswell.events.rules.planning_model import Kind, Numbers
from groundswell.events.rules.planning_problem import Group, Problem
from groundswell.events.rules.planning_terms import Number

Seated = tuple[Group, Hashable]


@dataclass(slots=True)
class _Room:
    """A room on one date while it fills."""

    id: Number
    session: int
    seats: int
    leaders: int
    people: list[Seated] = field(default_factory=list)


def sections(problem: Problem, numbers: Numbers) -> tuple[PlannedSection, ...]:
    """The sections of a plan, by date and session, with rooms, facilitators and people.

    People fill a room before the next is opened, school by school; a room that stays empty is no section.
    """
    coming = _coming(problem, numbers)
    turns = [cycle(kind.places) for kind in numbers.leader_kinds]
    found = []
    for place, day in enumerate(problem.days):
        rooms = [room for room in _seated(problem, numbers, coming, place) if room.people]
        leaders = _leaders(problem, numbers, turns, place, sum(room.leaders for room in rooms))
        for room in rooms:
            who = tuple(islice(leaders, room.leaders))
            schools = Counter(group.school for group, _ in room.people)
            people = tuple(one for _, one in room.people)
            found.append(
                PlannedSection(room.session + 1, day, room.id, who, people, dict(sorted(schools.items())))
            )
    return tuple(found)


def school_dates(problem: Problem, numbers: Numbers) -> tuple[SchoolDate, ...]:
    """What a plan takes from each school on each date on which somebody from there is away; by date, then school."""
    people: Counter[tuple[int, int]] = Counter()
    weights: Counter[tuple[int, int]] = Counter()
    for group, rows in zip(problem.groups, numbers.attends, strict=True):
        for place in (place for row in rows for place in row):
            people[place, group.school] += 1
            weights[place, group.school] += group.weight
    return tuple(
        SchoolDate(
            school,
            problem.days[place],
            people[place, school],
            weights[place, school] if cost else 0,
            weights[place, school] * cost,
        )
        for place, school in sorted(people)
        for cost in [int(problem.cost(school, place))]
    )


def _coming(problem: Problem, numbers: Numbers) -> dict[tuple[int, int], list[Seated]]:
    """Who comes to a session on a date: the first of a group to attend one session is the first to attend the next."""
    coming: dict[tuple[int, int], list[Seated]] = defaultdict(list)
    for group, rows in zip(problem.groups, numbers.attends, strict=True):
        for session, row in enumerate(rows):
            for who, place in zip(group.ids, row, strict=True):
                coming[session, place].append((group, who))
    return coming


def _seated(
    problem: Problem, numbers: Numbers, coming: dict[tuple[int, int], list[Seated]], place: int
) -> Iterator[_Room]:
    unused = {number: iter(kind.places) for number, kind in enumerate(numbers.room_kinds)}
    for session in range(problem.programme.sessions):
        people = coming.get((session, place))
        if not people:
            continue
        rooms: list[_Room] = []
        at: dict[int, _Room] = {}
        for number, full, part in numbers.rooms[session, place]:
            opened = list(_opened(problem, numbers.room_kinds[number], session, full, part, unused[number]))
            rooms += opened
            if opened:
                at[number] = opened[0]
        teams = numbers.sits.get((session, place), {})
        for one in people:
            if one[0].team in teams:
                at[teams[one[0].team]].people.append(one)
        free = (one for one in people if one[0].team not in teams)
        for room in rooms:
            room.people += islice(free, room.seats - len(room.people))
            room.leaders = -(-len(room.people) // problem.programme.ratio)
        yield from rooms


def _opened(
    problem: Problem, kind: Kind, session: int, full: int, part: int, unused: Iterator[int]
) -> Iterator[_Room]:
    """Rooms of a kind with so many facilitators. ``part`` of the rooms have one for the rest of their seats."""
    given = problem.programme
    in_full = kind.most // given.ratio
    while full or part:
        leaders = min(full, in_full)
        full -= leaders
        if part:
            leaders, part = leaders + 1, part - 1
        room = given.rooms[next(unused)]
        yield _Room(room.id, session, min(room.seats, leaders * given.ratio), leaders)


def _leaders(
    problem: Problem, numbers: Numbers, turns: Sequence[Iterator[int]], place: int, needed: int
) -> Iterator[Number]:
    """The facilitators of a date. Those who are alike take turns, so that none leads more than their share."""
    for kind, count in numbers.sent.get(place, []):
        take = min(count, needed)
        needed -= take
        for who in islice(turns[kind], take):
            yield problem.programme.facilitators[who].id
