"""A version of a questionnaire as plain values: read from its rows, and given to them."""

import hashlib
import json
from dataclasses import asdict
from typing import Any

from groundswell.surveys.choices import ItemKind
from groundswell.surveys.models import Instrument, Item, QuestionPage
from groundswell.surveys.rules.ready_made import Page, Question, Questionnaire
from groundswell.surveys.rules.ready_made.parts import Condition

PLAIN = (
    *("key", "kind", "wording", "hint", "scale", "box_name", "lowest", "highest", "unit"),
    *("is_required", "is_protected_topic"),
)
LISTS = ("points", "rows", "box")


def questionnaire_of(instrument: Instrument) -> Questionnaire:
    """What a version says: two statements."""
    items, pages = (
        Item.objects.filter(instrument=instrument),
        QuestionPage.objects.filter(instrument=instrument),
    )
    return said_by(instrument, list(items), list(pages))


def said_by(instrument: Instrument, items: list[Item], pages: list[QuestionPage]) -> Questionnaire:
    """The same from rows that are read already."""
    number: dict[int | None, int] = {page.pk: at for at, page in enumerate(pages, start=1)}
    return Questionnaire(
        key=instrument.key,
        title=instrument.title,
        introduction=instrument.introduction,
        questions=tuple(question_of(item, number.get(item.page_id, 0)) for item in items),
        pages=tuple(page_of(page) for page in pages),
    )


def question_of(item: Item, page: int = 0) -> Question:
    """One row as plain values. ``page`` is its page's number."""
    values: dict[str, Any] = {name: getattr(item, name) for name in PLAIN}
    values |= {name: tuple(getattr(item, name)) for name in LISTS}
    values |= {"kind": ItemKind(item.kind), "only_if": _condition(item.shown_when), "page": page}
    return Question(**values)


def page_of(page: QuestionPage) -> Page:
    """One page's row as plain values."""
    return Page(title=page.title, only_if=_condition(page.shown_when))


def item_values(question: Question) -> dict[str, Any]:
    """The fields of an ``Item`` that asks this; its place, page and fingerprint are the caller's."""
    return {
        **{name: getattr(question, name) for name in PLAIN},
        **{name: list(getattr(question, name)) for name in LISTS},
        "shown_when": shown_when(question.only_if),
    }


def shown_when(only_if: Condition | None) -> dict[str, Any]:
    """A condition as a row keeps it."""
    return {"item": only_if[0], "points": sorted(only_if[1])} if only_if else {}


def mark_of(what: Question | Page | Questionnaire) -> str:
    """What two browsers compare: 16 hexadecimal digits over everything that is said.

    A form carries the mark of what it showed; when what is stored has another by now, somebody else changed it.
    """
    said = json.dumps(asdict(what), sort_keys=True, default=sorted)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def title_mark(questionnaire: Questionnaire) -> str:
    """The mark of title and introduction alone."""
    return mark_of(Questionnaire(questionnaire.key, questionnaire.title, (), questionnaire.introduction))


def _condition(said: dict[str, Any]) -> Condition | None:
    return (said["item"], frozenset(said["points"])) if said else None
