"""A phase for the office: which schools are in it, what it says about them, more time, settled."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groundswell.cohorts.actions import calls as call_verbs
from groundswell.cohorts.actions import phases as verbs
from groundswell.cohorts.choices import PhaseKind
from groundswell.cohorts.forms.calls import ExtendForm
from groundswell.cohorts.forms.candidacies import OutcomeForm
from groundswell.cohorts.models import SelectionPhase
from groundswell.cohorts.queries.calls import extensions_of, get_phase_for, in_phase, standing
from groundswell.cohorts.rules.phases import SAYS_NOTHING, ends_for_good
from groundswell.cohorts.rules.refusals import Refused
from groundswell.kernel import clock
from groundswell.kernel.doors import needs
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest


@needs(Permission.COHORT_VIEW)
@require_safe
def phase(request: DistrictRequest, phase_pk: int) -> HttpResponse:
    """The schools of a phase, what it said about each, and what can be done with it."""
    return _page(request, get_phase_for(request.actor, phase_pk))


@needs(Permission.CALL_MANAGE)
@require_POST
def outcomes(request: DistrictRequest, phase_pk: int) -> HttpResponse:
    """The same outcome for every school that is ticked."""
    one = get_phase_for(request.actor, phase_pk)
    rows = {row.pk: row for row in standing(one)}
    form = OutcomeForm(request.POST, standing=list(rows))
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return _page(request, one, form)
    said = form.cleaned_data
    chosen = [rows[pk] for pk in said["candidacies"]]
    try:
        n = verbs.give_outcomes(
            by=request.actor, phase=one, candidacies=chosen, outcome=said["outcome"], reason=said["reason"]
        )
        words = ngettext("Noted for %(n)s school.", "Noted for %(n)s schools.", n)
        messages.success(request, words % {"n": n})
        return redirect(link("cohorts:phase", one.pk))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _page(request, one, form)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.CALL_MANAGE)
def extend(request: DistrictRequest, phase_pk: int) -> HttpResponse:
    """Give the phase more time, with the reason that everybody reads."""
    one = get_phase_for(request.actor, phase_pk)
    form = ExtendForm(request.POST or None, zone=request.tenant.time_zone)
    if request.method == "POST" and form.is_valid():
        try:
            said = form.cleaned_data
            call_verbs.extend(by=request.actor, phase=one, closes_at=said["moment"], reason=said["reason"])
            messages.success(request, _("There is more time. Everybody whom it concerns is told."))
            return redirect(link("cohorts:call", one.call_id))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"phase": one, "form": form, "back_url": link("cohorts:call", one.call_id)}
    return render(request, "cohorts/calls/extend.html", context, status=422 if form.errors else 200)


@needs(Permission.CALL_MANAGE)
@require_POST
def settle(request: DistrictRequest, phase_pk: int) -> HttpResponse:
    """The phase is over: what it said holds."""
    one = get_phase_for(request.actor, phase_pk)
    try:
        verbs.settle(by=request.actor, phase=one)
        messages.success(request, _("Settled: “%(phase)s”.") % {"phase": one.get_kind_display()})
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(link("cohorts:call", one.call_id))


def _page(request: DistrictRequest, one: SelectionPhase, form: OutcomeForm | None = None) -> HttpResponse:
    rows = in_phase(one)
    may_edit = request.actor.may(Permission.CALL_MANAGE) and one.settled_at is None
    says = one.kind not in SAYS_NOTHING and one.kind != PhaseKind.APPROVAL
    context: dict[str, Any] = {
        "phase": one,
        "call": one.call,
        "rows": rows,
        "waiting": sum(1 for _row, outcome in rows if outcome is None),
        "extensions": extensions_of(one),
        "is_over": clock.now() >= ends_for_good(one),
        "has_outcomes": one.kind not in SAYS_NOTHING,
        "may_edit": may_edit,
        "may_say": may_edit and says and clock.now() >= one.opens_at,
        "form": form,
        "ticked": set(request.POST.getlist("candidacies")) if form is not None else set(),
    }
    return render(request, "cohorts/calls/phase.html", context, status=200 if form is None else 422)
