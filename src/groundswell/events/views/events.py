"""The page of an event, or of one of its sections, and its calendar file."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groundswell.events.choices import HOLDS_A_SEAT, EventState
from groundswell.events.models import ImplementationPlan, Meeting, Registration, Section
from groundswell.events.queries import attendance, meetings
from groundswell.events.queries import events as found
from groundswell.events.queries.agenda import segments_of
from groundswell.events.queries.audience import is_for_actor, tokens_of_actor
from groundswell.events.queries.meetings import dates_of
from groundswell.events.queries.offers import my_open_offers
from groundswell.events.queries.plans import plans_from
from groundswell.events.queries.registration import live_of
from groundswell.events.rules import calendar, checkin, standing, window, words
from groundswell.events.rules.arriving import card_of
from groundswell.events.rules.outlook import Outlook, outlook_of, outlooks
from groundswell.events.views.interest import undated
from groundswell.events.views.places import addresses, place_of
from groundswell.kernel import clock
from groundswell.kernel.doors import needs
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.notices.rules import calendars


@needs(Permission.EVENT_VIEW)
@require_safe
def event(request: DistrictRequest, pk: int) -> HttpResponse:
    """What it is, why, when and where, and the one big button; with several sections, a choice of them."""
    try:
        section = found.get_section_for(request.actor, pk, Permission.EVENT_VIEW)
    except Http404:
        # Without a section there is nothing to register for: the event gathers interest, or the office plans it.
        return undated(request, found.get_event_for(request.actor, pk, Permission.EVENT_VIEW))
    if found.has_several(pk):
        return _choice(request, section)
    return render(request, "events/event.html", page_of(request, section))


@needs(Permission.EVENT_VIEW)
@require_safe
def section(request: DistrictRequest, section_pk: int) -> HttpResponse:
    """One section of an event: the same page, with a way back to the others."""
    one = found.get_one_section_for(request.actor, section_pk, Permission.EVENT_VIEW)
    return render(request, "events/event.html", page_of(request, one, by_section=True))


@needs(Permission.EVENT_VIEW)
@require_safe
def calendar_file(
    request: DistrictRequest, pk: int | None = None, section_pk: int | None = None
) -> HttpResponse:
    """The calendar file of one's own seat; 404 for who has none."""
    section = found.get_section_at_for(request.actor, Permission.EVENT_VIEW, pk=pk, section_pk=section_pk)
    mine = live_of(section, request.actor.person_id)
    if mine is None or not mine.has_seat or section.state != EventState.PUBLISHED:
        raise Http404
    entry = calendar.invitation(section, mine, request.tenant, dates_of(section))
    file = calendars.published(
        entry, name=request.actor.name, sender=settings.DEFAULT_FROM_EMAIL, stamp=clock.now()
    )
    headers = {"Content-Disposition": f'attachment; filename="event-{section.event_id}.ics"'}
    return HttpResponse(file, content_type="text/calendar; charset=utf-8", headers=headers)


def page_of(request: DistrictRequest, section: Section, *, by_section: bool = False) -> dict[str, Any]:
    """Everything that the page and its moving part need. Reads, never writes.

    ``by_section`` says that the page stands at the section's own address, so that its buttons do, too.
    """
    actor, zone = request.actor, request.tenant.time_zone
    now = clock.now()
    outlook = _outlook(actor, section, now)
    place = place_of(request, section, outlook)
    leaders = attendance.facilitators_of(section)
    leads = any(person.pk == actor.person_id for person in leaders)
    office = actor.may(Permission.EVENT_MANAGE)
    trail = [(_("Learn"), link("events:list"))]
    return place | {
        "event": section.event,
        "section": section,
        "urls": addresses(section, by_section=by_section),
        "by_section": by_section,
        "leaders": leaders,
        "leads": leads,
        "office": office,
        "reads_results": actor.may(Permission.RESULTS_VIEW),
        "may_take": may_take(actor, section),
        "outlook": outlook,
        "agenda": segments_of(section.event),
        "may_bring": section.takes_parties and (office or actor.may(Permission.PARTY_BOOK)),
        "is_open": window.is_open(section, now),
        "is_over": section.ends_at <= now,
        "has_begun": section.begins_at <= now,
        "plans": _plans(actor, section, now, place["mine"]),
        "check_in": _check_in(actor, section, now, place["mine"]),
        "refusal": str(window.why_not(section, now, zone)),
        "when": words.when(section, zone),
        "opens": words.moment(section.registration_opens_at, zone),
        "closes": words.moment(section.registration_closes_at, zone),
        "seats": words.seats(section),
        "audience": words.audience(section.event),
        "show_link": section.link and (leads or office or bool(place["mine"] and place["mine"].has_seat)),
        "trail": [*trail, (section.event.title, link("events:event", section.event_id))]
        if by_section
        else trail,
    }


