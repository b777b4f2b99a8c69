"""Learn: the catalogue of what is coming up, of what one has, and of what has been."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groundswell.events.choices import EventMode, EventState, LineOrder
from groundswell.events.forms.catalogue import CatalogueForm
from groundswell.events.queries.audience import audiences, tokens_of_actor
from groundswell.events.queries.catalogue import catalogue, choices, leads_something, read_sections
from groundswell.events.rules import words
from groundswell.events.rules.addresses import page_of
from groundswell.events.rules.outlook import Outlook, outlooks
from groundswell.events.views.places import address
from groundswell.kernel import clock
from groundswell.kernel.doors import needs
from groundswell.kernel.exports import csv_response, wants_csv
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest

PER_PAGE, PART = 20, 500
TABS = ("upcoming", "mine", "past")


@needs(Permission.EVENT_VIEW)
@require_safe
def event_list(request: DistrictRequest) -> HttpResponseBase:
    """Upcoming, mine, past (for the office also drafts), as the address filters and orders them."""
    office = request.actor.may(Permission.EVENT_MANAGE)
    tabs = (*TABS, "drafts") if office else TABS
    tab = request.GET.get("tab", "")
    tab = tab if tab in tabs else "upcoming"
    tokens, now = tokens_of_actor(request.actor), clock.now()
    known = audiences()
    form = CatalogueForm(request.GET, lambda: choices(request.actor, tokens, known))
    numbers = catalogue(request.actor, form.wanted(tab, request.tenant.time_zone), tokens, known, now)
    if wants_csv(request):
        return _as_csv(request, numbers)
    page = Paginator(numbers, PER_PAGE).get_page(request.GET.get("page"))
    sections = read_sections(request.actor, list(page.object_list))
    said = outlooks(request.actor, [one for one in sections if _is_to_take(one, now)], tokens)
    rows = _rows(request, sections, said)
    base = link("events:list")
    context = {
        "form": form,
        "page": page,
        "rows": rows,
        "days": _by_day(rows, request.tenant.time_zone, now),
        "by_day": request.GET.get("sort", "") in ("", "when", "-when"),
        "tab": tab,
        "is_past": tab == "past",
        "tabs": [
            {"label": label, "url": f"{base}?tab={key}", "current": key == tab} for key, label in _tabs(tabs)
        ],
        "is_filtered": form.is_filtered,
        "csv_url": f"{base}?{_query_for_csv(request)}",
        "office": office,
        "leads": leads_something(request.actor),
    }
    return render(request, "events/list.html", context)


def _tabs(keys: Iterable[str]) -> list[tuple[str, str]]:
    labels = {"upcoming": _("Coming up"), "mine": _("Mine"), "past": _("Past"), "drafts": _("Drafts")}
    return [(key, labels[key]) for key in keys]


def _is_to_take(section: Any, now: datetime) -> bool:
    return section.my_state is None and section.state == EventState.PUBLISHED and section.ends_at > now


def _rows(
    request: DistrictRequest, sections: Iterable[Any], outlooks: dict[int, Outlook]
) -> list[dict[str, Any]]:
    said = {
        "ask": _("Ask for a place"),
        "draw": _("Join the draw"),
        "line": _("Join the line"),
        "seat": _("Take a seat"),
        "to": _("to %(ends)s"),
        **{str(mode): str(label) for mode, label in EventMode.choices},
    }
    return [_row(one, outlooks.get(one.pk), request.tenant.time_zone, said) for one in sections]


def _by_day(rows: Iterable[dict[str, Any]], zone: str, now: datetime) -> list[dict[str, Any]]:
    """The rows under the head of their day."""
    days = groupby(rows, key=lambda row: clock.local(row["section"].begins_at, zone).date())
    found = [list(some) for _day, some in days]
    return [words.day_of(some[0]["section"], zone, now) | {"rows": some} for some in found]


def _row(section: Any, outlook: Outlook | None, zone: str, said: dict[str, str]) -> dict[str, Any]:
    event, hours = section.event, words.hours(section, zone)
    can_take = outlook is not None and outlook.can_take(section)
    return {
        "section": section,
        "event": event,
        "title": event.title,
        "url": page_of(section),
        "take": said[_press(section)] if can_take else "",
        "take_url": address(section, "register", by_section=section.number > 1) if can_take else "",
        "begins": hours["begins"],
        "until": said["to"] % hours,
        "date": words.date_block(section, zone),
        "where": " · ".join(filter(None, (said[event.mode], section.place))),
        "seats": words.seats(section) if section.state == EventState.PUBLISHED else "",
        "taken": str(section.seats_taken),
        "most": str(section.seats),
        "full": " full" if section.is_full else "",
        "state": section.my_state or "",
        "marked": bool(section.my_state) or section.state != EventState.PUBLISHED,
        "outlook": outlook,
    }


def _press(section: Any) -> str:
    """Which button gives a seat, or a place where there is none."""
    if section.event.approval:
        return "ask"
    if section.line_order == LineOrder.LOTTERY:
        return "draw"
    return "line" if section.is_full else "seat"


def _query_for_csv(request: DistrictRequest) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    query["format"] = "csv"
    return query.urlencode()


def _as_csv(request: DistrictRequest, numbers: Sequence[int]) -> HttpResponseBase:
    zone = request.tenant.time_zone
    header = [_("Title"), _("What it is"), _("How"), _("For"), _("Begins"), _("Ends"), _("Where")]
    header += [_("Seats"), _("Taken"), _("Waiting"), _("State")]

    def lines() -> Iterable[list[Any]]:
        parts = (numbers[at : at + PART] for at in range(0, len(numbers), PART))
        for section in (one for part in parts for one in read_sections(request.actor, part)):
            event = section.event
            begins, ends = clock.local(section.begins_at, zone), clock.local(section.ends_at, zone)
            yield [
                event.title, event.get_kind_display(), event.get_mode_display(), words.audience(event),
                begins.isoformat(" ", "minutes"), ends.isoformat(" ", "minutes"), section.place,
                section.seats, section.seats_taken, section.waiting, event.get_state_display(),
            ]  # fmt: skip

    return csv_response(request.tenant, "events.csv", header, lines)
