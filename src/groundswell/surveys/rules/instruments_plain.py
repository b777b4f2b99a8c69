"""From plain data, as a file has it, to a questionnaire: every value is looked at, and what is wrong is named. Pure."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from groundswell.surveys.choices import ItemKind, UseState
from groundswell.surveys.rules.instruments_checks import RESERVED
from groundswell.surveys.rules.ready_made import Page, Point, Question, Questionnaire, Words
from groundswell.surveys.rules.ready_made.parts import Condition

FORMAT, FORMAT_VERSION = "groundswell questionnaire", 1
MOST_QUESTIONS, MOST_PAGES, MOST_POINTS, MOST_PROBLEMS = 200, 40, 50, 100
LONGEST = 1_000
KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
POINT_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
LANGUAGE = re.compile(r"[a-z]{2,3}")
TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
FIELDS = {
    "": {"format", "format_version", "key", "version", "title", "introduction", "pages", "questions"},
    "page": {"title", "shown_when"},
    "question": {
        *("key", "kind", "page", "wording", "hint", "scale", "points", "rows", "box", "box_name"),
        *("lowest", "highest", "unit", "is_required", "is_protected_topic", "shown_when"),
    },
}


class Placed(dict[str, Any]):
    """An object of a file that knows where in it it stands."""

    at = 0


@dataclass(slots=True)
class Reading:
    """What was found wrong so far: the object where it stands, the field, the problem, the remedy."""

    problems: list[tuple[Any, str, str, str]] = field(default_factory=list)

    def wrong(self, where: Any, name: str, problem: str, remedy: str) -> None:
        """Note it; after a hundred of them nobody reads on."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append((where, name, problem, remedy))


def questionnaire_from(said: Any, reading: Reading) -> Questionnaire | None:
    """What the data say, as far as they can be read; with a problem noted, don't use it."""
    if (
        not isinstance(said, dict)
        or said.get("format") != FORMAT
        or said.get("format_version") != FORMAT_VERSION
    ):
        reading.wrong(
            said,
            "format",
            _("This is no questionnaire of ours."),
            _("Begin with a file that was taken out here."),
        )
        return None
    _known(said, "", reading)
    pages = _several(said, "pages", MOST_PAGES, reading)
    questions = _several(said, "questions", MOST_QUESTIONS, reading)
    if reading.problems:
        return None
    made = Questionnaire(
        key=_key(said, "key", KEY, reading),
        title=_title(said, reading),
        introduction=_words(said, "introduction", reading),
        pages=tuple(_page(one, reading) for one in pages),
        questions=tuple(_question(one, len(pages), reading) for one in questions),
    )
    if not made.title.get("en"):
        reading.wrong(said, "title", _("It has no title in English."), _("Write one under “en”."))
    _twice(questions, reading)
    order = [one.page for one in made.questions]
    if order != sorted(order):
        reading.wrong(
            said,
            "questions",
            _("The questions don’t stand in the order of their pages."),
            _("Write those of page 1 first."),
        )
    return made


def _page(said: Any, reading: Reading) -> Page:
    _known(said, "page", reading)
    return Page(_title(said, reading), _condition(said, reading))


def _question(said: Any, pages: int, reading: Reading) -> Question:
    _known(said, "question", reading)
    key = _key(said, "key", KEY, reading)
    if key in RESERVED:
        reading.wrong(said, "key", _("The page needs this name for itself."), _("Choose another key."))
    wording = _words(said, "wording", reading)
    if not wording.get("en"):
        reading.wrong(said, "wording", _("It has no words in English."), _("Write them under “en”."))
    return Question(
        key=key,
        kind=_kind(said, reading),
        wording=wording,
        hint=_words(said, "hint", reading),
        scale=_text(said, "scale", 40, reading),
        points=_points(said, "points", reading),
        rows=_points(said, "rows", reading),
        box=_keys(said, "box", reading),
        box_name=_words(said, "box_name", reading),
        only_if=_condition(said, reading),
        lowest=_number(said, "lowest", reading),
        highest=_number(said, "highest", reading),
        unit=_words(said, "unit", reading),
        is_required=_yes(said, "is_required", reading),
        is_protected_topic=_yes(said, "is_protected_topic", reading),
        page=_page_number(said, pages, reading),
    )


def _known(said: Any, what: str, reading: Reading) -> None:
    for name in said.keys() - FIELDS[what]:
        problem = _("There is no such field.")
        reading.wrong(said, str(name)[:60], problem, _("Take it out, or look how it is written."))


def _several(said: dict[str, Any], name: str, most: int, reading: Reading) -> list[dict[str, Any]]:
    """A list of objects, not too many."""
    found = said.get(name, [])
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        reading.wrong(said, name, _("This is no list."), _("Write it as [{…}, {…}]."))
        return []
    if len(found) > most:
        told = _("There are %(count)d of them; at most %(most)d can be.") % {
            "count": len(found),
            "most": most,
        }
        reading.wrong(said, name, told, _("Make several questionnaires of it."))
        return []
    return found


def _text(said: dict[str, Any], name: str, most: int, reading: Reading) -> str:
    found = said.get(name, "")
    if not isinstance(found, str) or not _readable(found):
        reading.wrong(said, name, _("This is no text."), _("Write it in quotes."))
        return ""
    if len(found) > most:
        told = _("The text has %(count)d characters; at most %(most)d can be.")
        reading.wrong(said, name, told % {"count": len(found), "most": most}, _("Shorten it."))
        return ""
    if TURNS.search(found):
        told = _("It has an invisible character that turns the direction of what follows.")
        reading.wrong(said, name, told, _("Write the words anew, without copying them."))
        return ""
    return found.strip()


