"""A row of the board in words. Put together in Python, and each number once: a board has hundreds of rows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groundswell.cohorts.choices import Outcome, PlacedBy
from groundswell.cohorts.rules.board import Row
from groundswell.kernel.charts import percent

Write = Callable[..., str]


@dataclass(frozen=True, slots=True)
class RowWords:
    """What stands in a row: whose it is, need, readings, how firm, ranks, place, what other phases said.
    A template finds it with one step: it asks for each hundreds of times."""

    row: Row
    pk: int
    school: str
    is_in: bool
    place_at: str
    need: str
    mean: str
    readings: str
    firm: str
    ranks: str
    place: str
    steps: str


def say(rows: Iterable[Row]) -> list[RowWords]:
    """Every row in words, in the language of the page."""
    write = cache(lambda value, digits: number_format(value, digits))
    return [_say(row, write) for row in rows]


def _say(row: Row, write: Write) -> RowWords:
    rank = row.ranks["mean"]
    return RowWords(
        row=row,
        pk=row.candidacy.pk,
        school=row.candidacy.school.name,
        is_in=row.is_in,
        place_at=str(rank) if rank else "–",
        need=_need(row, write),
        mean="" if row.mean is None else write(row.mean, 3),
        readings=_readings(row, write),
        firm="" if row.share is None else _in_resamples(row.share),
        ranks=" · ".join(filter(None, [_adjusted(row, write), _ranks(row)])),
        place=_place(row),
        steps=_steps(row, write),
    )


def _need(row: Row, write: Write) -> str:
    parts = [row.level, row.community]
    if row.title_one:
        parts.append(_("Title I"))
    if row.performance:
        value, year = row.performance
        parts.append(_("performance %(value)s (%(year)s)") % {"value": write(value, 0), "year": year})
    return " · ".join(filter(None, parts))


def _readings(row: Row, write: Write) -> str:
    if row.mean is None:
        return _("Not read yet")
    count = len(row.totals)
    said = ngettext("of %(n)s reading", "of %(n)s readings", count) % {"n": count}
    if row.spread is None or row.median is None:
        return said
    more = _("median %(median)s, range %(spread)s")
    return f"{said} · {more % {'median': write(row.median, 2), 'spread': write(row.spread, 2)}}"


def _adjusted(row: Row, write: Write) -> str:
    if row.adjusted is None:
        return ""
    value, low, high = (write(round(one, 2), 2) for one in row.adjusted)
    return _("adjusted %(value)s (%(low)s to %(high)s)") % {"value": value, "low": low, "high": high}


def _in_resamples(share: float) -> str:
    """Never a certainty: resampling says less than 1 % and more than 99 % at most."""
    if share < 0.01:
        return _("in fewer than %(share)s of resamples") % {"share": percent(0.01)}
    if share > 0.99:
        return _("in more than %(share)s of resamples") % {"share": percent(0.99)}
    return _("in %(share)s of resamples") % {"share": percent(share)}


def _ranks(row: Row) -> str:
    names = {"median": _("median"), "adjusted": _("adjusted"), "rasch": _("Rasch")}
    known = [f"{name} {row.ranks[method]}" for method, name in names.items() if row.ranks[method]]
    return _("rank by %(ranks)s") % {"ranks": ", ".join(known)} if known else ""


def _place(row: Row) -> str:
    if row.mean is None and row.placed_by != PlacedBy.JUDGEMENT:
        return ""
    if row.placed_by == PlacedBy.JUDGEMENT:
        return _("In, by judgement") if row.is_in else _("Not in, by judgement")
    if row.side == 0:
        return _("In, near the line") if row.is_in else _("Near the line")
    return _("In") if row.is_in else _("Not in")


def _steps(row: Row, write: Write) -> str:
    parts: list[Any] = []
    if row.approval:
        parts.append(_("approved") if row.approval == Outcome.PASSED else _("not approved"))
    if isinstance(row.visit, Decimal):
        parts.append(_("visit %(score)s") % {"score": write(row.visit, 2)})
    return " · ".join(parts)
