"""The district's school list: one row for each school and year, with enrolment by race, place and region.

Only totals by race are read. The file also splits each by sex; those cells are so small that they would
point at children, and nothing here needs them. `year` is the year in which the school year ends.
"""

from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path

from groundswell.roster.public_files.cells import plain_number
from groundswell.roster.public_files.table import (
    Parsed,
    Table,
    open_table,
    school_year,
    whole_number,
    without_repeats,
)

GROUPS = {
    "american_indian": "AMIN_Pop",
    "asian": "Asian_Pop",
    "hispanic": "Hispanic_Pop",
    "black": "Black_Pop",
    "white": "White_Pop",
    "pacific_islander": "Pacific_Pop",
    "two_or_more": "Mixed_Pop",
}
"""Our name of each group and its column."""


@dataclass(frozen=True, slots=True)
class EnrolmentRow:
    """A school in a year. A group is None where the year's file did not ask for it (zero in every school)."""

    year: int
    name: str
    steady_name: str
    kind: str
    learning_community: str
    lon: Decimal
    lat: Decimal
    total: int
    groups: dict[str, int | None]


def read_enrolment_list(path: Path) -> Parsed[EnrolmentRow]:
    """Read the list of schools by year. Raises UnreadableFile when a column is missing."""
    table = open_table(path)
    for header in ("Year", "School", "School_Consistant", "Type", "LearningCommunity", "lon", "lat", "Total"):
        table.column(header)
    for header in GROUPS.values():
        table.column(header)
    asked = _groups_asked(table)
    rows = []
    for line, cells in table.rows:
        row = table.attempt(line, "*", partial(_row, cells, asked), None)
        if row is not None:
            _check_sum(table, line, row)
            rows.append((line, row))
    kept = without_repeats(table, "School_Consistant", rows, lambda row: (row.year, row.steady_name))
    return Parsed(kept, tuple(table.problems))


def _row(cells: dict[str, str], asked: dict[str, set[str]]) -> EnrolmentRow:
    year = cells["Year"]
    counts = {
        group: whole_number(cells[header]) if group in asked.get(year, set()) else None
        for group, header in GROUPS.items()
    }
    if not cells["School"] or not cells["School_Consistant"]:
        raise ValueError("the school has no name")
    return EnrolmentRow(
        year=school_year(year),
        name=cells["School"],
        steady_name=cells["School_Consistant"],
        kind=cells["Type"],
        learning_community=cells["LearningCommunity"],
        lon=_degrees(cells["lon"], 180),
        lat=_degrees(cells["lat"], 90),
        total=whole_number(cells["Total"]),
        groups=counts,
    )


def _degrees(text: str, limit: int) -> Decimal:
    number = plain_number(text)
    if number is None or abs(number) > limit:
        raise ValueError(f"“{text}” is not a place in degrees")
    return number


def _groups_asked(table: Table) -> dict[str, set[str]]:
    """For each year, the groups that at least one school counts.

    Before a group was on the form the file holds zero for every school: that is "not asked", not "nobody".
    """
    asked: dict[str, set[str]] = {}
    for _, cells in table.rows:
        groups = asked.setdefault(cells["Year"], set())
        groups.update(group for group, header in GROUPS.items() if cells[header] not in ("", "0", "0.0"))
    return asked


def _check_sum(table: Table, line: int, row: EnrolmentRow) -> None:
    counted = sum(count or 0 for count in row.groups.values())
    if counted != row.total:
        table.complain(line, "Total", f"the groups add up to {counted}, the total says {row.total}", "note")
