"""What a wave's results may say: one place decides what is shown, for the page, the picture and the file alike."""

from dataclasses import dataclass, replace
from fractions import Fraction

from groundswell.kernel import numbers
from groundswell.kernel.charts import Bar
from groundswell.kernel.numbers import Share, ShareDefinition
from groundswell.surveys.choices import ItemKind
from groundswell.surveys.models import Item, SurveyWave
from groundswell.surveys.queries.results import Tally, tallies_of
from groundswell.surveys.queries.waves import answered_in, threshold
from groundswell.surveys.rules.ready_made import condition_of, label_of, said_in


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean of whole numbers and what the silent could make of it (``low`` to ``high``)."""

    value: Fraction
    low: Fraction
    high: Fraction
    lowest: int
    highest: int


@dataclass(frozen=True, slots=True)
class ItemResult:
    """One question as it may be shown. Where the group is too small everything but the question is empty."""

    item: Item
    question: str
    invited: int
    is_shown: bool
    answered: int = 0
    bars: tuple[Bar, ...] = ()
    share: Share | None = None
    box_name: str = ""
    mean: Mean | None = None
    texts: tuple[str, ...] = ()
    is_conditional: bool = False  # asked only of some: ``invited`` are those of whom it was asked

    @property
    def response_rate(self) -> Fraction:
        return numbers.response_rate(self.answered, self.invited)


@dataclass(frozen=True, slots=True)
class WaveResult:
    """A wave as it may be shown. ``answered`` is None while fewer people than ``threshold`` answered."""

    wave: SurveyWave
    questionnaire: str
    threshold: int
    answered: int | None
    items: tuple[ItemResult, ...]

    @property
    def response_rate(self) -> Fraction | None:
        return None if self.answered is None else numbers.response_rate(self.answered, self.wave.invited)

    @property
    def twice(self) -> int:
        """How many answers a question needs before some are shown while more may come."""
        return 2 * self.threshold

    @property
    def is_shown(self) -> bool:
        return any(item.is_shown for item in self.items)

    @property
    def main_share(self) -> ItemResult | None:
        """The first question with a box, if it may be shown: the headline is made of it."""
        return next((item for item in self.items if item.share), None)

    @property
    def main_mean(self) -> ItemResult | None:
        """The first question with a mean, if it may be shown."""
        return next((item for item in self.items if item.mean), None)


def result_of(wave: SurveyWave, language: str) -> WaveResult:
    """Everything that may be shown of a wave, in words of ``language``. Five statements, whatever its size."""
    smallest = threshold()
    people = answered_in([wave]).get(wave.pk, 0)
    tallies = tallies_of(wave)
    items = []
    for tally in tallies:
        asked, is_conditional = _asked(tally, tallies, wave)
        result = item_result(tally, asked, threshold=smallest, language=language)
        items.append(replace(result, is_conditional=is_conditional))
    answered = None if numbers.suppressed(people, smallest) else people
    return WaveResult(wave, said_in(wave.instrument.title, language), smallest, answered, tuple(items))


def _asked(tally: Tally, tallies: list[Tally], wave: SurveyWave) -> tuple[int, bool]:
    """Of how many a question is asked, and whether only of those who said before what leads to it: its own N."""
    condition = condition_of(wave.instrument.key, tally.item.key)
    if condition is None:
        return wave.invited, False
    before, points = condition
    led_here = sum(
        count
        for other in tallies if other.item.key == before
        for point, count in other.counts.items() if point in points
    )  # fmt: skip
    # Questions are released in batches of their own, so that one may be ahead of the other.
    return max(led_here, tally.answered), True


def item_result(tally: Tally, invited: int, *, threshold: int, language: str) -> ItemResult:
    """One question as it may be shown: nothing of it below ``threshold`` answers."""
    item = tally.item
    question = said_in(item.wording, language)
    if numbers.suppressed(tally.answered, threshold):
        return ItemResult(item, question, invited, is_shown=False)
    labels = {point["key"]: label_of(point, language) for point in item.points}
    return ItemResult(
        item,
        question,
        invited,
        is_shown=True,
        answered=tally.answered,
        bars=tuple(Bar(labels[key], count, in_box=key in item.box) for key, count in tally.counts.items()),
        share=_share(tally, question, labels, invited, threshold),
        box_name=said_in(item.box_name, language),
        mean=_mean(tally, invited),
        texts=tally.texts,
    )


def _share(tally: Tally, question: str, labels: dict[str, str], invited: int, threshold: int) -> Share | None:
    if not tally.item.box:
        return None
    box = frozenset(labels[key] for key in tally.item.box)
    definition = ShareDefinition(question, tuple(labels.values()), box)
    counts = {labels[key]: count for key, count in tally.counts.items()}
    return numbers.share(definition, counts, invited=invited, threshold=threshold)


def _mean(tally: Tally, invited: int) -> Mean | None:
    if tally.item.kind != ItemKind.RATING_1_10:
        return None
    pairs = [(int(key), count) for key, count in tally.counts.items()]
    lowest, highest = pairs[0][0], pairs[-1][0]
    low, high = mean_bounds(pairs, invited, lowest=lowest, highest=highest)
    value = numbers.mean(pairs)
    return Mean(value, low, high, lowest, highest) if value is not None else None


def mean_bounds(
    pairs: list[tuple[int, int]], invited: int, *, lowest: int, highest: int
) -> tuple[Fraction, Fraction]:
    """The mean over all invited if the silent had all said ``lowest``, and if they had all said ``highest``.

    Worst-case bounds as ``kernel.numbers.bounds`` has them for a share (Manski, 1989).
    """
    total = sum(value * count for value, count in pairs)
    silent = invited - sum(count for _, count in pairs)
    return Fraction(total + silent * lowest, invited), Fraction(total + silent * highest, invited)
