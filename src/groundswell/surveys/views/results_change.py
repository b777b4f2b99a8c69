"""One wave beside another that asked the same."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from groundswell.kernel.doors import needs
from groundswell.kernel.exports import csv_response, wants_csv
from groundswell.kernel.numbers import Interval
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.kernel.words import language_here
from groundswell.surveys.queries.change import comparable_with
from groundswell.surveys.queries.waves import get_wave_for
from groundswell.surveys.rules.change import Change, ItemChange, change_between
from groundswell.surveys.views.results import digits, tabs_of


@needs(Permission.RESULTS_VIEW)
def change(request: DistrictRequest, pk: int) -> HttpResponseBase:
    """What can be compared with this wave, and (``?with=12``) how the answers changed between the two.

    ``?format=csv`` gives the same numbers.
    """
    actor = request.actor
    found = get_wave_for(actor, pk, Permission.RESULTS_VIEW)
    chosen = request.GET.get("with", "")
    result = None
    if chosen.isdecimal() and len(chosen) < 19:
        other = get_wave_for(actor, int(chosen), Permission.RESULTS_VIEW)
        result = change_between(found, other, language_here())
    if result and wants_csv(request):
        rows = list(_csv_rows(result))
        name = f"survey-{result.first.pk}-to-{result.second.pk}.csv"
        return csv_response(actor.tenant, name, _csv_header(), lambda: rows)
    context = {
        "wave": found,
        "others": comparable_with(actor, found),
        "chosen": chosen,
        "change": result,
        "tabs": tabs_of(found, "wave_change"),
    }
    return render(request, "surveys/results/change.html", context)


def _csv_header() -> list[str]:
    """What :func:`_csv_rows` gives, by column."""
    return [
        *(_("Question"), _("What counts together"), _("Survey"), _("About"), _("Answered"), _("Invited")),
        *(_("Response rate"), _("Number"), _("From (95 %)"), _("To (95 %)")),
        *(_("Moved up"), _("Moved down"), _("Said the same"), _("Why not")),
    ]


def _csv_rows(change: Change) -> Iterator[list[Any]]:
    """Each question: the two surveys, their difference, and how the same people moved; or why there is none."""
    if change.why_not:
        yield [*[""] * 13, change.why_not]
    for item in change.items:
        about = [item.question, item.box_name]
        if item.why_not:
            yield [*about, *[""] * 11, item.why_not]
            continue
        for wave, side in ((change.first, item.before), (change.second, item.after)):
            assert side is not None
            counted = [side.answered, side.invited, digits(side.response_rate), digits(side.value)]
            yield [*about, wave.title, wave.context_label, *counted, *[""] * 6]
        yield [
            *(*about, "", _("Difference"), "", "", ""),
            *(digits(item.difference), *_between(item.interval), *[""] * 4),
        ]
        yield [*about, "", _("The same people, both times"), *_paired(item)]


def _paired(item: ItemChange) -> list[Any]:
    if item.paired is None:
        return [*[""] * 9, item.not_paired]
    found = item.paired
    moved = [found.up, found.down, found.same]
    return [found.people, "", "", digits(found.difference), *_between(found.interval), *moved, ""]


def _between(interval: Interval | None) -> list[Any]:
    return [digits(interval.low), digits(interval.high)] if interval else ["", ""]
