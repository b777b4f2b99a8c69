"""What counts as an answer: what is kept of it, and why something else is none."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from groundswell.surveys.choices import LINE_LIMIT, TEXT_LIMIT, ItemKind
from groundswell.surveys.models import Item
from groundswell.surveys.rules.branching import Given, Said

# Sixteen digits at most, four of them after the point, as ``Answer.number`` keeps them.
NUMBER = re.compile(r"[+-]?\d{1,12}(?:[.,]\d{1,4})?")
THOUSANDS = re.compile(r"[+-]?(?!0)\d{1,3}[.,]\d{3}")
LIMITS = {ItemKind.TEXT: TEXT_LIMIT, ItemKind.LINE: LINE_LIMIT}


@dataclass(frozen=True, slots=True)
class Part:
    """What one row of answers keeps; the fields are those of ``models.Answer``."""

    part: str = ""
    choice: str = ""
    number: Decimal | None = None
    text: str = ""


def tidy(answers: Given) -> dict[str, Said]:
    """What was answered, without blanks around it and without what says nothing."""
    tidied = {key: _tidied(said) for key, said in answers.items()}
    return {key: said for key, said in tidied.items() if said}


def parts_of(item: Item, said: Said) -> list[Part]:
    """What is kept of an answer: several rows for a matrix and where any of several may be chosen.

    Raises ValueError for what the question does not offer, for a number out of bounds and a text over its limit.
    """
    if item.kind == ItemKind.MATRIX:
        return _lines(item, said)
    if item.kind == ItemKind.SEVERAL:
        chosen = [said] if isinstance(said, str) else list(said)
        return [Part(part=key, choice=_point(item, key)) for key in dict.fromkeys(chosen)]
    if not isinstance(said, str):
        raise ValueError(f"{item.key!r} takes one answer.")
    if item.is_chosen:
        return [Part(choice=_point(item, said))]
    if item.kind == ItemKind.NUMBER:
        return [Part(number=_within(item, number_in(said)))]
    limit = LIMITS[ItemKind(item.kind)]
    if len(said) > limit:
        raise ValueError(f"A text has at most {limit} characters.")
    return [Part(text=said)]


def is_complete(item: Item, said: Said) -> bool:
    """False for a question without an answer, and for a matrix with an empty line."""
    if item.kind == ItemKind.MATRIX:
        return bool(said) and all(row["key"] in said for row in item.rows)
    return bool(said)


def number_in(text: str) -> Decimal:
    """The number that somebody typed, with a point or a comma. ValueError for anything else.

    "1,000" and "1.000" are refused: whether one or a thousand was meant depends on where somebody learned to write.
    """
    plain = "".join(text.split())
    if not NUMBER.fullmatch(plain) or THOUSANDS.fullmatch(plain):
        raise ValueError(f"{text[:40]!r} is no number that can be kept.")
    return Decimal(plain.replace(",", "."))


def is_within(item: Item, number: Decimal) -> bool:
    """True between the bounds of a question for a number, which belong to it."""
    return (item.lowest is None or number >= item.lowest) and (item.highest is None or number <= item.highest)


def _tidied(said: Said) -> Said:
    if isinstance(said, str):
        return said.strip()
    if isinstance(said, Mapping):
        return {key: value for key, value in said.items() if value}
    return [value for value in said if value]


def _lines(item: Item, said: Said) -> list[Part]:
    if not isinstance(said, Mapping):
        raise ValueError(f"{item.key!r} takes one answer for each of its lines.")
    if unknown := said.keys() - {row["key"] for row in item.rows}:
        raise ValueError(f"{sorted(unknown)[0]!r} is no line of {item.key!r}.")
    return [Part(part=row, choice=_point(item, point)) for row, point in said.items()]


def _point(item: Item, key: str) -> str:
    if key not in {point["key"] for point in item.points}:
        raise ValueError(f"{key!r} is not on the scale of {item.key!r}.")
    return key


def _within(item: Item, number: Decimal) -> Decimal:
    if not is_within(item, number):
        raise ValueError(f"{number} is not between {item.lowest} and {item.highest}.")
    return number
