"""What I lead: the next dates, each with its list, its door, its agenda and a word to who comes. For a phone."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groundswell.events.models import Meeting, Section
from groundswell.events.queries import leading as found
from groundswell.events.rules import words
from groundswell.events.rules.addresses import page_of, people_of
from groundswell.kernel import clock
from groundswell.kernel.doors import needs
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest


@needs(Permission.ATTENDANCE_TAKE)
@require_safe
def leading(request: DistrictRequest) -> HttpResponse:
    """The dates that are next, and lists that are still to be done."""
    now, zone = clock.now(), request.tenant.time_zone
    dates = found.next_dates(request.actor, now)
    agendas = found.agendas([one.section.event_id for one in dates])
    rows = [_date(one, agendas.get(one.section.event_id, []), zone) for one in dates]
    today = clock.local(now, zone).date()
    context = {
        "rows": rows,
        "unfinished": [_unfinished(one, zone) for one in found.unfinished(request.actor, now)],
        "today": sum(clock.local(one.begins_at, zone).date() == today for one in dates),
        "trail": [(_("Learn"), link("events:list"))],
    }
    return render(request, "events/desk/leading.html", context)


def _date(meeting: Meeting, agenda: list[Any], zone: str) -> dict[str, Any]:
    section = meeting.section
    near = clock.local(meeting.begins_at, zone).date() <= clock.today(zone)
    return {
        "meeting": meeting,
        "section": section,
        "event": section.event,
        "when": words.when(meeting, zone),
        "seats": words.seats(section),
        "url": page_of(section),
        "people_url": people_of(section),
        "door_url": link("events:meeting_door", meeting.pk) if near else "",
        "message_url": link("events:section_message", section.pk),
        "agenda": agenda,
    }


def _unfinished(section: Section, zone: str) -> dict[str, Any]:
    return {"section": section, "when": words.when(section, zone), "people_url": people_of(section)}
