"""At the door of a date, for who leads it: the code on the wall, people without a seat, and the spot check."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from groundswell.events.actions import checkin as verbs
from groundswell.events.models import Meeting
from groundswell.events.queries import attendance
from groundswell.events.queries import door as found
from groundswell.events.rules import checkin, words
from groundswell.events.rules.addresses import list_of
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock
from groundswell.kernel.charts import qr
from groundswell.kernel.doors import needs
from groundswell.kernel.htmx import page_or_fragment
from groundswell.kernel.links import absolute, link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest

SHOWN = 20


def frame_of(request: DistrictRequest, meeting: Meeting) -> dict[str, Any]:
    """What every page about a date stands in."""
    event, back = meeting.section.event, list_of(meeting)
    return {
        "meeting": meeting,
        "section": meeting.section,
        "event": event,
        "when": words.when(meeting, request.tenant.time_zone),
        "back_url": back,
        "trail": [(_("Learn"), link("events:list")), (event.title, back)],
    }


@needs(Permission.ATTENDANCE_TAKE)
@never_cache
@require_safe
def code(request: DistrictRequest, meeting_pk: int) -> HttpResponse:
    """The code of this moment, large, and as a QR code. It renews itself; without script the page loads again."""
    meeting = attendance.get_meeting_for(request.actor, meeting_pk)
    now = clock.now()
    context = frame_of(request, meeting) | {"is_open": checkin.is_open(meeting, now)}
    if context["is_open"]:
        shown = checkin.code_at(checkin.secret_of(meeting, settings.SECRET_KEY), now)
        people, _noted, there = attendance.counts(meeting)
        context |= {
            "code": checkin.in_groups(shown),
            "spoken": " ".join(shown),
            "picture": qr(absolute(f"{link('events:check_in')}?code={shown}")),
            "seconds": max(2, round((checkin.next_change(now) - now).total_seconds()) + 1),
            "address": absolute(link("events:check_in")),
            "there": there,
            "people": people,
        }
    else:
        opens = meeting.begins_at - checkin.OPENS_BEFORE
        context["opens"] = words.moment(opens, request.tenant.time_zone) if now < opens else ""
    return page_or_fragment(request, "events/checkin/code.html", "events/checkin/_code.html", context)


@needs(Permission.ATTENDANCE_TAKE)
@require_safe
def door(request: DistrictRequest, meeting_pk: int) -> HttpResponse:
    """Find somebody who came without a seat, by the first letters of a name."""
    meeting = attendance.get_meeting_for(request.actor, meeting_pk)
    text = request.GET.get("q", "").replace("\x00", "").strip()[:80]
    people, others = found.at_the_door(request.actor, meeting, text, SHOWN) if text else ([], 0)
    context = frame_of(request, meeting) | {
        "text": text,
        "people": people,
        "others": others,
        "audience": words.audience(meeting.section.event),
        "seats": words.seats(meeting.section),
    }
    return page_or_fragment(request, "events/checkin/door.html", "events/checkin/_found.html", context)


@needs(Permission.ATTENDANCE_TAKE)
@require_POST
def let_in(request: DistrictRequest, meeting_pk: int, person_pk: int) -> HttpResponse:
    """Add somebody at the door: a seat where one is free, and they are noted as there."""
    meeting = attendance.get_meeting_for(request.actor, meeting_pk)
    person = found.get_person_at_the_door_for(request.actor, person_pk)
    try:
        verbs.walk_in(by=request.actor, meeting=meeting, person=person)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(link("events:meeting_door", meeting.pk))
    messages.success(request, _("%(name)s has a seat and is noted as there.") % {"name": person.name})
    return redirect(list_of(meeting))


@needs(Permission.ATTENDANCE_TAKE)
@require_POST
def spot_check(request: DistrictRequest, meeting_pk: int) -> HttpResponse:
    """Name a few of those who checked in by code, by chance, to look for in the room."""
    meeting = attendance.get_meeting_for(request.actor, meeting_pk)
    try:
        verbs.draw(by=request.actor, meeting=meeting)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(list_of(meeting))
    if named := attendance.to_look_for(meeting):
        said = ngettext(
            "Look for %(n)s person in the room. They stand on top of the list.",
            "Look for %(n)s people in the room. They stand on top of the list.",
            len(named),
        )
        messages.success(request, said % {"n": len(named)})
    else:
        messages.info(request, _("Nobody has checked in by code whom nobody has looked for yet."))
    return redirect(list_of(meeting))


@needs(Permission.ATTENDANCE_TAKE)
@require_POST
def looked_for(request: DistrictRequest, meeting_pk: int, registration_pk: int) -> HttpResponse:
    """Somebody was looked for: seen or not seen."""
    meeting = attendance.get_meeting_for(request.actor, meeting_pk)
    seat = found.get_named_for(request.actor, meeting, registration_pk)
    seen = request.POST.get("seen") == "yes"
    try:
        verbs.looked_for(by=request.actor, meeting=meeting, registration=seat, seen=seen)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(list_of(meeting))
    if not seen:
        messages.info(request, _("%(name)s is noted as not there.") % {"name": seat.person.name})
    return redirect(list_of(meeting))
