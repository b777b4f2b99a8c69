"""The goals of the plan, for who keeps it."""

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
from groundswell.planning.actions import goals as verbs
from groundswell.planning.forms.goals import GoalForm
from groundswell.planning.models import PlanGoal
from groundswell.planning.queries.goals import get_goal_for, wordings_for
from groundswell.planning.rules.refusals import Refused

EDIT = require_http_methods(["GET", "HEAD", "POST"])
JULY = 7


@needs(Permission.PLAN_MANAGE)
@require_safe
def goals(request: DistrictRequest) -> HttpResponse:
    """The goals that hold, each with its earlier wordings, and those that were retired."""
    wordings: dict[str, list[PlanGoal]] = {}
    for one in wordings_for(request.actor):
        wordings.setdefault(one.key, []).append(one)
    latest_first = [sorted(every, key=lambda one: -one.version) for every in wordings.values()]
    context = {
        "rows": [_row(every) for every in latest_first if every[0].is_current],
        "retired": [_row(every) for every in latest_first if not every[0].is_current],
    }
    return render(request, "planning/goals/list.html", context)


@EDIT
@needs(Permission.PLAN_MANAGE)
def new(request: DistrictRequest) -> HttpResponse:
    """A new goal."""
    return _form(request, None)


@EDIT
@needs(Permission.PLAN_MANAGE)
def goal(request: DistrictRequest, goal_pk: int) -> HttpResponse:
    """A goal in other words: a new version of it."""
    return _form(request, get_goal_for(request.actor, goal_pk))


@needs(Permission.PLAN_MANAGE)
@require_POST
def retire(request: DistrictRequest, goal_pk: int) -> HttpResponse:
    """The plan holds it no more."""
    try:
        verbs.retire(by=request.actor, goal=get_goal_for(request.actor, goal_pk))
        messages.success(request, _("Retired. Claims that served it keep it."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(link("planning:goals"))


def _row(wordings: list[PlanGoal]) -> dict[str, Any]:
    return {"goal": wordings[0], "earlier": wordings[1:]}


def _form(request: DistrictRequest, one: PlanGoal | None) -> HttpResponse:
    today = clock.today(request.tenant.time_zone)
    taken = wordings_for(request.actor).filter(is_current=True).values_list("number", flat=True)
    form = GoalForm(
        request.POST or None,
        goal=one,
        year=today.year + (today.month >= JULY),
        free=max(taken, default=0) + 1,
    )
    if request.method == "POST" and form.is_valid():
        try:
            _kept(request, one, form.said())
            return redirect(link("planning:goals"))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "goal": one, "back_url": link("planning:goals")}
    return render(request, "planning/goals/form.html", context, status=422 if form.errors else 200)


def _kept(request: DistrictRequest, one: PlanGoal | None, said: dict[str, Any]) -> None:
    if one is None:
        verbs.add(by=request.actor, **said)
        messages.success(request, _("The plan has one goal more."))
        return
    new = verbs.reword(by=request.actor, goal=one, **said)
    words = (
        _("Nothing was changed.")
        if new.pk == one.pk
        else _("Worded anew. The earlier wording stays for what it served.")
    )
    messages.success(request, words)
