"""What is written about an initiative: its why, its plans, its parts, what was heard."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from groundswell.kernel.doors import needs
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.planning.actions import initiatives as verbs
from groundswell.planning.choices import TextKind
from groundswell.planning.forms.initiatives import InquiryForm, WordsForm, part_forms, parts_said
from groundswell.planning.queries import initiatives as queries
from groundswell.planning.rules.refusals import Refused
from groundswell.planning.views.initiatives import EDIT


@EDIT
@needs(Permission.PLAN_MANAGE)
def words(request: DistrictRequest, initiative_pk: int, kind: str) -> HttpResponse:
    """The why, or one of the three plans: its next version. Who comes second sees both and chooses."""
    one = queries.get_initiative_for(request.actor, initiative_pk)
    current = queries.current_text(one, kind)
    form = WordsForm(request.POST or None, current=current)
    newer = None
    if request.method == "POST" and form.is_valid():
        try:
            verbs.write(by=request.actor, initiative=one, kind=kind, **form.said())
            messages.success(request, _("Kept as the version that holds."))
            return redirect(link("planning:initiative", one.pk))
        except Refused as refusal:
            form.add_error(None, str(refusal))
            newer = queries.current_text(one, kind)
            if newer is not None:  # what is typed stays; sent again it is on top of theirs
                data = request.POST.copy()
                data["seen"] = str(newer.version)
                form.data = data
    context = {
        "initiative": one,
        "form": form,
        "kind": TextKind(kind),
        "newer": newer,
        "back_url": _url(one.pk),
    }
    return render(request, "planning/initiatives/words.html", context, status=422 if form.errors else 200)


@EDIT
@needs(Permission.PLAN_MANAGE)
def parts(request: DistrictRequest, initiative_pk: int) -> HttpResponse:
    """The parts of the change, and who decides each."""
    one = queries.get_initiative_for(request.actor, initiative_pk)
    rows = part_forms(request.POST or None, queries.get_parts(one))
    refused = ""
    if request.method == "POST" and rows.is_valid():
        try:
            verbs.set_parts(by=request.actor, initiative=one, parts=parts_said(rows))
            messages.success(request, _("The parts are kept."))
            return redirect(link("planning:initiative", one.pk))
        except Refused as refusal:
            refused = str(refusal)
    context: dict[str, Any] = {"initiative": one, "rows": rows, "refused": refused, "back_url": _url(one.pk)}
    status = 422 if refused or (rows.is_bound and not rows.is_valid()) else 200
    return render(request, "planning/initiatives/parts.html", context, status=status)


@EDIT
@needs(Permission.PLAN_MANAGE)
def needs_inquiry(request: DistrictRequest, initiative_pk: int) -> HttpResponse:
    """One more piece of the needs assessment."""
    one = queries.get_initiative_for(request.actor, initiative_pk)
    form = InquiryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.note_inquiry(by=request.actor, initiative=one, **form.cleaned_data)
            messages.success(request, _("Noted."))
            return redirect(link("planning:initiative", one.pk) + "#needs")
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"initiative": one, "form": form, "back_url": _url(one.pk)}
    return render(request, "planning/initiatives/inquiry.html", context, status=422 if form.errors else 200)


def _url(pk: int) -> str:
    return link("planning:initiative", pk)
