"""Sign-ups as a line that rises: from hours with a number to a handful of moments with all until then. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

MOST_POINTS = 24
STEPS = (1, 2, 3, 6, 12, 24, 48, 168, 720, 8760)  # hours


@dataclass(frozen=True, slots=True)
class Point:
    """How many had signed up by a moment, and how many of them since the one before."""

    until: str
    total: int
    more: int


def rising(hours: Sequence[tuple[datetime, int]], zone_now: datetime) -> list[Point]:
    """From the first hour until now, in even steps, so that a morning and a month both fit. ``zone_now`` is local."""
    if not hours:
        return []
    first = hours[0][0]
    last = max(zone_now, hours[-1][0] + timedelta(hours=1))
    long = (last - first) / timedelta(hours=1)
    step = timedelta(hours=next(one for one in STEPS if long / one <= MOST_POINTS - 1 or one == STEPS[-1]))
    points, total, moment, left = [], 0, first, list(hours)
    while left or moment < last:
        moment += step
        more = sum(number for hour, number in left if hour < moment)
        left = [(hour, number) for hour, number in left if hour >= moment]
        total += more
        points.append(Point(_words(min(moment, last), step), total, more))
    return points


def highest_ratio(sections: Iterable[tuple[int, int]]) -> int | None:
    """The most participants for one who leads, of (seats taken, leaders); None where nobody leads anything."""
    return max((-(-taken // leaders) for taken, leaders in sections if leaders), default=None)


def _words(moment: datetime, step: timedelta) -> str:
    clock = date_format(moment, "TIME_FORMAT")
    if step < timedelta(hours=2):
        return clock
    day = date_format(moment, "MONTH_DAY_FORMAT")
    return day if step >= timedelta(days=1) else _("%(day)s, %(time)s") % {"day": day, "time": clock}
