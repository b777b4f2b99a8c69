"""How far a change has come: the adoption curve for everybody, and the planner of the roll-out."""

import hashlib
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from groundswell.cohorts.forms.cohorts import RolloutForm
from groundswell.cohorts.queries.members import cohorts_of, get_carried_initiative_for
from groundswell.cohorts.rules.curve import Curve, curve_of
from groundswell.cohorts.rules.rollout import SEATS, Terms, one_more_coach, plan
from groundswell.kernel import charts, clock
from groundswell.kernel.doors import needs, open_to_all
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.planning.actions import initiatives
from groundswell.planning.models.goals import year_name

MINUTES = 5
FIRST_QUESTION = {"coaches": "7", "caseload": 5, "places": "165", "share": 40}


@open_to_all("The adoption curve of an initiative that the district has made public; the door decides.")
@require_safe
def curve(request: DistrictRequest, pk: int) -> HttpResponse:
    """How many schools are in, against the plan. Prints well."""
    initiative = get_carried_initiative_for(request.actor, pk)
    today = clock.today(request.tenant.time_zone)
    found = curve_of(initiative, today)
    cohorts = list(cohorts_of([initiative], today))
    context = {
        "initiative": initiative,
        "curve": found,
        "rows": [(year_name(row.year), row) for row in found.rows] if found else [],
        "lines": _lines(found) if found else [],
        "now": year_name(found.now.year) if found else "",
        "cohorts": cohorts,
        "belongs": request.actor.may(Permission.COHORT_VIEW),
        "manages": request.actor.may(Permission.PLAN_MANAGE),
        "calls": request.actor.may(Permission.CALL_MANAGE),
        "today": today,
    }
    if request.actor.person_id is not None:
        return render(request, "cohorts/curve/curve.html", context)
    told = [initiative.title, found, today, [(one.name, vars(one)["schools"]) for one in cohorts]]
    return _for_anybody(request, told, lambda: render(request, "cohorts/curve/curve.html", context))


def _for_anybody(request: DistrictRequest, told: list[Any], page: Callable[[], HttpResponse]) -> HttpResponse:
    """A passer-by's page, or that it is still what they have; ``told`` is what it is made of. Anybody may keep a copy
    for some minutes."""
    how = [request.tenant.name, request.get_full_path(), get_language(), request.COOKIES.get("theme", "")]
    etag = f'"{hashlib.sha256(repr([*how, told]).encode()).hexdigest()[:32]}"'
    answer = get_conditional_response(request, etag=etag) or page()
    answer.headers["ETag"] = etag
    patch_cache_control(answer, public=True, max_age=MINUTES * 60)
    return answer


@needs(Permission.PLAN_MANAGE)
@require_POST
def publish(request: DistrictRequest, pk: int) -> HttpResponse:
    """Everybody may see the curve, without sign-in, or only who works here."""
    initiative = get_carried_initiative_for(request.actor, pk)
    public = "public" in request.POST
    initiatives.publish_curve(by=request.actor, initiative=initiative, is_public=public)
    said = (
        _("Everybody who has the address sees it now.") if public else _("Only who works here sees it now.")
    )
    messages.success(request, said)
    return redirect(link("cohorts:curve", initiative.pk))


@needs(Permission.CALL_MANAGE)
@require_safe
def rollout(request: DistrictRequest, pk: int) -> HttpResponse:
    """When all schools will be in, given coaches, case-loads and places, and what one coach more buys."""
    initiative = get_carried_initiative_for(request.actor, pk)
    found = curve_of(initiative, clock.today(request.tenant.time_zone))
    form = RolloutForm(request.GET or None, initial=FIRST_QUESTION)
    context: dict[str, Any] = {"initiative": initiative, "curve": found, "form": form}
    if found and form.is_valid():
        context |= _answer(found, form.cleaned_data)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "cohorts/curve/rollout.html", context, status=status)


def _answer(found: Curve, said: dict[str, Any]) -> dict[str, Any]:
    there = found.now.actual or 0
    terms = Terms(
        schools=max(0, found.now.open_schools - there), coaches=said["coaches"], caseload=said["caseload"],
        places=said["places"], share=Fraction(said["share"], 100), team=SEATS, stays=said["stays"],
        before=tuple(one for one in [there] if one),
    )  # fmt: skip
    answer, gain = plan(terms), one_more_coach(terms)
    first = found.now.year
    words = {
        "coaches": _("coaches"), "seats": _("places at the institute"), "joining": _("schools that say yes"),
        "nothing": _("nothing: all are in"),
    }  # fmt: skip
    rows = [
        {"year": year_name(first + one.number), "one": one, "total": there + one.total, "more": more,
         "binds": ", ".join(words[why] for why in one.binds)}
        for one, more in zip(answer.years, gain.more, strict=True)
    ]  # fmt: skip
    last = year_name(first + answer.last) if answer.last else ""
    sooner = year_name(first + gain.last) if gain.last else ""
    return {"answer": answer, "gain": gain, "rows": rows, "last": last, "sooner": sooner, "there": there}


def _lines(found: Curve) -> list[charts.Series]:
    planned = [charts.YearValue(year_name(row.year), row.planned) for row in found.rows]
    actual = [
        charts.YearValue(
            year_name(row.year), row.actual, "" if row.actual is not None else _("still to come")
        )
        for row in found.rows
    ]
    return [charts.Series(_("As planned"), planned), charts.Series(_("In fact"), actual)]
