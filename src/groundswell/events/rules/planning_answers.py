"""What the planner gives back, as plain values that a page can put into words."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from groundswell.events.rules.planning_terms import Number


class Limit(StrEnum):
    """What can stand in the way, each of which an office could change. The subject of each stands beside it."""

    SUBSTITUTES = "substitutes"  # school
    TESTING = "testing"  # school
    HOLIDAYS = "holidays"  # school
    WEEKDAYS = "weekdays"
    SHORTEST_GAP = "shortest_gap"
    LONGEST_GAP = "longest_gap"
    ROOMS = "rooms"
    FACILITATORS = "facilitators"
    TOGETHER = "together"  # team
    APART = "apart"  # team


@dataclass(frozen=True, slots=True)
class Rule:
    """One limit, of one school or team where it has one."""

    limit: Limit
    subject: Number | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """A rule with its figures, as they are in the programme: what a page puts into words.

    Names of the figures by limit: substitutes: people, sessions, limit (the largest on any date), dates (that cost the
    school something); testing, holidays, weekdays: dates (that drop out); gaps: days, sessions; rooms: rooms, seats
    (over all dates); facilitators: facilitators, days (that they can give), ratio; together, apart: people.
    """

    rule: Rule
    figures: Mapping[str, int]


class Why(StrEnum):
    """What kind of reason it is. What ``needs`` and ``has`` count stands beside it."""

    DATES = "dates"  # dates that follow one another as the gaps ask, for the people of a school
    SUBSTITUTES = "substitutes"  # dates at a school, by its limit of substitutes
    FACILITATORS = "facilitators"  # facilitator-days
    ROOMS = "rooms"  # seats over all dates
    TEAM_SEATS = "team_seats"  # seats in one room, for a team that stays together
    TEAM_LEADERS = "team_leaders"  # facilitators on one date, for a team that stays together
    TEAM_AWAY = "team_away"  # substitutes at one school on one date, for a team that stays together
    TEAM_DATES = "team_dates"  # dates, for a team whose members are never away together
    TOGETHER = "together"  # each limit could be kept, all of them together can't; nothing is counted


@dataclass(frozen=True, slots=True)
class Reason:
    """Why no plan fits. With all other limits lifted, those in ``facts`` alone still leave no plan.

    ``needs`` is more than ``has``; both are None for :attr:`Why.TOGETHER`. ``subject`` is the school or the team.
    ``is_smallest``: with any one of its facts lifted too, this reason is gone.
    """

    why: Why
    facts: tuple[Fact, ...]
    subject: Number | None = None
    needs: int | None = None
    has: int | None = None
    is_smallest: bool = True


class Aim(StrEnum):
    """What a plan keeps small, the first before the second and so on."""

    WORST_DAY = (
        "worst_day"  # the most substitutes that any school needs on a date, or what is comfortable if more
    )
    HALF_DAYS = "half_days"  # half days of substitutes in all
    FACILITATOR_DAYS = "facilitator_days"


@dataclass(frozen=True, slots=True)
class Reached:
    """What a plan reached for one aim, and the ``bound`` below which no plan that keeps the aims before it can go."""

    aim: Aim
    value: int
    bound: int

    @property
    def is_proven(self) -> bool:
        return self.value == self.bound


@dataclass(frozen=True, slots=True)
class PlannedSection:
    """A section on one date. ``people`` are ids of participants; ``by_school`` says how many from each."""

    session: int
    day: date
    room: Number
    facilitators: tuple[Number, ...]
    people: tuple[Hashable, ...]
    by_school: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class SchoolDate:
    """What a plan takes from a school on one date: people away, substitutes, half days of substitutes."""

    school: int
    day: date
    people: int
    substitutes: int
    half_days: int


class Verdict(StrEnum):
    OPTIMAL = "optimal"  # a plan, and the proof that none is better
    FEASIBLE = "feasible"  # a plan; time ran out before the proof (see the bounds)
    IMPOSSIBLE = "impossible"  # proof that there is none (see the reasons)
    UNKNOWN = "unknown"  # time ran out before either


@dataclass(frozen=True, slots=True)
class Plan:
    """What the planner found, in order of date. ``seconds`` is how long it took."""

    verdict: Verdict
    sections: tuple[PlannedSection, ...] = ()
    school_dates: tuple[SchoolDate, ...] = ()
    reached: tuple[Reached, ...] = ()
    reasons: tuple[Reason, ...] = ()
    seconds: float = 0.0
