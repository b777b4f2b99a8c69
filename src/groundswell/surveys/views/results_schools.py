"""What the people of one school said, survey by survey."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from groundswell.kernel.doors import needs
from groundswell.kernel.exports import csv_response, wants_csv
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.kernel.words import language_here
from groundswell.roster.choices import OrganisationKind
from groundswell.roster.queries.doors import get_organisation_for
from groundswell.surveys.choices import Margin
from groundswell.surveys.queries.waves import declaring, waves_for
from groundswell.surveys.rules.results_groups import GroupResult
from groundswell.surveys.rules.results_schools import said_at
from groundswell.surveys.views.results_groups import csv_header, csv_rows, picture_of

PER_PAGE = 10


@needs(Permission.RESULTS_VIEW)
@require_safe
def school(request: DistrictRequest, place_pk: int) -> HttpResponseBase:
    """One school in every survey with a table by school, newest first. ``?format=csv`` gives the same numbers."""
    actor, kind = request.actor, OrganisationKind.SCHOOL
    place = get_organisation_for(actor, place_pk, Permission.RECORD_VIEW, kind=kind)
    waves = declaring(waves_for(actor, Permission.RESULTS_VIEW), Margin.SCHOOL)
    language = language_here()
    if wants_csv(request):
        rows = [row for one in said_at(place.pk, list(waves), language) for row in csv_rows(one)]
        return csv_response(actor.tenant, f"school-{place.pk}-surveys.csv", csv_header(), lambda: rows)
    page = Paginator(waves, PER_PAGE).get_page(request.GET.get("page"))
    found = said_at(place.pk, list(page), language)
    context = {
        "school": place,
        "page": page,
        "results": [_drawn(one) for one in found],
        "unasked": len(page) - len(found),
    }
    return render(request, "surveys/results/school.html", context)


def _drawn(result: GroupResult) -> dict[str, Any]:
    """One survey: the school's row, and each question with a picture of the school's number."""
    items = [(item, item.rows[0], picture_of(item, item.rows[0])) for item in result.items]
    return {"of": result, "row": result.rows[0] if result.rows else None, "items": items}
