"""The pages of an initiative: the list, the initiative with what is still missing, and who works on it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groundswell.kernel import clock
from groundswell.kernel.doors import needs
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.planning.actions import initiatives as verbs
from groundswell.planning.choices import Function, TextKind
from groundswell.planning.forms.initiatives import InitiativeForm, MemberForm
from groundswell.planning.models import Initiative
from groundswell.planning.queries import initiatives as queries
from groundswell.planning.queries.goals import every_wording
from groundswell.planning.rules.refusals import Refused
from groundswell.roster.queries.doors import people_for

EDIT = require_http_methods(["GET", "HEAD", "POST"])
JULY = 7


@needs(Permission.COHORT_VIEW)
@require_safe
def initiatives(request: DistrictRequest) -> HttpResponse:
    """Every initiative with the goal that it serves and what it still lacks."""
    rows = queries.with_lacks(list(queries.initiatives_for(request.actor)))
    may_edit = request.actor.may(Permission.PLAN_MANAGE)
    return render(request, "planning/initiatives/list.html", {"rows": rows, "may_edit": may_edit})


@EDIT
@needs(Permission.PLAN_MANAGE)
def new(request: DistrictRequest) -> HttpResponse:
    """A new initiative."""
    today = clock.today(request.tenant.time_zone)
    goals = list(every_wording().filter(is_current=True))
    form = InitiativeForm(request.POST or None, goals=goals, year=today.year + (today.month >= JULY))
    if request.method == "POST" and form.is_valid():
        try:
            one = verbs.add(by=request.actor, **form.said())
            messages.success(request, _("Added. Now say why, and write the plans."))
            return redirect(link("planning:initiative", one.pk))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "goals": goals, "back_url": link("planning:initiatives")}
    return render(request, "planning/initiatives/new.html", context, status=422 if form.errors else 200)


@needs(Permission.COHORT_VIEW)
@require_safe
def initiative(request: DistrictRequest, initiative_pk: int) -> HttpResponse:
    """The whole of an initiative: why, needs, plans, parts, people, and what is missing before schools are asked."""
    one = queries.get_initiative_for(request.actor, initiative_pk)
    return render(request, "planning/initiatives/initiative.html", _page(request, one))


@EDIT
@needs(Permission.PLAN_MANAGE)
def people(request: DistrictRequest, initiative_pk: int) -> HttpResponse:
    """Who works on it: add somebody to the design team or the steering committee, release somebody."""
    one = queries.get_initiative_for(request.actor, initiative_pk)
    form = MemberForm(request.POST or None, people=people_for(request.actor))
    if request.method == "POST" and form.is_valid():
        try:
            said = form.cleaned_data
            verbs.appoint(by=request.actor, initiative=one, person=said["email"], function=said["function"])
            messages.success(request, _("%(name)s works on it from today.") % {"name": said["email"].name})
            return redirect(link("planning:initiative_people", one.pk))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"initiative": one, "form": form, **_people(one), "back_url": _url(one)}
    return render(request, "planning/initiatives/people.html", context, status=422 if form.errors else 200)


@needs(Permission.PLAN_MANAGE)
@require_POST
def release(request: DistrictRequest, initiative_pk: int, member_pk: int) -> HttpResponse:
    """Somebody works on it no more."""
    one = queries.get_initiative_for(request.actor, initiative_pk)
    member = queries.get_member(one, member_pk)
    verbs.release(by=request.actor, member=member)
    messages.success(request, _("%(name)s works on it no more.") % {"name": member.person.name})
    return redirect(link("planning:initiative_people", one.pk))


def _url(one: Initiative) -> str:
    return link("planning:initiative", one.pk)


def _page(request: DistrictRequest, one: Initiative) -> dict[str, Any]:
    texts = queries.get_texts(one)
    lacks = queries.missing_in(one)
    return {
        "initiative": one,
        "texts": [
            {
                "kind": kind,
                "now": next((row for row in texts if row.kind == kind and row.is_current), None),
                "earlier": [row for row in texts if row.kind == kind and not row.is_current],
                "url": link(f"planning:initiative_{kind}", one.pk),
            }
            for kind in TextKind
        ],
        "inquiries": queries.get_inquiries(one),
        "parts": queries.get_parts(one),
        **_people(one),
        "lacks": lacks,
        "to_write": [(kind.label, link(f"planning:initiative_{kind}", one.pk)) for kind in lacks.texts],
        "may_edit": request.actor.may(Permission.PLAN_MANAGE),
    }


def _people(one: Initiative) -> dict[str, Any]:
    members = list(queries.members_of(one))
    return {
        "team": [row for row in members if not row.function],
        "committee": [
            {"function": function, "members": [row for row in members if row.function == function]}
            for function in Function
        ],
    }
