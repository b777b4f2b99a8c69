"""What each kind of question may say beside its distribution: a mean, a score, states, lines, a number's quartiles."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from groundswell.kernel import numbers
from groundswell.kernel.charts import Bar
from groundswell.kernel.numbers import Interval, Share, ShareDefinition, Sums
from groundswell.kernel.words import said_in
from groundswell.surveys.choices import ItemKind, UseState
from groundswell.surveys.models import Item
from groundswell.surveys.queries.results import Tally, nps_value
from groundswell.surveys.rules.ready_made import label_of


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean of whole numbers and what the silent could make of it (``low`` to ``high``).

    ``interval`` is what chance alone leaves open, cut at the ends of the scale; None where all said the same.
    """

    value: Fraction
    low: Fraction
    high: Fraction
    lowest: int
    highest: int
    interval: Interval | None = None


@dataclass(frozen=True, slots=True)
class Nps:
    """A Net Promoter Score: per cent promoters less per cent detractors, from -100 to 100. ``mean`` has its range."""

    promoters: int
    passives: int
    detractors: int
    mean: Mean

    @property
    def answered(self) -> int:
        return self.promoters + self.passives + self.detractors


@dataclass(frozen=True, slots=True)
class State:
    """One of the three states of use, by itself: two are never added up."""

    key: str
    label: str
    share: Share


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a matrix with its own base. ``bars`` are empty where too few answered it."""

    label: str
    answered: int | None = None
    bars: tuple[Bar, ...] = ()
    share: Share | None = None


@dataclass(frozen=True, slots=True)
class NumberSummary:
    """What people said in numbers. The least and the greatest are never shown: each is one person's.

    ``median`` is shown with twice, ``quarters`` with four times the smallest group, so that on each side of what is
    shown there lie as many as a group needs. ``low`` and ``high`` are empty where the question has no limits.
    """

    mean: Fraction
    interval: Interval | None
    median: Fraction | None
    quarters: tuple[Fraction, Fraction] | None
    low: Fraction | None
    high: Fraction | None
    unit: str


def share_of(
    item: Item, counts: Mapping[str, int], invited: int, threshold: int, language: str
) -> Share | None:
    """The share in the item's box, None without one or below the threshold."""
    if not item.box:
        return None
    labels = labels_of(item, language)
    return _share(item, labels, frozenset(item.box), counts, invited, threshold, language)


def _share(
    item: Item,
    labels: Mapping[str, str],
    box: frozenset[str],
    counts: Mapping[str, int],
    invited: int,
    threshold: int,
    language: str,
) -> Share | None:
    definition = ShareDefinition(
        said_in(item.wording, language), tuple(labels.values()), frozenset(labels[key] for key in box)
    )
    named = {labels[key]: count for key, count in counts.items()}
    return numbers.share(definition, named, invited=invited, threshold=threshold)


def labels_of(item: Item, language: str) -> dict[str, str]:
    """What each point is called; two of one name are told apart, so that no count is lost between them."""
    labels: dict[str, str] = {}
    for point in item.points:
        label = label_of(point, language)
        labels[point["key"]] = f"{label} ({point['key']})" if label in labels.values() else label
    return labels


def bars_of(item: Item, counts: Mapping[str, int], language: str) -> tuple[Bar, ...]:
    """A bar for each point."""
    labels = labels_of(item, language)
    return tuple(Bar(labels[key], count, in_box=key in item.box) for key, count in counts.items())


def mean_of(pairs: list[tuple[int, int]], invited: int, *, lowest: int, highest: int) -> Mean | None:
    """The mean of (value, count) pairs with both its ranges; None where nothing was counted."""
    sums = Sums.of(pairs)
    if sums.mean is None:
        return None
    low, high = mean_bounds(pairs, invited, lowest=lowest, highest=highest)
    interval = numbers.mean_interval(sums)
    cut = interval.within(lowest, highest) if interval else None
    return Mean(sums.mean, low, high, lowest, highest, cut)


def rating_mean(tally: Tally, invited: int) -> Mean | None:
    """Of a question from 1 to 10, which is never called NPS."""
    if tally.item.kind != ItemKind.RATING_1_10:
        return None
    pairs = [(int(key), count) for key, count in tally.counts.items()]
    return mean_of(pairs, invited, lowest=pairs[0][0], highest=pairs[-1][0])


def nps_of(tally: Tally, invited: int) -> Nps | None:
    """Of a question from 0 to 10."""
    if tally.item.kind != ItemKind.NPS_0_10:
        return None
    parts = {100: 0, 0: 0, -100: 0}
    for key, count in tally.counts.items():
        parts[nps_value(int(key))] += count
    mean = mean_of(list(parts.items()), invited, lowest=-100, highest=100)
    return Nps(parts[100], parts[0], parts[-100], mean) if mean else None


def states_of(tally: Tally, invited: int, threshold: int, language: str) -> tuple[State, ...]:
    """Implemented, planning, neither: each with its own count and share, none merged with another."""
    item = tally.item
    if item.kind != ItemKind.USE:
        return ()
    labels, states = labels_of(item, language), []
    for state in UseState:
        box = frozenset(point["key"] for point in item.points if point.get("state") == state)
        share = _share(item, labels, box, tally.counts, invited, threshold, language)
        if box and share:
            states.append(State(state.value, str(state.label), share))
    return tuple(states)


def lines_of(tally: Tally, invited: int, threshold: int, language: str) -> tuple[Line, ...]:
    """The lines of a matrix, each hidden by itself where too few answered it."""
    item, found = tally.item, []
    for row in item.rows:
        counts = tally.lines.get(row["key"], {})
        answered = sum(counts.values())
        label = label_of(row, language)
        if numbers.suppressed(answered, threshold):
            found.append(Line(label))
            continue
        share = share_of(item, counts, invited, threshold, language)
        found.append(Line(label, answered, bars_of(item, counts, language), share))
    return tuple(found)


def number_of(tally: Tally, invited: int, language: str) -> NumberSummary | None:
    """Mean, median and quartiles of what was said in numbers."""
    item, spread = tally.item, tally.spread
    if spread is None or spread.sums.mean is None:
        return None
    low = high = None
    if item.lowest is not None and item.highest is not None:
        low, high = _bounds(spread.sums, invited, item.lowest, item.highest)
    return NumberSummary(
        mean=spread.sums.mean,
        interval=numbers.mean_interval(spread.sums),
        median=spread.median,
        quarters=spread.quarters,
        low=low,
        high=high,
        unit=said_in(item.unit, language) if item.unit else "",
    )


def mean_bounds(
    pairs: list[tuple[int, int]] | list[tuple[Decimal, int]], invited: int, *, lowest: int, highest: int
) -> tuple[Fraction, Fraction]:
    """The mean over all invited if the silent had all said ``lowest``, and if they had all said ``highest``.

    Worst-case bounds as ``kernel.numbers.bounds`` has them for a share (Manski, 1989).
    """
    return _bounds(Sums.of(pairs), invited, lowest, highest)


def _bounds(sums: Sums, invited: int, lowest: int, highest: int) -> tuple[Fraction, Fraction]:
    silent = invited - sums.n
    return (sums.total + silent * lowest) / invited, (sums.total + silent * highest) / invited
