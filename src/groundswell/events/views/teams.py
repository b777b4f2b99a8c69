"""Bring a team: colleagues who get their seats together, or wait together."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from groundswell.cohorts.models import DesignTeam
from groundswell.events.actions import parties
from groundswell.events.choices import RegistrationState
from groundswell.events.forms.teams import TeamForm
from groundswell.events.models import PartyBooking, Section
from groundswell.events.queries.events import get_one_section_for
from groundswell.events.queries.teams import schools_to_bring, staff_to_bring, state_of, team_to_bring
from groundswell.events.rules import words
from groundswell.events.rules.addresses import page_of
from groundswell.events.rules.refusals import Refused
from groundswell.events.views.places import frame_of
from groundswell.kernel.doors import needs
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.roster.models import Organisation, Person


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.EVENT_REGISTER)
def bring(request: DistrictRequest, section_pk: int) -> HttpResponse:
    """Tick colleagues of a school of one's own (the office: of any), name the team, and book. A school's design team
    stands there already, ticked and named; ``?who=others`` asks for other colleagues."""
    section = get_one_section_for(request.actor, section_pk, Permission.EVENT_REGISTER)
    schools = schools_to_bring(request.actor)
    if not schools:
        raise PermissionDenied
    asked = request.POST.get("school") or request.GET.get("school", "")
    school = next((one for one in schools if str(one.pk) == asked), schools[0])
    staff = staff_to_bring(school)
    known, members = team_to_bring(school, staff)
    team = known if _wants_team(request) else None
    form = TeamForm(
        request.POST or None,
        staff=members if team else staff,
        is_team=team is not None,
        initial=_initial(request, school, members if team else []),
    )
    looks_on = "find" in request.POST or request.method != "POST"
    if not looks_on and form.is_valid():
        try:
            party = _book(request, section, form, team)
            messages.success(request, _told(party))
            return redirect(page_of(section))
        except Refused as refused:
            form.add_error(None, str(refused))
    context = frame_of(section) | {
        "form": form,
        "looks_on": looks_on,
        "schools": schools,
        "school": school,
        "staff": staff,
        "team": team,
        "has_team": known is not None,
        "when": words.when(section, request.tenant.time_zone),
        "seats": words.seats(section),
    }
    wrong = not looks_on and form.errors
    return render(request, "events/team.html", context, status=422 if wrong else 200)


def _wants_team(request: DistrictRequest) -> bool:
    """What is sent says whom its list showed; a first look shows the design team."""
    if request.method == "POST":
        return request.POST.get("who") == "team"
    return request.GET.get("who") != "others"


def _book(
    request: DistrictRequest, section: Section, form: TeamForm, team: DesignTeam | None
) -> PartyBooking:
    clean = form.cleaned_data
    return parties.book(
        by=request.actor, section=section, name=clean["name"], lead=form.staff[clean["lead"]],
        people=clean["members"], design_team=team,
    )  # fmt: skip


def _initial(request: DistrictRequest, school: Organisation, members: list[Person]) -> dict[str, Any]:
    """Whoever brings them answers for all, where they come too; else the team's first by name."""
    own = request.actor.person_id
    if not members:
        return {"lead": own}
    lead = own if own in {one.pk for one in members} else members[0].pk
    return {"lead": lead, "name": _("Design team of %(school)s") % {"school": school.name}}


def _told(party: PartyBooking) -> str:
    values = {"name": party.name, "size": party.size}
    if state_of(party) == RegistrationState.BOOKED:
        return _("All %(size)s of %(name)s have a seat. Each gets mail with a calendar file.") % values
    return _("All %(size)s of %(name)s wait together. They get their seats together, too.") % values
