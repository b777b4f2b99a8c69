"""Days and bell hours as CSV: a line for each, in a form that a district office writes in a spreadsheet.

Days: ``date, last_date, kind, title, school``; bell hours: ``weekdays, period, begins, ends, school``. Columns may
stand in any order, ``last_date``, ``title`` and ``school`` may be missing. What we write reads back as it was.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext as _

from groundswell.kernel.exports import plain
from groundswell.roster.choices import CalendarSubject, DayKind
from groundswell.roster.models import BellPeriod, CalendarDay, Organisation
from groundswell.roster.rules.calendar_rows import MOST_LINES, NAME_LENGTH, Places, Reading

DAYS = ("date", "last_date", "kind", "title", "school")
BELLS = ("weekdays", "period", "begins", "ends", "school")
NEEDED = {CalendarSubject.DAYS: ("date", "kind"), CalendarSubject.BELLS: BELLS[:4]}
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
IN_SPANISH = ("lun", "mar", "mié", "jue", "vie", "sáb", "dom")
KINDS = {
    DayKind.INSTRUCTIONAL: ("instructional", "instructional day", "school day", "día de clases"),
    DayKind.WORKDAY: ("workday", "teacher workday", "professional day", "día de trabajo docente"),
    DayKind.HOLIDAY: ("holiday", "no school", "vacation", "feriado", "día feriado", "vacaciones"),
    DayKind.TESTING: ("testing", "testing window", "test", "exámenes", "periodo de exámenes"),
}
KIND_OF = {word: kind for kind, words in KINDS.items() for word in words}
WHEN = re.compile(r"(\d{1,2})[:.](\d{2})\s*([ap])?\.?\s*(?:m\.?)?", re.IGNORECASE)

EXAMPLE_DAYS = """date,last_date,kind,title,school
2026-01-19,,holiday,Martin Luther King Jr. Day,
2026-04-06,2026-04-10,holiday,Spring break,
2026-05-18,2026-05-22,testing,End-of-year tests,"""
EXAMPLE_BELLS = """weekdays,period,begins,ends,school
Mon-Thu,Block 1,8:15 AM,9:45 AM,
Fri,Block 1,8:15 AM,9:00 AM,"""

Line = tuple[int, dict[str, str]]


def read(text: str, *, places: Places) -> Reading:
    """The rows of a file, and its problems by line. The header tells days from bell hours."""
    reading = Reading()
    try:
        lines = list(_lines(text, reading))
    except csv.Error as error:
        reading.wrong(
            0, _("The file is not a table: %s.") % error, _("Save it again as CSV from a spreadsheet.")
        )
        return reading
    if not reading.is_valid:
        return reading
    if not lines:
        reading.wrong(1, _("There is no line under the header."), _("Write a line for each day or period."))
    take = _period if reading.subject == CalendarSubject.BELLS else _span
    for line, cells in lines:
        school, found = _school(cells, places)
        if not found:
            what = _("“%(name)s” is no school whose calendar you keep.") % {"name": cells["school"][:60]}
            remedy = _("Write the school's name or its state code as on its page, or leave the cell empty.")
            reading.wrong(line, what, remedy)
            continue
        take(reading, line, cells, school)
    return reading


def _lines(text: str, reading: Reading) -> Iterator[Line]:
    """Each line with its number and its cells by column; the header's problems are told."""
    first = text.split("\n", 1)[0]
    rows = csv.reader(
        io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",", strict=True
    )
    header = [cell.strip().lower().replace(" ", "_") for cell in next(rows, [])]
    reading.subject = CalendarSubject.BELLS if "weekdays" in header else CalendarSubject.DAYS
    missing = [name for name in NEEDED[reading.subject] if name not in header]
    if missing:
        what = _("The header does not name %(columns)s.") % {"columns": ", ".join(missing)}
        remedy = _("Days need the columns date and kind; bell hours need weekdays, period, begins and ends.")
        return reading.wrong(1, what, remedy)
    begins = rows.line_num + 1
    for cells in rows:
        if begins > MOST_LINES:
            what = _("The file has more than %(n)s lines.") % {"n": MOST_LINES}
            return reading.wrong(begins, what, _("Bring one school year at a time."))
        named = {name: plain(cell).strip() for name, cell in zip(header, cells, strict=False)}
        if any(named.values()):
            yield begins, named
        begins = rows.line_num + 1
    return None


def _school(cells: dict[str, str], places: Places) -> tuple[int | None, bool]:
    name = cells.get("school", "").lower()
    if not name:
        return places.default, True
    return places.by_name.get(name), name in places.by_name


