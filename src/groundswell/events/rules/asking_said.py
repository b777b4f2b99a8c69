"""What people said about events, wave by wave: shares stand side by side, each with its own number, none is pooled."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from groundswell.kernel import numbers
from groundswell.kernel.numbers import SMALLEST_THRESHOLD, Share
from groundswell.kernel.words import said_in
from groundswell.surveys.models import Instrument, SurveyWave
from groundswell.surveys.queries.side_by_side import boxed_items
from groundswell.surveys.queries.waves import threshold
from groundswell.surveys.rules.published import answered_shown, counts_shown
from groundswell.surveys.rules.results_parts import share_of


@dataclass(frozen=True, slots=True)
class Boxed:
    """What counts together in one question, and its share in one wave: None where too few answered."""

    label: str
    of: Share | None


@dataclass(frozen=True, slots=True)
class Row:
    """One wave. ``answered`` and ``rate`` are None below the threshold."""

    wave: SurveyWave
    answered: int | None
    rate: Fraction | None
    shares: tuple[Boxed, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The waves of one version of a questionnaire, newest first. ``questions`` are (question, what counts together)."""

    instrument: Instrument
    title: str
    questions: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]


def side_by_side(waves: Sequence[SurveyWave], language: str) -> tuple[list[Group], int]:
    """These waves by version of their questionnaire, and the smallest group that is shown. Seven statements."""
    smallest = threshold()
    answered = answered_shown(waves, smallest)
    versions = {one.instrument_id: one.instrument for one in waves}
    items = boxed_items(list(versions)) if waves else []
    counts = counts_shown(waves, items)
    groups = []
    for pk, instrument in versions.items():
        own = [item for item in items if item.instrument_id == pk]
        rows = []
        for wave in waves:
            if wave.instrument_id != pk:
                continue
            shown = answered[wave.pk]
            rate = numbers.response_rate(shown, wave.invited) if shown is not None else None
            shares = tuple(
                Boxed(
                    said_in(item.box_name, language),
                    share_of(
                        item, counts.get((wave.pk, item.pk), {}), wave.invited, SMALLEST_THRESHOLD, language
                    ),
                )
                for item in own
            )
            rows.append(Row(wave, shown, rate, shares))
        questions = tuple((said_in(one.wording, language), said_in(one.box_name, language)) for one in own)
        groups.append(Group(instrument, said_in(instrument.title, language), questions, tuple(rows)))
    return groups, smallest
