"""The office's desk of a call: where it stands, what to do next, and all its schools."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groundswell.cohorts.actions import calls as verbs
from groundswell.cohorts.choices import CallState, CandidacyState, PhaseKind
from groundswell.cohorts.forms.calls import ReasonForm
from groundswell.cohorts.forms.candidacies import SchoolsForm
from groundswell.cohorts.models import Call
from groundswell.cohorts.queries.calls import counts_by_state, get_call_for, missing, parts_of
from groundswell.cohorts.queries.candidacies import candidacies_of, narrowed, not_told
from groundswell.cohorts.rules.desk import Step, next_step, phase_rows
from groundswell.cohorts.rules.refusals import Refused
from groundswell.kernel import clock
from groundswell.kernel.doors import needs
from groundswell.kernel.exports import csv_response, wants_csv
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest

PER_PAGE = 50
PAGES = {
    PhaseKind.SCREENING: "cohorts:screening",
    PhaseKind.READING: "cohorts:readers",
    PhaseKind.APPROVAL: "cohorts:approvals",
    PhaseKind.VISIT: "cohorts:visits",
    PhaseKind.LOTTERY: "cohorts:decision",
}


@needs(Permission.COHORT_VIEW)
@require_safe
def call(request: DistrictRequest, call_pk: int) -> HttpResponse:
    """The call on a line of time: its phases with their counts, and the one thing to do now."""
    one = get_call_for(request.actor, call_pk)
    return render(request, "cohorts/calls/desk.html", _desk(request, one))


@needs(Permission.CALL_MANAGE)
@require_POST
def open_now(request: DistrictRequest, call_pk: int) -> HttpResponse:
    """Invite every school; what is missing stands on the desk, each with the way to it."""
    one = get_call_for(request.actor, call_pk)
    try:
        verbs.open_call(by=request.actor, call=one)
        messages.success(request, _("Open. Every school that is open today is invited."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(link("cohorts:call", one.pk))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.CALL_MANAGE)
def cancel(request: DistrictRequest, call_pk: int) -> HttpResponse:
    """Call it off, with the reason."""
    one = get_call_for(request.actor, call_pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.cancel(by=request.actor, call=one, reason=form.cleaned_data["reason"])
            messages.success(request, _("Called off. Who was asked is told."))
            return redirect(link("cohorts:call", one.pk))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"call": one, "form": form, "back_url": link("cohorts:call", one.pk)}
    return render(request, "cohorts/calls/cancel.html", context, status=422 if form.errors else 200)


@needs(Permission.COHORT_VIEW)
@require_safe
def schools(request: DistrictRequest, call_pk: int) -> HttpResponseBase:
    """Every school of the call and where it stands; ``?format=csv`` is the same list as a file."""
    one = get_call_for(request.actor, call_pk)
    form = SchoolsForm(request.GET)
    rows = narrowed(candidacies_of(one), **form.wanted())
    if wants_csv(request):
        head = [
            _("School"),
            _("Learning community"),
            _("Where it stands"),
            _("Answered on"),
            _("Told on"),
            _("Why"),
        ]
        return csv_response(request.tenant, f"call-{one.pk}-schools.csv", head, lambda: _lines(rows))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query["format"] = "csv"
    here = link("cohorts:call_schools", one.pk)
    context = {
        "call": one,
        "form": form,
        "page": page,
        "here_url": here,
        "csv_url": f"{here}?{query.urlencode()}",
    }
    return render(request, "cohorts/calls/schools.html", context)


def _lines(rows: Any) -> Iterator[tuple[Any, ...]]:
    for one in rows.iterator(chunk_size=500):
        parent = one.school.parent.name if one.school.parent else ""
        yield one.school.name, parent, one.get_state_display(), one.answered_at, one.told_at, one.why


def _desk(request: DistrictRequest, one: Call) -> dict[str, Any]:
    counts = counts_by_state([one]).get(one.pk, {})
    lacks = missing(one) if one.state == CallState.DRAFT else []
    rows = phase_rows(one, counts, clock.now())
    untold = list(not_told(one)) if one.state == CallState.OPEN else []
    step = next_step(one, len(lacks), rows)
    may_edit = request.actor.may(Permission.CALL_MANAGE)
    return {
        "call": one,
        "initiative": one.wave.initiative,
        "rows": [
            {"row": row, "url": _page_of(row.phase.kind, one) if may_edit or row.phase.position == 1 else ""}
            for row in rows
        ],
        "counts": {str(state): counts.get(state, 0) for state in CandidacyState},
        "invited": sum(counts.values()),
        "answered": sum(counts.values()) - counts.get(CandidacyState.INVITED, 0),
        "lacks": [{"words": lack.words, "url": _way_to(lack.where, one)} for lack in lacks],
        "untold": untold,
        "step": step,
        "step_url": _step_url(step, one),
        "parts": parts_of(one),
        "board_url": link("cohorts:board", one.pk),
        "decision_url": link("cohorts:decision", one.pk),
        "may_edit": may_edit,
    }


def _page_of(kind: str, one: Call) -> str:
    if kind == PhaseKind.INTEREST:
        return link("cohorts:call_schools", one.pk)
    return link(PAGES[PhaseKind(kind)], one.pk)


def _way_to(where: str, one: Call) -> str:
    if where in ("terms", "phases"):
        return link(f"cohorts:call_{where}", one.pk)
    name = "initiative" if where == "initiative" else f"initiative_{where}"
    return link(f"planning:{name}", one.wave.initiative_id)


def _step_url(step: Step, one: Call) -> str:
    if step.key == "open":
        return link("cohorts:call_open", one.pk)
    if step.phase is not None:
        if step.key == "settle":
            return link("cohorts:phase_settle", step.phase.pk)
        if step.key == "judge" and step.phase.kind != PhaseKind.APPROVAL:
            return link("cohorts:phase", step.phase.pk)
        return _page_of(step.phase.kind, one)
    return link("cohorts:board" if step.key == "decide" else "cohorts:decision", one.pk)
