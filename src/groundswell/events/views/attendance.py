"""The list of people for who leads an event: who comes, who waits, who was there. Made for a phone in one hand.

Taps come as forms from a page without script, and one by one as JSON from the page that keeps them while there is no
network (``static/groundswell/js/attendance.js``).
"""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from groundswell.events.actions import attendance as verbs
from groundswell.events.choices import ArrivalState
from groundswell.events.forms.attendance import TapForm
from groundswell.events.models import Arrival, Meeting, Registration, Section
from groundswell.events.queries import attendance, meetings, waitlist
from groundswell.events.queries.events import get_section_at_for
from groundswell.events.rules import words
from groundswell.events.rules.checkin import Changed
from groundswell.events.rules.refusals import Refused
from groundswell.events.views import sheets
from groundswell.events.views.places import address
from groundswell.kernel import clock
from groundswell.kernel.doors import needs
from groundswell.kernel.exports import csv_response, wants_csv
from groundswell.kernel.htmx import back_to, page_or_fragment
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest


@needs(Permission.ATTENDANCE_TAKE)
@require_safe
def people(
    request: DistrictRequest, pk: int | None = None, section_pk: int | None = None
) -> HttpResponseBase:
    """Everyone with a seat at a date, with one tap for what they did; then who waits. Prints as a list."""
    section = get_section_at_for(request.actor, Permission.ATTENDANCE_TAKE, pk=pk, section_pk=section_pk)
    if wants_csv(request):
        return _as_csv(request, section)
    context = sheets.sheet(
        request.actor,
        section,
        request.GET.get("on", ""),
        by_section=section_pk is not None,
        only_astray=request.GET.get("mail") == "astray",
    )
    return page_or_fragment(request, "events/people.html", "events/_sheet.html", context)


@needs(Permission.ATTENDANCE_TAKE)
@require_POST
def note(
    request: DistrictRequest, registration_pk: int, pk: int | None = None, section_pk: int | None = None
) -> HttpResponse:
    """One tap: attended, partly there, or not; from when, until when."""
    section = get_section_at_for(request.actor, Permission.ATTENDANCE_TAKE, pk=pk, section_pk=section_pk)
    try:
        seat = _seat(request, section, registration_pk)
        meeting, _dates = sheets.to_write(section, request.POST.get("on", ""))
    except Refused as gone:
        return _nowhere(request, address(section, "people", by_section=section_pk is not None), gone)
    try:
        arrival = _tap(request, section, meeting, seat)
    except Refused as refusal:
        return _refused(request, section, meeting, seat, refusal, section_pk is not None)
    if _waits(request):
        return _told(request, meeting, seat, arrival)
    page = f"{address(section, 'people', by_section=section_pk is not None)}?on={meeting.pk}"
    if not request.htmx:
        return redirect(f"{page}#person-{seat.pk}")
    fresh = get_section_at_for(request.actor, Permission.ATTENDANCE_TAKE, pk=pk, section_pk=section_pk)
    context = sheets.sheet(request.actor, fresh, str(meeting.pk), by_section=section_pk is not None)
    return page_or_fragment(request, "events/people.html", "events/_sheet.html", context)


@needs(Permission.ATTENDANCE_TAKE)
@require_POST
def finish(request: DistrictRequest, pk: int | None = None, section_pk: int | None = None) -> HttpResponse:
    """The list of a date is done: whoever isn't marked was not there."""
    section = get_section_at_for(request.actor, Permission.ATTENDANCE_TAKE, pk=pk, section_pk=section_pk)
    page = address(section, "people", by_section=section_pk is not None)
    try:
        meeting, dates = sheets.to_write(section, request.POST.get("on", ""))
        page = f"{page}?on={meeting.pk}" if len(dates) > 1 else page
        missing = verbs.finish(by=request.actor, section=section, meeting=meeting)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return back_to(request, page)
    messages.success(request, sheets.missing_in_words(missing))
    return back_to(request, page)


