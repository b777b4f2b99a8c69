"""Which questions somebody is asked, given what they said before."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from groundswell.surveys.models import Item

# Item key to what was answered: a point's key, a number or own words; the keys of several options; for a matrix the
# point's key for each line's key.
Said = str | Sequence[str] | Mapping[str, str]
Given = Mapping[str, Said]


def is_asked(item: Item, given: Given) -> bool:
    """False where the person's other answers leave the question or its page out."""
    return all(_is_met(condition, given) for condition in item.conditions)


def asked_of(items: Iterable[Item], given: Given) -> list[Item]:
    """The questions, in order, that somebody who says this is asked. What they say to another one decides nothing."""
    asked: list[Item] = []
    counted: dict[str, Said] = {}
    for item in items:
        if is_asked(item, counted):
            asked.append(item)
            counted[item.key] = given.get(item.key, "")
    return asked


def _is_met(condition: Mapping[str, Any], given: Given) -> bool:
    said = given.get(condition["item"], "")
    if isinstance(said, str):
        chosen = {said}
    else:
        chosen = set(said.values() if isinstance(said, Mapping) else said)
    return bool(chosen & set(condition["points"]))
