"""The days of the story on which a demonstration can stand."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

ZONE = "America/New_York"
SCHOOL_YEARS = (2025, 2026)
"""The school years that the roster files bring, by the year in which each ends."""


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    """A time on Riverbend's wall clock."""
    return datetime.combine(day, time(hour, minute), ZoneInfo(ZONE))


INVITATION = date(2025, 4, 2)
INSTITUTE = date(2025, 7, 22)
NEW_YEAR = date(2025, 8, 11)
QUARTER = date(2025, 10, 30)
SURGE = date(2026, 3, 17)
SIX_WEEKS = SURGE + timedelta(days=42)
FOUR_WAVES = date(2028, 9, 12)


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the story: its key in commands and addresses, where the clock starts, what it is called."""

    key: str
    moment: datetime
    label: Any


DAYS = (
    Day("invitation", moment(INVITATION, 10), _("April 2: the invitation")),
    Day("institute", moment(INSTITUTE, 15, 30), _("July 22: the institute")),
    Day("quarter", moment(QUARTER, 9), _("October 30: the quarter ends")),
    Day("surge", moment(SURGE, 12), _("March 17, noon: the surge")),
    Day("six_weeks_after", moment(SIX_WEEKS, 9), _("April 28: six weeks after")),
    Day("four_waves", moment(FOUR_WAVES, 9), _("September 2028: four waves on")),
)
BY_KEY = {day.key: day for day in DAYS}
DEFAULT = "surge"


def last_day(until: str | None) -> Day:
    """The day at which a build stops. Raises LookupError for a day that the story does not have."""
    if until is None:
        return DAYS[-1]
    if until not in BY_KEY:
        raise LookupError(f"The story has no day “{until}”. It has: {', '.join(BY_KEY)}.")
    return BY_KEY[until]
