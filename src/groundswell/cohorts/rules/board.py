"""The decision board as it is read: every school with its scores, where a line would put it, and the mix of those in.

Pure functions on what ``queries.board`` found. A line may be the decision's own or one that somebody tries out: trying
out writes nothing.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from statistics import median
from typing import Any

from django.utils.translation import gettext as _

from groundswell.cohorts.choices import PhaseKind, Place, PlacedBy
from groundswell.cohorts.models import Candidacy
from groundswell.cohorts.queries.board import Found
from groundswell.cohorts.rules import placing
from groundswell.cohorts.rules.placing import Line
from groundswell.kernel.charts import percent

METHODS = ("mean", "median", "adjusted", "rasch")


@dataclass(slots=True)
class Row:
    """One school. ``ranks`` by method, None where a method has no score for it; ``share`` is selected in that part of
    resamples; ``side`` is 1 above the line, 0 near it, -1 below, None without a score."""

    candidacy: Candidacy
    totals: list[Decimal]
    mean: Decimal | None
    median: Decimal | None
    spread: Decimal | None
    visit: Decimal | None
    approval: str
    adjusted: tuple[float, float, float] | None
    share: float | None
    ranks: dict[str, int | None]
    performance: tuple[Decimal, int] | None
    title_one: bool | None
    level: str
    community: str
    side: int | None = None
    place: str = ""
    placed_by: str = ""
    reason: str = ""

    @property
    def is_in(self) -> bool:
        return self.place == Place.CHOSEN


@dataclass(frozen=True, slots=True)
class Mix:
    """How many of a kind there are among those in and among all, of how many."""

    name: str
    inside: int
    of_inside: int
    everywhere: int
    of_everywhere: int

    @property
    def inside_words(self) -> str:
        return _part(self.inside, self.of_inside)

    @property
    def all_words(self) -> str:
        return _part(self.everywhere, self.of_everywhere)


def rows_of(found: Found) -> list[Row]:
    """Every school in the running, the highest raw mean first; who has no score last."""
    data = found.report.data if found.report else {}
    medians = {key: _median(one) for key, one in found.given.items()}
    adjusted, abilities = data.get("adjusted", {}), data.get("rasch", {})
    means = {one.pk: placing.mean(found.given.get(one.pk, ())) for one in found.schools}
    ranks = {
        "mean": _ranks(means),
        "median": _ranks({one.pk: medians.get(one.pk) for one in found.schools}),
        "adjusted": _ranks({one.pk: _first(adjusted, one.pk) for one in found.schools}),
        "rasch": _ranks({one.pk: _first(abilities, one.pk) for one in found.schools}),
    }
    rows = [_row(one, found, data, means[one.pk], medians, ranks) for one in found.schools]
    return sorted(rows, key=lambda row: (row.mean is None, -(row.mean or 0), row.candidacy.school.name))


def put_line(rows: Iterable[Row], line: Line | None, places: int, order: list[int]) -> None:
    """Say of every row where a line and the lots put it. A judgement that was made stays."""
    rows = list(rows)
    if line is None:
        return
    scores = {row.candidacy.pk: row.mean for row in rows}
    found = placing.placed(scores, line, places, order)
    for row in rows:
        row.side = None if row.mean is None else line.side(row.mean)
        if row.placed_by != PlacedBy.JUDGEMENT:
            row.place, row.placed_by = found[row.candidacy.pk].place, found[row.candidacy.pk].by


def mixes(rows: Iterable[Row]) -> dict[str, list[Mix]]:
    """Level, learning community and Title I of those in, beside all schools in the running."""
    rows = list(rows)
    inside = [row for row in rows if row.is_in]
    titles = {True: _("Title I"), False: _("Not Title I"), None: _("Not known")}
    return {
        _("Level"): _mix(rows, inside, lambda row: row.level),
        _("Learning community"): _mix(rows, inside, lambda row: row.community),
        _("Title I"): _mix(rows, inside, lambda row: titles[row.title_one]),
    }


def who_is_in(rows: Iterable[Row], places: int) -> list[dict[str, Any]]:
    """For each method how many of those in by the mean it would leave out, and whom it would take instead."""
    rows = list(rows)
    by_mean = {row.candidacy.pk for row in rows if _within(row, "mean", places)}
    found = []
    for method in METHODS:
        inside = {row.candidacy.pk for row in rows if _within(row, method, places)}
        if not inside:
            continue
        found.append(
            {
                "method": method,
                "inside": len(inside),
                "more": [row for row in rows if row.candidacy.pk in inside - by_mean],
                "less": [row for row in rows if row.candidacy.pk in by_mean - inside],
            }
        )
    return found


def after_the_line(rows: Iterable[Row], order: list[int]) -> list[Row]:
    """Who is not in, the next in line first: by lot near the line, then by score."""
    lots = {key: at for at, key in enumerate(order)}
    out = [row for row in rows if not row.is_in and row.mean is not None]
    return sorted(
        out, key=lambda row: (lots.get(row.candidacy.pk, len(lots)), -(row.mean or 0), row.candidacy.pk)
    )


def _part(some: int, of: int) -> str:
    """A count with its share, where there is anything that it can be a share of."""
    return f"{some} ({percent(Fraction(some, of))})" if of else str(some)


def _row(
    one: Candidacy,
    found: Found,
    data: Mapping[str, Any],
    mean: Decimal | None,
    medians: Mapping[int, Decimal],
    ranks: Mapping[str, Mapping[int, int]],
) -> Row:
    key, school, entry = str(one.pk), getattr(one.school, "school", None), found.entries.get(one.pk)
    given = found.given.get(one.pk, [])
    scored, share = data.get("adjusted", {}).get(key), data.get("share", {}).get(key)
    return Row(
        candidacy=one,
        totals=given,
        mean=mean,
        median=medians.get(one.pk),
        spread=max(given) - min(given) if len(given) > 1 else None,
        visit=placing.mean(found.visited.get(one.pk, ())),
        approval=found.outcomes.get((one.pk, PhaseKind.APPROVAL), ""),
        adjusted=tuple(scored) if scored and None not in scored else None,
        share=share[0] if share else None,
        ranks={method: ranks[method].get(one.pk) for method in METHODS},
        performance=found.performance.get(one.school_id),
        title_one=school.title_one if school else None,
        level=school.get_level_display() if school else "",
        community=one.school.parent.name if one.school.parent else "",
        place=entry.place if entry else "",
        placed_by=entry.placed_by if entry else "",
        reason=entry.reason if entry else "",
    )


def _ranks(scores: Mapping[int, Any]) -> dict[int, int]:
    """1 is best; equals share the better rank."""
    known = sorted((score for score in scores.values() if score is not None), reverse=True)
    first: dict[Any, int] = {}
    for at, score in enumerate(known, start=1):
        first.setdefault(score, at)
    return {key: first[score] for key, score in scores.items() if score is not None}


def _within(row: Row, method: str, places: int) -> bool:
    rank = row.ranks[method]
    return rank is not None and rank <= places


def _first(values: Mapping[str, Any], key: int) -> Any:
    one = values.get(str(key))
    return one[0] if one else None


def _median(totals: list[Decimal]) -> Decimal:
    return median(totals).quantize(placing.THOUSANDTH)


def _mix(rows: list[Row], inside: list[Row], name_of: Any) -> list[Mix]:
    everywhere, here = Counter(map(name_of, rows)), Counter(map(name_of, inside))
    return [
        Mix(str(name), here[name], len(inside), count, len(rows))
        for name, count in sorted(everywhere.items(), key=lambda one: str(one[0]))
    ]
