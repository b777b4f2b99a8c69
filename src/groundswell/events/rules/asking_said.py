"""What people said about events, wave by wave: shares stand side by side, each with its own number, none is pooled."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from groundswell.kernel import numbers
from groundswell.kernel.numbers import Share, ShareDefinition
from groundswell.surveys.models import Instrument, Item, SurveyWave
from groundswell.surveys.queries.side_by_side import boxed_items, counts_in
from groundswell.surveys.queries.waves import answered_in, threshold
from groundswell.surveys.rules.ready_made import label_of, said_in


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
    """These waves by version of their questionnaire, and the smallest group that is shown. Four statements."""
    smallest = threshold()
    answered = answered_in(list(waves))
    versions = {one.instrument_id: one.instrument for one in waves}
    items = boxed_items(list(versions)) if waves else []
    counts = counts_in([one.pk for one in waves], items) if items else {}
    groups = []
    for pk, instrument in versions.items():
        own = [item for item in items if item.instrument_id == pk]
        rows = []
        for wave in waves:
            if wave.instrument_id != pk:
                continue
            people = answered.get(wave.pk, 0)
            shown = None if numbers.suppressed(people, smallest) else people
            rate = numbers.response_rate(shown, wave.invited) if shown is not None else None
            shares = tuple(
                Boxed(
                    said_in(item.box_name, language),
                    _share(item, counts.get((wave.pk, item.pk), {}), wave, smallest, language),
                )
                for item in own
            )
            rows.append(Row(wave, shown, rate, shares))
        questions = tuple((said_in(one.wording, language), said_in(one.box_name, language)) for one in own)
        groups.append(Group(instrument, said_in(instrument.title, language), questions, tuple(rows)))
    return groups, smallest


def _share(
    item: Item, counts: dict[str, int], wave: SurveyWave, smallest: int, language: str
) -> Share | None:
    points = {point["key"]: label_of(point, language) for point in item.points}
    said = {label: counts.get(key, 0) for key, label in points.items()}
    if numbers.suppressed(sum(said.values()), smallest):
        return None
    box = frozenset(points[key] for key in item.box)
    definition = ShareDefinition(said_in(item.wording, language), tuple(points.values()), box)
    return numbers.share(definition, said, invited=wave.invited, threshold=smallest)
