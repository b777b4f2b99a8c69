"""The school calendar: of the district, and of a school with what is different there."""

from datetime import date

from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groundswell.kernel import clock
from groundswell.kernel.doors import needs
from groundswell.kernel.exports import csv_response
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.portal.queries.calendar import calendar_page
from groundswell.portal.views.tabs import tabs_of
from groundswell.roster.choices import OrganisationKind
from groundswell.roster.models import Organisation
from groundswell.roster.queries import calendar as queries
from groundswell.roster.queries import schools
from groundswell.roster.queries.doors import get_organisation_for
from groundswell.roster.rules import calendar_csv, calendar_ics


@needs(Permission.RECORD_VIEW)
@require_safe
def district(request: DistrictRequest) -> HttpResponseBase:
    """The district's calendar, which holds wherever a school says nothing else."""
    return _answer(request, None)


@needs(Permission.RECORD_VIEW)
@require_safe
def school(request: DistrictRequest, pk: int) -> HttpResponseBase:
    """A school's calendar: the district's, with the days and hours that only this school has."""
    found = get_organisation_for(request.actor, pk, Permission.RECORD_VIEW, kind=OrganisationKind.SCHOOL)
    return _answer(request, found)


def _answer(request: DistrictRequest, found: Organisation | None) -> HttpResponseBase:
    """The page, or with ``?format=`` csv, bells or ics the calendar as a file."""
    kind = request.GET.get("format", "")
    if kind in ("csv", "bells"):
        return _as_csv(request, found, kind)
    page = calendar_page(found, _year(request))
    if kind == "ics":
        return _as_ics(request, found, page.first, page.last)
    context = {
        "page": page,
        "school": found,
        "district": schools.district_of(request.tenant),
        "tabs": tabs_of(request, found, "school_calendar") if found else [],
        "here_url": link("portal:school_calendar", found.pk) if found else link("portal:calendar"),
        "manage_url": _manage_url(request, found),
    }
    return render(request, "portal/calendar/calendar.html", context)


def _year(request: DistrictRequest) -> int | None:
    text = request.GET.get("year", "")
    return int(text) if text.isascii() and text.isdigit() and 2000 <= int(text) <= 2099 else None


def _manage_url(request: DistrictRequest, found: Organisation | None) -> str:
    actor = request.actor
    if found is None:
        return link("portal:calendar_files") if queries.keeps_the_district(actor) else ""
    may = actor.may(Permission.CALENDAR_MANAGE, place=found.pk)
    return f"{link('portal:calendar_files')}?for={found.pk}" if may else ""


def _as_csv(request: DistrictRequest, found: Organisation | None, kind: str) -> HttpResponseBase:
    """What brought in again changes nothing: a school's own days, or the district's with every exception."""
    places = [found.pk] if found else None
    if kind == "csv":
        lines = calendar_csv.day_lines(queries.days_to_write(places))
    else:
        lines = calendar_csv.bell_lines(queries.periods_to_write(places))
    header, *rows = lines
    name = "days" if kind == "csv" else "bell-hours"
    return csv_response(request.tenant, f"{_name(request, found)}-{name}.csv", header, lambda: rows)


def _as_ics(request: DistrictRequest, found: Organisation | None, first: date, last: date) -> HttpResponse:
    days = queries.named_days(first, last, found)
    title = found.name if found else request.tenant.name
    content = calendar_ics.write(
        [days[day] for day in sorted(days)],
        title=_("School calendar of %(name)s") % {"name": title},
        host=settings.ALLOWED_HOSTS[0],
        stamp=clock.now(),
    )
    headers = {"Content-Disposition": f'attachment; filename="{_name(request, found)}-calendar.ics"'}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)


def _name(request: DistrictRequest, found: Organisation | None) -> str:
    return slugify(found.name)[:60] or "school" if found else request.tenant.slug
