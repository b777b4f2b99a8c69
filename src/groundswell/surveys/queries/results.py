"""What was answered, in counts. Only released answers are counted, and no query here touches a person."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from groundswell.kernel import numbers, rows
from groundswell.kernel.numbers import Sums
from groundswell.kernel.tenancy import current_tenant
from groundswell.surveys.choices import ItemKind
from groundswell.surveys.models import Answer, Item, Response, SurveyWave
from groundswell.surveys.queries.questions import IN_ORDER, questions_of

FORGOTTEN = "…"  # what is left of a text whose author was erased (actions.forgetting)


def nps_value(grade: int) -> int:
    """What an answer from 0 to 10 counts in a Net Promoter Score, which is the mean of these.

    9 and 10 promote, 7 and 8 are passive, 0 to 6 detract (Reichheld, 2003, Harvard Business Review 81(12):46-54).
    """
    return 100 if grade >= 9 else 0 if grade >= 7 else -100


@dataclass(frozen=True, slots=True)
class Spread:
    """What people said in numbers: what a mean is made of, the value in the middle, and the quarters around it."""

    sums: Sums
    median: Fraction | None = None
    quarters: tuple[Fraction, Fraction] | None = None

    @classmethod
    def of(cls, pairs: Collection[tuple[Decimal, int]]) -> "Spread":
        """Of (value, count) pairs, one at least."""
        first, median, third = (numbers.quantile(pairs, Fraction(part, 4)) for part in (1, 2, 3))
        return cls(Sums.of(pairs), median, (first, third))


@dataclass(frozen=True, slots=True)
class Tally:
    """One question, and how often each of its points was chosen, every point present; or its texts.

    ``people`` are those who answered it: where several options may be chosen they are fewer than the choices.
    ``lines`` holds the counts of each line of a matrix, ``spread`` what was said in numbers. ``led_here`` are those
    whose earlier answers led to the question; None where it is asked of everybody.
    """

    item: Item
    counts: dict[str, int]
    texts: tuple[str, ...] = ()
    people: int = 0
    lines: dict[str, dict[str, int]] = field(default_factory=dict)
    spread: Spread | None = None
    led_here: int | None = None

    @property
    def answered(self) -> int:
        return self.people


def items_in(waves: Collection[SurveyWave]) -> dict[int, list[Item]]:
    """The questions of these waves by instrument (id), in order, with their pages. One statement."""
    found: dict[int, list[Item]] = {wave.instrument_id: [] for wave in waves}
    for item in Item.objects.select_related("page").filter(instrument__in=found).order_by(*IN_ORDER):
        found[item.instrument_id].append(item)
    return found


def released_in(wave: SurveyWave) -> QuerySet[Answer]:
    """The answers of a wave that may be counted."""
    return Answer.objects.filter(wave=wave, is_released=True)


def tallies_of(wave: SurveyWave, texts: int | None = None) -> list[Tally]:
    """A tally for each question of the wave, in order. Not yet fit to show (``rules.results``).

    ``texts`` limits how many texts of a question are read. At most seven statements, whatever the wave's size.
    """
    items = questions_of(wave)
    counts: dict[tuple[int, str, str], int] = {}
    people: dict[int, int] = defaultdict(int)
    for item, choice, n in _counted(wave):
        people[item] += n
        counts[item, "", choice] = n
    counts |= _lines(wave, [item for item in items if item.kind == ItemKind.MATRIX])
    people |= _people_in(wave, [item for item in items if item.is_in_parts])
    spreads = _spreads(wave, [item for item in items if item.kind == ItemKind.NUMBER])
    said = texts_of(wave, [item.pk for item in items if item.is_written], texts)
    led = _led_here(wave, items, counts)
    return [
        Tally(
            item,
            {} if item.kind == ItemKind.MATRIX else _points(item, counts),
            tuple(said.get(item.pk, ())),
            people.get(item.pk, 0),
            {row["key"]: _points(item, counts, row["key"]) for row in item.rows},
            spreads.get(item.pk),
            led.get(item.pk),
        )
        for item in items
    ]


def _counted(wave: SurveyWave) -> Iterable[tuple[int, str, int]]:
    """Answers by question and point: the index alone tells them. Texts and numbers have no point."""
    return released_in(wave).values_list("item", "choice").annotate(n=Count("*")).order_by()


def _lines(wave: SurveyWave, items: list[Item]) -> dict[tuple[int, str, str], int]:
    if not items:
        return {}
    said = released_in(wave).filter(item__in=items).values_list("item", "part", "choice").order_by()
    return {(item, part, choice): n for item, part, choice, n in said.annotate(n=Count("pk"))}


def _spreads(wave: SurveyWave, items: list[Item]) -> dict[int, Spread]:
    found: dict[int, dict[Decimal, int]] = defaultdict(dict)
    if items:
        said = released_in(wave).filter(item__in=items).values_list("item", "number").order_by()
        for item, number, n in said.annotate(n=Count("pk")):
            found[item][number] = n
    return {item: Spread.of(pairs.items()) for item, pairs in found.items()}


def _points(item: Item, counts: Mapping[tuple[int, str, str], int], line: str = "") -> dict[str, int]:
    """How often each point was chosen, in a matrix for one line."""
    return {point["key"]: counts.get((item.pk, line, point["key"]), 0) for point in item.points}


def _people_in(wave: SurveyWave, items: list[Item]) -> dict[int, int]:
    """Who answered questions that have several answers each."""
    if not items:
        return {}
    said = released_in(wave).filter(item__in=items).values("item").order_by()
    return dict(said.annotate(n=Count("response", distinct=True)).values_list("item", "n"))


_SOME = """
    SELECT * FROM (
      SELECT item_id, text FROM surveys_answer
      WHERE tenant_id = %s AND wave_id = %s AND item_id = %s AND is_released AND NOT (text = '')
      ORDER BY key LIMIT %s) part{at}
