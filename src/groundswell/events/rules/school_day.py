"""What a meeting costs a school: whether a teacher who goes misses instruction, and how much of a substitute's day.

Nothing here asks the database. The caller says what the school calendar knows of each day that the meeting touches
(:func:`days_touched` names them; ``roster.queries.calendar`` has ``days_between`` and ``periods_on``).

Substitutes are hired by the half day. A meeting that takes up to half of a day's teaching minutes costs half a day,
one that takes more costs a whole one; minutes between two periods, before the first and after the last cost nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import IntEnum
from zoneinfo import ZoneInfo

Period = tuple[time, time]

# What stands in for the bell hours of a school that has told none: better a cost too many than one unseen.
USUAL_DAY: tuple[Period, ...] = ((time(8), time(15)),)

A_MINUTE = timedelta(minutes=1)


class SubstituteDay(IntEnum):
    """How much of a substitute's day; the value counts half days, so that a sum of them stays whole."""

    NONE = 0
    HALF = 1
    FULL = 2


@dataclass(frozen=True, slots=True)
class DayAtSchool:
    """One day at one school: are children in school, do they sit tests, and when the bell rings.

    ``periods`` are (begins, ends) on the wall clock, in any order; none where the school has told none.
    """

    day: date
    is_instructional: bool
    is_testing: bool = False
    periods: Sequence[Period] = ()


@dataclass(frozen=True, slots=True)
class DayCost:
    """What the meeting costs on one day. ``minutes`` are teaching minutes missed, of ``of_minutes`` that day.

    ``clashes_with_tests`` says that it takes teachers away while children sit tests. ``is_assumed`` says that the
    school has told no bell hours and :data:`USUAL_DAY` stood in for them.
    """

    day: date
    substitute: SubstituteDay
    minutes: int
    of_minutes: int
    clashes_with_tests: bool
    is_assumed: bool


def days_touched(begins: datetime, ends: datetime, zone: str) -> list[date]:
    """The days, on the wall clock of ``zone`` (IANA), on which some of the meeting falls.

    Midnight belongs to the day that it begins: a meeting that ends then does not touch the next day. Raises
    ValueError for moments without a zone and for a meeting that does not end after it begins.
    """
    if begins.tzinfo is None or ends.tzinfo is None:
        raise ValueError("A meeting begins and ends at moments with a time zone.")
    begins, ends = begins.astimezone(UTC), ends.astimezone(UTC)
    if ends <= begins:
        raise ValueError("A meeting ends after it begins.")
    place = ZoneInfo(zone)
    first = begins.astimezone(place).date()
    last = (ends - timedelta(microseconds=1)).astimezone(place).date()
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def costs(begins: datetime, ends: datetime, zone: str, days: Iterable[DayAtSchool]) -> list[DayCost]:
    """What a meeting costs the school on each day that it touches, in order of the days.

    ``days`` may hold more than are needed; a day that is missing counts as one without instruction. Raises
    ValueError as :func:`days_touched` does.
    """
    known = {one.day: one for one in days}
    touched = days_touched(begins, ends, zone)
    begins, ends = begins.astimezone(UTC), ends.astimezone(UTC)
    return [
        _cost(begins, ends, zone, known.get(day) or DayAtSchool(day, is_instructional=False))
        for day in touched
    ]


def half_days(found: Iterable[DayCost]) -> int:
    """The half days of substitutes that one teacher's going costs in all."""
    return sum(one.substitute for one in found)


def _cost(begins: datetime, ends: datetime, zone: str, at: DayAtSchool) -> DayCost:
    if not at.is_instructional:
        return DayCost(at.day, SubstituteDay.NONE, 0, 0, False, False)
    teaching = _moments(at.day, at.periods or USUAL_DAY, zone)
    of_minutes = sum((last - first) // A_MINUTE for first, last in teaching)
    missed = sum(
        max(min(last, ends) - max(first, begins), timedelta()) // A_MINUTE for first, last in teaching
    )
    if missed == 0:
        substitute = SubstituteDay.NONE
    else:
        substitute = SubstituteDay.HALF if 2 * missed <= of_minutes else SubstituteDay.FULL
    return DayCost(at.day, substitute, missed, of_minutes, at.is_testing and missed > 0, not at.periods)


def _moments(day: date, periods: Sequence[Period], zone: str) -> list[tuple[datetime, datetime]]:
    """Periods as moments in UTC, where a difference is time that passes, also on the day when the clocks change.

    Periods that overlap count once.
    """
    place = ZoneInfo(zone)
    spans = sorted(
        (
            datetime.combine(day, first, place).astimezone(UTC),
            datetime.combine(day, last, place).astimezone(UTC),
        )
        for first, last in periods
    )
    apart: list[tuple[datetime, datetime]] = []
    for first, last in spans:
        if apart and first < apart[-1][1]:
            apart[-1] = (apart[-1][0], max(apart[-1][1], last))
        else:
            apart.append((first, last))
    return apart