def _readable(text: str) -> bool:
    """Half a character (a lone surrogate) and NUL can be written in JSON and stored nowhere."""
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def _words(said: dict[str, Any], name: str, reading: Reading) -> Words:
    """Texts by language; an empty one is as good as none."""
    found = said.get(name, {})
    if not isinstance(found, dict) or not all(LANGUAGE.fullmatch(str(language)) for language in found):
        reading.wrong(
            said,
            name,
            _("Words stand under the code of their language."),
            _("Write {“en”: “…”, “es”: “…”}."),
        )
        return {}
    placed = found if hasattr(found, "at") else _at(said, "", "") | found
    texts = {language: _text(placed, language, LONGEST, reading) for language in found}
    return {language: text for language, text in texts.items() if text}


def _title(said: dict[str, Any], reading: Reading) -> Words:
    """On one line, as titles stand in lists and mails."""
    titles = _words(said, "title", reading)
    return {language: " ".join(map(str.strip, text.splitlines())) for language, text in titles.items()}


def _key(said: dict[str, Any], name: str, pattern: re.Pattern[str], reading: Reading) -> str:
    found = said.get(name)
    if not isinstance(found, str) or not pattern.fullmatch(found):
        reading.wrong(
            said,
            name,
            _("A key has small letters, digits, “_” and “-”, and is not too long."),
            _("Write one such as “how_well”."),
        )
        return ""
    return found


def _kind(said: dict[str, Any], reading: Reading) -> ItemKind:
    found = said.get("kind")
    if found not in ItemKind.values:
        reading.wrong(
            said,
            "kind",
            _("There is no such kind of question: %(kind)s") % {"kind": str(found)[:40]},
            _("Choose one of: %(kinds)s") % {"kinds": ", ".join(ItemKind.values)},
        )
        return ItemKind.TEXT
    return ItemKind(found)


def _points(said: dict[str, Any], name: str, reading: Reading) -> tuple[Point, ...]:
    made = []
    for one in _several(said, name, MOST_POINTS, reading):
        point = {"key": _key(one, "key", POINT_KEY, reading)}
        if "state" in one:
            point["state"] = _text(one, "state", 20, reading)
            if point["state"] not in UseState.values:
                told = _("Choose one of: %(kinds)s") % {"kinds": ", ".join(UseState.values)}
                reading.wrong(one, "state", _("There is no such state."), told)
        texts = {language: text for language, text in one.items() if language not in ("key", "state")}
        made.append(point | _words(_at(one, name, texts), name, reading))
    keys = [point["key"] for point in made]
    if len(set(keys)) < len(keys):
        reading.wrong(said, name, _("Two of them have one key."), _("Give each its own."))
    return tuple(made)


def _at(where: dict[str, Any], name: str, value: Any) -> Placed:
    """An object with this one field, at the place of another."""
    placed = Placed({name: value})
    placed.at = getattr(where, "at", 0)
    return placed


def _keys(said: dict[str, Any], name: str, reading: Reading) -> tuple[str, ...]:
    found = said.get(name, [])
    if not isinstance(found, list) or not all(
        isinstance(one, str) and POINT_KEY.fullmatch(one) for one in found
    ):
        reading.wrong(said, name, _("This is no list of keys."), _("Write it as [“very”, “extremely”]."))
        return ()
    return tuple(found)


def _condition(said: dict[str, Any], reading: Reading) -> Condition | None:
    found = said.get("shown_when") or None
    if found is None:
        return None
    if not isinstance(found, dict) or found.keys() != {"item", "points"}:
        reading.wrong(
            said,
            "shown_when",
            _("A condition names a question and some of its answers."),
            _("Write {“item”: “used”, “points”: [“some”]}."),
        )
        return None
    return _key(found, "item", KEY, reading), frozenset(_keys(found, "points", reading))


def _number(said: dict[str, Any], name: str, reading: Reading) -> int | None:
    found = said.get(name)
    if found is None:
        return None
    if isinstance(found, bool) or not isinstance(found, int) or abs(found) > 1_000_000_000:
        reading.wrong(said, name, _("This is no whole number that can be."), _("Write one such as 40."))
        return None
    return found


def _yes(said: dict[str, Any], name: str, reading: Reading) -> bool:
    found = said.get(name, False)
    if not isinstance(found, bool):
        reading.wrong(said, name, _("This is neither yes nor no."), _("Write true or false."))
    return found is True


def _page_number(said: dict[str, Any], pages: int, reading: Reading) -> int:
    if not pages and "page" not in said:
        return 0
    found = said.get("page")
    if isinstance(found, bool) or not isinstance(found, int) or not (1 <= found <= pages):
        told = _("There is no such page; there are %(count)d.") % {"count": pages}
        reading.wrong(said, "page", told, _("Write the number of a page, from 1."))
        return 0
    return found


def _twice(questions: Collection[dict[str, Any]], reading: Reading) -> None:
    seen: set[str] = set()
    for one in questions:
        if (key := str(one.get("key"))) in seen:
            told = _("Two questions have the key %(key)s.") % {"key": key[:60]}
            reading.wrong(one, "key", told, _("Give each its own."))
        seen.add(key)
