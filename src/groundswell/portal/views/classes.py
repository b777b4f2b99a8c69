"""A class: who teaches it and who is in it, for its teachers and those who lead its school."""

from collections.abc import Iterable
from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from groundswell.kernel.doors import needs
from groundswell.kernel.exports import csv_response, wants_csv
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.portal.views.tabs import tabs_of
from groundswell.roster.queries import schools
from groundswell.roster.queries.classes import get_class_for, members_of


@needs(Permission.PEOPLE_VIEW)
@require_safe
def school_class(request: DistrictRequest, pk: int) -> HttpResponseBase:
    """One class with its students by name; ``?format=csv`` is the same list as a file."""
    found = get_class_for(request.actor, pk)
    members = members_of(found)
    if wants_csv(request):
        return _as_csv(request, found, members.students)
    leads = request.actor.may(Permission.STUDENTS_VIEW, place=found.school_id)
    context = {
        "district": schools.district_of(request.tenant),
        "school_class": found,
        "school": found.school,
        "members": members,
        "tabs": tabs_of(request, found.school, "school_classes") if leads else [],
        "may_open_students": leads,
    }
    return render(request, "portal/school_class.html", context)


def _as_csv(request: DistrictRequest, found: Any, students: list[Any]) -> HttpResponseBase:
    header = ["first_name", "family_name", "grade", "since"]

    def lines() -> Iterable[list[Any]]:
        for one in students:
            person = one.person
            yield [
                person.preferred_name or person.given_name,
                person.family_name,
                person.grade,
                one.begins_on,
            ]

    return csv_response(request.tenant, f"class-{found.pk}.csv", header, lines)
