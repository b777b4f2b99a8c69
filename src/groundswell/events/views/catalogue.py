"""Learn: the catalogue of what is coming up, of what one has, and of what has been."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groundswell.events.choices import EventState
from groundswell.events.forms.catalogue import CatalogueForm
from groundswell.events.models import Section
from groundswell.events.queries.audience import tokens_of_actor
from groundswell.events.queries.catalogue import catalogue, choices, leads_something
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

PER_PAGE = 20
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
    form = CatalogueForm(request.GET, choices(request.actor, tokens))
    rows = catalogue(request.actor, form.wanted(tab, request.tenant.time_zone), tokens, now)
    if wants_csv(request):
        return _as_csv(request, rows)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    said = outlooks(request.actor, [one for one in page if _is_to_take(one, now)], tokens)
    base = link("events:list")
    context = {
        "form": form,
        "page": page,
        "rows": [_row(request, section, said.get(section.pk)) for section in page],
        "by_day": request.GET.get("sort", "") in ("", "when", "-when"),
        "tab": tab,
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


def _row(request: DistrictRequest, section: Any, outlook: Outlook | None) -> dict[str, Any]:
    zone, now = request.tenant.time_zone, clock.now()
    return {
        "section": section,
        "event": section.event,
        "url": page_of(section),
        "take_url": address(section, "register", by_section=section.number > 1),
        "day": words.day_of(section, zone, now),
        "hours": words.hours(section, zone),
        "date": words.date_block(section, zone),
        "seats": words.seats(section),
        "state": section.my_state or "",
        "outlook": outlook,
        "can_take": outlook is not None and outlook.can_take(section),
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
