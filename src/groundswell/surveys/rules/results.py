"""What a wave's results may say: one place decides what is shown, for the page, the picture and the file alike."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from groundswell.kernel import numbers
from groundswell.kernel.charts import Bar
from groundswell.kernel.numbers import Share
from groundswell.kernel.words import said_in
from groundswell.surveys.choices import ItemKind
from groundswell.surveys.models import Item, SurveyWave
from groundswell.surveys.queries.results import Tally
from groundswell.surveys.rules import results_parts as parts
from groundswell.surveys.rules.published import published_of
from groundswell.surveys.rules.results_parts import Line, Mean, Nps, NumberSummary, State


@dataclass(frozen=True, slots=True)
class ItemResult:
    """One question as it may be shown. Where the group is too small everything but the question is empty.

    ``invited`` are those of whom it was asked: everybody, or (``is_conditional``) those whose earlier answers led here.
    """

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
    is_conditional: bool = False
    nps: Nps | None = None
    states: tuple[State, ...] = ()
    lines: tuple[Line, ...] = ()
    number: NumberSummary | None = None

    @property
    def response_rate(self) -> Fraction:
        return numbers.response_rate(self.answered, self.invited)

    @property
    def is_several(self) -> bool:
        """True where one person may have chosen several: shares are of people and don't add up to all."""
        return self.item.kind == ItemKind.SEVERAL


@dataclass(frozen=True, slots=True)
class WaveResult:
    """A wave as it may be shown. ``answered`` is None while fewer people than ``threshold`` answered.

    ``frozen_at`` is when its numbers were counted for good.
    """

    wave: SurveyWave
    questionnaire: str
    threshold: int
    answered: int | None
    items: tuple[ItemResult, ...]
    frozen_at: datetime | None = None

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
    def sample(self) -> int | None:
        """How many were drawn by chance, where not everybody was asked."""
        return self.wave.audience.get("sample") if self.wave.audience else None

    @property
    def main_share(self) -> ItemResult | None:
        """The first question with a box, if it may be shown: the headline is made of it."""
        return next((item for item in self.items if item.share), None)

    @property
    def main_mean(self) -> ItemResult | None:
        """The first question with a mean, if it may be shown."""
        return next((item for item in self.items if item.mean), None)


def result_of(wave: SurveyWave, language: str, texts: int | None = None) -> WaveResult:
    """Everything that may be shown of a wave, in words of ``language``. Nine statements at most, whatever its size.

    ``texts`` limits how many texts of a question come along.
    """
    found = published_of(wave, texts)
    items = tuple(
        item_result(
            tally,
            wave.invited if tally.led_here is None else tally.led_here,
            threshold=found.threshold,
            language=language,
        )
        for tally in found.tallies
    )
    title = said_in(wave.instrument.title, language)
    return WaveResult(wave, title, found.threshold, found.answered, items, found.frozen_at)


def item_result(tally: Tally, invited: int, *, threshold: int, language: str) -> ItemResult:
    """One question as it may be shown: nothing of it below ``threshold`` answers."""
    item = tally.item
    question, is_conditional = said_in(item.wording, language), tally.led_here is not None
    if numbers.suppressed(tally.answered, threshold):
        return ItemResult(item, question, invited, is_shown=False, is_conditional=is_conditional)
    return ItemResult(
        item,
        question,
        invited,
        is_shown=True,
        answered=tally.answered,
        bars=parts.bars_of(item, tally.counts, language),
        share=None if item.is_in_parts else parts.share_of(item, tally.counts, invited, threshold, language),
        box_name=said_in(item.box_name, language) if item.box_name else "",
        mean=parts.rating_mean(tally, invited),
        texts=tally.texts,
        is_conditional=is_conditional,
        nps=parts.nps_of(tally, invited),
        states=parts.states_of(tally, invited, threshold, language),
        lines=parts.lines_of(tally, invited, threshold, language),
        number=parts.number_of(tally, invited, language),
    )
