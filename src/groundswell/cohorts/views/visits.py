"""Visits of a call: put in order on some days, moved, called off."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from groundswell.cohorts.actions import visits as verbs
from groundswell.cohorts.choices import PhaseKind
from groundswell.cohorts.forms.visits import CancelForm, DaysForm, MoveForm
from groundswell.cohorts.models import SchoolVisit, SelectionPhase
from groundswell.cohorts.queries import visits as found
from groundswell.cohorts.queries.calls import get_call_for, phase_of
from groundswell.cohorts.rules.refusals import Refused
from groundswell.kernel import clock
from groundswell.kernel.doors import needs
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.roster.queries.calendar import days_between

EDIT = require_http_methods(["GET", "HEAD", "POST"])


@EDIT
@needs(Permission.CALL_MANAGE)
def visits(request: DistrictRequest, call_pk: int) -> HttpResponse:
    """The visits day by day, and the schools that have none yet; a stretch of days puts those in order."""
    call = get_call_for(request.actor, call_pk)
    phase = phase_of(call, PhaseKind.VISIT)
    if phase is None:
        raise Http404
    phase.call = call
    form = DaysForm(request.POST or None, initial=_window(request, phase))
    if request.method == "POST" and form.is_valid():
        try:
            made = verbs.schedule(by=request.actor, phase=phase, **_asked(form))
            messages.success(request, made.said)
            return redirect(link("cohorts:visits", call.pk))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {
        "call": call, "phase": phase, "form": form, "days": _by_day(request, phase),
        "left": list(found.without_visit(phase)), "visitors": len(found.visitors_of(phase)),
    }  # fmt: skip
    return render(request, "cohorts/visits/list.html", context, status=422 if form.errors else 200)


@EDIT
@needs(Permission.CALL_MANAGE)
def visit(request: DistrictRequest, visit_pk: int) -> HttpResponse:
    """One visit: who goes when; move it."""
    one = found.get_visit_for(request.actor, visit_pk)
    here = clock.local(one.begins_at, request.tenant.time_zone)
    form = MoveForm(request.POST or None, initial={"day": here.date(), "hour": here.strftime("%H:%M")})
    if request.method == "POST" and form.is_valid():
        try:
            verbs.move(by=request.actor, visit=one, begins_at=form.moment(request.tenant.time_zone))
            messages.success(request, _("Moved. Visitors and the school get the new time."))
            return redirect(link("cohorts:visit", one.pk))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return _one(request, one, form, CancelForm())


@needs(Permission.CALL_MANAGE)
@require_POST
def cancel(request: DistrictRequest, visit_pk: int) -> HttpResponse:
    """A visit does not take place."""
    one = found.get_visit_for(request.actor, visit_pk)
    form = CancelForm(request.POST)
    if form.is_valid():
        try:
            verbs.cancel(by=request.actor, visit=one, reason=form.cleaned_data["reason"])
            messages.success(
                request, _("Called off. It is gone from calendars; the school has no visit now.")
            )
            return redirect(link("cohorts:visits", one.phase.call_id))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return _one(request, one, MoveForm(), form)


def _one(request: DistrictRequest, one: SchoolVisit, form: MoveForm, cancel: CancelForm) -> HttpResponse:
    shown = found.visits_of(one.phase).filter(pk=one.pk).first()
    context = {
        "visit": shown or one, "is_off": shown is None, "form": form, "cancel_form": cancel,
        "back_url": link("cohorts:visits", one.phase.call_id),
    }  # fmt: skip
    return render(
        request, "cohorts/visits/visit.html", context, status=422 if form.errors or cancel.errors else 200
    )


def _asked(form: DaysForm) -> dict[str, Any]:
    said = form.cleaned_data
    days = [one.day for one in days_between(said["first"], said["last"]) if one.is_instructional]
    return {"days": days, "minutes": said["minutes"]}


def _window(request: DistrictRequest, phase: SelectionPhase) -> dict[str, Any]:
    zone = request.tenant.time_zone
    first = max(clock.local(phase.opens_at, zone).date(), clock.today(zone))
    return {
        "first": first,
        "last": max(first, clock.local(phase.closes_at, zone).date()),
        "minutes": verbs.MINUTES,
    }


def _by_day(request: DistrictRequest, phase: SelectionPhase) -> dict[Any, list[SchoolVisit]]:
    days: dict[Any, list[SchoolVisit]] = {}
    for one in found.visits_of(phase):
        days.setdefault(clock.local(one.begins_at, request.tenant.time_zone).date(), []).append(one)
    return days
