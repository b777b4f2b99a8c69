"""What people said about one event, a programme, a school year: their waves with response rates, side by side."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groundswell.events.queries.asking_said import MOST, waves_about
from groundswell.events.queries.events import get_event_for
from groundswell.events.queries.programmes import get_programme_for
from groundswell.events.rules.asking_said import side_by_side
from groundswell.kernel import clock
from groundswell.kernel.doors import needs
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.roster.models import SchoolYear
from groundswell.roster.queries.calendar import school_years
from groundswell.surveys.models import SurveyWave


@needs(Permission.RESULTS_VIEW)
@require_safe
def event(request: DistrictRequest, pk: int) -> HttpResponse:
    """Of one event: every wave that asked about it."""
    one = get_event_for(request.actor, pk, Permission.EVENT_VIEW)
    here = {"name": one.title, "event": one, "url": link("events:event", one.pk)}
    return _page(request, waves_about(request.actor, event=one), here)


@needs(Permission.RESULTS_VIEW)
@require_safe
def programme(request: DistrictRequest, programme_pk: int) -> HttpResponse:
    """Of a programme: the waves of all its events."""
    one = get_programme_for(request.actor, programme_pk)
    here = {"name": one.title, "url": link("events:programme", one.pk)}
    return _page(request, waves_about(request.actor, programme=one), here)


@needs(Permission.RESULTS_VIEW)
@require_safe
def this_year(request: DistrictRequest) -> HttpResponse:
    """Of the school year that runs, or ran last; of every event while the roster knows no school year."""
    today = clock.today(request.tenant.time_zone)
    one = next((each for each in school_years() if each.begins_on <= today), None)
    return _year(request, one)


@needs(Permission.RESULTS_VIEW)
@require_safe
def year(request: DistrictRequest, ends_in: int) -> HttpResponse:
    """Of a school year: the newest waves about all its events."""
    one = next((each for each in school_years() if each.ends_in == ends_in), None)
    if one is None:
        raise Http404
    return _year(request, one)


def _year(request: DistrictRequest, one: SchoolYear | None) -> HttpResponse:
    here = {"name": one.title if one else _("All events"), "year": one}
    return _page(request, waves_about(request.actor, year=one), here)


def _page(request: DistrictRequest, waves: list[SurveyWave], here: dict[str, Any]) -> HttpResponse:
    years = list(school_years())
    groups, smallest = side_by_side(waves, get_language() or request.tenant.language)
    trail = [(_("Learn"), link("events:list")), (here["name"], here["url"])] if "url" in here else []
    context = here | {
        "groups": groups,
        "years": years,
        "threshold": smallest,
        "is_cut": len(waves) == MOST,
        "may_manage": request.actor.may(Permission.SURVEY_MANAGE) and "event" in here,
        "trail": trail,
    }
    return render(request, "events/asking/said.html", context)
