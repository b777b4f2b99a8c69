"""The decision board: one page with every school in the running, and what its scores can carry."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groundswell.cohorts.choices import PhaseKind
from groundswell.cohorts.forms.board import WhatIfForm
from groundswell.cohorts.queries import board as found
from groundswell.cohorts.queries.calls import get_call_for
from groundswell.cohorts.queries.readings import scores_are_open_to
from groundswell.cohorts.rules import advice, board, board_words, drawing
from groundswell.cohorts.rules.placing import Line
from groundswell.kernel.doors import needs
from groundswell.kernel.exports import csv_response, wants_csv
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest


@needs(Permission.SELECTION_DECIDE)
@require_safe
def show(request: DistrictRequest, call_pk: int) -> HttpResponseBase:
    """Scores, intervals, need and mix of every school in the running; a line can be tried out, which writes nothing. As
    a file with ``?format=csv``."""
    call = get_call_for(request.actor, call_pk)
    known = found.board(call)
    phase = known.phase(PhaseKind.READING)
    if phase is None or not scores_are_open_to(request.actor, phase):
        closed = {"call": call, "phase": phase, "back_url": link("cohorts:call", call.pk)}
        return render(request, "cohorts/board/closed.html", closed)
    rows = board.rows_of(known)
    if wants_csv(request):
        return csv_response(request.tenant, f"board-{call.pk}.csv", _header(), lambda: _cells(rows))
    form = WhatIfForm(request.GET or None)
    scores = {row.candidacy.pk: row.mean for row in rows}
    places, line, tried = form.line(call, known.decision, scores)
    form.hint(places, line)
    board.put_line(rows, line, places, drawn(known, line))
    sees_names = request.actor.may(Permission.CALL_MANAGE)
    names = found.reader_names(phase) if sees_names else {}
    context = {
        "call": call, "rows": board_words.say(rows), "form": form, "places": places, "line": line, "tried": tried,
        "decision": known.decision, "scale": _scale(phase), "mixes": board.mixes(rows),
        "advice": advice.of(known.report, names), "candidacies_url": link("cohorts:candidacy", 0)[:-2],
        "methods": board.who_is_in(rows, places), "csv_url": "?format=csv", "clear_url": link("cohorts:board", call.pk),
    } | _counts(rows) | _line_words(line)  # fmt: skip
    return render(request, "cohorts/board/board.html", context)


def drawn(known: found.Found, line: Line | None) -> list[int]:
    """The order of the lots, where they were drawn for this line."""
    decision = known.decision
    if decision is None or decision.cut is None or decision.drawn_at is None:
        return []
    if line != Line(decision.cut, decision.band):
        return []
    return drawing.order_of(decision.seed, decision.public_number, decision.tickets)


def _counts(rows: list[board.Row]) -> dict[str, Any]:
    """In, near the line, below; and where the line is drawn between the rows."""
    sides = [row.side for row in rows]
    return {
        "inside": sum(row.is_in for row in rows),
        "near": sides.count(0),
        "unread": sides.count(None),
        "first_out": next((row.candidacy.pk for row in rows if not row.is_in), 0),
    }


def _line_words(line: Line | None) -> dict[str, Any]:
    if line is None:
        return {"cut": None}
    band = "" if line.band is None else number_format(line.band, 3)
    return {"cut": line.cut, "cut_words": number_format(line.cut, 3), "band_words": band}


def _scale(phase: Any) -> tuple[int, int]:
    return (phase.rubric.lowest, phase.rubric.highest) if phase.rubric else (1, 4)


def _header() -> list[str]:
    return [
        _("School"), _("Level"), _("Learning community"), _("Title I"), _("Performance"), _("Year"), _("Mean"),
        _("Median"), _("Readings"), _("Spread"), _("Adjusted"), _("From"), _("To"), _("In this part of resamples"),
        _("Rank by mean"), _("Rank by median"), _("Rank by adjusted score"), _("Rank by Rasch"), _("Visit"),
        _("Approval"), _("Place"), _("By"), _("Reason"),
    ]  # fmt: skip


def _cells(rows: list[board.Row]) -> Iterator[list[Any]]:
    for one in rows:
        yield [
            one.candidacy.school.name, one.level, one.community,
            {True: _("yes"), False: _("no")}.get(one.title_one, "") if one.title_one is not None else "",
            *(one.performance or ("", "")), one.mean, one.median, len(one.totals), one.spread,
            *(one.adjusted or ("", "", "")), one.share, *(one.ranks[method] for method in board.METHODS),
            one.visit, one.approval, one.place, one.placed_by, one.reason,
        ]  # fmt: skip
