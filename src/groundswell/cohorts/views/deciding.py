"""The decision of a call, step by step: the line, lots near it, judgements, deciding, telling everybody."""

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from groundswell.cohorts.actions import deciding as verbs
from groundswell.cohorts.choices import CallState, PhaseKind, PlacedBy
from groundswell.cohorts.forms import deciding as forms
from groundswell.cohorts.models import Call, SelectionDecision
from groundswell.cohorts.queries import board as found
from groundswell.cohorts.queries.calls import get_call_for
from groundswell.cohorts.queries.deciding import decision_of, get_lottery_for, in_the_draw
from groundswell.cohorts.queries.readings import scores_are_open_to
from groundswell.cohorts.queries.records import latest_record
from groundswell.cohorts.rules import board, board_words, drawing, gates, placing
from groundswell.cohorts.rules.refusals import Refused
from groundswell.cohorts.views.board import drawn
from groundswell.kernel.doors import found_or_404, needs
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest

EDIT = require_http_methods(["GET", "HEAD", "POST"])
Schools = list[tuple[int, str]]
FORMS: dict[str, type[django_forms.Form]] = {
    "line": forms.LineForm,
    "commit": forms.CommitForm,
    "draw": forms.DrawForm,
    "take_back": forms.ReasonForm,
    "judge": forms.JudgementForm,
    "decide": forms.DecideForm,
    "reopen": forms.ReasonForm,
    "publish": django_forms.Form,
    "move_up": forms.MoveUpForm,
}
OF_SCHOOLS = ("judge", "move_up")


@EDIT
@needs(Permission.SELECTION_DECIDE)
def decision(request: DistrictRequest, call_pk: int) -> HttpResponse:
    """Where the decision stands, and the next step of it."""
    call = get_call_for(request.actor, call_pk)
    known = found.board(call)
    phase = known.phase(PhaseKind.READING)
    if phase is None or not scores_are_open_to(request.actor, phase):
        return redirect(link("cohorts:board", call.pk))
    names = [(one.pk, one.school.name) for one in known.schools]
    made = decision_of(call)
    what = request.POST.get("what", "")
    form = _form(what, request.POST, names) if request.method == "POST" else None
    if form is not None and form.is_valid():
        try:
            messages.success(request, _do(what, request, call, made, form.cleaned_data))
            return redirect(link("cohorts:decision", call.pk))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = _page(known, made, names) | ({f"{what}_form": form, "failed": what} if form else {})
    return render(request, "cohorts/decision/decision.html", context, status=422 if form else 200)


@needs(Permission.COHORT_VIEW)
@require_safe
def lots(request: DistrictRequest, call_pk: int) -> HttpResponse:
    """The lottery, for everybody of the district: what was fixed before the draw, and after it how to do it again."""
    made = get_lottery_for(request.actor, call_pk)
    names = in_the_draw(made)
    told = made.call.state == CallState.PUBLISHED and made.drawn_at is not None
    drew = drawing.lots_of(made.seed, made.public_number, made.tickets) if told else []
    rows = [(ticket, names.get(ticket, ""), lot) for ticket, lot in drew]
    first = drew[0][0] if drew else 0
    context = {
        "call": made.call, "decision": made, "told": told, "rows": rows, "count": len(made.tickets),
        "holds": told and drawing.holds(made.seed_hash, made.list_hash, made.seed, made.tickets),
        "command": drawing.command(made.seed, made.public_number, first) if told else "",
        "tickets": ",".join(map(str, made.tickets)) if told else "",
    }  # fmt: skip
    return render(request, "cohorts/decision/lots.html", context)


def _form(what: str, data: Any, names: Schools, **given: Any) -> django_forms.Form:
    if what not in FORMS:
        raise Http404
    more: dict[str, Any] = {"schools": names} if what in OF_SCHOOLS else {}
    return FORMS[what](data, auto_id=f"{what}_%s", **more, **given)


def _do(
    what: str, request: DistrictRequest, call: Call, made: SelectionDecision | None, said: dict[str, Any]
) -> str:
    """Do one step. Returns what to tell the person."""
    by = request.actor
    if what == "line":
        verbs.draft(by=by, call=call, **said)
        return _("The line is drawn. Nobody is told.")
    if made is None:
        raise Refused(_("Draw the line first: the lowest score that is in."))
    if "candidacy" in said:
        said = said | {"candidacy": found_or_404(found.standing_in(call.pk), pk=said["candidacy"])}
    steps: dict[str, tuple[Callable[..., Any], str]] = {
        "commit": (verbs.commit_lots, _("The lots are fixed, and everybody can see their hash.")),
        "draw": (verbs.draw, _("The lots are drawn.")),
        "take_back": (verbs.take_back_lots, _("The lots are taken back.")),
        "judge": (verbs.place, _("Kept, with your reason.")),
        "decide": (verbs.decide, _("Decided, and the record is frozen. Nobody is told yet.")),
        "reopen": (verbs.reopen, _("Open again. The earlier record stays.")),
        "publish": (verbs.publish, _("Everybody is told.")),
        "move_up": (verbs.move_up, _("The place is given on, and the school is told.")),
    }
    act, words = steps[what]
    act(by=by, decision=made, **said)
    return words


def _page(known: found.Found, made: SelectionDecision | None, names: Schools) -> dict[str, Any]:
    call, record = known.call, latest_record(made) if made else None
    rows = board.rows_of(known)
    line = placing.Line(made.cut, made.band) if made and made.cut is not None else None
    scores = {row.candidacy.pk: row.mean for row in rows}
    order = drawn(known, line)
    if call.state == CallState.OPEN:
        board.put_line(rows, line, call.places, order)
    near = placing.near(scores, line) if line else []
    left = placing.places_left(scores, line, call.places) if line else 0
    inside = [row for row in rows if row.is_in]
    gone = found.gone_since(call)
    waiting = board.after_the_line(rows, order)
    may_move_up = call.state == CallState.PUBLISHED and len(inside) < call.places and waiting
    context = {
        "call": call, "decision": made, "line": line, "near": len(near), "left": left, "record": record,
        "inside": board_words.say(inside), "judged": [row for row in rows if row.placed_by == PlacedBy.JUDGEMENT],
        "gone": gone, "next": waiting[:3], "may_move_up": may_move_up, "lots_needed": 0 < left < len(near),
        "against": gates.reasons_against(record) if record and call.state == CallState.DECIDED else [],
        "open_phases": [one for one in known.phases if one.settled_at is None and one.kind != PhaseKind.LOTTERY],
    }  # fmt: skip
    waiting_names = [(row.candidacy.pk, row.candidacy.school.name) for row in waiting]
    line_now = {"cut": made.cut, "band": made.band} if made else {}
    return context | {
        f"{what}_form": _form(
            what, None, waiting_names if what == "move_up" else names, initial=line_now if what == "line" else {}
        )
        for what in FORMS
    }  # fmt: skip
