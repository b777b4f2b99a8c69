"""Open a published CSV file and say, in plain words, which line and field can't be read.

Nothing is repaired in silence: a row that can't be trusted is left out and named.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, Literal, TypeVar

Row = TypeVar("Row")
Value = TypeVar("Value")
Weight = Literal["error", "note"]

_CODE = re.compile(r"[0-9A-Z][0-9A-Z-]{5}\Z")
_YEARS = range(1990, 2100)


class UnreadableFile(ValueError):
    """The file as a whole can't be read; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What could not be read ("error": the row or value is left out) or was put right ("note")."""

    file: str
    line: int
    field: str
    message: str
    level: Weight = "error"

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.field}: {self.message}"


@dataclass(frozen=True, slots=True)
class Parsed(Generic[Row]):
    """The rows that could be read, in the order of the file, and every problem with the others."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that cost a row or a value."""
        return tuple(problem for problem in self.problems if problem.level == "error")


@dataclass(slots=True)
class Table:
    """A CSV file in memory: (line, {header: text}) pairs, and the problems found so far."""

    name: str
    headers: tuple[str, ...]
    rows: list[tuple[int, dict[str, str]]]
    problems: list[Problem] = field(default_factory=list)

    def column(self, *names: str) -> str:
        """The header that means one of `names`, whatever its case, spaces and signs.

        Raises UnreadableFile when there is none, or more than one.
        """
        found = self.columns(*names)
        if len(found) != 1:
            known = ", ".join(self.headers)
            fault = "is missing" if not found else "stands there twice"
            raise UnreadableFile(f"{self.name}:1:{names[0]}: this column {fault} (columns: {known})")
        return found[0]

    def columns(self, *names: str) -> list[str]:
        """The headers that mean one of `names`; empty when the file has none of them."""
        wanted = {plain_header(name) for name in names}
        return [header for header in self.headers if plain_header(header) in wanted]

    def complain(self, line: int, header: str, message: str, level: Weight = "error") -> None:
        """Note a problem at a line and field."""
        self.problems.append(Problem(self.name, line, header, message, level))

    def attempt(self, line: int, header: str, read: Callable[[], Value], otherwise: Value) -> Value:
        """Read one cell; on ValueError note its sentence at this line and field and give `otherwise`."""
        try:
            return read()
        except ValueError as fault:
            self.complain(line, header, str(fault))
            return otherwise


def plain_header(header: str) -> str:
    """A header without case, spaces and signs: "Read  Score" and "read_score" are one column."""
    return re.sub(r"[^a-z0-9]", "", header.casefold())


def open_table(path: Path) -> Table:
    """Read a UTF-8 CSV file (with or without a byte-order mark, any line ends).

    Rows with too many or too few cells are left out and named. Raises UnreadableFile.
    """
    name = path.name
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise UnreadableFile(f"{name}: byte {fault.start} is not UTF-8; save it as UTF-8") from fault
    if "\0" in text:
        raise UnreadableFile(f"{name}: it holds NUL characters, so it is not CSV; export it again")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        return _tabulate(name, reader)
    except csv.Error as fault:
        raise UnreadableFile(f"{name}:{reader.line_num}: not CSV ({fault}); check the quotes") from fault


def _tabulate(name: str, reader: Iterator[list[str]]) -> Table:
    headers = tuple(header.strip() for header in next(reader, []))
    if not any(headers):
        raise UnreadableFile(f"{name}: the file is empty; its first line must name the columns")
    if len(set(headers)) < len(headers):
        twice = sorted({header for header in headers if headers.count(header) > 1})
        raise UnreadableFile(f"{name}:1: the column {', '.join(twice)} stands there twice; remove one")
    table = Table(name, headers, [])
    for cells in reader:
        line = reader.line_num  # type: ignore[attr-defined]
        if not any(cells):
            continue
        if len(cells) != len(headers):
            table.complain(line, "*", f"{len(cells)} cells, {len(headers)} columns; row left out")
            continue
        table.rows.append((line, dict(zip(headers, (cell.strip() for cell in cells), strict=True))))
    return table


def agency_code(text: str) -> str:
    """A state agency code as six characters: 600300, 00A000, 600LEA, NC-SEA. Raises ValueError.

    A shorter run of digits is refused, not padded: which zeros a spreadsheet dropped is a guess.
    """
    if _CODE.match(text):
        return text
    hint = "; a spreadsheet may have dropped leading zeros" if text.isdigit() and len(text) < 6 else ""
    raise ValueError(f"“{text}” is not a six-character agency code{hint}")


def school_year(text: str) -> int:
    """The calendar year in which a school year ends (2017 is 2016–17). Raises ValueError."""
    if text.isdigit() and int(text) in _YEARS:
        return int(text)
    raise ValueError(f"“{text}” is not a year")


def whole_number(text: str) -> int:
    """A count of zero or more, also as a spreadsheet writes it (2001.0). Raises ValueError."""
    digits = text.removesuffix(".0")
    if digits.isdigit():
        return int(digits)
    raise ValueError(f"“{text}” is not a whole number")


def without_repeats(
    table: Table, header: str, rows: Iterable[tuple[int, Row]], key: Callable[[Row], object]
) -> tuple[Row, ...]:
    """The rows whose key is new; a repeated key is named with the line that came first."""
    first: dict[object, int] = {}
    kept = []
    for line, row in rows:
        before = first.setdefault(key(row), line)
        if before != line:
            table.complain(line, header, f"line {before} already has this; this row is left out")
            continue
        kept.append(row)
    return tuple(kept)
