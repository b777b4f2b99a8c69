"""Erased people stay out: of what a bundle asks for, and of change logs that were written before they were erased."""

import io
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

import polars as pl

from groundswell.roster.imports.kinds import SOURCE_ID

PERSONAL = {"people": SOURCE_ID, "positions": "person_id", "enrolments": "person_id"}
"""The kinds whose rows are about a person, and the column that names the person."""


class Erased(Protocol):
    """Who was erased: numbers of people, numbers of the rows about them by kind, and which of some source ids."""

    ids: set[int]
    rows: dict[str, set[int]]

    def __bool__(self) -> bool: ...

    def among(self, source_ids: Iterable[str | None]) -> list[str]: ...


def drop_erased(wanted: dict[str, pl.DataFrame], erased: Erased) -> int:
    """Take erased people, their positions and their classes out of the rows of a bundle. Returns how many people."""
    if not erased:
        return 0
    people: set[str] = set()
    for name in [name for name in PERSONAL if name in wanted]:
        given = wanted[name][PERSONAL[name]].unique().to_list()
        gone = erased.among(given)
        if gone:
            wanted[name] = _not_of(wanted[name], PERSONAL[name], gone)
            people.update(gone)
    return len(people)


def without_erased(kind_name: str, rows: pl.DataFrame, erased: Erased) -> pl.DataFrame:
    """The rows of a change log without those of erased people. References are source ids, or ids where ``before``."""
    column = PERSONAL.get(kind_name)
    if column is None or not rows.height or not erased:
        return rows
    if "id" in rows.columns:
        rows = rows.filter(~_among("id", erased.rows[kind_name]))
    if column in rows.columns and rows.schema[column].is_integer():
        return rows.filter(~_among(column, erased.ids))
    if column in rows.columns and rows.height:
        return _not_of(rows, column, erased.among(rows[column].unique().to_list()))
    return rows


def _among(column: str, numbers: set[int]) -> pl.Expr:
    return pl.col(column).is_in(pl.Series(sorted(numbers), dtype=pl.Int64).implode())


def _not_of(rows: pl.DataFrame, column: str, gone: list[str]) -> pl.DataFrame:
    return rows.filter(~pl.col(column).is_in(pl.Series(gone, dtype=pl.String).implode()).fill_null(False))


def read(path: Path) -> pl.DataFrame:
    """One change log."""
    return pl.read_parquet(path)


def as_parquet(rows: pl.DataFrame) -> bytes:
    """The rows as the content of a change log."""
    out = io.BytesIO()
    rows.write_parquet(out)
    return out.getvalue()
