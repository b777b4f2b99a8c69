"""Checks across rows and across files: ids, references, cycles, dates, and what belongs together.

A reference in a bulk bundle must find its row in the bundle, or among the ids that the caller already `known`s
when the file was not sent. In a delta it may also point to what was sent before: to `known`, or, when the caller
gave none, to anything (one warning per column). A row that is to be deleted may point anywhere.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import polars as pl

from groundswell.roster.imports.cells import VALUE, split_items
from groundswell.roster.imports.codes import Code
from groundswell.roster.imports.problems import Problems, shown
from groundswell.roster.imports.reading import Table
from groundswell.roster.imports.spec import LINE, Column

Known = Mapping[str, "Collection[str] | pl.Series | None"]
"""File → ids that the caller has; None where it keeps none of that file's rows, so that nothing can be said."""

NOT_KEPT = ("agentSourcedIds",)
"""Columns that point to people (guardians) whom the roster does not keep."""

SPANS = (("startDate", "endDate"), ("beginDate", "endDate"), ("assignDate", "dueDate"))
SHARED = ("username", "email", "userMasterIdentifier")
PERSON_MARKS = ("givenName", "familyName", "username")
ISO_DATE = r"^\d{4}-\d{2}-\d{2}$"


@dataclass
class Whole:
    """All files of a bundle, as far as they could be read. `modes`: file → bulk or delta; `unread`: files that
    are there but could not be read, so that nothing can be said about their ids."""

    tables: dict[str, Table]
    modes: dict[str, str]
    mode: str
    known: Known | None = None
    unread: set[str] = field(default_factory=set)


def check_rows(table: Table, problems: Problems) -> None:
    """What one file shows by itself: ids given twice, dates the wrong way round, parents in a circle."""
    _check_duplicates(table, problems)
    frame, file = table.frame, table.spec.filename
    for begin, end in SPANS:
        if begin in frame.columns and end in frame.columns:
            wrong = frame.filter(pl.col(begin) > pl.col(end))
            wrong = wrong.filter(pl.col(begin).str.contains(ISO_DATE) & pl.col(end).str.contains(ISO_DATE))
            rows = wrong.select(LINE, value=begin, other=end)
            problems.add_rows(Code.BEGIN_AFTER_END, file, begin, rows)
    if "parentSourcedId" in frame.columns:
        _check_cycles(table, problems)


def _check_duplicates(table: Table, problems: Problems) -> None:
    frame, file = table.frame, table.spec.filename
    ids = frame["sourcedId"].drop_nulls()
    twice = _may_repeat(ids)
    if twice:
        again = _repeats(frame, pl.col("sourcedId"))
        person = pl.lit(False)
        if table.spec.name == "users":
            for mark in PERSON_MARKS:
                person = person | pl.col(mark).ne_missing(pl.col(mark).first().over("sourcedId"))
            again_lines = again[LINE]
            marked = frame.filter(pl.col("sourcedId").is_in(again["value"].unique().implode()))
            marked = marked.sort(LINE).with_columns(_person=person)
            others = marked.filter(pl.col("_person") & pl.col(LINE).is_in(again_lines.implode())).select(LINE)
            problems.add_rows(
                Code.TWO_PEOPLE_ONE_ID, file, "sourcedId", again.join(others, on=LINE, how="semi")
            )
            again = again.join(others, on=LINE, how="anti")
        problems.add_rows(Code.DUPLICATE_ID, file, "sourcedId", again)
    if table.spec.name == "users":
        for name in (n for n in SHARED if n in frame.columns):
            people = frame.unique("sourcedId", keep="first") if twice else frame
            rows = _repeats(people, pl.col(name).str.to_lowercase())
            problems.add_rows(Code.SHARED_VALUE, file, name, rows)


def _may_repeat(values: pl.Series) -> bool:
    """False where all values differ. By their hashes, which a million of them give away in a tenth of the time."""
    return values.hash().n_unique() < values.len()


