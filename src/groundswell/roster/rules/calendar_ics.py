"""Days as iCalendar (RFC 5545): whole-day events in and out.

Each event is read on its own, so that one that is broken is told with its line and harms nothing else. Repetitions
are walked day by day within a few years, never handed to a machine that a hostile rule could keep busy.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from groundswell.kernel import clock
from groundswell.roster.choices import DayKind
from groundswell.roster.models import CalendarDay
from groundswell.roster.rules.calendar_csv import KIND_OF
from groundswell.roster.rules.calendar_rows import EARLIEST, LONGEST_SPAN, MOST_LINES, Places, Reading

PRODUCT = "-//Groundswell//Groundswell//EN"
OUR_KIND = "X-GROUNDSWELL-KIND"
MOST_EVENTS = 2_000
MOST_OF_ONE = 400
AHEAD = timedelta(days=3 * 366)
A_DAY = timedelta(days=1)
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
UNDERSTOOD = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "WKST"}
SAYS = (  # the first that fits the title of an event tells its kind
    (
        DayKind.WORKDAY,
        r"work ?day|professional (learning|development)|staff development|planning day|día de trabajo",
    ),
    (DayKind.TESTING, r"\btest(s|ing)?\b|\bexams?\b|assessment|\beog\b|\beoc\b|exámenes|evaluaci"),
    (
        DayKind.HOLIDAY,
        r"holiday|break|vacation|no school|recess|thanksgiving|christmas|\bday off\b|feriado|vacaciones",
    ),
    (
        DayKind.HOLIDAY,
        r"(labor|veterans|memorial|presidents|king jr\.?|juneteenth|independence|new year).{0,4}( day|$)",
    ),
    (DayKind.INSTRUCTIONAL, r"make-?up day|instructional day|school day|día de clases"),
)


def read(text: str, *, places: Places, zone: str) -> Reading:
    """The days that the events of a file name, and its problems by line."""
    reading = Reading()
    lines = text.replace("\r\n", "\n").split("\n")
    if len(lines) > MOST_LINES * 2:
        reading.wrong(
            0,
            _("The file has more than %(n)s lines.") % {"n": MOST_LINES * 2},
            _("Bring one school year at a time."),
        )
        return reading
    blocks = list(islice(_events(lines), MOST_EVENTS + 1))
    if not blocks:
        reading.wrong(1, _("There is no event in this calendar."), _("Export it again, with its events."))
    if len(blocks) > MOST_EVENTS:
        what = _("The calendar has more than %(n)s events.") % {"n": MOST_EVENTS}
        reading.wrong(0, what, _("Bring one school year at a time."))
        return reading
    for line, block in blocks:
        try:
            event = Event.from_ical("\r\n".join(block))
            _take(reading, line, event, places, zone)
        except (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError):
            what = _("This event is not written as calendars write them.")
            reading.wrong(line, what, _("Correct it in your calendar and export it again."))
    return reading


def _events(lines: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Each VEVENT with the number of its first line, without what is nested in it."""
    block: list[str] | None = None
    depth, began = 0, 0
    for number, line in enumerate(lines, start=1):
        word = line.strip().upper()
        if word == "BEGIN:VEVENT" and block is None:
            block, began, depth = [line], number, 0
        elif block is not None and word.startswith("BEGIN:"):
            depth += 1
        elif block is not None and word == "END:VEVENT" and depth == 0:
            yield began, [*block, line]
            block = None
        elif block is not None and word.startswith("END:"):
            depth = max(0, depth - 1)
        elif block is not None and depth == 0:
            block.append(line)
    if block is not None:
        yield began, block


def _take(reading: Reading, line: int, event: Any, places: Places, zone: str) -> None:
    title = " ".join(str(event.get("SUMMARY", "")).split())
    shown = {"title": title[:60] or _("Without a title")}
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        return reading.left_out(line, _("“%(title)s” is cancelled.") % shown, _("Nothing needs to be done."))
    whole = _whole_days(event, ZoneInfo(zone))
    if whole is None:
        what = _("“%(title)s” does not fill whole days.") % shown
        return reading.left_out(line, what, _("If school is out that day, make it a whole-day event."))
    kind = _kind(event, title)
    if kind is None:
        what = _("“%(title)s” does not say what kind of day it is.") % shown
        remedy = _("If it matters here, give it the category Holiday, Workday, Testing or Instructional.")
        return reading.left_out(line, what, remedy)
    first, last = whole
    starts = _starts(event, first)
    if starts is None:
        what = _("“%(title)s” repeats in a way that we don't read.") % shown
        remedy = _("Write its days out one by one. Every day, every week and every year are understood.")
        return reading.wrong(line, what, remedy)
    for start in starts:
        reading.add_span(line, places.default, start, start + (last - first), kind, title)
    return None


def _whole_days(event: Any, zone: ZoneInfo) -> tuple[date, date] | None:
    """First and last day of an event that fills days, by date or from midnight to midnight in ``zone``."""
    begins = event["DTSTART"].dt
    if "DTEND" in event:
        ends = event["DTEND"].dt
    elif "DURATION" in event:
        ends = begins + event["DURATION"].dt
    else:
        ends = begins + A_DAY if not isinstance(begins, datetime) else begins
    begins, ends = _on_the_wall(begins, zone), _on_the_wall(ends, zone)
    if begins is None or ends is None:
        return None
    return begins, max(begins, ends - A_DAY)


