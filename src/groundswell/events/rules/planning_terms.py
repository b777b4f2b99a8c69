"""What the planner is given, as plain values. :mod:`.planning` says how it is used."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from groundswell.events.rules.school_day import SubstituteDay

Number = int | str
EVERY_WEEKDAY = frozenset(range(7))


class Placing(StrEnum):
    """How the members of a team are placed."""

    TOGETHER = "together"  # always in the same section
    APART = "apart"  # never two of them away on the same date


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody to place. ``weight``: how many substitutes stand in while they are away, 0 for who needs none.

    ``team`` names the group that ``Programme.teams`` places together or apart; empty for who is free. Whoever has
    the same school, weight and team is interchangeable, which is what keeps a large case small.
    """

    id: Hashable
    school: int
    weight: int = 1
    team: str = ""


@dataclass(frozen=True, slots=True)
class PossibleDate:
    """A date on which sections may be held.

    ``cost`` is what a session then costs a school of a substitute's day (see ``rules.school_day``), ``cost_at`` by
    school where it is another. Nobody comes from the schools in ``testing`` and in ``holiday``.
    """

    day: date
    cost: SubstituteDay = SubstituteDay.FULL
    cost_at: Mapping[int, SubstituteDay] = field(default_factory=dict)
    testing: frozenset[int] = frozenset()
    holiday: frozenset[int] = frozenset()

    def cost_for(self, school: int) -> SubstituteDay:
        return self.cost_at.get(school, self.cost)


@dataclass(frozen=True, slots=True)
class Room:
    """A room that holds one section a date. ``days`` are those on which it is free, None for all.

    An online section is a room too: as many seats as one facilitator leads, as many rooms as may run at once.
    """

    id: Number
    seats: int
    days: frozenset[date] | None = None


@dataclass(frozen=True, slots=True)
class Facilitator:
    """Leads at most one section a date and ``most`` in all. ``days`` are those on which they can, None for all."""

    id: Number
    most: int
    days: frozenset[date] | None = None


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme to plan: every participant attends sessions 1, 2, … ``sessions``, in this order, once each.

    ``ratio``: participants to a facilitator; a section may have several. ``substitutes``: the most that a school has
    away at once on a date that costs it anything, None for no limit; ``substitutes_at`` has exceptions, by
    (school, None) for a school and by (school, day) for one of its days. ``comfortable``: so many away at once trouble
    no school, and a plan does not try for fewer. Gaps are calendar days from one session of a person to the next.
    ``weekdays``: Monday is 0.
    """

    participants: tuple[Participant, ...]
    dates: tuple[PossibleDate, ...]
    rooms: tuple[Room, ...]
    facilitators: tuple[Facilitator, ...]
    sessions: int = 1
    ratio: int = 20
    substitutes: int | None = None
    substitutes_at: Mapping[tuple[int, date | None], int] = field(default_factory=dict)
    shortest_gap: int = 1
    longest_gap: int | None = None
    weekdays: frozenset[int] = EVERY_WEEKDAY
    comfortable: int = 0
    teams: Mapping[str, Placing] = field(default_factory=dict)

    def most_away(self, school: int, day: date) -> int | None:
        """The limit of substitutes of a school on a day; None where there is none."""
        at = self.substitutes_at
        return at.get((school, day), at.get((school, None), self.substitutes))


def anonymous(counts: Mapping[int, int]) -> tuple[Participant, ...]:
    """Participants for so many people of each school, before anybody has a name; ids are (school, 1), (school, 2), …"""
    return tuple(
        Participant((school, number), school)
        for school, people in sorted(counts.items())
        for number in range(1, people + 1)
    )
