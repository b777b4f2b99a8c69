"""Norming: invented applications with agreed levels, and every reader beside them."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groundswell.cohorts.actions import norming as verbs
from groundswell.cohorts.forms.readings import AnchorForm
from groundswell.cohorts.models import AnchorApplication, RubricCriterion, SelectionPhase
from groundswell.cohorts.queries import norming as found
from groundswell.cohorts.queries.readers import get_scored_phase_for
from groundswell.cohorts.queries.rubrics import criteria_of
from groundswell.cohorts.rules.norming import beside, counts
from groundswell.cohorts.rules.refusals import Refused
from groundswell.kernel.doors import needs
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest

EDIT = require_http_methods(["GET", "HEAD", "POST"])


@needs(Permission.COHORT_VIEW)
@require_safe
def norming(request: DistrictRequest, phase_pk: int) -> HttpResponse:
    """The office sees every reader beside the anchors, a reader only themself, and only once they have scored."""
    phase = found.get_norming_for(request.actor, phase_pk)
    is_office = request.actor.may(Permission.CALL_MANAGE)
    criteria = criteria_of(phase.rubric_id) if phase.rubric_id else []
    rows = found.scored_anchors(request.actor, phase)
    anchors = [_anchor(one, criteria, rows, is_office) for one in found.anchors_in(phase)]
    whole = [one for anchor in anchors for row in anchor["rows"] for one in row["beside"]]
    context = {
        "phase": phase,
        "criteria": criteria,
        "anchors": [one for one in anchors if is_office or one["rows"]],
        "is_office": is_office,
        "is_opened": found.is_opened(phase),
        "is_closed": phase.norming_closed_at is not None,
        "left": sum(one.levels is None for one in rows),
        "counts": counts(whole),
        "of": sum(one is not None for one in whole),
        "back_url": link("cohorts:readers", phase.call_id) if is_office else link("cohorts:readings"),
    }
    return render(request, "cohorts/norming/norming.html", context)


@EDIT
@needs(Permission.CALL_MANAGE)
def new(request: DistrictRequest, phase_pk: int) -> HttpResponse:
    """A further anchor."""
    phase = get_scored_phase_for(request.actor, phase_pk)
    if phase.rubric_id is None:
        messages.error(request, _("Choose the rubric first: norming shows how everybody reads it."))
        return redirect(link("cohorts:readers", phase.call_id))
    criteria = criteria_of(phase.rubric_id)
    form = AnchorForm(request.POST or None, criteria=criteria, rubric=phase.rubric, titles=_titles(phase))
    if request.method == "POST" and form.is_valid():
        try:
            verbs.add_anchor(by=request.actor, phase=phase, **form.said())
            messages.success(request, _("The anchor is there."))
            return redirect(link("cohorts:norming", phase.pk))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "phase": phase, "criteria": criteria}
    return render(request, "cohorts/norming/new.html", context, status=422 if form.errors else 200)


@needs(Permission.CALL_MANAGE)
@require_POST
def begin(request: DistrictRequest, phase_pk: int) -> HttpResponse:
    """Every reader gets the anchors."""
    phase = get_scored_phase_for(request.actor, phase_pk)
    said = _("Every reader has the anchors now, and a mail.")
    return _done(request, phase, lambda: verbs.open_norming(by=request.actor, phase=phase) and said)


@needs(Permission.CALL_MANAGE)
@require_POST
def close(request: DistrictRequest, phase_pk: int) -> HttpResponse:
    """Readings open for who has scored the anchors."""
    phase = get_scored_phase_for(request.actor, phase_pk)
    said = _("The norming is closed. Readings are open for everybody who has scored the anchors.")
    return _done(request, phase, lambda: verbs.close_norming(by=request.actor, phase=phase) and said)


def _titles(phase: SelectionPhase) -> list[str]:
    """An anchor has the parts of the call's own form."""
    return [one.title for one in phase.call.parts.filter(kind="text").order_by("position")] or [
        _("Application")
    ]


def _anchor(
    anchor: AnchorApplication, criteria: list[RubricCriterion], rows: list[found.Scored], is_office: bool
) -> dict[str, Any]:
    """An anchor with who scored it. A reader sees what was agreed on when they have scored it."""
    keys = [one.pk for one in criteria]
    mine = [one for one in rows if one.anchor == anchor.pk]
    shown = [
        {"row": one, "beside": beside(one.levels or {}, anchor.levels, keys)}
        for one in mine
        if one.levels is not None or is_office
    ]
    return {"anchor": anchor, "agreed": [anchor.levels.get(str(pk)) for pk in keys], "rows": shown}


def _done(request: DistrictRequest, phase: SelectionPhase, act: Callable[[], Any]) -> HttpResponse:
    try:
        messages.success(request, str(act()))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(link("cohorts:norming", phase.pk))