def _outlook(actor: Actor, section: Section, now: datetime) -> Outlook | None:
    """What to know before one presses; None where there is nothing to press any more."""
    if section.state != EventState.PUBLISHED or section.begins_at <= now:
        return None
    event = section.event
    return outlook_of(actor, section, actor.roles if event.asks_only_roles else tokens_of_actor(actor))


def _plans(
    actor: Actor, section: Section, now: datetime, mine: Registration | None
) -> list[ImplementationPlan] | None:
    """What somebody who takes part means to try; None where there is nothing to plan from yet."""
    if mine is None or not mine.has_seat or section.begins_at > now or section.state != EventState.PUBLISHED:
        return None
    return plans_from(actor, section)


def _check_in(
    actor: Actor, section: Section, now: datetime, mine: Registration | None
) -> dict[str, Any] | None:
    """The card "Check in" for who has a seat in what is about to begin or running."""
    is_on = section.begins_at - checkin.OPENS_BEFORE <= now < section.ends_at
    return card_of(actor) if mine is not None and mine.has_seat and is_on else None


def _choice(request: DistrictRequest, first: Section) -> HttpResponse:
    """An event with several sections: what one has, and what one can still choose."""
    actor, zone, now = request.actor, request.tenant.time_zone, clock.now()
    sections = found.to_choose(actor, first.event_id)
    dates = meetings.times_of(sections)
    tokens = actor.roles if first.event.asks_only_roles else tokens_of_actor(actor)
    said = outlooks(actor, sections, tokens)
    offered = [one for one in my_open_offers(actor) if one.registration.section_id in said]
    has_seat = any(getattr(one, "my_state", None) in HOLDS_A_SEAT for one in sections)
    context = {
        "event": first.event,
        "agenda": segments_of(first.event),
        "audience": words.audience(first.event),
        "office": actor.may(Permission.EVENT_MANAGE),
        "offers": [
            standing.on_offer(one, one.registration.section, actor, said[one.registration.section_id].clashes)
            for one in offered
        ],
        "rows": [_section_row(one, dates[one.pk], zone, now, said[one.pk], has_seat) for one in sections],
        "seats_left": sum(one.seats_left for one in sections if window.is_open(one, now)),
        "trail": [(_("Learn"), link("events:list"))],
    }
    return render(request, "events/choose.html", context)


def _section_row(
    section: Any, dates: list[Meeting], zone: str, now: datetime, outlook: Outlook, has_seat: bool
) -> dict[str, Any]:
    """Who has a seat in one section can open the others, to change over; they are not told of it at each."""
    is_free = section.my_state is None and section.ends_at > now and not has_seat
    return {
        "section": section,
        "urls": addresses(section, by_section=True),
        "date": words.date_block(section, zone),
        "when": words.when(dates[0] if dates else section, zone),
        "more": [words.when(one, zone) for one in dates[1:]],
        "seats": words.seats(section),
        "state": section.my_state or "",
        "is_over": section.ends_at <= now,
        "outlook": outlook if is_free else None,
        "can_take": is_free and outlook.can_take(section),
    }


def may_take(actor: Actor, section: Section) -> bool:
    """True where the event is for the actor and the actor is somebody who can take a place."""
    allowed = actor.may(Permission.EVENT_REGISTER) and bool(actor.person_id)
    return allowed and is_for_actor(section.event, actor)
