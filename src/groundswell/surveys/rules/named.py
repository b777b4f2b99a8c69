"""One person's answers in words, question by question. Only for waves that ask with names, and for one's own."""

from collections.abc import Sequence

from groundswell.kernel.words import said_in
from groundswell.surveys.choices import ItemKind
from groundswell.surveys.models import Answer, Item
from groundswell.surveys.rules.ready_made import label_of


def said(item: Item, answers: Sequence[Answer], language: str) -> list[str]:
    """What somebody answered to a question: a line for each option or row, in the question's order; [] for nothing."""
    points = {point["key"]: label_of(point, language) for point in item.points}
    by_part = {one.part: one for one in answers}
    if item.kind == ItemKind.MATRIX:
        rows = [(label_of(row, language), by_part.get(row["key"])) for row in item.rows]
        return [f"{label}: {points.get(one.choice, one.choice)}" for label, one in rows if one]
    if item.kind == ItemKind.SEVERAL:
        return [label for key, label in points.items() if key in by_part]
    return [_one(item, one, points, language) for one in answers]


def _one(item: Item, answer: Answer, points: dict[str, str], language: str) -> str:
    if answer.number is not None:
        unit = said_in(item.unit, language) if item.unit else ""
        number = f"{answer.number:f}"
        number = number.rstrip("0").rstrip(".") if "." in number else number
        return f"{number} {unit}".strip()
    return answer.text or points.get(answer.choice, answer.choice)