"""


def texts_of(wave: SurveyWave, items: Collection[int], most: int | None) -> dict[int, list[str]]:
    """Own words by question (ids), in the order of random keys: it says nothing about who or when. One statement.

    ``most`` limits how many texts of a question are read. An index brings them in this order, so that a few cost the
    same of however many.
    """
    found: dict[int, list[str]] = defaultdict(list)
    if not items or most == 0:
        return found
    if most is None:
        words = released_in(wave).filter(item__in=items).exclude(text="").order_by("item", "key")
        said: Iterable[tuple[Any, ...]] = words.values_list("item", "text")
    else:
        own = current_tenant().pk
        parts = " UNION ALL ".join(_SOME.format(at=at) for at in range(len(items)))
        said = rows.run(parts, [value for item in items for value in (own, wave.pk, item, most)])
    for item, text in said:
        found[item].append(text)
    return found


def _led_here(
    wave: SurveyWave, items: list[Item], counts: Mapping[tuple[int, str, str], int]
) -> dict[int, int]:
    """How many were led to each question that is asked only of some: at most one statement for all of them."""
    by_key = {item.key: item for item in items}
    found, wanted = {}, {}
    for item in items:
        conditions = item.conditions
        if len(conditions) == 1 and by_key[conditions[0]["item"]].is_chosen:
            before = by_key[conditions[0]["item"]]
            found[item.pk] = sum(counts.get((before.pk, "", key), 0) for key in conditions[0]["points"])
        elif conditions:
            wanted[f"q{item.pk}"] = Count("pk", filter=Q(*(_said(by_key, one) for one in conditions)))
    if wanted:
        counted = Response.objects.filter(wave=wave).aggregate(**wanted)
        found |= {int(name[1:]): count for name, count in counted.items()}
    return found


def _said(items: Mapping[str, Item], condition: Mapping[str, Any]) -> Exists:
    before = items[condition["item"]]
    said = Answer.objects.filter(response=OuterRef("pk"), item=before, choice__in=condition["points"])
    return Exists(said.filter(is_released=True))