def _span(reading: Reading, line: int, cells: dict[str, str], school: int | None) -> None:
    first = _date(cells["date"])
    last = _date(cells["last_date"]) if cells.get("last_date") else first
    if first is None or last is None:
        what = _("“%(cell)s” is no date.") % {
            "cell": (cells["date"] if first is None else cells["last_date"])[:40]
        }
        return reading.wrong(line, what, _("Write it as 2026-03-17 or 3/17/2026."))
    kind = KIND_OF.get(cells.get("kind", "").lower())
    if kind is None:
        what = _("“%(cell)s” is no kind of day.") % {"cell": cells.get("kind", "")[:40]}
        return reading.wrong(line, what, _("Write instructional, workday, holiday or testing."))
    return reading.add_span(line, school, first, last, kind, cells.get("title", ""))


def _period(reading: Reading, line: int, cells: dict[str, str], school: int | None) -> None:
    weekdays = weekdays_of(cells.get("weekdays", ""))
    if not weekdays:
        what = _("“%(cell)s” names no weekdays.") % {"cell": cells.get("weekdays", "")[:40]}
        return reading.wrong(line, what, _("Write Mon-Fri, or Mon Wed Fri."))
    begins, ends = _time(cells.get("begins", "")), _time(cells.get("ends", ""))
    if begins is None or ends is None:
        cell = cells.get("begins", "") if begins is None else cells.get("ends", "")
        what = _("“%(cell)s” is no time of day.") % {"cell": cell[:40]}
        return reading.wrong(line, what, _("Write it as 8:15 AM or 14:45."))
    name = cells.get("period", "")[:NAME_LENGTH]
    if not name or ends <= begins:
        what = _("This period has no name.") if not name else _("This period ends before it begins.")
        return reading.wrong(line, what, _("Correct this line."))
    for weekday in weekdays:
        row = {
            "school": school,
            "weekday": weekday,
            "name": name,
            "begins": begins.isoformat("minutes"),
            "ends": ends.isoformat("minutes"),
        }
        reading.add_period(line, row)
    return None


def weekdays_of(text: str) -> list[int]:
    """Weekdays (Monday is 0) that a text such as "Mon-Fri" or "Mon Wed" names; none where it is not understood."""
    found: set[int] = set()
    for part in re.split(r"[\s,;/]+", re.sub(r"\s*[-–]\s*", "-", text.strip().lower())):
        ends = [_weekday(word) for word in part.split("-")]
        if None in ends or len(ends) > 2 or ends[0] > ends[-1]:  # type: ignore[operator]
            return []
        found |= set(range(ends[0], ends[-1] + 1))  # type: ignore[arg-type, operator]
    return sorted(found)


def _weekday(word: str) -> int | None:
    for names in (WEEKDAYS, IN_SPANISH):
        if word[:3] in names:
            return names.index(word[:3])
    return None


def _date(text: str) -> date | None:
    for form in ("%Y-%m-%d", "%m/%d/%Y"):
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None


def _time(text: str) -> time | None:
    found = WHEN.fullmatch(text.strip())
    if found is None:
        return None
    hour, minute, half = int(found[1]), int(found[2]), (found[3] or "").lower()
    if minute > 59 or hour > 23 or (half and not 1 <= hour <= 12):
        return None
    return time(hour % 12 + (12 if half == "p" else 0) if half else hour, minute)


def day_lines(days: Iterable[CalendarDay]) -> Iterator[list[Any]]:
    """Days as the lines of a file, header first; each day stands for itself."""
    yield list(DAYS)
    for one in days:
        yield [one.day.isoformat(), "", one.kind, one.title, _name_of(one.school)]


def bell_lines(periods: Iterable[BellPeriod]) -> Iterator[list[Any]]:
    """Bell hours as the lines of a file, header first; weekdays with the same period share a line."""
    yield list(BELLS)
    lines: dict[tuple[Any, ...], list[int]] = {}
    for one in periods:
        lines.setdefault((one.name, one.begins_at, one.ends_at, _name_of(one.school)), []).append(one.weekday)
    for (name, begins, ends, school), weekdays in lines.items():
        words = " ".join(WEEKDAYS[weekday].capitalize() for weekday in weekdays)
        yield [words, name, begins.isoformat("minutes"), ends.isoformat("minutes"), school]


def _name_of(school: Organisation | None) -> str:
    return (school.school.state_code or school.name) if school is not None else ""
