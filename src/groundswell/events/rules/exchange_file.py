"""Reading a file of events: bytes in, rows with values out, and every cell that can't be read named. Pure."""

import codecs
import csv
import difflib
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from groundswell.events.rules.exchange_columns import BY_NAME, NAMES, Unclear
from groundswell.kernel.exports import plain

MOST_BYTES, MOST_ROWS = 5 * 1024 * 1024, 5000
MOST_COLUMNS = 2 * len(NAMES)  # each unknown one is compared with all that there are
MOST_PROBLEMS = 200
NOTE = "#"  # where the number of an event should stand: a row that explains; nobody reads it


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong where: the line of the file (1 is the head), the column, its text, and what to do."""

    line: int
    field: str
    problem: str
    remedy: str
    value: str = ""


@dataclass(slots=True)
class Row:
    """A row that says something. ``values`` holds the columns that it says; an empty cell may say nothing."""

    line: int
    values: dict[str, Any]
    is_blank: frozenset[str] = frozenset()


@dataclass(slots=True)
class File:
    """What was read. With a problem nothing of it is done."""

    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    columns: tuple[str, ...] = ()


def read(content: bytes, zone: str) -> File:
    """Every row of a CSV file: UTF-8 (with or without a mark), UTF-16 or Windows; comma, semicolon or tab."""
    found = File()
    if len(content) > MOST_BYTES:
        size = {"size": round(len(content) / 1024 / 1024, 1), "most": MOST_BYTES // 1024 // 1024}
        found.problems.append(
            _of_file(_("The file has %(size)s MB; at most %(most)s MB are read.") % size, _split())
        )
        return found
    try:
        _read_rows(found, _decoded(content), zone)
    except csv.Error as error:
        told = _("From some line on the file is no CSV (%(error)s).") % {"error": error}
        found.problems.append(_of_file(told, _("Save it again as CSV.")))
    return found


def _read_rows(found: File, words: str, zone: str) -> None:
    reader = csv.reader(io.StringIO(words, newline=""), delimiter=_delimiter(words), strict=True)
    lines = _numbered(reader)
    head = next(lines, None)
    if head is None or not _check_head(found, head[1]):
        return
    for line, cells in lines:
        is_note = found.columns[0] == "event" and cells[:1] and cells[0].lstrip().startswith(NOTE)
        if is_note or not any(cell.strip() for cell in cells):
            continue
        if len(found.rows) >= MOST_ROWS:
            told = _("The file has more than %(most)s rows.") % {"most": MOST_ROWS}
            found.problems.append(Problem(line, "", told, _split()))
            return
        found.rows.append(_row(found, line, cells, zone))
        if len(found.problems) >= MOST_PROBLEMS:
            return
    if not found.rows:
        found.problems.append(
            _of_file(_("The file has a head and no rows."), _("Write a row for each date."))
        )


def _numbered(reader: Any) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line on which it begins."""
    begins = 1
    for cells in reader:
        yield begins, cells
        begins = reader.line_num + 1


def _check_head(found: File, cells: list[str]) -> bool:
    names = [cell.strip().lower() for cell in cells]
    while names and not names[-1]:
        names.pop()
    if len(names) > MOST_COLUMNS:
        told = _("The file has more than %(most)s columns.") % {"most": MOST_COLUMNS}
        found.problems.append(_of_file(told, _("Begin with the template.")))
        return False
    for name in names:
        if name not in BY_NAME:
            near = difflib.get_close_matches(name, NAMES, 1)
            remedy = (
                _("Did you mean %(name)s?") % {"name": near[0]}
                if near
                else _("Take it out, or see the template.")
            )
            found.problems.append(Problem(1, name[:60], _("There is no such column."), remedy))
    for name in sorted(name for name, times in Counter(names).items() if times > 1):
        found.problems.append(
            Problem(1, name[:60], _("This column is there twice."), _("Take one of them out."))
        )
    if "title" not in names and "event" not in names:
        told = _("Without a title or the number of an event no row says what it is about.")
        found.problems.append(Problem(1, "title", told, _("Begin with the template.")))
    found.columns = tuple(names)
    return not found.problems


def _row(found: File, line: int, cells: list[str], zone: str) -> Row:
    if len(cells) > len(found.columns) and any(cell.strip() for cell in cells[len(found.columns) :]):
        told = _("The row has more cells than the head has columns.")
        found.problems.append(Problem(line, "", told, _("Look for a comma that should stand inside quotes.")))
    row, blank = Row(line, {}), set()
    for name, cell in zip(found.columns, cells, strict=False):
        column, said = BY_NAME[name], plain(cell)
        said = said if said.strip() else ""
        if not said:
            blank.add(name)
            if column.empty is not ...:
                row.values[name] = column.empty
            continue
        try:
            if len(said) > column.longest:
                raise _too_long(column.longest)
            row.values[name] = column.read(said.strip(), zone)
        except Unclear as unclear:
            found.problems.append(Problem(line, name, unclear.problem, unclear.remedy, said[:80]))
    row.is_blank = frozenset(blank)
    return row


def _too_long(most: int) -> Unclear:
    return Unclear(_("The text is too long."), _("At most %(most)s characters.") % {"most": most})


def _decoded(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _delimiter(words: str) -> str:
    """What parts the cells of the first line."""
    first = words.partition("\n")[0]
    return max(",;\t", key=first.count)


def _of_file(problem: str, remedy: str) -> Problem:
    return Problem(1, "", problem, remedy)


def _split() -> str:
    return _("Split it into several files.")
