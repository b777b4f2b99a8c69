"""On which day people are asked: so many days after their last meeting, with everybody of that week, not in holidays.

The day is the first Monday from then on. Where children are not in school that day it moves to the first day on which
they are, at most by three weeks. Days are the district's own, so that a change of the clocks moves nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from groundswell.roster.queries.calendar import days_between

A_DAY = timedelta(days=1)
A_WEEK = timedelta(weeks=1)
LONGEST_MOVE = timedelta(weeks=3)


@dataclass(frozen=True, slots=True)
class AskingDays:
    """The days of a span on which children are in school, by the district's calendar."""

    in_school: frozenset[date]

    def day_for(self, last_day: date, days_after: int) -> date:
        """When people whose last meeting was on ``last_day`` are asked."""
        wanted = last_day + timedelta(days=days_after)
        monday = wanted + timedelta(days=-wanted.weekday() % 7)
        moved = (monday + number * A_DAY for number in range(LONGEST_MOVE.days))
        return next((day for day in moved if day in self.in_school), monday + LONGEST_MOVE)

    def last_days(self, days_after: int, first: date, last: date) -> tuple[date, date] | None:
        """Between which days a last meeting was for people who are asked from ``first`` to ``last``; None for none.

        The later a meeting, the later its day: what lies between two that are asked is asked, too.
        """
        earliest = first - LONGEST_MOVE - A_WEEK - timedelta(days=days_after)
        span = (last - timedelta(days=days_after) - earliest).days + 1
        every = (earliest + number * A_DAY for number in range(span))
        found = [day for day in every if first <= self.day_for(day, days_after) <= last]
        return (found[0], found[-1]) if found else None


def asking_days(first: date, last: date) -> AskingDays:
    """What decides about every day from ``first`` to ``last``. Two statements."""
    span = days_between(first - LONGEST_MOVE, last + LONGEST_MOVE)
    return AskingDays(frozenset(one.day for one in span if one.is_instructional))


def asking_days_for(last_days: Iterable[date], days_after: Iterable[int]) -> AskingDays:
    """What decides for meetings that ended on these days, so many days later. Two statements, none for no meeting."""
    ended, later = list(last_days), list(days_after)
    if not ended or not any(later):
        return AskingDays(frozenset())
    return asking_days(min(ended), max(ended) + timedelta(days=max(later)) + A_WEEK)


def midnight(day: date, zone: str) -> datetime:
    """The moment at which a day begins in a zone."""
    return datetime.combine(day, time(0), ZoneInfo(zone))
