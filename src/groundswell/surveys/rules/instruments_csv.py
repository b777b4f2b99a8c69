"""A questionnaire as a table: a row for each question, and one for each of its answers and lines. Pure.

The first row says the title, and the introduction as its hint. Texts have a column for each language (``text_en``,
``text_es``), so that a translator fills in a spreadsheet. ``kernel.exports`` keeps a cell from being run.
"""

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from groundswell.kernel.exports import plain
from groundswell.surveys.rules.instruments_file import File, Problem, decoded, file_from
from groundswell.surveys.rules.instruments_plain import FORMAT, FORMAT_VERSION, Placed
from groundswell.surveys.rules.instruments_words import languages_of
from groundswell.surveys.rules.ready_made import Question, Questionnaire, Words
from groundswell.surveys.rules.ready_made.parts import Condition, words_of

FIXED = (
    *("row", "key", "kind", "page", "scale", "state", "in_box", "required", "protected"),
    *("only_question", "only_points", "lowest", "highest"),
)
TEXTS = ("text", "hint", "box_name", "unit")
COLUMN = re.compile(rf"(?:{'|'.join(TEXTS)})_[a-z]{{2,3}}")
ROWS = ("questionnaire", "page", "question", "point", "line")
YES = "yes"
MOST_ROWS = 20_000


def head(one: Questionnaire) -> list[str]:
    """The columns: what every file has, and the texts in each language."""
    languages = [code for code, _name in settings.LANGUAGES]
    more = sorted(languages_of(one) - {*languages})
    return [*FIXED, *(f"{text}_{language}" for text in TEXTS for language in (*languages, *more))]


def rows(one: Questionnaire) -> Iterator[list[Any]]:
    """A row for everything that is said, in the order in which it is asked."""
    columns = head(one)
    for said in _rows(one):
        yield [said.get(column, "") for column in columns]


def read(content: bytes) -> File:
    """Read such a table: comma, semicolon or tab. Every problem is named by its line and column."""
    text, problem = decoded(content)
    if problem is not None:
        return File(problems=[problem])
    first = text.partition("\n")[0]
    table = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), strict=True)
    try:
        columns = [cell.strip().lower() for cell in next(table, [])]
        unknown = [name for name in columns if name not in FIXED and not COLUMN.fullmatch(name)]
        if unknown or not {"row", "key"} <= {*columns}:
            told = _("The first line doesn’t name the columns of a questionnaire.")
            return File(problems=[Problem(1, "", told, _("Begin with a file that was taken out here."))])
        return _read(table, columns)
    except csv.Error as error:
        told = _("From here on it is no CSV (%(error)s).") % {"error": error}
        return File(problems=[Problem(table.line_num or 1, "", told, _("Save it again as CSV."))])


def _rows(one: Questionnaire) -> Iterator[dict[str, Any]]:
    yield (
        {"row": "questionnaire", "key": one.key}
        | _texts("text", one.title)
        | _texts("hint", one.introduction)
    )
    for number, page in enumerate(one.pages, start=1):
        yield {"row": "page", "key": str(number)} | _texts("text", page.title) | _condition(page.only_if)
    for question in one.questions:
        yield from _question(question)


def _question(one: Question) -> Iterator[dict[str, Any]]:
    yield {
        "row": "question",
        "key": one.key,
        "kind": str(one.kind),
        "page": one.page or "",
        "scale": one.scale,
        "required": YES if one.is_required else "",
        "protected": YES if one.is_protected_topic else "",
        "lowest": _said(one.lowest),
        "highest": _said(one.highest),
        **_texts("text", one.wording),
        **_texts("hint", one.hint),
        **_texts("box_name", one.box_name),
        **_texts("unit", one.unit),
        **_condition(one.only_if),
    }
    for point in one.points:
        said = {"row": "point", "key": point["key"], "state": point.get("state", "")}
        yield said | {"in_box": YES if point["key"] in one.box else ""} | _texts("text", words_of(point))
    for line in one.rows:
        said = {"row": "line", "key": line["key"], "state": line.get("state", "")}
        yield said | _texts("text", words_of(line))


