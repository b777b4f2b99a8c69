"""Checks of single values, column by column.

Each check looks at the distinct values of a column; only when one of them is bad are the rows looked up. So the
cost of a million good rows is that of finding the distinct ones.
"""

from __future__ import annotations

import polars as pl

from groundswell.roster.imports.codes import Code, Level
from groundswell.roster.imports.kinds import LONGEST
from groundswell.roster.imports.problems import Problems
from groundswell.roster.imports.reading import Table
from groundswell.roster.imports.spec import BOOLEANS, GRADES, LINE, Column

VALUE = pl.col("value")
ID_USABLE = r"^[^\s,\x00-\x1f\x7f](?:[^,\x00-\x1f\x7f]*[^\s,\x00-\x1f\x7f])?$"
ID_USUAL = r"^[0-9A-Za-z./@_-]+$"
LONGEST_ID = 255
DATETIME = r"^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$"
FORMULA = r"^(?:[=@\t\r]|[+-][^0-9. ])"
EXTENSION = r"^ext:[0-9A-Za-z._-]+$"


def check_cells(table: Table, problems: Problems, *, delta: bool, version: str) -> None:
    """Check every column of one file: needed values, types, vocabularies, what bulk and delta demand."""
    for column in table.spec.columns:
        if column.name in table.absent:
            continue
        cells = _Cells(table, column, problems)
        if column.name in ("status", "dateLastModified"):
            if delta:
                cells.report_blank(Code.NEEDED_IN_DELTA)
            else:
                cells.report(Code.BLANK_IN_BULK, cells.distinct)
        elif column.required:
            cells.report_blank(Code.REQUIRED)
        if cells.distinct.is_empty():
            continue
        _check_kind(cells, column, version)
        longest = LONGEST.get(table.spec.name, {}).get(column.name)
        if longest:
            too_long = cells.distinct.filter(VALUE.str.len_chars() > longest)
            cells.report(Code.VALUE_CUT, too_long, expected=str(longest))


def _check_kind(cells: _Cells, column: Column, version: str) -> None:
    match column.kind:
        case "id" if column.name == "sourcedId":
            _check_ids(cells)
        case "bool":
            _check_booleans(cells)
        case "date":
            cells.report(Code.NOT_DATE, cells.distinct.filter(~_is_date(VALUE)))
        case "datetime":
            _check_datetimes(cells, version)
        case "year":
            cells.report(Code.NOT_YEAR, cells.distinct.filter(~VALUE.str.contains(r"^(?:19|20)\d{2}$")))
        case "int":
            cells.report(Code.NOT_NUMBER, cells.distinct.filter(~VALUE.str.contains(r"^-?\d{1,15}$")))
        case "float":
            number = r"^-?\d{1,15}(?:\.\d{1,15})?$"
            cells.report(Code.NOT_NUMBER, cells.distinct.filter(~VALUE.str.contains(number)))
        case "enum" | "enums":
            _check_vocabulary(cells, column)
        case "grades":
            cells.report(Code.GRADE_UNKNOWN, cells.items().filter(~VALUE.is_in(GRADES)))
        case "text" | "list":
            cells.report(Code.FORMULA, cells.distinct.filter(VALUE.str.contains(FORMULA)))


class _Cells:
    """One column of one file: its distinct values, and how to report some of them."""

    def __init__(self, table: Table, column: Column, problems: Problems) -> None:
        self.table = table
        self.column = column
        self.problems = problems
        # Ids differ from row to row anyway; finding the distinct ones would only cost memory.
        alone = column.name == "sourcedId"
        self.distinct = (
            table.frame.select(value="sourcedId").drop_nulls() if alone else table.distinct(column.name)
        )

    def items(self) -> pl.DataFrame:
        """The distinct single values; those of a list cell are told apart."""
        if not self.column.is_list:
            return self.distinct
        return self.distinct.select(split_items(VALUE)).explode("value").unique()

    def report(
        self, code: Code, bad: pl.DataFrame, *, level: Level | None = None, expected: str = ""
    ) -> None:
        """Report each row that has one of the `bad` values (in lists: holds one)."""
        if bad.is_empty():
            return
        rows = self.table.frame.select(LINE, value=self.column.name).drop_nulls()
        if self.column.is_list and code is not Code.FORMULA:
            rows = rows.with_columns(split_items(VALUE)).explode("value")
        rows = rows.join(bad.select("value").unique(), on="value", how="semi")
        self.problems.add_rows(
            code, self.table.spec.filename, self.column.name, rows, level=level, expected=expected
        )

    def report_blank(self, code: Code) -> None:
        """Report each row in which the value is blank."""
        name = self.column.name
        if (
            self.table.frame[name].null_count()
            or not self.distinct.filter(VALUE.str.strip_chars() == "").is_empty()
        ):
            value = pl.col(name)
            rows = self.table.frame.filter(value.is_null() | (value.str.strip_chars() == "")).select(LINE)
            self.problems.add_rows(code, self.table.spec.filename, name, rows)


def split_items(cell: pl.Expr) -> pl.Expr:
    """The single values of a list cell, without the spaces around them."""
    return cell.str.split(",").list.eval(pl.element().str.strip_chars())


def _is_date(value: pl.Expr) -> pl.Expr:
    """True for YYYY-MM-DD that the calendar has; never null."""
    shape = value.str.contains(r"^\d{4}-\d{2}-\d{2}$")
    return shape & value.str.to_date("%Y-%m-%d", strict=False).is_not_null()


def _check_ids(cells: _Cells) -> None:
    long = VALUE.str.len_chars() > LONGEST_ID
    usable = VALUE.str.contains(ID_USABLE) & ~long
    odd = cells.distinct.filter(~VALUE.str.contains(ID_USUAL) | long)
    cells.report(Code.ID_UNUSABLE, odd.filter(~usable))
    cells.report(Code.ID_UNUSUAL, odd.filter(usable))


def _check_booleans(cells: _Cells) -> None:
    bad = cells.distinct.filter(~VALUE.is_in(BOOLEANS))
    cased = VALUE.str.to_lowercase().is_in(BOOLEANS)
    cells.report(Code.BOOLEAN_CASE, bad.filter(cased))
    cells.report(Code.NOT_BOOLEAN, bad.filter(~cased))


def _check_datetimes(cells: _Cells, version: str) -> None:
    """1.1 was read in two ways: there a date alone is only worth a warning."""
    shape = VALUE.str.contains(DATETIME) & _is_date(VALUE.str.slice(0, 10))
    bad = cells.distinct.filter(~shape)
    alone = _is_date(VALUE)
    level = Level.WARNING if version == "1.1" else None
    cells.report(Code.DATE_WITHOUT_TIME, bad.filter(alone), level=level)
    cells.report(Code.NOT_DATETIME, bad.filter(~alone))


def _check_vocabulary(cells: _Cells, column: Column) -> None:
    bad = cells.items().filter(~VALUE.is_in(column.values))
    if bad.is_empty():
        return
    right = {value.lower(): value for value in column.values}
    cased = VALUE.str.to_lowercase().is_in(list(right))
    extended = VALUE.str.contains(EXTENSION)
    allowed = ", ".join(column.values)
    for value in bad.filter(cased)["value"]:
        cells.report(Code.VOCABULARY_CASE, pl.DataFrame({"value": [value]}), expected=right[value.lower()])
    cells.report(Code.VOCABULARY_EXTENSION, bad.filter(~cased & extended), expected=allowed)
    cells.report(Code.NOT_IN_VOCABULARY, bad.filter(~cased & ~extended), expected=allowed)