def _on_the_wall(moment: date | datetime, zone: ZoneInfo) -> date | None:
    if not isinstance(moment, datetime):
        return moment
    local = moment.astimezone(zone) if moment.tzinfo else moment
    return local.date() if (local.hour, local.minute, local.second) == (0, 0, 0) else None


def _kind(event: Any, title: str) -> DayKind | None:
    named = event.get(OUR_KIND)
    categories = event.get("CATEGORIES")
    groups = categories if isinstance(categories, list) else [categories] if categories else []
    words = [str(named)] if named else [str(word) for group in groups for word in group.cats]
    for word in words:
        if word.strip().lower() in KIND_OF:
            return KIND_OF[word.strip().lower()]
    return next((kind for kind, pattern in SAYS if re.search(pattern, title, re.IGNORECASE)), None)


def _starts(event: Any, first: date) -> list[date] | None:
    """The first days of an event and of its repetitions, at most 400; None for a rule that we don't read."""
    rule = event.get("RRULE")
    if event.get("RDATE") or isinstance(rule, list):
        return None
    if rule is None:
        return [first]
    if set(rule) - UNDERSTOOD or first < EARLIEST:
        return None
    walk = _walk(rule, first)
    if walk is None:
        return None
    out = {_day_of(moment.dt) for group in _as_list(event.get("EXDATE")) for moment in group.dts}
    return [day for day in walk if day not in out]


def _walk(rule: Mapping[str, list[Any]], first: date) -> list[date] | None:
    every = int(rule.get("INTERVAL", [1])[0])
    count = int(rule.get("COUNT", [MOST_OF_ONE])[0])
    by_day = [str(word).upper() for word in rule.get("BYDAY", [])]
    repeats = str(rule["FREQ"][0]).upper()
    weekly = repeats == "WEEKLY"
    if repeats not in ("DAILY", "WEEKLY", "YEARLY") or every < 1 or set(by_day) - set(WEEKDAYS):
        return None
    if by_day and not weekly:
        return None
    horizon = min(first + AHEAD, clock.now().date() + AHEAD)
    until = min(_day_of(rule["UNTIL"][0]), horizon) if "UNTIL" in rule else horizon
    on = {WEEKDAYS.index(word) for word in by_day} or {first.weekday()}
    monday = first - first.weekday() * A_DAY

    def fits(day: date) -> bool:
        if repeats == "DAILY":
            return (day - first).days % every == 0
        if weekly:
            return day.weekday() in on and (day - monday).days // 7 % every == 0
        return (day.month, day.day) == (first.month, first.day) and (day.year - first.year) % every == 0

    span = (first + number * A_DAY for number in range(max(0, (until - first).days) + 1))
    return list(islice(filter(fits, span), min(count, MOST_OF_ONE)))


def _day_of(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _as_list(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


def write(days: Sequence[CalendarDay], *, title: str, host: str, stamp: datetime) -> bytes:
    """A calendar of whole-day events, one for each stretch of days of one kind and title."""
    file = Calendar()
    file.add("prodid", PRODUCT)
    file.add("version", "2.0")
    file.add("x-wr-calname", title)
    for first, last in stretches(days):
        event = Event()
        key = f"{first.tenant_id}:{first.school_id}:{first.day}:{first.kind}"
        event.add("uid", f"{hashlib.sha256(key.encode()).hexdigest()[:32]}@{host}")
        event.add("dtstamp", stamp.astimezone(UTC))
        event.add("dtstart", first.day)
        event.add("dtend", last.day + A_DAY)
        event.add("summary", " ".join((first.title or str(DayKind(first.kind).label)).split()))
        event.add("categories", [str(DayKind(first.kind).label)])
        event.add(OUR_KIND, first.kind)
        event.add("transp", "TRANSPARENT")
        file.add_component(event)
    return file.to_ical()


def stretches(days: Sequence[CalendarDay]) -> list[tuple[CalendarDay, CalendarDay]]:
    """First and last of each stretch of one kind and title; a weekend between two weekdays does not break it."""
    found: list[tuple[CalendarDay, CalendarDay]] = []
    named = {one.day for one in days}
    for one in days:
        if found and _goes_on(*found[-1], one, named):
            found[-1] = (found[-1][0], one)
        else:
            found.append((one, one))
    return found


def _goes_on(first: CalendarDay, last: CalendarDay, one: CalendarDay, named: set[date]) -> bool:
    """True when ``one`` belongs to the stretch from ``first`` to ``last``. A weekend day stands for itself."""
    if (last.kind, last.title) != (one.kind, one.title) or one.day - first.day >= LONGEST_SPAN:
        return False
    if last.day.weekday() > 4 or one.day.weekday() > 4:
        return False
    weekend = {last.day + A_DAY, last.day + 2 * A_DAY}
    return one.day == last.day + A_DAY or (one.day == last.day + 3 * A_DAY and not weekend & named)
