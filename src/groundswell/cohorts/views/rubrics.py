"""Rubrics: for everybody to read once they are signed, for the office to write, for the committee to sign."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groundswell.cohorts.actions import rubrics as verbs
from groundswell.cohorts.choices import RubricState
from groundswell.cohorts.forms.rubrics import CriteriaForm, RubricForm, SignForm
from groundswell.cohorts.models import RubricVersion
from groundswell.cohorts.queries import rubrics as found
from groundswell.cohorts.rules.refusals import Refused
from groundswell.cohorts.rules.rubrics import missing, shares, texts_of
from groundswell.kernel.doors import needs
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.planning.choices import Function
from groundswell.planning.queries.initiatives import functions_of, initiatives_for

EDIT = require_http_methods(["GET", "HEAD", "POST"])


@needs(Permission.COHORT_VIEW)
@require_safe
def rubrics(request: DistrictRequest) -> HttpResponse:
    """Every rubric that one may read, the newest version of each with those before it."""
    by_rubric: dict[int, list[RubricVersion]] = {}
    for one in found.versions_for(request.actor).order_by("rubric__title", "rubric", "-number"):
        by_rubric.setdefault(one.rubric_id, []).append(one)
    context = {
        "rows": [{"version": some[0], "earlier": some[1:]} for some in by_rubric.values()],
        "to_sign": found.to_sign(request.actor),
        "may_write": request.actor.may(Permission.CALL_MANAGE),
    }
    return render(request, "cohorts/rubrics/list.html", context)


@EDIT
@needs(Permission.CALL_MANAGE)
def new(request: DistrictRequest) -> HttpResponse:
    """A new rubric; its criteria come on the next page."""
    form = RubricForm(request.POST or None, initiatives=initiatives_for(request.actor))
    if request.method == "POST" and form.is_valid():
        try:
            version = verbs.begin(by=request.actor, **form.cleaned_data)
            return redirect(link("cohorts:rubric_edit", version.pk))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "cohorts/rubrics/new.html", {"form": form}, status=422 if form.errors else 200)


@needs(Permission.COHORT_VIEW)
@require_safe
def rubric(request: DistrictRequest, pk: int) -> HttpResponse:
    """One version: its criteria, who has signed, and what whoever looks can do."""
    version = found.get_version_for(request.actor, pk)
    criteria = found.criteria_of(version.pk)
    parts = shares([one.weight for one in criteria])
    is_out = version.state == RubricState.VETTING
    signoffs = list(version.signoffs.select_related("made_by"))
    signed = {one.function: one for one in signoffs if one.signed}
    mine = functions_of(request.actor.person_id, version.rubric.initiative) if is_out else set()
    context = {
        "version": version,
        "criteria": [(one, share) for one, share in zip(criteria, parts, strict=True)],
        "levels": range(version.lowest, version.highest + 1),
        "functions": [(label, signed.get(key)) for key, label in Function.choices],
        "signed": len(signed),
        "mine": [(key, Function(key).label) for key in Function.values if key in mine - set(signed)],
        "sent_back": [one for one in signoffs if not one.signed],
        "may_write": request.actor.may(Permission.CALL_MANAGE),
        "missing": _missing(version) if version.state == RubricState.DRAFT else [],
        "others": found.versions_for(request.actor).filter(rubric=version.rubric_id).exclude(pk=pk),
    }
    return render(request, "cohorts/rubrics/rubric.html", context)


@EDIT
@needs(Permission.CALL_MANAGE)
def edit(request: DistrictRequest, pk: int) -> HttpResponse:
    """All criteria of a draft."""
    version = found.get_version_for(request.actor, pk)
    if version.state != RubricState.DRAFT:
        return redirect(link("cohorts:rubric", pk))
    form, why = CriteriaForm(request.POST if request.method == "POST" else None, version), ""
    if request.method == "POST" and form.is_valid():
        try:
            verbs.edit(by=request.actor, version=version, criteria=form.said())
            more = request.POST.get("do") == "more"
            return redirect(link("cohorts:rubric_edit" if more else "cohorts:rubric", pk))
        except Refused as refusal:
            why = str(refusal)
    wrong = why or any(one.errors for one in form.forms if one.is_bound)
    context = {"version": version, "form": form, "why": why, "wrong": wrong}
    return render(request, "cohorts/rubrics/edit.html", context, status=422 if wrong else 200)


@needs(Permission.CALL_MANAGE)
@require_POST
def send(request: DistrictRequest, pk: int) -> HttpResponse:
    """Out to the committee."""
    version = found.get_version_for(request.actor, pk)
    said = _("It is out for signing. Nobody edits it until it comes back.")
    return _done(request, pk, said, lambda: verbs.send_for_signing(by=request.actor, version=version))


@needs(Permission.COHORT_VIEW)
@require_POST
def sign(request: DistrictRequest, pk: int) -> HttpResponse:
    """A function signs, or sends it back with a note."""
    version, form = found.get_version_for(request.actor, pk), SignForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("That note is too long."))
        return redirect(link("cohorts:rubric", pk))
    said = {"by": request.actor, "version": version, **form.cleaned_data}
    if request.POST.get("do") == "send_back":
        return _done(request, pk, _("It went back with your note."), lambda: verbs.send_back(**said))
    return _done(request, pk, _("You have signed."), lambda: verbs.sign(**said))


@needs(Permission.CALL_MANAGE)
@require_POST
def revise(request: DistrictRequest, pk: int) -> HttpResponse:
    """The next version."""
    version = found.get_version_for(request.actor, pk)
    try:
        following = verbs.revise(by=request.actor, version=version)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(link("cohorts:rubric", pk))
    return redirect(link("cohorts:rubric_edit", following.pk))


def _missing(version: RubricVersion) -> list[str]:
    return missing(texts_of(version), version.lowest, version.highest)


def _done(request: DistrictRequest, pk: int, said: str, act: Callable[[], Any]) -> HttpResponse:
    try:
        act()
        messages.success(request, said)
    except Refused as refusal:
        messages.error(request, str(refusal))
    except PermissionDenied:
        messages.error(request, _("You do not sit in the steering committee for this function."))
    return redirect(link("cohorts:rubric", pk))