def _texts(name: str, words: Words) -> dict[str, str]:
    return {f"{name}_{language}": text for language, text in words.items()}


def _condition(only_if: Condition | None) -> dict[str, str]:
    if only_if is None:
        return {}
    return {"only_question": only_if[0], "only_points": " ".join(sorted(only_if[1]))}


def _said(number: int | None) -> str:
    return "" if number is None else str(number)


def _read(table: Any, columns: list[str]) -> File:
    said = Placed(format=FORMAT, format_version=FORMAT_VERSION, pages=[], questions=[])
    said.at = 1
    for cells in table:
        if table.line_num > MOST_ROWS:
            told = _("The file has more than %(most)s lines.") % {"most": MOST_ROWS}
            return File(problems=[Problem(table.line_num, "", told, _("Make several questionnaires of it."))])
        row = {name: plain(cell).strip() for name, cell in zip(columns, cells, strict=False)}
        if any(row.values()) and (problem := _put(said, row, table.line_num)):
            return File(problems=[problem])
    return file_from(said, lambda where: getattr(where, "at", 1))


def _put(said: Placed, row: dict[str, str], line: int) -> Problem | None:
    """Take one row in; a problem where it stands in no questionnaire."""
    what, questions = row.get("row", ""), said["questions"]
    if what not in ROWS or (what in ("point", "line") and not questions):
        told = _("A row is one of: %(kinds)s; answers and lines follow their question.")
        return Problem(
            line, "row", told % {"kinds": ", ".join(ROWS)}, _("Begin with a file that was taken out here.")
        )
    if what == "questionnaire":
        said |= {"key": row["key"], "title": _words(row, "text"), "introduction": _words(row, "hint")}
    elif what == "page":
        said["pages"].append(_at(line, {"title": _words(row, "text"), "shown_when": _when(row)}))
    elif what == "question":
        questions.append(_at(line, _question_of(row)))
    else:
        state = {"state": row["state"]} if row.get("state") else {}
        point = _at(line, {"key": row["key"]} | state | _words(row, "text"))
        questions[-1].setdefault("points" if what == "point" else "rows", []).append(point)
        if what == "point" and _is_yes(row, "in_box"):
            questions[-1].setdefault("box", []).append(row["key"])
    return None


def _question_of(row: dict[str, str]) -> dict[str, Any]:
    numbers = {name: _number(row[name]) for name in ("page", "lowest", "highest") if row.get(name)}
    return {
        "key": row["key"],
        "kind": row.get("kind"),
        "scale": row.get("scale", ""),
        "wording": _words(row, "text"),
        "hint": _words(row, "hint"),
        "box_name": _words(row, "box_name"),
        "unit": _words(row, "unit"),
        "is_required": _is_yes(row, "required"),
        "is_protected_topic": _is_yes(row, "protected"),
        "shown_when": _when(row),
        **numbers,
    }


def _number(cell: str) -> int | str:
    return int(cell) if re.fullmatch(r"-?[0-9]{1,10}", cell) else cell


def _is_yes(row: dict[str, str], name: str) -> Any:
    """What is neither yes nor no stays what it is, and is named as such."""
    said = row.get(name, "").lower()
    return {"": False, "no": False, YES: True}.get(said, said)


def _when(row: dict[str, str]) -> dict[str, Any]:
    if not row.get("only_question") and not row.get("only_points"):
        return {}
    return {"item": row.get("only_question", ""), "points": row.get("only_points", "").split()}


def _words(row: dict[str, str], name: str) -> Words:
    stem = f"{name}_"
    return {
        column.removeprefix(stem): cell for column, cell in row.items() if column.startswith(stem) and cell
    }


def _at(line: int, said: dict[str, Any]) -> Placed:
    placed = Placed(said)
    placed.at = line
    return placed
