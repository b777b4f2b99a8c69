"""What people said, by role, level, learning community or school."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from groundswell.kernel import charts
from groundswell.kernel.doors import needs
from groundswell.kernel.exports import csv_response, wants_csv
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.kernel.words import language_here
from groundswell.surveys.choices import ItemKind, Margin
from groundswell.surveys.queries.waves import get_wave_for
from groundswell.surveys.rules.results_groups import (
    GroupItem,
    GroupResult,
    GroupRow,
    declared,
    ends_of,
    groups_of,
)
from groundswell.surveys.views.results import digits, tabs_of


@needs(Permission.RESULTS_VIEW)
def groups(request: DistrictRequest, pk: int) -> HttpResponseBase:
    """The groups of one margin (``?by=role``). ``?format=csv`` gives the same numbers."""
    actor = request.actor
    found = get_wave_for(actor, pk, Permission.RESULTS_VIEW)
    asked = request.GET.get("by", "")
    margin = Margin(asked) if asked in Margin.values else None
    result = groups_of(found, margin, language_here())
    if wants_csv(request):
        rows = list(csv_rows(result))
        return csv_response(actor.tenant, f"survey-{found.pk}-groups.csv", csv_header(), lambda: rows)
    here = link("surveys:wave_groups", found.pk)
    context = {
        "wave": found,
        "result": result,
        "tabs": tabs_of(found, "wave_groups"),
        "margins": [
            {"label": one.label, "url": f"{here}?by={one.value}", "current": one == result.margin}
            for one in declared(found)
        ],
        "items": [_drawn(list(parts)) for _item, parts in groupby(result.items, lambda one: one.item.pk)],
    }
    return render(request, "surveys/results/groups.html", context)


def _drawn(parts: list[GroupItem]) -> dict[str, Any]:
    """One question: where it has parts, a row of numbers for each group; else a picture for each, in ``rows``."""
    item = parts[0]
    if not item.part:
        return {"of": item, "rows": [(row, picture_of(item, row)) for row in (item.whole, *item.rows)]}
    tables = [[(part.part, row) for row in (part.whole, *part.rows)] for part in parts]
    weighted = [part for part in parts if part.weighted]
    return {"of": item, "parts": parts, "groups": list(zip(*tables, strict=True)), "weighted": weighted}


def picture_of(item: GroupItem, row: GroupRow) -> str:
    """A band for what chance leaves open with the number in it, as SVG; empty where there is none to draw."""
    ends = (0, 1) if item.is_share else ends_of(item.item)
    if row.value is None or row.interval is None or ends is None:
        return ""
    low, high = ends

    def at(value: float) -> float:
        return (value - low) / (high - low)

    return charts.span(at(row.interval.low), at(row.interval.high), at(float(row.value)))


def csv_header() -> list[str]:
    """What :func:`csv_rows` gives, by column."""
    return [
        *(_("Survey"), _("About"), _("By"), _("Group"), _("Question"), _("Line"), _("Answer")),
        _("What counts together"),
        *(_("Invited"), _("Answered"), _("Response rate"), _("Number"), _("From (95 %)"), _("To (95 %)")),
        *(_("Weighted"), _("Largest weight"), _("Effective number"), _("Design effect")),
    ]


def csv_rows(result: GroupResult) -> Iterator[list[Any]]:
    """Who answered, group by group, then each question by group; one row that says so where nothing is shown."""
    about = [result.wave.title, result.wave.context_label, result.margin.label if result.margin else ""]
    if result.why_not:
        yield [*about, "", _("not shown"), *[""] * 13]
        return
    for row in result.rows:
        yield [*about, row.label, *[""] * 4, *_people(row), *[""] * 7]
    for item in result.items:
        part = ("", item.part) if item.item.kind == ItemKind.SEVERAL else (item.part, "")
        for row in (item.whole, *item.rows):
            weighted = item.weighted if row is item.whole else None
            between = [row.interval.low, row.interval.high] if row.interval else [None, None]
            numbers = [digits(one) for one in (row.value, *between)]
            weights = (
                [weighted.weighted, weighted.largest, weighted.effective, weighted.design_effect]
                if weighted
                else [None] * 4
            )
            answered = _("not shown") if row.answered is None else row.answered
            yield [
                *(*about, row.label, item.question, *part, item.box_name, "", answered, ""),
                *(*numbers, *(digits(one) for one in weights)),
            ]


def _people(row: GroupRow) -> list[Any]:
    if row.answered is None:
        return [row.invited, _("not shown"), ""]
    return [row.invited, row.answered, digits(row.response_rate)]
