"""What people said: one wave, as page and as file."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from groundswell.kernel.doors import needs
from groundswell.kernel.exports import csv_response, wants_csv
from groundswell.kernel.links import link
from groundswell.kernel.numbers import Interval
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.kernel.words import language_here
from groundswell.surveys.models import SurveyWave
from groundswell.surveys.queries.anonymous import participation_in
from groundswell.surveys.queries.waves import get_wave_for
from groundswell.surveys.rules.results import ItemResult, WaveResult, result_of

TEXTS = 12  # of a question on the wave's page; the rest has a page of its own


@needs(Permission.RESULTS_VIEW)
def wave(request: DistrictRequest, pk: int) -> HttpResponseBase:
    """One wave: what may be shown of each question, with its proof. ``?format=csv`` gives the same numbers."""
    actor = request.actor
    found = get_wave_for(actor, pk, Permission.RESULTS_VIEW)
    as_file = wants_csv(request)
    result = result_of(found, language_here(), None if as_file else TEXTS)
    if as_file:
        rows = list(_csv_rows(result))
        return csv_response(actor.tenant, f"survey-{found.pk}.csv", csv_header(), lambda: rows)
    context = {
        "result": result,
        "wave": found,
        "tabs": tabs_of(found, "wave"),
        "may_manage": actor.may(Permission.SURVEY_MANAGE),
    }
    if found.is_anonymous and context["may_manage"]:
        context["participation"] = participation_in(found)
    return render(request, "surveys/results/wave.html", context)


def tabs_of(wave: SurveyWave, here: str) -> list[dict[str, Any]]:
    """The pages about one wave; by group only where groups were declared."""
    pages = [("wave", _("All together")), ("wave_change", _("Compare"))]
    if wave.margins:
        pages.insert(1, ("wave_groups", _("By group")))
    return [
        {"label": label, "url": link(f"surveys:{name}", wave.pk), "current": name == here}
        for name, label in pages
    ]


def csv_header() -> list[str]:
    """The same columns for every question."""
    return [
        *(_("Survey"), _("About"), _("Question"), _("Line"), _("Answer"), _("People"), _("Share")),
        *(_("What counts together"), _("Answered"), _("Invited"), _("Response rate")),
        *(_("Number"), _("From (95 %)"), _("To (95 %)"), _("With the silent from"), _("With the silent to")),
    ]


def _csv_rows(result: WaveResult) -> Iterator[list[Any]]:
    """A row for each answer and each number of a question; one that says "not shown" where the group is too small."""
    about = [result.wave.title, result.wave.context_label]
    for item in result.items:
        asked: Any = item.invited or ""
        if not item.is_shown:
            yield [*about, item.question, "", _("not shown"), "", "", "", "", asked, "", *[""] * 5]
            continue
        base = [item.answered, asked, digits(item.response_rate)]
        for line, answer, people, share, counts_together in _answers(item):
            yield [*about, item.question, line, answer, people, share, counts_together, *base, *[""] * 5]
        for line, name, figure in figures_of(item):
            yield [*about, item.question, line, name, "", "", "", *base, *figure]


def _answers(item: ItemResult) -> Iterator[tuple[str, str, Any, Any, str]]:
    for bar in item.bars:
        together = item.box_name if bar.in_box else ""
        yield "", bar.label, bar.count, digits(Fraction(bar.count or 0, item.answered)), together
    for line in item.lines:
        if line.answered is None:
            yield line.label, _("not shown"), "", "", ""
        for bar in line.bars:
            share = digits(Fraction(bar.count or 0, line.answered or 1))
            yield line.label, bar.label, bar.count, share, item.box_name if bar.in_box else ""
    for text in item.texts:
        yield "", text, "", "", ""


def figures_of(item: ItemResult) -> Iterator[tuple[str, str, list[Any]]]:
    """(line, name, number with its ranges) of everything that the page says beside the distribution."""
    if item.share:
        yield (
            "",
            item.box_name,
            _figure(item.share.value, item.share.interval, item.share.low, item.share.high),
        )
    for state in item.states:
        share = state.share
        yield "", state.label, _figure(share.value, share.interval, share.low, share.high)
    for line in item.lines:
        if line.share:
            share = line.share
            yield line.label, item.box_name, _figure(share.value, share.interval, share.low, share.high)
    if item.mean:
        yield "", _("Mean"), _figure(item.mean.value, item.mean.interval, item.mean.low, item.mean.high)
    if item.nps:
        mean = item.nps.mean
        yield "", _("Net Promoter Score"), _figure(mean.value, mean.interval, mean.low, mean.high)
    if number := item.number:
        yield "", _("Mean"), _figure(number.mean, number.interval, number.low, number.high)
        if number.median is not None:
            yield "", _("Median"), _figure(number.median, None, None, None)
        if number.quarters:
            yield "", _("Lower quartile"), _figure(number.quarters[0], None, None, None)
            yield "", _("Upper quartile"), _figure(number.quarters[1], None, None, None)


def _figure(value: Any, interval: Interval | None, low: Any, high: Any) -> list[Any]:
    between = [interval.low, interval.high] if interval else [None, None]
    return [digits(one) for one in (value, *between, low, high)]


def digits(value: Any) -> Decimal | str:
    """Six decimals, empty for none. A number and no text: a minus is no formula."""
    return "" if value is None else Decimal(f"{float(value):.6f}")
