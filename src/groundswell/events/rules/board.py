"""What the office should look at in a section, and how a month of sections lies on a sheet. Pure."""

from calendar import Calendar
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from groundswell.events.choices import EventMode, EventState
from groundswell.events.queries.board import LONG_WAIT, LOW_BEFORE, LOW_PART, Flag
from groundswell.kernel import clock

MOST_A_DAY = 6
SUNDAY_FIRST = Calendar(6)


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides about a section's flags. ``smallest_room`` is the least that a room of it holds; None for none."""

    state: str
    mode: str
    begins_at: datetime
    ends_at: datetime
    opens_at: datetime
    seats: int
    taken: int
    leaders: int
    lacks_place: bool = False
    smallest_room: int | None = None
    waits_since: datetime | None = None


def flags(one: Standing, now: datetime) -> list[Flag]:
    """What to look at, in the order of the list; nothing once it is over.

    Demand is low when fewer than a third of the seats are taken, fourteen days before the beginning or later, and
    registration has opened.
    """
    if one.ends_at <= now:
        return []
    not_begun = one.begins_at > now and one.state == EventState.PUBLISHED
    soon = one.opens_at <= now and one.begins_at - now <= LOW_BEFORE
    holds = {
        Flag.NO_FACILITATOR: one.leaders == 0,
        Flag.NO_ROOM: one.mode != EventMode.VIRTUAL and one.lacks_place,
        Flag.LOW_DEMAND: not_begun and soon and LOW_PART * one.taken < one.seats,
        Flag.LONG_WAIT: not_begun and one.waits_since is not None and now - one.waits_since >= LONG_WAIT,
        Flag.OVERFULL: one.smallest_room is not None and one.seats > one.smallest_room,
    }
    return [flag for flag, is_so in holds.items() if is_so]


def standing_of(section: Any, waits_since: datetime | None) -> Standing:
    """What a section that was read with its parts (``queries.board.read_sections``) says of itself."""
    rooms = [one.room.capacity for one in section.held if one.room is not None]
    return Standing(
        state=section.state,
        mode=section.event.mode,
        begins_at=section.begins_at,
        ends_at=section.ends_at,
        opens_at=section.registration_opens_at,
        seats=section.seats,
        taken=section.seats_taken,
        leaders=len(section.led_by),
        lacks_place=any(not one.place and one.room is None for one in section.held),
        smallest_room=min(rooms, default=None),
        waits_since=waits_since,
    )


@dataclass(slots=True)
class Day:
    """One square of a month: sections that meet on it, as many as are shown, and how many more there are."""

    day: date
    in_month: bool
    is_today: bool = False
    sections: list[int] = field(default_factory=list)
    more: int = 0


@dataclass(frozen=True, slots=True)
class Month:
    """A month as a sheet of weeks that begin on Sunday, with the months around it."""

    first: date
    title: str
    weeks: list[list[Day]]
    before: date
    after: date

    @property
    def shown(self) -> list[int]:
        """Every section that stands on the sheet, once."""
        return list(dict.fromkeys(pk for week in self.weeks for day in week for pk in day.sections))


def month_of(first: date, dates: Iterable[tuple[int, datetime]], zone: str, today: date) -> Month:
    """The sheet of the month that begins on ``first``. ``dates`` are (section, beginning), the earliest first."""
    by_day: dict[date, list[int]] = defaultdict(list)
    for pk, begins_at in dates:
        by_day[clock.local(begins_at, zone).date()].append(pk)
    weeks = [
        [_day(day, first, by_day.get(day, []), today) for day in week]
        for week in SUNDAY_FIRST.monthdatescalendar(first.year, first.month)
    ]
    before, after = neighbour(first, -1), neighbour(first, 1)
    title = _("%(month)s %(year)s") % {"month": str(MONTHS[first.month]).capitalize(), "year": first.year}
    return Month(first, title, weeks, before, after)


def neighbour(first: date, by: int) -> date:
    """The first day of the month before (-1) or after (1) another."""
    number = first.year * 12 + first.month - 1 + by
    return date(number // 12, number % 12 + 1, 1)


def _day(day: date, first: date, sections: Sequence[int], today: date) -> Day:
    if day.month != first.month:
        return Day(day, in_month=False)
    shown = list(sections[:MOST_A_DAY])
    return Day(day, True, day == today, shown, len(sections) - len(shown))
