"""What a calendar file says, in our words: what its readers share. Nothing here asks the database.

A *day* is ``{"school": id or None, "day": "2026-03-17", "kind": "holiday", "title": "…"}``, a *period* is
``{"school": id or None, "weekday": 0, "name": "Block 1", "begins": "08:15", "ends": "09:05"}``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from groundswell.roster.choices import CalendarSubject, DayKind

MOST_BYTES = 1024 * 1024
MOST_LINES = 20_000
MOST_ROWS = 20_000
MOST_PROBLEMS = 100
LONGEST_SPAN = timedelta(days=366)
EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)
TITLE_LENGTH, NAME_LENGTH = 120, 60

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Places:
    """Whose calendar a file may speak of. ``default`` is the school that it is for, None for the district.

    ``by_name`` finds a school by name, state code or identifier in the roster files, in small letters; it holds only
    those that whoever brings the file may change.
    """

    default: int | None = None
    by_name: Mapping[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Reading:
    """What was read so far: rows with the line on which each began, and what was wrong."""

    subject: CalendarSubject = CalendarSubject.DAYS
    rows: list[Row] = field(default_factory=list)
    problems: list[Row] = field(default_factory=list)
    days: dict[tuple[int | None, date], tuple[int, Row]] = field(default_factory=dict)
    periods: dict[tuple[int | None, int], list[tuple[int, Row]]] = field(default_factory=dict)

    @property
    def is_valid(self) -> bool:
        return not any(problem["level"] == "error" for problem in self.problems)

    def wrong(self, line: int, message: str, remedy: str) -> None:
        """Something that has to be corrected before the file can come in."""
        self._tell(line, message, remedy, "error")

    def left_out(self, line: int, message: str, remedy: str) -> None:
        """Something that is not taken over and does not stop the rest."""
        self._tell(line, message, remedy, "warning")

    def _tell(self, line: int, message: str, remedy: str, level: str) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append({"line": line, "message": message, "remedy": remedy, "level": level})

    def add_span(self, line: int, school: int | None, first: date, last: date, kind: str, title: str) -> None:
        """The days from ``first`` to ``last``. Weekends within a longer span stay out, but for days in school."""
        if not EARLIEST <= first <= LATEST or not EARLIEST <= last <= LATEST:
            what = _("The day %(day)s lies outside the years 2000 to 2099.") % {"day": first.isoformat()}
            return self.wrong(line, what, _("Check the year."))
        if last < first or last - first > LONGEST_SPAN:
            what = _("The span from %(first)s to %(last)s does not run forward within a year.")
            return self.wrong(line, what % {"first": first, "last": last}, _("Check both dates."))
        for number in range((last - first).days + 1):
            day = first + timedelta(days=number)
            if last > first and day.weekday() > 4 and kind != DayKind.INSTRUCTIONAL:
                continue
            self._add_day(line, school, day, kind, title)
        return None

    def _add_day(self, line: int, school: int | None, day: date, kind: str, title: str) -> None:
        row = {"school": school, "day": day.isoformat(), "kind": str(kind), "title": title[:TITLE_LENGTH]}
        before = self.days.get((school, day))
        if before is None:
            self.days[school, day] = (line, row)
            return self._keep(line, row)
        if before[1]["kind"] != row["kind"]:
            what = _("%(day)s is one thing on line %(line)s and another here.")
            self.wrong(line, what % {"day": day.isoformat(), "line": before[0]}, _("Say it once."))
        return None

    def add_period(self, line: int, row: Row) -> None:
        """One period on one weekday. Two that overlap are told with both lines."""
        key = (row["school"], row["weekday"])
        for other_line, other in self.periods.setdefault(key, []):
            if row["begins"] < other["ends"] and other["begins"] < row["ends"]:
                what = _("“%(name)s” runs at the same time as “%(other)s” on line %(line)s.")
                words = {"name": row["name"], "other": other["name"], "line": other_line}
                self.wrong(line, what % words, _("Correct the times, or the weekdays."))
                return
        self.periods[key].append((line, row))
        self._keep(line, row)

    def _keep(self, line: int, row: Row) -> None:
        if len(self.rows) < MOST_ROWS:
            self.rows.append(row)
        elif len(self.rows) == MOST_ROWS and self.is_valid:
            what = _("The file names more than %(n)s days.") % {"n": MOST_ROWS}
            self.wrong(line, what, _("Bring one school year at a time."))


def text_of(content: bytes) -> str | Reading:
    """The text of a file, or what kept us from reading it at all."""
    reading = Reading()
    if len(content) > MOST_BYTES:
        reading.wrong(0, _("The file is larger than one megabyte."), _("Bring one school year at a time."))
    elif not content.strip():
        reading.wrong(0, _("The file is empty."), _("Save it again, or choose another."))
    elif content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in content:
        reading.wrong(
            0, _("The file is not plain text."), _("Save it as “CSV UTF-8” or as iCalendar (.ics).")
        )
    else:
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            what = _("A letter on this line is not written in UTF-8.")
            reading.wrong(line, what, _("Save the file as “CSV UTF-8” or as iCalendar (.ics)."))
    return reading
