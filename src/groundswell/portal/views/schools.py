"""The Schools room: the district, its learning communities, its schools."""

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groundswell.cohorts.rules.story import story_of
from groundswell.events.queries import onboarding
from groundswell.kernel.doors import needs
from groundswell.kernel.exports import csv_response, wants_csv
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.portal.forms import ClassesForm, SchoolsForm
from groundswell.portal.queries import district as districts
from groundswell.portal.queries.district import community_name, district_page, places_on_map
from groundswell.portal.queries.school import school_page, staff_by_role
from groundswell.portal.views.tabs import tabs_of
from groundswell.roster.choices import OrganisationKind
from groundswell.roster.models import Organisation, Person
from groundswell.roster.queries import people, schools
from groundswell.roster.queries.doors import get_organisation_for

PER_PAGE = 50
TITLE_ONE = {True: "yes", False: "no", None: ""}


@needs(Permission.RECORD_VIEW)
@require_safe
def district(request: DistrictRequest) -> HttpResponse:
    """The district: map, learning communities, numbers with dates and sources, letters, statements."""
    page = district_page(request.tenant)
    context = {"page": page, "district": page.district, "list_url": link("portal:school_list")}
    return render(request, "portal/district.html", context)


@needs(Permission.RECORD_VIEW)
@require_safe
def school_list(request: DistrictRequest) -> HttpResponse:
    """All schools, filtered and sorted by the URL; ``?format=csv`` is the same list as a file."""
    found = schools.district_of(request.tenant)
    form = SchoolsForm(request.GET, schools.communities())
    rows = schools.school_list(found, form.filter(), request.GET.get("sort", "name"))
    if wants_csv(request):
        return _schools_as_csv(request, schools.read_schools(found, rows))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "district": found,
        "form": form,
        "page": page,
        "schools": schools.read_schools(found, list(page.object_list)),
        "csv_url": _as_csv_url(request),
    }
    return render(request, "portal/school_list.html", context)


@needs(Permission.RECORD_VIEW)
@require_safe
def community(request: DistrictRequest, pk: int) -> HttpResponse:
    """A learning community: its schools on a map and as a table, and who leads it."""
    kind = OrganisationKind.LEARNING_COMMUNITY
    found = get_organisation_for(request.actor, pk, Permission.RECORD_VIEW, kind=kind)
    of_district = schools.district_of(request.tenant)
    sort = request.GET.get("sort", "name")
    inside = schools.school_list(of_district, schools.SchoolFilter(community=found.pk, state="open"), sort)
    rows = schools.read_schools(of_district, inside)
    context = {
        "district": of_district,
        "community": found,
        "schools": rows,
        "students": sum(districts.students_of(row) for row in rows),
        "places": places_on_map(rows),
        "staff": people.staff_of(found, request.tenant, teams=False) if _may_see_people(request) else [],
        "list_url": f"{link('portal:school_list')}?community={found.pk}",
    }
    return render(request, "portal/community.html", context)


@needs(Permission.RECORD_VIEW)
@require_safe
def school(request: DistrictRequest, pk: int) -> HttpResponse:
    """A school: its measures with their sources, its line of succession; for colleagues its people and teams."""
    found = get_organisation_for(request.actor, pk, Permission.RECORD_VIEW, kind=OrganisationKind.SCHOOL)
    page = school_page(found, request.tenant)
    context = {
        "page": page,
        "district": page.district,
        "school": found,
        "tabs": tabs_of(request, found, "school"),
        "community": community_name(found),
        "community_url": _community_url(found),
        "roles": staff_by_role(found, request.tenant) if _may_see_people(request) else [],
        "may_see_people": _may_see_people(request),
        "may_change": request.actor.may(Permission.ROSTER_IMPORT),
        "said_url": link("surveys:school_said", pk) if request.actor.may(Permission.RESULTS_VIEW) else "",
        "feed_url": _feed_url(request, found, page.is_open),
        "not_been": _not_been(request, found),
        "story": story_of(found.pk, request.actor),
    }
    return render(request, "portal/school.html", context)


@needs(Permission.STUDENTS_VIEW)
@require_safe
def classes(request: DistrictRequest, pk: int) -> HttpResponse:
    """The classes of a school with their teachers and how many students each has: counts, no names."""
    found = get_organisation_for(request.actor, pk, Permission.STUDENTS_VIEW, kind=OrganisationKind.SCHOOL)
    form = ClassesForm(request.GET)
    form.fields["text"].label = _("Class")
    rows = people.classes_at(found, form.wanted().get("text", ""))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    counts = people.students_in(list(page))
    context = {
        "district": schools.district_of(request.tenant),
        "school": found,
        "tabs": tabs_of(request, found, "school_classes"),
        "form": form,
        "page": page,
        "rows": [(one, counts.get(one.pk, 0)) for one in page],
    }
    return render(request, "portal/school_classes.html", context)


def _not_been(request: DistrictRequest, found: Organisation) -> list[Person] | None:
    """Who has not been at the institute for this school, for who leads it; None where there is none."""
    leads = request.actor.may(Permission.SUBSTITUTES_VIEW, place=found.pk)
    return onboarding.not_been(found) if leads else None


def _community_url(found: Organisation) -> str:
    parent = found.parent
    if parent is None or parent.kind != OrganisationKind.LEARNING_COMMUNITY:
        return ""
    return link("portal:community", parent.pk)


def _feed_url(request: DistrictRequest, school: Organisation, is_open: bool) -> str:
    """The page of the calendar of its professional learning, for who keeps the school's calendar."""
    may = is_open and request.actor.may(Permission.CALENDAR_MANAGE, place=school.pk)
    return link("events:school_feed", school.pk) if may else ""


def _may_see_people(request: DistrictRequest) -> bool:
    return request.actor.may(Permission.PEOPLE_VIEW)


def _as_csv_url(request: DistrictRequest) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    query["format"] = "csv"
    return f"?{query.urlencode()}"


def _schools_as_csv(request: DistrictRequest, rows: Any) -> Any:
    header = [
        "school_id", "name", "state_code", "level", "learning_community", "title_one", "open",
        "students", "students_year", "longitude", "latitude",
    ]  # fmt: skip

    def lines() -> Iterable[list[Any]]:
        for row in rows:
            own = row.school
            yield [
                row.pk, row.name, own.state_code, own.level, districts.community_name(row), TITLE_ONE[own.title_one],
                "yes" if row.is_open else "no", row.students, row.students_year, own.longitude, own.latitude,
            ]  # fmt: skip

    return csv_response(request.tenant, f"{request.tenant.slug}-schools.csv", header, lines)
