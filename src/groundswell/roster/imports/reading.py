"""Bytes → a Polars frame of text, one column per column of the specification, with the line of each record.

Rows that are not rows (too many fields, a quote inside a value) are reported with their line and left out; their
id is remembered, so that they cause no second problem elsewhere. The good rows are never looked at one by one.

How strict. Errors: a column twice, misspelt (also in upper or lower case), without a name, or missing although
required; columns in another order than the specification's (it demands the order; the names are clear, so this
one is tolerable, see `codes.TOLERABLE`). Warnings: an unknown column, which is not read, and an optional column
that was left out. Columns named metadata.* are kept as they are and belong at the end.
"""

from __future__ import annotations

import csv
import difflib
import io
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from groundswell.roster.imports.codes import Code
from groundswell.roster.imports.intake import Intake
from groundswell.roster.imports.problems import Problems
from groundswell.roster.imports.spec import LINE, FileSpec

LONGEST_RECORD = 64 * 1024
WELL_QUOTED = r'^(?:"(?:[^"]|"")*"|[^",]*)(?:,(?:"(?:[^"]|"")*"|[^",]*))*$'
CANVAS_COLUMNS = {"user_id", "login_id", "course_id", "section_id", "account_id", "term_id"}


@dataclass
class Table:
    """One file as read. `whole` is False when rows may be missing (an unclosed quote), so that nobody may say
    that an id does not exist; `lost_ids` are those of rows that were reported and left out."""

    spec: FileSpec
    frame: pl.DataFrame
    whole: bool = True
    lost_ids: list[str] = field(default_factory=list)


def read_table(path: Path, intake: Intake, spec: FileSpec, problems: Problems, *, delta: bool) -> Table | None:
    """Read one normalised file. None when there is no header to read it by; `problems` then says why."""
    lines = pl.read_lines(path).with_row_index(LINE, offset=1)
    lines = lines.with_columns(pl.col(LINE).cast(pl.Int32))
    while lines.height and lines["line"][-1].strip() == "":
        lines = lines.head(-1)
    if lines.height == 0:
        problems.add(Code.FILE_EMPTY, spec.filename)
        return None
    header = _fields(lines["line"][0])
    columns = read_header(header, spec, problems, delta=delta)
    if columns is None:
        return None
    if lines.height == 1:
        problems.add(Code.FILE_WITHOUT_ROWS, spec.filename, 1)
    records, regular, whole, lost = _records(lines.slice(1), intake, len(header), spec, problems)
    del lines
    frame = _parse(path, records, regular=regular, quotes=intake.quotes, width=len(header))
    if frame is None:
        problems.add(Code.QUOTE_BROKEN, spec.filename, 1)
        return Table(spec, _in_shape(pl.DataFrame(), {}, spec), whole=False)
    frame = frame.with_columns(records[LINE])
    if intake.controls:
        _report_controls(frame, columns, spec, problems)
    return Table(spec, _in_shape(frame, columns, spec), whole, lost)


def read_header(header: list[str], spec: FileSpec, problems: Problems, *, delta: bool) -> dict[str, str] | None:
    """Column name → "column_N" of the raw frame, for the columns to keep. None when too little was recognised."""
    file = spec.filename
    columns: dict[str, str] = {}
    unknown: list[str] = []
    for number, given in enumerate(header, start=1):
        name = spec.aliases.get(given, given)
        if name != given:
            problems.add(Code.COLUMN_OLD_NAME, file, 1, given, expected=name)
        if name == "":
            problems.add(Code.COLUMN_UNNAMED, file, 1, value=number)
        elif name in columns:
            problems.add(Code.COLUMN_TWICE, file, 1, name)
        elif name in spec.header or name.startswith("metadata."):
            columns[name] = f"column_{number}"
        else:
            unknown.append(name)
    known = [c for c in spec.header if c in columns]
    if len(known) < 2:
        canvas = CANVAS_COLUMNS & set(header)
        problems.add(Code.CANVAS_FILES if canvas else Code.COLUMN_MISSING, file, 1, "sourcedId")
        return None
    _report_names(spec, columns, unknown, problems, delta=delta)
    _report_order(spec, columns, problems)
    return columns


def _report_names(
    spec: FileSpec, columns: dict[str, str], unknown: list[str], problems: Problems, *, delta: bool
) -> None:
    """Match unknown names to missing columns; report what is misspelt, unknown, missing, left out."""
    missing = [c for c in spec.columns if c.name not in columns]
    for name in unknown:
        lowered = {c.name.lower(): c.name for c in missing}
        near = difflib.get_close_matches(name.strip().lower(), lowered, n=1, cutoff=0.85)
        if near:
            meant = lowered[near[0]]
            problems.add(Code.COLUMN_MISSPELT, spec.filename, 1, meant, value=name, expected=meant)
            missing = [c for c in missing if c.name != meant]
        else:
            problems.add(Code.COLUMN_UNKNOWN, spec.filename, 1, name)
    for column in missing:
        needed = column.required or (delta and column.name in ("status", "dateLastModified"))
        problems.add(Code.COLUMN_MISSING if needed else Code.COLUMN_LEFT_OUT, spec.filename, 1, column.name)


def _report_order(spec: FileSpec, columns: dict[str, str], problems: Problems) -> None:
    """One problem at the first column that stands elsewhere than the specification says."""
    given = list(columns)
    wanted = [c for c in spec.header if c in columns] + [c for c in given if c not in spec.header]
    for found, expected in zip(given, wanted, strict=True):
        if found != expected:
            problems.add(Code.COLUMN_ORDER, spec.filename, 1, found, value=found, expected=expected)
            return