def _repeats(frame: pl.DataFrame, key: pl.Expr) -> pl.DataFrame:
    """The rows whose key an earlier row has too: line, value, and the earlier row's line as `other`."""
    keyed = frame.select(LINE, value=key).drop_nulls()
    if not _may_repeat(keyed["value"]):
        return keyed.with_columns(other=LINE).clear()
    keyed = keyed.filter(VALUE.is_duplicated()).with_columns(other=pl.col(LINE).min().over("value"))
    return keyed.filter(pl.col(LINE) > pl.col("other"))


def _check_cycles(table: Table, problems: Problems) -> None:
    linked = table.frame.select("sourcedId", "parentSourcedId", LINE).drop_nulls()
    parents = dict(zip(linked["sourcedId"], linked["parentSourcedId"], strict=True))
    lines = dict(zip(linked["sourcedId"], linked[LINE], strict=True))
    for ring in find_cycles(parents):
        first = min(ring, key=lambda name: lines[name])
        at = ring.index(first)
        chain = [*ring[at:], *ring[:at], first]
        told = " → ".join(shown(name) for name in (chain if len(chain) <= 8 else [*chain[:7], "…", first]))
        problems.add(
            Code.CYCLE, table.spec.filename, lines[first], "parentSourcedId", value=first, other=told
        )


def find_cycles(parents: Mapping[str, str]) -> list[list[str]]:
    """Each circle among child → parent once, as the list of its members from child to parent."""
    done: set[str] = set()
    rings: list[list[str]] = []
    for start in parents:
        path: dict[str, int] = {}
        node = start
        while node in parents and node not in done and node not in path:
            path[node] = len(path)
            node = parents[node]
        if node in path:
            rings.append(list(path)[path[node] :])
        done.update(path)
    return rings


def check_references(whole: Whole, problems: Problems) -> None:
    """Every column that names a row of another file, against that file."""
    for table in whole.tables.values():
        for column in table.spec.columns:
            if column.target and column.target not in whole.unread:
                _check_reference(whole, table, column, problems)


def _check_reference(whole: Whole, table: Table, column: Column, problems: Problems) -> None:
    target = whole.tables.get(column.target)
    if target is not None and not target.whole:
        return
    distinct = table.distinct(column.name)
    if column.is_list:
        distinct = distinct.select(split_items(VALUE)).explode("value").unique()
    missing = distinct
    if target is not None:
        missing = missing.filter(~VALUE.is_in(target.frame["sourcedId"].implode()))
        missing = missing.filter(~VALUE.is_in(target.lost_ids))
        if column.target_type:
            _check_target_type(table, column, target, distinct, problems)
    if missing.is_empty():
        return
    complete = whole.modes.get(column.target) == "bulk"
    if whole.known is not None and not complete:
        ids = whole.known.get(column.target, ())
        if ids is None or column.name in NOT_KEPT:
            return
        known = pl.Series(list(ids), dtype=pl.String)
        missing = missing.filter(~VALUE.is_in(known.implode()))
        if column.target == "users" and hasattr(whole.known, "left_out"):
            forgiven = pl.Series(whole.known.left_out(missing["value"].to_list()), dtype=pl.String)
            missing = missing.filter(~VALUE.is_in(forgiven.implode()))
    rows = _rows_with(table, column, missing)
    if rows.is_empty():
        return
    expected = f"{column.target}.csv"
    if whole.known is None and not complete and whole.mode == "delta":
        first = rows.sort(LINE).row(0, named=True)
        problems.add(
            Code.OUTSIDE_REFERENCE,
            table.spec.filename,
            first[LINE],
            column.name,
            value=first["value"],
            count=missing.height,
            expected=expected,
        )
        return
    problems.add_rows(Code.DANGLING_REFERENCE, table.spec.filename, column.name, rows, expected=expected)


def _rows_with(table: Table, column: Column, values: pl.DataFrame) -> pl.DataFrame:
    """Line and value of the rows that name one of `values` and are not to be deleted."""
    if values.is_empty():
        return pl.DataFrame(schema={LINE: pl.Int32, "value": pl.String})
    kept = pl.col("status").ne_missing("tobedeleted")
    rows = table.frame.filter(kept).select(LINE, value=column.name).drop_nulls()
    if column.is_list:
        rows = rows.with_columns(split_items(VALUE)).explode("value")
    return rows.join(values.select("value"), on="value", how="semi")


