"""When mail that may wait comes: at once, or with the next collected mail of its reader."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from groundswell.notices.choices import MAY_WAIT, Pace

AT = time(7)
SOON = timedelta(hours=48)
A_DAY = timedelta(days=1)
MONDAY = 0


def may_wait(kind: str, context: dict[str, Any], calendar: dict[str, Any] | None, now: datetime) -> bool:
    """True for a kind that may come with others, unless it changes a calendar or is about the next 48 hours."""
    if kind not in MAY_WAIT or calendar is not None:
        return False
    begins = context.get("begins_at")
    return not begins or datetime.fromisoformat(str(begins)) - now > SOON


def next_one(pace: str, now: datetime, zone: str) -> datetime | None:
    """When the next collected mail is made: seven in the morning of the district, each day or on Mondays.

    None for somebody who gets each mail at once, or none.
    """
    if pace not in (Pace.DAILY, Pace.WEEKLY):
        return None
    day = now.astimezone(ZoneInfo(zone)).date()
    while True:
        moment = datetime.combine(day, AT, ZoneInfo(zone))
        if moment > now and (pace == Pace.DAILY or day.weekday() == MONDAY):
            return moment.astimezone(now.tzinfo)
        day += A_DAY
