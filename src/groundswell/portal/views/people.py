"""People: the list of staff, and the page of somebody."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from groundswell.kernel.doors import needs
from groundswell.kernel.exports import csv_response, wants_csv
from groundswell.kernel.htmx import back_to
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.portal.forms import LanguageForm, PeopleForm
from groundswell.portal.queries.person import person_page
from groundswell.portal.queries.search import held_in_words
from groundswell.portal.views.switches import keep_cookie
from groundswell.roster.actions import invitations
from groundswell.roster.actions import people as verbs
from groundswell.roster.models import Person
from groundswell.roster.queries import people, schools
from groundswell.roster.queries.doors import get_person_for
from groundswell.roster.queries.positions import shown_once

PER_PAGE = 50


@needs(Permission.PEOPLE_VIEW)
@require_safe
def people_list(request: DistrictRequest) -> HttpResponse:
    """Staff of the district, filtered and sorted by the URL; students and guests for those who may see them."""
    form = PeopleForm(request.GET, schools.school_names(), _kinds(request))
    wanted = form.filter()
    rows = people.people_list(request.actor, wanted, request.GET.get("sort", "name"))
    if wants_csv(request):
        return _people_as_csv(request, rows)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query["format"] = "csv"
    context = {
        "district": schools.district_of(request.tenant),
        "form": form,
        "who": wanted.who,
        "page": page,
        "rows": [_row(one) for one in page],
        "csv_url": f"?{query.urlencode()}",
        "may_invite": request.actor.may(Permission.PEOPLE_MANAGE),
    }
    return render(request, "portal/people_list.html", context)


@needs(Permission.TODAY_VIEW)
@require_safe
def person(request: DistrictRequest, pk: int) -> HttpResponse:
    """Somebody: what they are where, and what they teach. Everyone finds more about themselves here."""
    found = get_person_for(request.actor, pk, Permission.PEOPLE_VIEW)
    page = person_page(found, request.actor)
    context = {
        "page": page,
        "person": found,
        "district": schools.district_of(request.tenant),
        "form": LanguageForm(initial={"language": found.language or request.tenant.language}),
        "feed_url": link("notices:feed") if page.is_oneself else "",
        "learning_url": _learning(request, found),
        "may_list": request.actor.may(Permission.PEOPLE_VIEW),
        "may_manage": request.actor.may(Permission.PEOPLE_MANAGE),
        "may_invite": request.actor.may(Permission.PEOPLE_MANAGE)
        and not found.user_id
        and not found.is_student,
    }
    return render(request, "portal/person.html", context)


@needs(Permission.TODAY_VIEW)
@require_POST
def prefer_language(request: DistrictRequest, pk: int) -> HttpResponse:
    """Set the language of one's own pages and mail."""
    found = get_person_for(request.actor, pk, Permission.PEOPLE_VIEW)
    if found.pk != request.actor.person_id:
        raise PermissionDenied
    form = LanguageForm(request.POST)
    answer = back_to(request, link("portal:person", pk))
    if not form.is_valid():
        messages.error(request, _("We don't have that language yet. Choose one from the list."))
    else:
        language = form.cleaned_data["language"]
        verbs.prefer_language(by=request.actor, person=found, language=language)
        with override(language):
            messages.success(request, _("Kept. Your pages and mail come in this language from now on."))
        keep_cookie(answer, settings.LANGUAGE_COOKIE_NAME, language)
    return answer


@needs(Permission.PEOPLE_MANAGE)
@require_POST
def invite(request: DistrictRequest, pk: int) -> HttpResponse:
    """Invite somebody of the roster to sign in: a mail with a link goes to the address that the roster has."""
    found = get_person_for(request.actor, pk, Permission.PEOPLE_MANAGE)
    try:
        invitations.invite(by=request.actor, person=found)
    except invitations.InvitationRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The invitation is on its way to %(email)s.") % {"email": found.email})
    return back_to(request, link("portal:person", pk))


def _learning(request: DistrictRequest, person: Person) -> str:
    """Where the hours of a person stand: for themselves, and for the office."""
    if person.is_student:
        return ""
    if person.pk == request.actor.person_id:
        return link("events:learning")
    return link("events:learning_of", person.pk) if request.actor.may(Permission.EVENT_MANAGE) else ""


def _kinds(request: DistrictRequest) -> list[tuple[str, Any]]:
    kinds = [("staff", _("Staff"))]
    if people.may_see_students(request.actor):
        kinds.append(("students", _("Students")))
    if request.actor.may(Permission.PEOPLE_MANAGE):
        kinds.append(("guests", _("Guests")))
    return kinds


def _row(one: Any) -> dict[str, Any]:
    """A line of the list, from a person with what they hold today."""
    posts = shown_once(one.held)
    return {
        "url": link("portal:person", one.pk),
        "name": one.name,
        "roles": [held.get_role_display() for held in posts],
        "places": [held.organisation.name for held in posts],
        "guest": one.get_guest_kind_display() if one.guest_kind else "",
    }


def _people_as_csv(request: DistrictRequest, rows: Any) -> Any:
    """Names and positions, which colleagues may know; no address, no language, no identifier of another system."""
    header = ["person_id", "first_name", "family_name", "positions"]

    def lines() -> Iterable[list[Any]]:
        for row in rows.iterator(chunk_size=1000):
            yield [row.pk, row.preferred_name or row.given_name, row.family_name, held_in_words(row)]

    return csv_response(request.tenant, f"{request.tenant.slug}-people.csv", header, lines)
