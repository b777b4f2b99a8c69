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
TEXT = pl.col("line")
WELL_QUOTED = r'^(?:"(?:[^"]|"")*"|[^",]*)(?:,(?:"(?:[^"]|"")*"|[^",]*))*$'
CANVAS_COLUMNS = {"user_id", "login_id", "course_id", "section_id", "account_id", "term_id"}


@dataclass
class Table:
    """One file as read. `whole` is False when rows may be missing (an unclosed quote), so that nobody may say
    that an id does not exist; `lost_ids` are those of rows that were reported and left out; `absent` are the
    columns that the header lacks, which is reported once and not again for each row."""

    spec: FileSpec
    frame: pl.DataFrame
    whole: bool = True
    lost_ids: list[str] = field(default_factory=list)
    absent: frozenset[str] = frozenset()
    _distinct: dict[str, pl.DataFrame] = field(default_factory=dict)

    def distinct(self, name: str) -> pl.DataFrame:
        """The distinct values of a column (`value`), found once for all checks, by their hashes. Blank is none."""
        if name not in self._distinct:
            values = self.frame.select(value=name).drop_nulls()
            self._distinct[name] = values.filter(pl.col("value").hash().is_first_distinct())
        return self._distinct[name]


def read_table(
    path: Path, intake: Intake, spec: FileSpec, problems: Problems, *, delta: bool
) -> Table | None:
    """Read one normalised file. None when there is no header to read it by; `problems` then says why."""
    with open(path, "rb") as copy:
        first = copy.readline()
    if not first.strip():
        problems.add(Code.FILE_EMPTY if intake.lines < 2 else Code.COLUMN_MISSING, spec.filename, 1)
        return None
    header = _fields(first.decode().rstrip("\r\n"))
    columns = read_header(header, spec, problems, delta=delta)
    if columns is None:
        return None
    records = _Records(width=len(header))
    frame = None if intake.quotes else _parse_plain(path, records, intake, first)
    if frame is None:
        if not _is_regular(path, intake, len(header)):
            records = _sort_out(path, intake, len(header), spec, problems)
        frame = _parse(path, records, quotes=intake.quotes)
    if frame is None:
        problems.add(Code.QUOTE_BROKEN, spec.filename, 1)
        return Table(spec, _in_shape(pl.DataFrame(), {}, spec), whole=False)
    if frame.height == 0 and not records.lost_ids:
        problems.add(Code.FILE_WITHOUT_ROWS, spec.filename, 1)
    if intake.controls:
        _report_controls(frame, columns, spec, problems)
    absent = frozenset(spec.header) - frozenset(columns)
    return Table(spec, _in_shape(frame, columns, spec), records.whole, records.lost_ids, absent)


def read_header(
    header: list[str], spec: FileSpec, problems: Problems, *, delta: bool
) -> dict[str, str] | None:
    """Column name → "column_N" of the raw frame, for the columns to keep. None without a sourcedId."""
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
    if "sourcedId" not in columns and CANVAS_COLUMNS & set(header):
        problems.add(Code.CANVAS_FILES, file, 1)
        return None
    _report_names(spec, columns, unknown, problems, delta=delta)
    _report_order(spec, columns, problems)
    return columns if "sourcedId" in columns else None


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


@dataclass
class _Records:
    """The records that can be parsed: `good` (line, text), or None for every line of the file as it stands."""

    width: int
    good: pl.DataFrame | None = None
    whole: bool = True
    lost_ids: list[str] = field(default_factory=list)


def _parse_plain(path: Path, records: _Records, intake: Intake, header: bytes) -> pl.DataFrame | None:
    """A file without quotes, parsed at once. None unless its bytes add up: then some line is no record of it.

    Each row has one field more than it has commas, so fields, commas and line ends make up the file; a row that is
    too short lacks a comma, and one that is too long can't be parsed.
    """
    try:
        frame = _parse(path, records, quotes=False)
    except pl.exceptions.PolarsError:
        return None
    if frame is None:
        return None
    sizes = frame.select(pl.all().exclude(LINE).str.len_bytes().fill_null(0))
    if sum(sizes.max().row(0) if frame.height else ()) > LONGEST_RECORD:
        return None
    rows, ends = frame.height, intake.lines - 1
    returns = intake.returns - header.endswith(b"\r\n")
    text = sum(sizes.sum().row(0)) + rows * (records.width - 1)
    adds_up = intake.written - len(header) == text + ends + returns
    return frame if adds_up and rows == ends + (not intake.ended) else None


def _is_regular(path: Path, intake: Intake, width: int) -> bool:
    """Whether each line is one well-formed record of `width` fields. Streams; holds no line."""
    odd = (TEXT.str.count_matches(",", literal=True) != width - 1) | (TEXT.str.strip_chars() == "")
    if intake.quotes:
        fields_differ = _bare(TEXT).str.count_matches(",", literal=True) != width - 1
        badly_quoted = ~TEXT.str.contains(WELL_QUOTED) | fields_differ
        odd = pl.when(TEXT.str.contains('"', literal=True)).then(badly_quoted).otherwise(odd)
    odd = odd | (TEXT.str.len_bytes() > LONGEST_RECORD)
    found = pl.scan_lines(path).slice(1).select(odd.any()).collect(engine="streaming").item()
    return not found


