"""When people are reminded of a date: at eight in the morning of the district, so many days ahead."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from groundswell.events.models import Meeting
from groundswell.kernel import clock
from groundswell.notices.choices import REMINDER_DAYS

AT = time(8)


@dataclass(frozen=True, slots=True)
class Round:
    """Everybody with a seat at one date is reminded, this many days ahead. ``day`` is on which day of the district."""

    meeting: Meeting
    days: int
    day: date


def last_moment(now: datetime, zone: str) -> datetime:
    """The last eight o'clock on the wall of ``zone`` that is not after ``now``."""
    day = clock.local(now, zone).date()
    moment = _eight(day, zone)
    return moment if moment <= now else _eight(day - timedelta(days=1), zone)


def rounds(meetings: Iterable[Meeting], after: datetime, until: datetime, zone: str) -> list[Round]:
    """Whom to remind for the moments after ``after`` up to ``until``, the nearest date first.

    Each meeting brings ``before_at``: when the section met before it, if it did. Where that is no further away than
    the reminder, whoever comes was just there, and none is sent. Of several that were missed only the last is.
    """
    found = []
    for meeting in meetings:
        for days in sorted(REMINDER_DAYS):
            day = clock.local(meeting.begins_at, zone).date() - timedelta(days=days)
            if after < _eight(day, zone) <= until and not _met_lately(meeting, days, zone):
                found.append(Round(meeting, days, day))
                break
    return sorted(found, key=lambda one: (one.meeting.begins_at, one.meeting.pk))


def midnight(day: date, zone: str) -> datetime:
    """The beginning of a day of the district: who got their seat since then just had mail about it."""
    return datetime.combine(day, time(0), ZoneInfo(zone)).astimezone(UTC)


def _eight(day: date, zone: str) -> datetime:
    return datetime.combine(day, AT, ZoneInfo(zone)).astimezone(UTC)


def _met_lately(meeting: Meeting, days: int, zone: str) -> bool:
    before: datetime | None = meeting.before_at  # type: ignore[attr-defined]
    if before is None:
        return False
    between = clock.local(meeting.begins_at, zone).date() - clock.local(before, zone).date()
    return between.days <= days
