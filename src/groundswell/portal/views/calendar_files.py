"""Keeping the school calendar: bring a file, see what it would change, say yes. For the office and for principals."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groundswell.kernel.doors import needs
from groundswell.kernel.htmx import back_to
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.roster.actions import calendar as verbs
from groundswell.roster.choices import CalendarFileState
from groundswell.roster.forms.calendar import CalendarFileForm, TimeZoneForm
from groundswell.roster.models import Organisation
from groundswell.roster.queries import calendar as queries
from groundswell.roster.queries import calendar_undo as undo
from groundswell.roster.queries.calendar import get_calendar_file_for
from groundswell.roster.queries.doors import get_organisation_for
from groundswell.roster.rules import calendar_csv

PER_PAGE = 25
SHOWN = 40


@needs(Permission.CALENDAR_MANAGE)
@require_safe
def files(request: DistrictRequest) -> HttpResponse:
    """The files that came in for the reader's schools, newest first, and the form that brings another."""
    wanted = request.GET.get("for", "")
    initial = {"place": int(wanted)} if wanted.isascii() and wanted.isdigit() else {}
    return _files(request, _form(request, initial=initial))


@needs(Permission.CALENDAR_MANAGE)
@require_POST
def bring(request: DistrictRequest) -> HttpResponse:
    """Read a file and go to what it would change."""
    form = _form(request, request.POST, request.FILES)
    if not form.is_valid():
        return _files(request, form, status=400)
    school = _school(request, form.cleaned_data["place"])
    upload = form.cleaned_data["file"]
    brought = verbs.bring_file(
        by=request.actor,
        name=upload.name,
        content=upload.read(),
        school=school,
        replaces=form.cleaned_data["replaces"],
    )
    return back_to(request, link("portal:calendar_file", brought.pk))


@needs(Permission.CALENDAR_MANAGE)
@require_safe
def one_file(request: DistrictRequest, pk: int) -> HttpResponse:
    """One file: what it says and would change or changed, or what was wrong with it."""
    file = get_calendar_file_for(request.actor, pk)
    rows, more = queries.rows_in_words(file.rows, SHOWN)
    context = {
        "file": file,
        "rows": rows,
        "more": more,
        "calendar_url": _calendar_url(file.school_id),
        "stayed": sum(1 for one in file.before if one.get("stayed")),
    }
    return render(request, "portal/calendar/file.html", context)


@needs(Permission.CALENDAR_MANAGE)
@require_POST
def apply(request: DistrictRequest, pk: int) -> HttpResponse:
    """Make the calendar what the file says."""
    return _decide(request, pk, verbs.apply_file, _("The calendar is what this file says."))


@needs(Permission.CALENDAR_MANAGE)
@require_POST
def discard(request: DistrictRequest, pk: int) -> HttpResponse:
    """Put the file away."""
    return _decide(request, pk, verbs.discard_file, _("Discarded. The calendar is as it was."))


@needs(Permission.CALENDAR_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: DistrictRequest, pk: int) -> HttpResponse:
    """What would come back and what was changed since and stays; then the step itself."""
    file = get_calendar_file_for(request.actor, pk)
    if request.method == "POST":
        return _decide(request, pk, verbs.take_back_file, _("This file was taken back."))
    found = undo.way_back(file) if file.state == CalendarFileState.APPLIED else []
    back, stays = [one for one in found if not one.stays], [one for one in found if one.stays]
    context = {
        "file": file,
        "back": undo.in_words(back[:SHOWN]),
        "count": len(back),
        "more": max(0, len(back) - SHOWN),
        "stays": undo.in_words(stays[:SHOWN]),
        "stay_count": len(stays),
    }
    return render(request, "portal/calendar/take_back.html", context)


@needs(Permission.CALENDAR_MANAGE)
@require_POST
def time_zone(request: DistrictRequest, pk: int) -> HttpResponse:
    """Say in which time zone a school lives."""
    school = get_organisation_for(request.actor, pk, Permission.CALENDAR_MANAGE)
    if not hasattr(school, "school"):
        raise Http404
    form = TimeZoneForm(request.POST, district=request.tenant.time_zone)
    if not form.is_valid():
        messages.error(request, _("We don't have that time zone. Choose one from the list."))
    else:
        verbs.set_time_zone(by=request.actor, school=school, zone=form.cleaned_data["zone"])
        messages.success(
            request, _("Kept. The bell hours of %(name)s follow this zone.") % {"name": school.name}
        )
    return back_to(request, f"{link('portal:calendar_files')}?for={school.pk}")


def _decide(request: DistrictRequest, pk: int, verb: Any, words: str) -> HttpResponse:
    file = get_calendar_file_for(request.actor, pk)
    try:
        verb(by=request.actor, file=file)
    except verbs.NotNow as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, words)
    return back_to(request, link("portal:calendar_file", file.pk))


def _form(request: DistrictRequest, *data: Any, **more: Any) -> CalendarFileForm:
    district = request.tenant.name if queries.keeps_the_district(request.actor) else ""
    return CalendarFileForm(*data, schools=queries.schools_kept_by(request.actor), district=district, **more)


def _files(request: DistrictRequest, form: CalendarFileForm, *, status: int = 200) -> HttpResponse:
    found = queries.files_for(request.actor).defer("rows", "problems")
    school = _school_for_clock(request)
    context = {
        "form": form,
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "calendar_url": _calendar_url(school.pk if school else None),
        "example_days": calendar_csv.EXAMPLE_DAYS,
        "example_bells": calendar_csv.EXAMPLE_BELLS,
        "school": school,
        "zone_form": _zone_form(request, school) if school else None,
    }
    return render(request, "portal/calendar/files.html", context, status=status)


def _zone_form(request: DistrictRequest, school: Organisation) -> TimeZoneForm:
    return TimeZoneForm(district=request.tenant.time_zone, current=school.school.time_zone)


def _school_for_clock(request: DistrictRequest) -> Organisation | None:
    """The school that ``?for=`` names, or the only one that the reader keeps."""
    kept = queries.schools_kept_by(request.actor)
    named = [one for one in kept if str(one.pk) == request.GET.get("for", "")]
    return named[0] if named else kept[0] if len(kept) == 1 else None


def _school(request: DistrictRequest, pk: int) -> Organisation | None:
    return get_organisation_for(request.actor, pk, Permission.CALENDAR_MANAGE) if pk else None


def _calendar_url(school: int | None) -> str:
    return link("portal:school_calendar", school) if school else link("portal:calendar")
