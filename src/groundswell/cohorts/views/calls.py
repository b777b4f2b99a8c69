"""Calls as the office prepares them: the list, a new one, its words, its timetable, its form."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from groundswell.cohorts.actions import calls as verbs
from groundswell.cohorts.forms.calls import CallForm, NewCallForm, part_forms, phase_forms
from groundswell.cohorts.models import Call
from groundswell.cohorts.queries.calls import calls_for, counts_by_state, get_call_for, parts_of, phases_of
from groundswell.cohorts.rules.phases import shipped
from groundswell.cohorts.rules.refusals import Refused
from groundswell.kernel import clock
from groundswell.kernel.doors import needs
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.planning.choices import Participation
from groundswell.planning.queries.initiatives import initiatives_for
from groundswell.planning.rules.refusals import Refused as PlanRefused

EDIT = require_http_methods(["GET", "HEAD", "POST"])
JULY = 7


@needs(Permission.COHORT_VIEW)
@require_safe
def calls(request: DistrictRequest) -> HttpResponse:
    """Every call with how many schools answered what, the latest first."""
    rows = list(calls_for(request.actor))
    counts = counts_by_state(rows)
    context = {
        "rows": [(one, counts.get(one.pk, {})) for one in rows],
        "may_edit": request.actor.may(Permission.CALL_MANAGE),
        "may_see": request.actor.may(Permission.CALL_MANAGE)
        or request.actor.may(Permission.SELECTION_DECIDE),
    }
    return render(request, "cohorts/calls/list.html", context)


@EDIT
@needs(Permission.CALL_MANAGE)
def new(request: DistrictRequest) -> HttpResponse:
    """A call for a wave, as a draft with the shipped phases."""
    today = clock.today(request.tenant.time_zone)
    invited = list(initiatives_for(request.actor).filter(participation=Participation.INVITED))
    form = NewCallForm(request.POST or None, initiatives=invited, year=today.year + (today.month >= JULY))
    if request.method == "POST" and form.is_valid():
        try:
            call = _prepared(request, form)
            messages.success(request, _("Prepared. No school sees it until you open it."))
            return redirect(link("cohorts:call", call.pk))
        except (Refused, PlanRefused) as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "initiatives": invited, "back_url": link("cohorts:calls")}
    return render(request, "cohorts/calls/new.html", context, status=422 if form.errors else 200)


def _prepared(request: DistrictRequest, form: NewCallForm) -> Call:
    phases = shipped(form.cleaned_data["first_day"], request.tenant.time_zone)
    return verbs.prepare_wave(by=request.actor, phases=phases, **form.wave(), **form.said())


@EDIT
@needs(Permission.CALL_MANAGE)
def terms(request: DistrictRequest, call_pk: int) -> HttpResponse:
    """Title, words, promises and places of a draft."""
    call = get_call_for(request.actor, call_pk)
    form = CallForm(request.POST or None, call=call)
    if request.method == "POST" and form.is_valid():
        try:
            seen = form.cleaned_data["seen"]
            verbs.edit(by=request.actor, call=call, seen=seen, **form.said())
            return _kept(request, call)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            _on_top_of(request, form, call)
    context = {"call": call, "form": form, "back_url": link("cohorts:call", call.pk)}
    return render(request, "cohorts/calls/terms.html", context, status=422 if form.errors else 200)


@EDIT
@needs(Permission.CALL_MANAGE)
def timetable(request: DistrictRequest, call_pk: int) -> HttpResponse:
    """The phases of a draft: which, in which order, from when to when."""
    call = get_call_for(request.actor, call_pk)
    rows = phase_forms(request.POST or None, phases_of(call), request.tenant.time_zone)
    refused = ""
    if request.method == "POST" and rows.is_valid():
        specs = [row.spec() for row in rows if row.cleaned_data.get("kind")]
        try:
            verbs.set_phases(by=request.actor, call=call, phases=specs, seen=_seen(request))
            return _kept(request, call)
        except Refused as refusal:
            refused = str(refusal)
    return _rows(request, call, rows, refused, "cohorts/calls/phases.html")


@EDIT
@needs(Permission.CALL_MANAGE)
def form_parts(request: DistrictRequest, call_pk: int) -> HttpResponse:
    """The parts of the application form of a draft."""
    call = get_call_for(request.actor, call_pk)
    rows = part_forms(request.POST or None, parts_of(call))
    refused = ""
    if request.method == "POST" and rows.is_valid():
        specs = [row.spec() for row in rows if row.cleaned_data.get("title", "").strip()]
        try:
            verbs.set_parts(by=request.actor, call=call, parts=specs, seen=_seen(request))
            return _kept(request, call)
        except Refused as refusal:
            refused = str(refusal)
    return _rows(request, call, rows, refused, "cohorts/calls/parts.html")


def _rows(
    request: DistrictRequest, call: Call, rows: forms.BaseFormSet, refused: str, template: str
) -> HttpResponse:
    """A page of rows. After a refusal it carries the call's version of now, so that sending again is on purpose."""
    call.refresh_from_db()
    wrong = bool(refused) or (rows.is_bound and not rows.is_valid())
    seen = call.version if refused or not rows.is_bound else _seen(request)
    context: dict[str, Any] = {"call": call, "rows": rows, "refused": refused, "seen": seen, "wrong": wrong}
    context["back_url"] = link("cohorts:call", call.pk)
    return render(request, template, context, status=422 if wrong else 200)


def _seen(request: DistrictRequest) -> int | None:
    said = request.POST.get("seen", "")
    return int(said) if said.isdecimal() and len(said) < 19 else None


def _on_top_of(request: DistrictRequest, form: CallForm, call: Call) -> None:
    """What is typed stays; sent again it is on top of what somebody else kept meanwhile."""
    call.refresh_from_db()
    data = request.POST.copy()
    data["seen"] = str(call.version)
    form.data = data


def _kept(request: DistrictRequest, call: Call) -> HttpResponse:
    messages.success(request, _("Kept."))
    return redirect(link("cohorts:call", call.pk))