def _check_target_type(
    table: Table, column: Column, target: Table, distinct: pl.DataFrame, problems: Problems
) -> None:
    # A type that is no type at all is told where it stands.
    others = [value for value in target.spec.column("type").values if value != column.target_type]
    other = target.frame.filter(pl.col("type").is_in(others)).select(value="sourcedId", other="type")
    wrong = distinct.join(other.drop_nulls(), on="value", how="inner").unique("value")
    if not wrong.is_empty():
        rows = _rows_with(table, column, wrong).join(wrong, on="value")
        problems.add_rows(
            Code.REFERENCE_TYPE, table.spec.filename, column.name, rows, expected=target.spec.filename
        )


def check_together(whole: Whole, problems: Problems) -> None:
    """What several files say about one thing: the school of a class, its primary teacher, a person's roles."""
    classes, enrollments = whole.tables.get("classes"), whole.tables.get("enrollments")
    if enrollments is not None:
        _check_primary_teachers(enrollments.frame, problems)
        if classes is not None:
            _check_schools(enrollments.frame, classes.frame, problems)
    roles, users = whole.tables.get("roles"), whole.tables.get("users")
    if roles is not None:
        primary = roles.frame.filter(pl.col("roleType") == "primary")
        again = primary.filter(~pl.struct("userSourcedId", "orgSourcedId").is_first_distinct())
        rows = again.select(
            LINE, value="userSourcedId", other=pl.col("orgSourcedId").map_elements(shown, pl.String)
        )
        problems.add_rows(Code.SEVERAL_PRIMARY_ROLES, "roles.csv", "roleType", rows)
        if users is not None and whole.mode == "bulk" and roles.whole and not roles.lost_ids:
            held = roles.frame["userSourcedId"].drop_nulls().implode()
            rows = users.frame.filter(~pl.col("sourcedId").is_in(held)).select(LINE, value="sourcedId")
            problems.add_rows(Code.PERSON_WITHOUT_ROLE, "users.csv", "sourcedId", rows)


def _check_primary_teachers(enrollments: pl.DataFrame, problems: Problems) -> None:
    primary = enrollments.filter((pl.col("primary") == "true") & (pl.col("role") == "teacher"))
    primary = primary.unique(["classSourcedId", "userSourcedId"], keep="first", maintain_order=True)
    again = primary.filter(~pl.col("classSourcedId").is_first_distinct())
    rows = again.select(LINE, value="classSourcedId")
    problems.add_rows(Code.SEVERAL_PRIMARY_TEACHERS, "enrollments.csv", "primary", rows)


def _hash_of(first: str, second: str) -> pl.Expr:
    return (pl.col(first).hash(1) ^ pl.col(second).hash(2)).alias("pair")


def _check_schools(enrollments: pl.DataFrame, classes: pl.DataFrame, problems: Problems) -> None:
    pair = ["classSourcedId", "schoolSourcedId"]
    # Nearly every row names a pair that classes.csv has; what is left is compared word by word.
    known = classes.select(_hash_of("sourcedId", "schoolSourcedId"))["pair"]
    enrollments = enrollments.filter(~enrollments.select(_hash_of(*pair))["pair"].is_in(known.implode()))
    homes = (
        classes.select(classSourcedId="sourcedId", other="schoolSourcedId")
        .drop_nulls()
        .unique("classSourcedId")
    )
    wrong = enrollments.select(pair).drop_nulls().unique().join(homes, on="classSourcedId")
    wrong = wrong.filter(pl.col("schoolSourcedId") != pl.col("other"))
    if not wrong.is_empty():
        rows = enrollments.select(LINE, *pair).join(wrong, on=pair)
        rows = rows.select(LINE, value="schoolSourcedId", other="other")
        problems.add_rows(Code.SCHOOL_DIFFERS, "enrollments.csv", "schoolSourcedId", rows)
