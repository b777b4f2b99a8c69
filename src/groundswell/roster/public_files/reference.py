"""North Carolina's report-card files beside performance: places, poverty, membership, devices, code lists."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal, TypeVar

from groundswell.roster.public_files import cells as published
from groundswell.roster.public_files.cells import Cell
from groundswell.roster.public_files.table import (
    Parsed,
    agency_code,
    open_table,
    school_year,
    whole_number,
    without_repeats,
)

Row = TypeVar("Row")
Level = Literal["school", "district", "state", "nation"]
_LEVELS: dict[str, Level] = {"SCH": "school", "LEA": "district", "SEA": "state", "NAT": "nation"}


@dataclass(frozen=True, slots=True)
class LocationRow:
    """Where an agency is and what it is. `title_one` is None for what is not a school.

    In a school's row a blank means that the school is not marked; the file has no "N".
    """

    year: int
    code: str
    level: Level
    district_code: str
    category: str
    name: str
    county: str
    city: str
    postcode: str
    grade_span: str
    school_type: str
    calendar: str
    title_one: bool | None


@dataclass(frozen=True, slots=True)
class PovertyRow:
    """The percentage of students who are economically disadvantaged."""

    year: int
    code: str
    percent: Cell


@dataclass(frozen=True, slots=True)
class MembershipRow:
    """Average daily membership. With a `category`: the mean size of such schools; without: all."""

    year: int
    code: str
    category: str
    students: int


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """Devices in an agency: the ratio as published, and who may use one at school or take one home.

    `at_school` and `at_home` are None where the file is silent; grades are "PK", "K", "1" to "13".
    """

    year: int
    code: str
    ratio: Cell
    at_school: bool | None
    at_school_grades: tuple[str, ...]
    at_home: bool | None
    at_home_grades: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CodeRow:
    """What a code of a code set means."""

    code_set: str
    code: str
    description: str


def read_locations(path: Path) -> Parsed[LocationRow]:
    """Read the places of schools, districts and the state. Raises UnreadableFile."""
    return _read(path, ("agency_level", "lea_code", "name", "county", "city", "zip", "title_I"), _location)


def read_poverty(path: Path) -> Parsed[PovertyRow]:
    """Read the share of economically disadvantaged students. Raises UnreadableFile."""
    return _read(path, ("pct_eds", "pct_eds_masking"), _poverty)


def read_membership(path: Path) -> Parsed[MembershipRow]:
    """Read average daily membership. Raises UnreadableFile."""
    return _read(path, ("category_code", "avg_student_num"), _membership)


def read_devices(path: Path) -> Parsed[DeviceRow]:
    """Read the digital-learning inventory. Raises UnreadableFile."""
    return _read(path, ("devices", "device_access", "device_home"), _devices)


def read_code_list(path: Path) -> Parsed[CodeRow]:
    """Read the code descriptions. Codes may repeat across sets and, with the same text, inside one."""
    table = open_table(path)
    columns = [table.column(name) for name in ("code_set", "code", "description")]
    rows = tuple(CodeRow(*(cells[column] for column in columns)) for _, cells in table.rows)
    return Parsed(tuple(dict.fromkeys(rows)), tuple(table.problems))


def split_grades(text: str) -> tuple[str, ...]:
    """Grades of "K:1:2" or of what a spreadsheet made a clock time of it ("3:04:05" is 3, 4, 5)."""
    if text in ("", "-"):
        return ()
    return tuple(part.lstrip("0") or "0" for part in text.split(":"))


def _location(year: int, code: str, cells: dict[str, str]) -> LocationRow:
    level = _LEVELS.get(cells["agency_level"])
    if level is None:
        raise ValueError(f"“{cells['agency_level']}” is not a level; known are {', '.join(_LEVELS)}")
    return LocationRow(
        year=year,
        code=code,
        level=level,
        district_code=cells["lea_code"],
        category=cells["category_code"],
        name=cells["name"],
        county=cells["county"],
        city=cells["city"],
        postcode=cells["zip"].removesuffix(".0"),
        grade_span=cells["grade_span"],
        school_type=cells["school_type"],
        calendar=cells["calendar_type"],
        title_one=cells["title_I"] == "Y" if level == "school" else None,
    )


def _poverty(year: int, code: str, cells: dict[str, str]) -> PovertyRow:
    return PovertyRow(year, code, published.score(cells["pct_eds"], cells["pct_eds_masking"]))


def _membership(year: int, code: str, cells: dict[str, str]) -> MembershipRow:
    return MembershipRow(year, code, cells["category_code"], whole_number(cells["avg_student_num"]))


def _devices(year: int, code: str, cells: dict[str, str]) -> DeviceRow:
    return DeviceRow(
        year=year,
        code=code,
        ratio=published.score(cells["devices"], highest=None),
        at_school=_yes_or_no(cells["device_access"]),
        at_school_grades=split_grades(cells["device_access_grades"]),
        at_home=_yes_or_no(cells["device_home"]),
        at_home_grades=split_grades(cells["device_home_grades"]),
    )


def _yes_or_no(text: str) -> bool | None:
    if text.casefold() in ("yes", "no"):
        return text.casefold() == "yes"
    if text in ("", "-"):
        return None
    raise ValueError(f"“{text}” is neither Yes nor No")


def _read(
    path: Path, columns: tuple[str, ...], build: Callable[[int, str, dict[str, str]], Row]
) -> Parsed[Row]:
    """Read rows of an agency and year; a fault in the row's own cells is named at the first of `columns`."""
    table = open_table(path)
    for name in ("year", "agency_code", *columns):
        table.column(name)
    rows = []
    for line, cells in table.rows:
        year = table.attempt(line, "year", partial(school_year, cells["year"]), 0)
        code = table.attempt(line, "agency_code", partial(agency_code, cells["agency_code"]), "")
        if year and code:
            row = table.attempt(line, columns[0], partial(build, year, code, cells), None)
            if row is not None:
                rows.append((line, row))
    kept = without_repeats(table, "agency_code", rows, _identity)
    return Parsed(kept, tuple(table.problems))


def _identity(row: object) -> tuple[object, ...]:
    """What a file may say only once: an agency in a year, and in the membership file a category of it."""
    category = row.category if isinstance(row, MembershipRow) else ""
    return (getattr(row, "year", None), getattr(row, "code", None), category)