def _sort_out(path: Path, intake: Intake, width: int, spec: FileSpec, problems: Problems) -> _Records:
    """Report every line that is no record of the file, and keep the others."""
    lines = pl.read_lines(path).with_row_index(LINE, offset=1).slice(1)
    lines = lines.with_columns(pl.col(LINE).cast(pl.Int32))
    file, whole = spec.filename, True
    if intake.quotes:
        lines, whole = _join_quoted(lines, file, problems)
    blank = lines.filter(TEXT.str.strip_chars() == "")
    if blank.height:
        lines = lines.filter(TEXT.str.strip_chars() != "")
        within = blank.filter(pl.col(LINE) < (lines[LINE].max() or 0))
        problems.add_rows(Code.BLANK_LINE, file, "", within.select(LINE))
    broken = lines.filter(TEXT.str.contains('"', literal=True) & ~TEXT.str.contains(WELL_QUOTED))
    problems.add_rows(Code.QUOTE_BROKEN, file, "", broken.select(LINE, value="line"))
    longest = lines.filter(TEXT.str.len_bytes() > LONGEST_RECORD)
    sizes = longest.select(LINE, value=TEXT.str.len_chars())
    problems.add_rows(Code.FIELD_TOO_LONG, file, "", sizes, expected=f"{LONGEST_RECORD:,}")
    fields = _bare(TEXT).str.count_matches(",", literal=True) + 1
    ragged = lines.filter(fields != width)
    ragged = ragged.join(pl.concat([broken, longest]).select(LINE), on=LINE, how="anti")
    problems.add_rows(Code.ROW_LENGTH, file, "", ragged.select(LINE, value=fields), expected=width)
    out = pl.concat([broken, longest, ragged])
    lost = [line.partition(",")[0].strip('"') for line in out["line"].to_list()]
    lines = lines.join(out.select(LINE), on=LINE, how="anti", maintain_order="left")
    return _Records(width, lines, whole, lost)


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
        start = lines.filter((pl.col("_odd") == 1) & (pl.col("_open") == 0))[LINE][-1]
        problems.add(Code.QUOTE_UNCLOSED, file, start)
        lines = lines.filter(pl.col(LINE) < start)
    lines = lines.with_columns(_record=(pl.col("_open") == 0).cum_sum())
    spanning = lines.filter((pl.col("_open") == 1) | (pl.col("_odd") == 1))
    joined = spanning.group_by("_record", maintain_order=True).agg(
        pl.col(LINE).first(), pl.col("line").str.join("\n")
    )
    problems.add_rows(Code.LINE_BREAK, file, "", joined.select(LINE))
    single = lines.filter((pl.col("_open") == 0) & (pl.col("_odd") == 0))
    return pl.concat([single.select(LINE, "line"), joined.select(LINE, "line")]).sort(LINE), whole


def _parse(path: Path, records: _Records, *, quotes: bool) -> pl.DataFrame | None:
    """The records as columns column_1 … column_N of text, blank as null, and the line of each.

    None if Polars counts other records than were found before.
    """
    names = [f"column_{n}" for n in range(1, records.width + 1)]
    good = records.good
    if good is not None and good.height == 0:
        return pl.DataFrame(schema={**dict.fromkeys(names, pl.String), LINE: pl.Int32})
    scan = pl.scan_csv(
        path if good is None else io.BytesIO("\n".join(good["line"].to_list()).encode()),
        has_header=False,
        skip_rows=1 if good is None else 0,
        schema=dict.fromkeys(names, pl.String),
        quote_char='"' if quotes else None,
        row_index_name=LINE,
        row_index_offset=2,
    )
    # The number comes with the rows, so that its pieces are theirs: a column of its own would have all joined anew.
    frame = scan.with_columns(pl.col(LINE).cast(pl.Int32)).collect(engine="streaming")
    if good is not None and frame.height != good.height:
        return None
    if quotes:
        frame = frame.with_columns(pl.all().exclude(LINE).replace("", None))
    return frame if good is None else frame.with_columns(good[LINE])


def _report_controls(
    frame: pl.DataFrame, columns: dict[str, str], spec: FileSpec, problems: Problems
) -> None:
    for name, raw in columns.items():
        bad = frame.filter(pl.col(raw).str.contains("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\r]"))
        problems.add_rows(Code.CONTROL_CHARACTER, spec.filename, name, bad.select(LINE, value=raw))


def _in_shape(frame: pl.DataFrame, columns: dict[str, str], spec: FileSpec) -> pl.DataFrame:
    """The specification's columns in order, blank where the file has none, then metadata, then the line."""
    if frame.width == 0:
        frame = pl.DataFrame(schema={LINE: pl.Int32})
    wanted = [*spec.header, *(c for c in columns if c not in spec.header)]
    picked = [
        pl.col(columns[name]).alias(name) if name in columns else pl.lit(None, pl.String).alias(name)
        for name in wanted
    ]
    return frame.select(*picked, LINE)