def _seat(request: DistrictRequest, section: Section, pk: int) -> Registration:
    """The seat that a tap is about. A page that waits is told when it was given back: it would ask for ever."""
    try:
        return attendance.get_registration_for(request.actor, section, pk)
    except Http404:
        if not _waits(request):
            raise
        raise Refused(_("This person has no seat here, so there is nothing to note.")) from None


def _nowhere(request: DistrictRequest, page: str, gone: Refused) -> HttpResponse:
    """The seat or the date of a tap is gone."""
    if _waits(request):
        return JsonResponse({"why": str(gone)}, status=422)
    messages.error(request, str(gone))
    return back_to(request, page)


def _tap(request: DistrictRequest, section: Section, meeting: Meeting, seat: Registration) -> Arrival:
    form = TapForm(request.POST)
    if not form.is_valid():
        raise Refused(
            _("Choose one of the three: attended, partly there, not there; or write a time like 8:20.")
        )
    before = attendance.arrivals_at(meeting).get(seat.pk)
    said = form.note(meeting, before, request.tenant.time_zone)
    return verbs.note(by=request.actor, section=section, registration=seat, meeting=meeting, **said)


def _waits(request: DistrictRequest) -> bool:
    """True for the page that keeps taps and waits for their answer."""
    return request.headers.get("Accept") == "application/json"


def _told(request: DistrictRequest, meeting: Meeting, seat: Registration, there: Arrival) -> JsonResponse:
    """What stands now, for the page that waits; ``done`` when the list has become complete, so that it loads again."""
    people, noted, came = attendance.counts(meeting)
    done = noted == people and meeting.ends_at <= clock.now()
    sums = {"told": sheets.told(people, noted, came), "done": done}
    return JsonResponse(sheets.state_of(there, request.tenant.time_zone) | sums)


def _refused(
    request: DistrictRequest,
    section: Section,
    meeting: Meeting,
    seat: Registration,
    refusal: Refused,
    by_section: bool,
) -> HttpResponse:
    there = attendance.arrivals_at(meeting).get(seat.pk)
    zone = request.tenant.time_zone
    why = str(refusal)
    if isinstance(refusal, Changed):
        why = sheets.conflict_in_words(there, zone)
    if _waits(request):
        status = 409 if isinstance(refusal, Changed) else 422
        return JsonResponse(sheets.state_of(there, zone) | {"why": why}, status=status)
    if isinstance(refusal, Changed):
        why = _("%(name)s: %(why)s Your tap changed nothing; tap again if you know better.") % {
            "name": seat.person.name,
            "why": why,
        }
    messages.error(request, why)
    return back_to(request, f"{address(section, 'people', by_section=by_section)}?on={meeting.pk}")


def _as_csv(request: DistrictRequest, section: Section) -> HttpResponseBase:
    """One row per person: what it came to for the section, then what was noted at each date."""
    zone = request.tenant.time_zone
    dates = meetings.meetings_of(section)
    header = [_("Event"), _("Name"), _("E-mail"), _("Place"), _("Registered"), _("Attendance")]
    header += [words.moment(date.begins_at, zone) for date in dates]

    def lines() -> Iterable[list[Any]]:
        for one in attendance.with_arrivals(attendance.sheet(section)):
            noted = {arrival.meeting_id: arrival for arrival in one.arrivals.all()}
            outcome = getattr(one, "attendance", None)
            came_to = ArrivalState(outcome.state).label if outcome else ""
            at_each = [sheets.said(noted.get(date.pk), zone) for date in dates]
            yield [*_who(section, one, zone), came_to, *at_each]
        for one in waitlist.first_in_line(section):
            yield [*_who(section, one, zone), *[""] * (1 + len(dates))]

    return csv_response(request.tenant, f"event-{section.event_id}-people.csv", header, lines)


def _who(section: Section, one: Registration, zone: str) -> list[Any]:
    at = clock.local(one.at, zone).isoformat(" ", "minutes")
    return [section.event.title, one.person.name, one.person.email, one.get_state_display(), at]
