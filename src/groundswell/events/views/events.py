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

from groundswell.events.choices import EventState, RegistrationState
from groundswell.events.forms.events import ListFilter
from groundswell.events.models import Section
from groundswell.events.queries import attendance, waitlist
from groundswell.events.queries import events as found
from groundswell.events.queries.registration import live_of
from groundswell.events.rules import calendar, window, words
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
    """What it is, why, when and where, and the one big button."""
    section = found.get_section_for(request.actor, pk, Permission.EVENT_VIEW)
    return render(request, "events/event.html", page_of(request, section))


@needs(Permission.EVENT_VIEW)
@require_safe
def calendar_file(request: DistrictRequest, pk: int) -> HttpResponse:
    """The calendar file of one's own seat; 404 for who has none."""
    section = found.get_section_for(request.actor, pk, Permission.EVENT_VIEW)
    mine = live_of(section, request.actor.person_id)
    if mine is None or not mine.has_seat or section.state != EventState.PUBLISHED:
        raise Http404
    entry = calendar.invitation(section, mine, request.tenant) | {"method": "PUBLISH"}
    file = calendars.invitation(
        entry, name=request.actor.name, address="", sender=settings.DEFAULT_FROM_EMAIL, stamp=clock.now()
    )
    headers = {"Content-Disposition": f'attachment; filename="event-{pk}.ics"'}
    return HttpResponse(file, content_type="text/calendar; charset=utf-8", headers=headers)


def page_of(request: DistrictRequest, section: Section) -> dict[str, Any]:
    """Everything that the page and its moving part need. Reads, never writes."""
    actor, zone = request.actor, request.tenant.time_zone
    now, mine = clock.now(), live_of(section, actor.person_id)
    leaders = attendance.facilitators_of(section)
    leads = any(person.pk == actor.person_id for person in leaders)
    office = actor.may(Permission.EVENT_MANAGE)
    return {
        "event": section.event,
        "section": section,
        "mine": mine,
        "in_line": waitlist.place_in_line(mine) if mine else 0,
        "leaders": leaders,
        "leads": leads,
        "office": office,
        "may_take": may_take(actor, section),
        "is_open": window.is_open(section, now),
        "is_over": section.ends_at <= now,
        "has_begun": section.begins_at <= now,
        "refusal": str(window.why_not(section, now, zone)),
        "when": words.when(section, zone),
        "opens": words.moment(section.registration_opens_at, zone),
        "closes": words.moment(section.registration_closes_at, zone),
        "seats": words.seats(section),
        "audience": words.audience(section.event),
        "show_link": section.link and (leads or office or bool(mine and mine.has_seat)),
        "trail": [(_("Learn"), link("events:list"))],
    }


def may_take(actor: Actor, section: Section) -> bool:
    """True where the event is for one of the actor's roles and the actor is somebody who can take a place."""
    allowed = actor.may(Permission.EVENT_REGISTER) and bool(actor.person_id)
    return allowed and section.event.is_for(actor.roles)


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
        "has_seat": section.my_state == RegistrationState.BOOKED,
        "is_waiting": section.my_state == RegistrationState.WAITING,
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
