"""Learn: the list of events, the page of one, and its calendar file."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groundswell.events.choices import EventState
from groundswell.events.forms.events import ListFilter
from groundswell.events.models import ImplementationPlan, Meeting, Registration, Section
from groundswell.events.queries import attendance, meetings
from groundswell.events.queries import events as found
from groundswell.events.queries.audience import is_for_actor
from groundswell.events.queries.meetings import dates_of
from groundswell.events.queries.offers import my_open_offers
from groundswell.events.queries.plans import own_plans
from groundswell.events.queries.registration import live_of
from groundswell.events.rules import calendar, standing, window, words
from groundswell.events.views.interest import undated
from groundswell.events.views.places import addresses, place_of
from groundswell.kernel import clock
from groundswell.kernel.doors import needs
from groundswell.kernel.exports import csv_response, wants_csv
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.notices.rules import calendars

PER_PAGE = 20
TABS = ("upcoming", "mine", "past")


@needs(Permission.EVENT_VIEW)
@require_safe
def event_list(request: DistrictRequest) -> HttpResponseBase:
    """Upcoming, mine, past (for the office also drafts), as the URL filters and orders them."""
    office = request.actor.may(Permission.EVENT_MANAGE)
    tabs = (*TABS, "drafts") if office else TABS
    tab = request.GET.get("tab", "")
    tab = tab if tab in tabs else "upcoming"
    form = ListFilter(request.GET)
    rows = _filtered(request, form, tab)
    if wants_csv(request):
        return _as_csv(request, rows)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    base = link("events:list")
    context = {
        "form": form,
        "page": page,
        "rows": [_row(request, section) for section in page],
        "by_day": request.GET.get("sort", "") in ("", "when", "-when"),
        "tab": tab,
        "tabs": [
            {"label": label, "url": f"{base}?tab={key}", "current": key == tab} for key, label in _tabs(tabs)
        ],
        "is_filtered": any(request.GET.get(name) for name in ("q", "mode", "begins", "ends")),
        "csv_url": f"{base}?{_query_for_csv(request)}",
        "office": office,
    }
    return render(request, "events/list.html", context)


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
    now, place = clock.now(), place_of(request, section)
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
        "may_take": may_take(actor, section),
        "may_bring": section.takes_parties and (office or actor.may(Permission.PARTY_BOOK)),
        "is_open": window.is_open(section, now),
        "is_over": section.ends_at <= now,
        "has_begun": section.begins_at <= now,
        "plans": _plans(actor, section, now, place["mine"]),
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


def _plans(
    actor: Actor, section: Section, now: datetime, mine: Registration | None
) -> list[ImplementationPlan] | None:
    """What somebody who takes part means to try; None where there is nothing to plan from yet."""
    if mine is None or not mine.has_seat or section.begins_at > now or section.state != EventState.PUBLISHED:
        return None
    return list(own_plans(actor).filter(section=section))


def _choice(request: DistrictRequest, first: Section) -> HttpResponse:
    """An event with several sections: what one has, and what one can still choose."""
    actor, zone, now = request.actor, request.tenant.time_zone, clock.now()
    sections = found.to_choose(actor, first.event_id)
    dates = meetings.times_of(sections)
    allowed = may_take(actor, first)
    offered = [standing.on_offer(one, one.registration.section, actor) for one in my_open_offers(actor)]
    here = {one.pk for one in sections}
    context = {
        "event": first.event,
        "audience": words.audience(first.event),
        "office": actor.may(Permission.EVENT_MANAGE),
        "offers": [one for one in offered if one["section_pk"] in here],
        "rows": [_section_row(one, dates[one.pk], zone, now, allowed) for one in sections],
        "seats_left": sum(one.seats_left for one in sections if window.is_open(one, now)),
        "trail": [(_("Learn"), link("events:list"))],
    }
    return render(request, "events/choose.html", context)


def _section_row(
    section: Any, dates: list[Meeting], zone: str, now: datetime, allowed: bool
) -> dict[str, Any]:
    return {
        "section": section,
        "urls": addresses(section, by_section=True),
        "date": words.date_block(section, zone),
        "when": words.when(dates[0] if dates else section, zone),
        "more": [words.when(one, zone) for one in dates[1:]],
        "seats": words.seats(section),
        "state": section.my_state or "",
        "is_over": section.ends_at <= now,
        "can_take": section.my_state is None and allowed and window.is_open(section, now),
    }


def may_take(actor: Actor, section: Section) -> bool:
    """True where the event is for the actor and the actor is somebody who can take a place."""
    allowed = actor.may(Permission.EVENT_REGISTER) and bool(actor.person_id)
    return allowed and is_for_actor(section.event, actor)


def _filtered(request: DistrictRequest, form: ListFilter, tab: str) -> QuerySet[Section]:
    form.is_valid()  # what is wrong in a URL is left aside
    asked = {name: form.cleaned_data.get(name) for name in ("q", "mode", "begins", "ends", "sort")}
    zone = ZoneInfo(request.tenant.time_zone)
    begins, ends = asked["begins"], asked["ends"]
    return found.narrowed(
        found.listing(request.actor, now=clock.now(), tab=tab),
        text=asked["q"] or "",
        mode=asked["mode"] or "",
        begins=datetime.combine(begins, time(0), zone) if begins else None,
        ends=datetime.combine(ends, time(0), zone) + timedelta(days=1) if ends else None,
        order=asked["sort"] or ("-when" if tab == "past" else "when"),
    )


def _tabs(keys: Iterable[str]) -> list[tuple[str, str]]:
    labels = {"upcoming": _("Coming up"), "mine": _("Mine"), "past": _("Past"), "drafts": _("Drafts")}
    return [(key, labels[key]) for key in keys]


def _row(request: DistrictRequest, section: Any) -> dict[str, Any]:
    actor, zone, now = request.actor, request.tenant.time_zone, clock.now()
    return {
        "section": section,
        "event": section.event,
        "day": words.day_of(section, zone, now),
        "hours": words.hours(section, zone),
        "date": words.date_block(section, zone),
        "seats": words.seats(section),
        "state": section.my_state or "",
        "can_take": section.my_state is None and may_take(actor, section) and window.is_open(section, now),
    }


def _query_for_csv(request: DistrictRequest) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    query["format"] = "csv"
    return query.urlencode()


def _as_csv(request: DistrictRequest, rows: QuerySet[Section]) -> HttpResponseBase:
    zone = request.tenant.time_zone
    header = [_("Title"), _("What it is"), _("How"), _("For"), _("Begins"), _("Ends"), _("Where")]
    header += [_("Seats"), _("Taken"), _("Waiting"), _("State")]

    def lines() -> Iterable[list[Any]]:
        for section in rows.iterator(chunk_size=500):
            event = section.event
            begins, ends = clock.local(section.begins_at, zone), clock.local(section.ends_at, zone)
            yield [
                event.title, event.get_kind_display(), event.get_mode_display(), words.audience(event),
                begins.isoformat(" ", "minutes"), ends.isoformat(" ", "minutes"), section.place,
                section.seats, section.seats_taken, section.waiting, event.get_state_display(),
            ]  # fmt: skip

    return csv_response(request.tenant, "events.csv", header, lines)
