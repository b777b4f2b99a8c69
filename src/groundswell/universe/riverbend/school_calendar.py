"""Riverbend's calendar: the days that are not ordinary ones, and when the bell rings at each level of school.

The pattern is that of many districts of North Carolina: two semesters, a workday at the end of a quarter, an early
release once a week. The dates are invented for Riverbend, federal holidays fall where they fall.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from groundswell.roster.actions import calendar
from groundswell.roster.actions.calendar import PlannedDay
from groundswell.roster.choices import DayKind
from groundswell.universe.rosters import NEAREST, Placed
from groundswell.universe.world import World

H, W, T = DayKind.HOLIDAY, DayKind.WORKDAY, DayKind.TESTING
NAMED: dict[int, tuple[tuple[str, int, DayKind, str], ...]] = {
    # school year -> first day, how many days (weekends among them are left out), kind, title
    2025: (
        ("2024-08-22", 2, W, "Teacher workday"),
        ("2024-09-02", 1, H, "Labor Day"),
        ("2024-10-30", 1, W, "Teacher workday, end of the first quarter"),
        ("2024-11-11", 1, H, "Veterans Day"),
        ("2024-11-27", 3, H, "Thanksgiving"),
        ("2024-12-23", 12, H, "Winter break"),
        ("2025-01-17", 1, W, "Teacher workday, end of the first semester"),
        ("2025-01-20", 1, H, "Martin Luther King Jr. Day"),
        ("2025-02-17", 1, H, "Presidents’ Day"),
        ("2025-03-28", 1, W, "Teacher workday, end of the third quarter"),
        ("2025-04-14", 5, H, "Spring break"),
        ("2025-05-26", 1, H, "Memorial Day"),
        ("2025-05-27", 9, T, "End-of-year tests"),
    ),
    2026: (
        ("2025-08-21", 2, W, "Teacher workday"),
        ("2025-09-01", 1, H, "Labor Day"),
        ("2025-09-15", 12, T, "Beginning-of-year reading check"),
        ("2025-10-29", 1, W, "Teacher workday, end of the first quarter"),
        ("2025-11-11", 1, H, "Veterans Day"),
        ("2025-11-26", 3, H, "Thanksgiving"),
        ("2025-12-22", 12, H, "Winter break"),
        ("2026-01-12", 5, T, "High school course tests"),
        ("2026-01-19", 1, H, "Martin Luther King Jr. Day"),
        ("2026-02-16", 1, H, "Presidents’ Day"),
        ("2026-03-27", 1, W, "Teacher workday, end of the third quarter"),
        ("2026-04-03", 1, H, "Spring holiday"),
        ("2026-04-06", 5, H, "Spring break"),
        ("2026-05-18", 5, T, "End-of-year tests"),
        ("2026-05-25", 1, H, "Memorial Day"),
        ("2026-05-26", 4, T, "End-of-year tests"),
    ),
}

FULL, EARLY = "Mon Tue Thu Fri", "Wed"
Hours = tuple[tuple[str, str, str], ...]
BELLS: dict[str, dict[str, Hours]] = {
    "elementary": {
        FULL: (
            ("Morning meeting", "08:15", "08:35"),
            ("Literacy", "08:35", "10:25"),
            ("Mathematics", "10:30", "11:45"),
            ("Lunch and recess", "11:45", "12:45"),
            ("Science and social studies", "12:50", "13:50"),
            ("Arts and movement", "13:55", "14:45"),
        ),
        EARLY: (
            ("Morning meeting", "08:15", "08:35"),
            ("Literacy", "08:35", "10:10"),
            ("Mathematics", "10:15", "11:20"),
            ("Lunch and recess", "11:20", "12:15"),
            ("Arts and movement", "12:20", "13:15"),
        ),
    },
    "middle": {
        FULL: (
            ("Home room", "08:45", "09:00"),
            ("Block 1", "09:05", "10:25"),
            ("Block 2", "10:30", "11:50"),
            ("Lunch", "11:50", "12:30"),
            ("Block 3", "12:35", "13:55"),
            ("Block 4", "14:00", "15:20"),
        ),
        EARLY: (
            ("Block 1", "08:45", "09:45"),
            ("Block 2", "09:50", "10:50"),
            ("Lunch", "10:50", "11:30"),
            ("Block 3", "11:35", "12:35"),
            ("Block 4", "12:40", "13:45"),
        ),
    },
    "high": {
        FULL: (
            ("Block 1", "07:15", "08:45"),
            ("Block 2", "08:52", "10:22"),
            ("Lunch", "10:22", "11:05"),
            ("Block 3", "11:10", "12:40"),
            ("Block 4", "12:47", "14:15"),
        ),
        EARLY: (
            ("Block 1", "07:15", "08:22"),
            ("Block 2", "08:29", "09:36"),
            ("Lunch", "09:36", "10:14"),
            ("Block 3", "10:19", "11:26"),
            ("Block 4", "11:33", "12:40"),
        ),
    },
}


def set_up(world: World, placed: Sequence[Placed]) -> None:
    """The days of Riverbend's years, the district's hours, and those of schools whose level has its own."""
    by = world.system()
    calendar.set_days(by=by, days=list(_days()))
    content = "\n".join(["weekdays,period,begins,ends,school", *_bell_lines(placed)])
    file = calendar.bring_file(by=by, name="bell-hours.csv", content=content.encode())
    if file.problems:
        raise RuntimeError(f"Riverbend's bell hours are refused: {file.problems[:3]}")
    calendar.apply_file(by=by, file=file)


def _days() -> Iterator[PlannedDay]:
    for stretches in NAMED.values():
        for first, count, kind, title in stretches:
            for number in range(count):
                day = date.fromisoformat(first) + timedelta(days=number)
                if day.weekday() < 5:
                    yield PlannedDay(day, kind, title)


def _bell_lines(placed: Sequence[Placed]) -> Iterator[str]:
    schools = [("elementary", "")]
    schools += [(level, one.source_id) for one in placed if (level := NEAREST[one.level]) != "elementary"]
    for level, school in schools:
        for weekdays, periods in BELLS[level].items():
            for name, begins, ends in periods:
                yield f"{weekdays},{name},{begins},{ends},{school}"
