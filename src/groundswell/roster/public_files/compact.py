"""Read the compact public record that ships with the product: plain CSV files of facts in one folder.

The files are ours, so a fault in them is an error of the package: readers raise UnreadableFile at once.
A year is the one in which the school year ends (2017 is 2016–17).
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TypeVar, cast

from groundswell.roster.public_files.cells import LETTERS, STATES, State, plain_number
from groundswell.roster.public_files.enrolment_list import GROUPS
from groundswell.roster.public_files.table import UnreadableFile, open_table

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class PublicSchool:
    """A real school. `key` is the state code, or "cms-…" where no file gives one (`code` is then empty).

    `level` is elementary, middle, high, k8, secondary (6 to 12) or k12; `list_kind` is the district's word.
    What the state says (county to title_one) holds for `state_year`; None or empty where it has none.
    """

    key: str
    code: str
    name: str
    level: str
    list_kind: str
    lon: Decimal
    lat: Decimal
    learning_community: str
    first_year: int
    last_year: int
    county: str
    city: str
    grade_span: str
    school_type: str
    calendar: str
    title_one: bool | None
    state_year: int | None


@dataclass(frozen=True, slots=True)
class FirstCohortRow:
    """A school of the first cohort: the month in which it started (``2014-07``) and its first school year."""

    key: str
    institute: str
    first_year: int
    source: str


@dataclass(frozen=True, slots=True)
class SchoolYearFact:
    """A school in a year: its name and learning community as listed, students, and students by race.

    A group is None where that year's list did not ask for it. Counts under ten are exact in the record;
    whoever shows them applies the suppression rule.
    """

    key: str
    year: int
    name: str
    learning_community: str
    students: int
    groups: dict[str, int | None]


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """One published measure. `value` is a number only where measured; `text` is what to show."""

    key: str
    year: int
    group: str
    grade: str
    subject: str
    measure: str
    value: Decimal | None
    text: str
    state: State
    source: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure about the district as one source has it, `dated` as precisely as the source is.

    `kind` is "stated" (someone published the figure) or "computed" (we counted it in `source`).
    """

    figure: str
    dated: str
    value: Decimal
    text: str
    unit: str
    kind: str
    source: str
    note: str


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A mission, vision, goal, commitment or tenet in our words, with the version and date of its wording."""

    kind: str
    number: int
    version: str
    dated: str
    summary: str
    source: str


@dataclass(frozen=True, slots=True)
class SourceRow:
    """Where facts come from. `note` says what may be done with them and what to mind."""

    key: str
    title: str
    publisher: str
    published: str
    found: str
    kind: str
    note: str


@dataclass(frozen=True, slots=True)
class SuccessionRow:
    """A school that followed another from `year` on: merged, regrouped or moved; `basis` is our reason."""

    before: str
    after: str
    year: int
    kind: str
    basis: str


def read_schools(folder: Path) -> tuple[PublicSchool, ...]:
    """The schools of the record, one row each."""
    return _rows(folder, "schools.csv", _school)


def read_school_years(folder: Path) -> tuple[SchoolYearFact, ...]:
    """Enrolment, name and learning community by school and year."""
    return _rows(folder, "school_years.csv", _school_year)


def read_measures(folder: Path) -> tuple[MeasureRow, ...]:
    """Measures by school (or district, key 600LEA), year, group, grade and subject."""
    return _rows(folder, "measures.csv", _measure)


def read_figures(folder: Path) -> tuple[Figure, ...]:
    """The district's dated figures, also where sources differ."""
    return _rows(folder, "district_figures.csv", _figure)


def read_statements(folder: Path) -> tuple[StatementRow, ...]:
    """The district's statements with their versions."""
    return _rows(folder, "statements.csv", _statement)


def read_sources(folder: Path) -> tuple[SourceRow, ...]:
    """Every source that another file of the record names."""
    return _rows(folder, "sources.csv", lambda cells: SourceRow(**cells))


def read_successions(folder: Path) -> tuple[SuccessionRow, ...]:
    """Which schools followed which."""
    return _rows(folder, "successions.csv", _succession)


def read_first_cohort(folder: Path) -> tuple[FirstCohortRow, ...]:
    """The schools of the first personalised-learning cohort, in the order of the published list."""
    return _rows(folder, "cohort1.csv", _first_cohort)


def letters_by_year(measures: Iterable[MeasureRow]) -> dict[int, Counter[str]]:
    """How many schools got each letter, by year; a school without a letter counts under its state."""
    counted: dict[int, Counter[str]] = {}
    for row in measures:
        if (row.subject, row.measure, row.group) == ("ALL", "performance_grade", "ALL"):
            counted.setdefault(row.year, Counter())[row.text if row.text in LETTERS else row.state] += 1
    return counted


def _first_cohort(cells: dict[str, str]) -> FirstCohortRow:
    return FirstCohortRow(cells["key"], cells["institute"], int(cells["first_year"]), cells["source"])


def _school(cells: dict[str, str]) -> PublicSchool:
    state_year = int(cells["state_year"]) if cells["state_year"] else None
    known = {"Y": True, "N": False, "": None}
    return PublicSchool(
        **{
            **cells,
            "lon": Decimal(cells["lon"]),
            "lat": Decimal(cells["lat"]),
            "first_year": int(cells["first_year"]),
            "last_year": int(cells["last_year"]),
            "title_one": known[cells["title_one"]],
            "state_year": state_year,
        }  # type: ignore[arg-type]
    )


def _school_year(cells: dict[str, str]) -> SchoolYearFact:
    groups = {group: int(cells[group]) if cells[group] else None for group in GROUPS}
    return SchoolYearFact(
        key=cells["key"],
        year=int(cells["year"]),
        name=cells["name"],
        learning_community=cells["learning_community"],
        students=int(cells["students"]),
        groups=groups,
    )


def _measure(cells: dict[str, str]) -> MeasureRow:
    if cells["state"] not in STATES:
        raise ValueError(f"“{cells['state']}” is not a state")
    state = cast(State, cells["state"])
    return MeasureRow(
        key=cells["key"],
        year=int(cells["year"]),
        group=cells["group"],
        grade=cells["grade"],
        subject=cells["subject"],
        measure=cells["measure"],
        value=plain_number(cells["text"]) if state == "measured" else None,
        text=cells["text"],
        state=state,
        source=cells["source"],
    )


def _figure(cells: dict[str, str]) -> Figure:
    return Figure(**{**cells, "value": Decimal(cells["value"])})  # type: ignore[arg-type]


def _statement(cells: dict[str, str]) -> StatementRow:
    return StatementRow(**{**cells, "number": int(cells["number"])})  # type: ignore[arg-type]


def _succession(cells: dict[str, str]) -> SuccessionRow:
    return SuccessionRow(**{**cells, "year": int(cells["year"])})  # type: ignore[arg-type]


def _rows(folder: Path, name: str, build: Callable[[dict[str, str]], Row]) -> tuple[Row, ...]:
    table = open_table(folder / name)
    if table.problems:
        raise UnreadableFile(str(table.problems[0]))
    rows = []
    for line, cells in table.rows:
        try:
            rows.append(build(cells))
        except (ValueError, ArithmeticError, KeyError, TypeError) as fault:
            raise UnreadableFile(f"{name}:{line}: {fault}") from fault
    return tuple(rows)
