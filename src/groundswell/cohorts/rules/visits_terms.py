"""What the order of visits is given and gives back, as plain values. Moments are minutes from midnight."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

TEAM = 2
EARTH_KM = 6371.0088  # mean radius, IUGG
DETOUR, KM_PER_HOUR = 1.3, 40  # what we assume of roads: how much longer than straight, how fast
STEP = 15  # visits begin on the quarter


@dataclass(frozen=True, slots=True)
class Point:
    """Degrees, WGS 84."""

    longitude: float
    latitude: float


@dataclass(frozen=True, slots=True)
class Visit:
    """A school to visit for some minutes, while it is open on each of the days."""

    id: int
    at: Point
    minutes: int
    opens: int = 8 * 60
    closes: int = 15 * 60


@dataclass(frozen=True, slots=True)
class Busy:
    """When a visitor can't come; where that is nobody knows, so it counts as at the base."""

    day: date
    begins: int
    ends: int


@dataclass(frozen=True, slots=True)
class Visitor:
    id: int
    busy: tuple[Busy, ...] = ()


@dataclass(frozen=True, slots=True)
class Tour:
    """Visits by two visitors each, on some days. ``conflicts`` maps (visitor, visit) to the key of its reason.

    Every visitor drives from the ``base`` to the first visit of a day and back there after the last one, outside of
    school hours if need be.
    """

    visits: tuple[Visit, ...]
    visitors: tuple[Visitor, ...]
    days: tuple[date, ...]
    base: Point
    conflicts: Mapping[tuple[int, int], str]
    seed: int = 1

    def __post_init__(self) -> None:
        for ids in ([one.id for one in self.visits], [one.id for one in self.visitors], self.days):
            if len(set(ids)) < len(ids):
                raise ValueError("A visit, a visitor or a day stands twice.")
        if any(one.minutes < 1 for one in self.visits):
            raise ValueError("A visit takes a minute at least.")
        if any(one.begins >= one.ends for visitor in self.visitors for one in visitor.busy):
            raise ValueError("A visitor is busy from a moment to a later one.")


class Kind(StrEnum):
    """Rules that can stand in the way. What ``need`` and ``have`` of its reason count stands beside each."""

    VISITORS = "visitors"  # visitors in all, for one visit
    CONFLICTS = "conflicts"  # of a visit: visitors wanted, visitors without a conflict
    HOURS = "hours"  # of a visit: minutes that it takes, minutes that the school is open
    BUSY = "busy"  # of a visitor: visits open to this person, minutes that the person is busy
    TIME = "time"  # of all: times that somebody has to go to a school, and can at most
    DAYS = "days"  # of all: visits, days


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule, of one visit or visitor where it has one, that can't be kept together with those beside it."""

    kind: Kind
    visit: int | None = None
    visitor: int | None = None
    need: int = 0
    have: int = 0


class Status(StrEnum):
    OPTIMAL = "optimal"  # proven: nobody can drive less
    FOUND = "best found"  # ``bound`` says what is proven all the same
    IMPOSSIBLE = "impossible"  # proven that there is none (see ``reasons``)
    UNKNOWN = "unknown"  # none was found, and it is not proven that there is none


@dataclass(frozen=True, slots=True)
class Stop:
    """A visit with its day, the minute at which it begins, and its two visitors."""

    visit: int
    day: date
    begins: int
    visitors: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Answer:
    """The stops in order of time. ``driving``: minutes of all visitors, of whom each is counted, also two in one car;
    no plan has less than ``bound``. ``is_smallest``: from no set of ``reasons`` a rule could be left out.
    """

    status: Status
    stops: tuple[Stop, ...] = ()
    driving: int = 0
    bound: int = 0
    reasons: tuple[tuple[Reason, ...], ...] = ()
    is_smallest: bool = True
    seconds: float = 0.0


def drive(one: Point, other: Point) -> int:
    """Minutes by car, rounded up: great-circle distance (haversine) times :data:`DETOUR` at :data:`KM_PER_HOUR`."""
    north, south = math.radians(one.latitude), math.radians(other.latitude)
    east = math.radians(other.longitude - one.longitude)
    chord = math.sin((south - north) / 2) ** 2 + math.cos(north) * math.cos(south) * math.sin(east / 2) ** 2
    km = 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(chord)))
    return math.ceil(round(km * DETOUR / KM_PER_HOUR * 60, 6))


def quarter(minute: int) -> int:
    """The first moment from ``minute`` on at which a visit may begin."""
    return -(-minute // STEP) * STEP


class Map:
    """A tour by places: visits, visitors and days from 0. ``drives`` has the base as its last place."""

    def __init__(self, tour: Tour) -> None:
        self.tour = tour
        points = [*(one.at for one in tour.visits), tour.base]
        self.drives = [[drive(one, other) for other in points] for one in points]
        self.base = len(tour.visits)
        self.able = [
            [at for at, who in enumerate(tour.visitors) if (who.id, one.id) not in tour.conflicts]
            for one in tour.visits
        ]
        self.starts = [
            list(range(quarter(one.opens), one.closes - one.minutes + 1, STEP)) for one in tour.visits
        ]

    def busy(self, visitor: int, day: int) -> list[tuple[int, int]]:
        """When a visitor is busy on a day, in order; what overlaps is one."""
        spans: list[tuple[int, int]] = []
        own = self.tour.visitors[visitor].busy
        for begins, ends in sorted((one.begins, one.ends) for one in own if one.day == self.tour.days[day]):
            if spans and begins <= spans[-1][1]:
                spans[-1] = (spans[-1][0], max(spans[-1][1], ends))
            else:
                spans.append((begins, ends))
        return spans
