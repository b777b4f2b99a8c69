"""The list of people for who leads an event: who comes, who waits, who was there. Made for a phone in one hand."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from groundswell.events.actions import attendance as verbs
from groundswell.events.choices import ArrivalState
from groundswell.events.models import Registration, Section
from groundswell.events.queries import attendance, waitlist
from groundswell.events.queries.events import get_section_at_for
from groundswell.events.rules import words
from groundswell.events.rules.refusals import Refused
from groundswell.events.views.places import address, addresses
from groundswell.kernel import clock
from groundswell.kernel.doors import needs
from groundswell.kernel.exports import csv_response, wants_csv
from groundswell.kernel.htmx import back_to, page_or_fragment
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest


@needs(Permission.ATTENDANCE_TAKE)
@require_safe
def people(
    request: DistrictRequest, pk: int | None = None, section_pk: int | None = None
) -> HttpResponseBase:
    """Everyone with a seat, with one tap for what they did; then who waits. Prints as a list with room to sign."""
    section = get_section_at_for(request.actor, Permission.ATTENDANCE_TAKE, pk=pk, section_pk=section_pk)
    if wants_csv(request):
        return _as_csv(request, section)
    return render(request, "events/people.html", _list(request, section, section_pk is not None))


@needs(Permission.ATTENDANCE_TAKE)
@require_POST
def note(
    request: DistrictRequest, registration_pk: int, pk: int | None = None, section_pk: int | None = None
) -> HttpResponse:
    """One tap: attended, partly there, or not."""
    section = get_section_at_for(request.actor, Permission.ATTENDANCE_TAKE, pk=pk, section_pk=section_pk)
    registration = attendance.get_registration_for(request.actor, section, registration_pk)
    page = address(section, "people", by_section=section_pk is not None)
    state = request.POST.get("state", "")
    if state not in ArrivalState:
        messages.error(request, _("Choose one of the three: attended, partly there, not there."))
        return back_to(request, page)
    try:
        verbs.note(by=request.actor, section=section, registration=registration, state=state)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return back_to(request, page)
    if not request.htmx:
        return redirect(f"{page}#person-{registration.pk}")
    fresh = get_section_at_for(request.actor, Permission.ATTENDANCE_TAKE, pk=pk, section_pk=section_pk)
    context = _list(request, fresh, section_pk is not None)
    return page_or_fragment(request, "events/people.html", "events/_sheet.html", context)


@needs(Permission.ATTENDANCE_TAKE)
@require_POST
def finish(request: DistrictRequest, pk: int | None = None, section_pk: int | None = None) -> HttpResponse:
    """The list is done: whoever isn't marked was not there."""
    section = get_section_at_for(request.actor, Permission.ATTENDANCE_TAKE, pk=pk, section_pk=section_pk)
    page = address(section, "people", by_section=section_pk is not None)
    try:
        missing = verbs.finish(by=request.actor, section=section)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return back_to(request, page)
    said = ngettext(
        "Attendance is taken. %(missing)s person was not there.",
        "Attendance is taken. %(missing)s people were not there.",
        missing,
    )
    messages.success(request, said % {"missing": missing})
    return back_to(request, page)


def _list(request: DistrictRequest, section: Section, by_section: bool) -> dict[str, Any]:
    zone = request.tenant.time_zone
    rows = [_row(section, one, by_section) for one in attendance.sheet(section)]
    there = sum(row["state"] in (ArrivalState.ATTENDED, ArrivalState.PARTIAL) for row in rows)
    noted = sum(bool(row["state"]) for row in rows)
    return {
        "section": section,
        "event": section.event,
        "urls": addresses(section, by_section=by_section),
        "rows": rows,
        "waiting": waitlist.first_in_line(section),
        "states": [(state, str(label)) for state, label in ArrivalState.choices],
        "there": there,
        "noted": noted,
        "when": words.when(section, zone),
        "can_note": clock.local(section.begins_at, zone).date() <= clock.today(zone),
        "is_over": section.ends_at <= clock.now(),
        "opens_on": words.day(clock.local(section.begins_at, zone)),
        "trail": [
            (_("Learn"), link("events:list")),
            (section.event.title, address(section, "event", by_section=by_section)),
        ],
    }


def _row(section: Section, one: Registration, by_section: bool) -> dict[str, Any]:
    state = _state(one)
    return {
        "pk": str(one.pk),
        "name": one.person.name,
        "email": one.person.email,
        "state": state,
        "said": ArrivalState(state).label if state else "",
        "url": address(section, "note", one.pk, by_section=by_section),
    }


def _state(registration: Registration) -> str:
    arrival = getattr(registration, "arrival", None)
    return arrival.state if arrival else ""


def _as_csv(request: DistrictRequest, section: Section) -> HttpResponseBase:
    header = [_("Event"), _("Name"), _("E-mail"), _("Place"), _("Registered"), _("Attendance")]
    zone = request.tenant.time_zone

    def lines() -> Iterable[list[Any]]:
        for one in attendance.sheet(section):
            noted = ArrivalState(_state(one)).label if _state(one) else ""
            yield [*_who(section, one, zone), noted]
        for one in waitlist.first_in_line(section):
            yield [*_who(section, one, zone), ""]

    return csv_response(request.tenant, f"event-{section.event_id}-people.csv", header, lines)


def _who(section: Section, one: Registration, zone: str) -> list[Any]:
    at = clock.local(one.at, zone).isoformat(" ", "minutes")
    return [section.event.title, one.person.name, one.person.email, one.get_state_display(), at]
