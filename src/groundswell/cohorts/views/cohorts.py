"""Which schools are in: all cohorts, one of them, one school in it; what the office changes there."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groundswell.cohorts.actions import cohorts as verbs
from groundswell.cohorts.forms.cohorts import JoinForm, MoveForm, wrong_in
from groundswell.cohorts.models import Cohort, CohortMember
from groundswell.cohorts.queries.members import (
    cohorts_of,
    get_cohort_for,
    get_member_for,
    initiatives_with_cohorts,
    members_of,
)
from groundswell.cohorts.rules.curve import curves_of
from groundswell.cohorts.rules.refusals import Refused
from groundswell.kernel import clock
from groundswell.kernel.doors import needs
from groundswell.kernel.exports import csv_response, wants_csv
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest

EDIT = require_http_methods(["GET", "HEAD", "POST"])


@needs(Permission.COHORT_VIEW)
@require_safe
def cohorts(request: DistrictRequest) -> HttpResponse:
    """Every initiative that grows by waves: how far it is, and its cohorts."""
    today = clock.today(request.tenant.time_zone)
    initiatives = list(initiatives_with_cohorts(request.actor))
    curves, cohorts = curves_of(initiatives, today), list(cohorts_of(initiatives, today))
    rows = [
        {
            "initiative": one,
            "curve": curves.get(one.pk),
            "cohorts": [cohort for cohort in cohorts if cohort.wave.initiative_id == one.pk],
        }
        for one in initiatives
    ]
    return render(
        request,
        "cohorts/cohorts/list.html",
        {"rows": rows, "manages": request.actor.may(Permission.CALL_MANAGE)},
    )


@needs(Permission.COHORT_VIEW)
@require_safe
def cohort(request: DistrictRequest, pk: int) -> HttpResponseBase:
    """The schools of a cohort, each with its team and whether its part rests. ``?format=csv`` is the same as a file."""
    found = get_cohort_for(request.actor, pk)
    members = list(members_of(found))
    if wants_csv(request):
        return _as_csv(request, found, members)
    may = request.actor.may(Permission.CALL_MANAGE)
    context = {
        "cohort": found,
        "initiative": found.wave.initiative,
        "rows": [_row(one) for one in members if one.left_on is None],
        "left": [one for one in members if one.left_on is not None],
        "form": JoinForm(initial={"on": clock.today(request.tenant.time_zone)}) if may else None,
        "csv_url": "?format=csv",
    }
    return render(request, "cohorts/cohorts/cohort.html", context)


@needs(Permission.CALL_MANAGE)
@require_POST
def join(request: DistrictRequest, pk: int) -> HttpResponse:
    """A school comes in."""
    found = get_cohort_for(request.actor, pk)
    form = JoinForm(request.POST)
    if not form.is_valid():
        messages.error(request, wrong_in(form))
        return redirect(link("cohorts:cohort", found.pk))
    try:
        school, day = form.cleaned_data["school"], form.cleaned_data["on"]
        verbs.join(by=request.actor, cohort=found, school=school, on=day)
        messages.success(request, _("%(school)s is in.") % {"school": school.name})
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(link("cohorts:cohort", found.pk))


@EDIT
@needs(Permission.CALL_MANAGE)
def move(request: DistrictRequest, pk: int) -> HttpResponse:
    """A school’s part rests, goes on, or ends."""
    member = get_member_for(request.actor, pk)
    rests = any(one.ended_on is None for one in member.pauses.all())
    form = MoveForm(request.POST or None, rests=rests, initial={"on": clock.today(request.tenant.time_zone)})
    if request.method == "POST" and form.is_valid():
        try:
            _moved(request, member, form.cleaned_data)
            return redirect(link("cohorts:member", member.pk))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "member": member, "back_url": link("cohorts:member", member.pk)}
    return render(request, "cohorts/cohorts/move.html", context, status=422 if form.errors else 200)


def _moved(request: DistrictRequest, member: CohortMember, said: dict[str, Any]) -> None:
    acts: dict[str, Callable[..., object]] = {
        "pause": verbs.pause, "resume": verbs.resume, "leave": verbs.leave
    }  # fmt: skip
    act = acts[said["what"]]
    reason = {} if said["what"] == "resume" else {"reason": said["reason"]}
    act(by=request.actor, member=member, on=said["on"], **reason)
    words = {
        "pause": _("Its part rests. The reason stands on its page."),
        "resume": _("Its part goes on."),
        "leave": _("It left. All that it did stays on its page."),
    }
    messages.success(request, words[said["what"]])


def _row(member: CohortMember) -> dict[str, Any]:
    seats = list(member.team.seats.all())
    rest = next((one for one in member.pauses.all() if one.ended_on is None), None)
    return {"member": member, "seats": len(seats), "rest": rest}


def _as_csv(request: DistrictRequest, found: Cohort, members: list[CohortMember]) -> HttpResponseBase:
    header = [_("School"), _("Learning community"), _("Level"), _("In since"), _("Left"), _("Seats taken")]

    def rows() -> list[list[Any]]:
        return [
            [
                one.school.name, one.school.parent.name if one.school.parent else "",
                one.school.school.get_level_display(), one.joined_on, one.left_on or "", len(one.team.seats.all()),
            ]
            for one in members
        ]  # fmt: skip

    return csv_response(request.tenant, f"cohort-{found.pk}.csv", header, rows)