def _fields(line: str) -> list[str]:
    """The fields of one line of CSV; a broken quote is taken as text."""
    try:
        return next(csv.reader([line]), [])
    except csv.Error:
        return line.split(",")


def _records(
    lines: pl.DataFrame, intake: Intake, width: int, spec: FileSpec, problems: Problems
) -> tuple[pl.DataFrame, bool, bool, list[str]]:
    """(good records with text and line, whether they are exactly the file's lines, whether the file is whole,
    the ids of the rows left out)."""
    file, whole, count = spec.filename, True, lines.height
    if intake.quotes:
        lines, whole = _join_quoted(lines, file, problems)
    text = pl.col("line")
    blank = lines.filter(text.str.strip_chars() == "")
    problems.add_rows(Code.BLANK_LINE, file, "", blank.select(LINE))
    if blank.height:
        lines = lines.filter(text.str.strip_chars() != "")
    bad: list[pl.DataFrame] = []
    if intake.quotes:
        broken = lines.filter(text.str.contains('"', literal=True) & ~text.str.contains(WELL_QUOTED))
        problems.add_rows(Code.QUOTE_BROKEN, file, "", broken.select(LINE, value="line"))
        bad.append(broken)
    longest = lines.filter(text.str.len_bytes() > LONGEST_RECORD)
    problems.add_rows(
        Code.FIELD_TOO_LONG, file, "", longest.select(LINE, value=text.str.len_chars()), expected=f"{LONGEST_RECORD:,}"
    )
    bad.append(longest)
    commas = text.str.count_matches(",", literal=True)
    if intake.quotes:
        quoted = text.str.contains('"', literal=True)
        commas = pl.when(quoted).then(_bare(text).str.count_matches(",", literal=True)).otherwise(commas)
    ragged = lines.filter(commas != width - 1)
    if bad and ragged.height:
        ragged = ragged.join(pl.concat(bad).select(LINE), on=LINE, how="anti")
    counts = _bare(text).str.count_matches(",", literal=True) + 1
    problems.add_rows(Code.ROW_LENGTH, file, "", ragged.select(LINE, value=counts), expected=width)
    bad.append(ragged)
    out = pl.concat(bad)
    if out.height:
        lines = lines.join(out.select(LINE), on=LINE, how="anti", maintain_order="left")
    lost = [line.partition(",")[0].strip('"') for line in out["line"].to_list()]
    regular = lines.height == count
    return (lines.select(LINE) if regular else lines), regular, whole, lost


def _bare(text: pl.Expr) -> pl.Expr:
    """The text without its quoted values."""
    return text.str.replace_all(r'"(?:[^"]|"")*"', "")


def _join_quoted(lines: pl.DataFrame, file: str, problems: Problems) -> tuple[pl.DataFrame, bool]:
    """Put lines together that one quoted value spans; report them, and a quote that never closes."""
    odd = (pl.col("line").str.count_matches('"', literal=True) % 2).cast(pl.Int32)
    open_before = (odd.cum_sum() - odd) % 2
    lines = lines.with_columns(_open=open_before, _odd=odd)
    if not lines.select(pl.col("_odd").any()).item():
        return lines.select(LINE, "line"), True
    whole = lines["_odd"].sum() % 2 == 0
    if not whole:
        start = lines.filter((pl.col("_odd") == 1) & (pl.col("_open") == 0))[LINE].max()
        problems.add(Code.QUOTE_UNCLOSED, file, start)
        lines = lines.filter(pl.col(LINE) < start)
    lines = lines.with_columns(_record=(pl.col("_open") == 0).cum_sum())
    spanning = lines.filter((pl.col("_open") == 1) | (pl.col("_odd") == 1))
    joined = spanning.group_by("_record", maintain_order=True).agg(pl.col(LINE).first(), pl.col("line").str.join("\n"))
    problems.add_rows(Code.LINE_BREAK, file, "", joined.select(LINE))
    single = lines.filter((pl.col("_open") == 0) & (pl.col("_odd") == 0))
    return pl.concat([single.select(LINE, "line"), joined.select(LINE, "line")]).sort(LINE), whole


def _parse(path: Path, records: pl.DataFrame, *, regular: bool, quotes: bool, width: int) -> pl.DataFrame | None:
    """The records as columns column_1 … column_N of text, blank as null. None if Polars counts other records."""
    names = [f"column_{n}" for n in range(1, width + 1)]
    if records.height == 0:
        return pl.DataFrame(schema=dict.fromkeys(names, pl.String))
    source = path if regular else io.BytesIO("\n".join(records["line"].to_list()).encode())
    frame = pl.read_csv(
        source,
        has_header=False,
        skip_rows=1 if regular else 0,
        schema=dict.fromkeys(names, pl.String),
        quote_char='"' if quotes else None,
    )
    if frame.height != records.height:
        return None
    if quotes:
        frame = frame.with_columns(pl.all().replace("", None))
    return frame


def _report_controls(frame: pl.DataFrame, columns: dict[str, str], spec: FileSpec, problems: Problems) -> None:
    for name, raw in columns.items():
        bad = frame.filter(pl.col(raw).str.contains("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\r]"))
        problems.add_rows(Code.CONTROL_CHARACTER, spec.filename, name, bad.select(LINE, value=raw))


def _in_shape(frame: pl.DataFrame, columns: dict[str, str], spec: FileSpec) -> pl.DataFrame:
    """The specification's columns in order, blank where the file has none, then metadata, then the line."""
    if frame.width == 0:
        frame = pl.DataFrame(schema={LINE: pl.Int32})
    wanted = [*spec.header, *(c for c in columns if c not in spec.header)]
    picked = [
        pl.col(columns[name]).alias(name) if name in columns else pl.lit(None, pl.String).alias(name) for name in wanted
    ]
    return frame.select(*picked, LINE)
