"""A questionnaire as a JSON file: written, and read again with every problem named by its line. Pure.

One file holds one version with its pages and questions in all languages. What is read back has equal fingerprints.
"""

import bisect
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from groundswell.surveys.rules.instruments import shown_when
from groundswell.surveys.rules.instruments_plain import (
    FORMAT,
    FORMAT_VERSION,
    Placed,
    Reading,
    questionnaire_from,
)
from groundswell.surveys.rules.ready_made import Page, Question, Questionnaire

MOST_BYTES = 1_000_000
STRING_OR_BRACE = re.compile(r'"(?:[^"\\]|\\.)*"|[{}]', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong where: the line, the field, what it is and what to do."""

    line: int
    field: str
    problem: str
    remedy: str


@dataclass(slots=True)
class File:
    """What a file says. With a problem there is no questionnaire: nothing of it is brought in."""

    questionnaire: Questionnaire | None = None
    problems: list[Problem] = field(default_factory=list)


def written(one: Questionnaire) -> str:
    """The file, indented so that a person can read and translate it."""
    said: dict[str, Any] = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "key": one.key,
        "title": one.title,
        "introduction": one.introduction,
        "pages": [_page(page) for page in one.pages],
        "questions": [_question(question) for question in one.questions],
    }
    return json.dumps(said, ensure_ascii=False, indent=2) + "\n"


def decoded(content: bytes) -> tuple[str, Problem | None]:
    """The text of a file, or why it can't be read: too large, or not UTF-8."""
    if len(content) > MOST_BYTES:
        size = {"size": round(len(content) / 1_000_000, 1)}
        told = _("The file has %(size)s MB; at most 1 MB is read.") % size
        return "", Problem(1, "", told, _("A questionnaire has a few kilobytes. Choose the right file."))
    try:
        return content.decode("utf-8-sig"), None
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return "", Problem(line, "", _("The file isn’t UTF-8."), _("Save it again with the encoding UTF-8."))


def read(content: bytes) -> File:
    """Read a JSON file. Whatever stands in it, text stays text; what isn't ours is refused with its line."""
    text, problem = decoded(content)
    if problem is not None:
        return File(problems=[problem])
    breaks = [at for at, letter in enumerate(text) if letter == "\n"]

    begins = _begins(text)

    def line_of(what: Any) -> int:
        return bisect.bisect_left(breaks, getattr(what, "at", 0)) + 1

    def placed(fields: list[tuple[str, Any]]) -> Placed:
        one = Placed(fields)  # of two equal names the last wins, as in every JSON
        one.at = next(begins)
        return one

    try:
        said = json.loads(text, object_pairs_hook=placed)
    except json.JSONDecodeError as error:
        told = _("From here on it is no JSON (%(error)s).") % {"error": error.msg}
        return File(
            problems=[Problem(error.lineno, "", told, _("Begin with a file that was taken out here."))]
        )
    except (RecursionError, ValueError):
        told = _("It is no JSON that a questionnaire could have.")
        return File(problems=[Problem(1, "", told, _("Begin with a file that was taken out here."))])
    return file_from(said, line_of)


def file_from(said: Any, line_of: Callable[[Any], int]) -> File:
    """What plain data say; ``line_of`` knows the line of each object in it."""
    reading = Reading()
    questionnaire = questionnaire_from(said, reading)
    problems = [Problem(line_of(where), *told) for where, *told in reading.problems]
    return File(None if problems else questionnaire, problems)


def _begins(text: str) -> Iterator[int]:
    """Where each object of a JSON text begins, in the order in which they end."""
    opened: list[int] = []
    for found in STRING_OR_BRACE.finditer(text):
        if found[0] == "{":
            opened.append(found.start())
        elif found[0] == "}" and opened:
            yield opened.pop()


def _page(page: Page) -> dict[str, Any]:
    return {"title": page.title, "shown_when": shown_when(page.only_if)}


def _question(one: Question) -> dict[str, Any]:
    """Every field that says something; the rest is left out."""
    said = {
        "key": one.key,
        "kind": str(one.kind),
        "page": one.page,
        "wording": one.wording,
        "hint": one.hint,
        "scale": one.scale,
        "points": list(one.points),
        "rows": list(one.rows),
        "box": list(one.box),
        "box_name": one.box_name,
        "lowest": one.lowest,
        "highest": one.highest,
        "unit": one.unit,
        "is_required": one.is_required,
        "is_protected_topic": one.is_protected_topic,
        "shown_when": shown_when(one.only_if),
    }
    if not one.page:
        del said["page"]
    return {
        name: value for name, value in said.items() if value not in (None, "", {}, []) and value is not False
    }
