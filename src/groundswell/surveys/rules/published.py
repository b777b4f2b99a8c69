"""What may be told of a wave, in counts: by page, file, facts and whatever compares waves.

Of a wave that is closed it is what was told when it closed (``models.FrozenTable``), whatever has happened since: a
school that moved, a record that was erased, another smallest group. Own words alone are read anew, because their
authors may take them back. While a wave is open, everything is counted anew.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from typing import Any

from groundswell.kernel import numbers
from groundswell.kernel.numbers import Sums
from groundswell.surveys.models import Item, SurveyWave
from groundswell.surveys.queries import frozen
from groundswell.surveys.queries.anonymous import smallest_in
from groundswell.surveys.queries.frozen import WHOLE
from groundswell.surveys.queries.questions import questions_of
from groundswell.surveys.queries.results import Spread, Tally, tallies_of, texts_of
from groundswell.surveys.queries.side_by_side import Counts, counts_in
from groundswell.surveys.queries.waves import answered_in, threshold

Content = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Published:
    """A wave as it may be told: a tally for each question, empty where fewer than ``threshold`` answered it.

    ``answered`` is None where they are fewer in all. ``frozen_at`` is when it was counted for good; None while it is
    counted anew.
    """

    threshold: int
    answered: int | None
    tallies: tuple[Tally, ...]
    frozen_at: datetime | None = None


def published_of(wave: SurveyWave, texts: int | None = 0) -> Published:
    """What may be told of a wave. Four statements of a frozen one, at most nine of another, whatever its size.

    ``texts`` limits how many texts of a question come along; None brings them all.
    """
    kept = frozen.whole_of(wave)
    if kept is None:
        return counted(wave, texts)
    items, shown = questions_of(wave), kept.content["items"]
    written = [item.pk for item in items if item.is_written and item.key in shown]
    said = texts_of(wave, written, texts)
    tallies = tuple(_read(item, shown.get(item.key), tuple(said.get(item.pk, ()))) for item in items)
    return Published(kept.threshold, kept.content["answered"], tallies, kept.frozen_at)


def counted(wave: SurveyWave, texts: int | None = 0) -> Published:
    """The same, counted now."""
    smallest = smallest_in(wave)
    people = _or_none(answered_in([wave]).get(wave.pk, 0), smallest)
    return Published(
        smallest, people, tuple(_masked(one, smallest, wave.is_open) for one in tallies_of(wave, texts))
    )


def content_of(published: Published) -> Content:
    """What is frozen of everybody together: ``answered``, and by key each question that may be shown."""
    return {
        "answered": published.answered,
        "items": {one.item.key: _written(one) for one in published.tallies if one.answered},
    }


def answered_shown(waves: Collection[SurveyWave], smallest: int) -> dict[int, int | None]:
    """For each of these waves (id) how many answered; None where they are too few to tell. Three statements at most.

    ``smallest`` is the district's threshold.
    """
    kept = frozen.tables_in(waves, WHOLE)
    people = answered_in([one for one in waves if (one.pk, WHOLE) not in kept])
    return {
        one.pk: kept[one.pk, WHOLE].content["answered"]
        if (one.pk, WHOLE) in kept
        else _or_none(people.get(one.pk, 0), smallest)
        for one in waves
    }


def counts_shown(waves: Collection[SurveyWave], items: Collection[Item]) -> Counts:
    """How often each point of these questions was chosen, by (wave, question), where it may be told. Three statements
    at most."""
    kept, smallest = frozen.tables_in(waves, WHOLE), threshold()
    counted = counts_in([one for one in waves if (one.pk, WHOLE) not in kept], items)
    found = {
        key: said for key, said in counted.items() if not numbers.suppressed(sum(said.values()), smallest)
    }
    for wave in waves:
        told = kept[wave.pk, WHOLE].content["items"] if (wave.pk, WHOLE) in kept else {}
        # Other versions of a questionnaire have questions of the same key.
        asked = [one for one in items if one.instrument_id == wave.instrument_id and one.key in told]
        found |= {(wave.pk, one.pk): _in_order(one, told[one.key]["counts"]) for one in asked}
    return found


def _or_none(people: int, smallest: int) -> int | None:
    return None if numbers.suppressed(people, smallest) else people


def _masked(tally: Tally, smallest: int, is_open: bool) -> Tally:
    """Without what would be one person's or a few people's."""
    is_conditional = tally.led_here is not None
    if numbers.suppressed(tally.answered, smallest):
        return _nothing(tally.item, is_conditional)
    spread, n = tally.spread, tally.answered
    if spread is not None:
        # On each side of what is shown there lie as many as a group needs.
        median = spread.median if n >= 2 * smallest else None
        spread = replace(spread, median=median, quarters=spread.quarters if n >= 4 * smallest else None)
    lines = {
        # A batch has as many people as a group needs, but they may leave out all of its lines but one.
        key: {} if is_open or numbers.suppressed(sum(counts.values()), smallest) else counts
        for key, counts in tally.lines.items()
    }
    # Questions are released in batches of their own, so that one may be ahead of the other.
    led_here = None if tally.led_here is None else max(tally.led_here, n)
    return replace(tally, lines=lines, spread=spread, led_here=led_here)


def _nothing(item: Item, is_conditional: bool) -> Tally:
    # How many were led to it is said by their answers: it is told with those or not at all.
    return Tally(item, {}, led_here=0 if is_conditional else None)


def _written(tally: Tally) -> Content:
    found: Content = {"people": tally.answered, "counts": tally.counts, "lines": tally.lines}
    if tally.led_here is not None:
        found["led_here"] = tally.led_here
    if tally.spread is not None:
        found["spread"] = _spread_written(tally.spread)
    return found


def _read(item: Item, said: Mapping[str, Any] | None, texts: tuple[str, ...]) -> Tally:
    if said is None:
        return _nothing(item, bool(item.conditions))
    # The database may give the keys back in another order.
    lines = {row["key"]: _in_order(item, said["lines"][row["key"]]) for row in item.rows}
    return Tally(
        item,
        _in_order(item, said["counts"]),
        texts,
        said["people"],
        lines,
        _spread_read(said["spread"]) if "spread" in said else None,
        said.get("led_here"),
    )


def _in_order(item: Item, counts: Mapping[str, int]) -> dict[str, int]:
    return {point["key"]: counts[point["key"]] for point in item.points if point["key"] in counts}


def sums_written(sums: Sums) -> list[Any]:
    """As JSON keeps it, exact."""
    return [sums.n, str(sums.total), str(sums.squares)]


def sums_read(kept: list[Any]) -> Sums:
    n, total, squares = kept
    return Sums(n, Fraction(total), Fraction(squares))


def _spread_written(spread: Spread) -> Content:
    return {
        "sums": sums_written(spread.sums),
        "median": None if spread.median is None else str(spread.median),
        "quarters": [str(one) for one in spread.quarters or ()],
    }


def _spread_read(kept: Content) -> Spread:
    median = None if kept["median"] is None else Fraction(kept["median"])
    quarters = tuple(Fraction(one) for one in kept["quarters"])
    return Spread(sums_read(kept["sums"]), median, (quarters[0], quarters[1]) if quarters else None)
