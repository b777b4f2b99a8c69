"""The office's board: everything that is planned, as a list, as a month, by programme, and what to look at in it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groundswell.events.choices import EventKind
from groundswell.events.forms.board import BoardForm
from groundswell.events.models import Section
from groundswell.events.queries import board as found
from groundswell.events.queries.board import Flag
from groundswell.events.rules import board as rules
from groundswell.events.rules import words
from groundswell.events.rules.addresses import page_of
from groundswell.kernel import clock
from groundswell.kernel.doors import needs
from groundswell.kernel.exports import csv_response, wants_csv
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest

PER_PAGE = 25
ORDERS = {
    "list": ("begins_at", "pk"),
    "programme": (
        F("event__programme__title").asc(nulls_last=True),
        "event__programme_id",
        "begins_at",
        "pk",
    ),
}
ICONS = {
    Flag.NO_FACILITATOR: "user",
    Flag.NO_ROOM: "map-pin",
    Flag.LOW_DEMAND: "users",
    Flag.LONG_WAIT: "clock",
    Flag.OVERFULL: "alert-triangle",
}
LEFT_OUT = ("page", "format")


@needs(Permission.EVENT_MANAGE)
@require_safe
def board(request: DistrictRequest) -> HttpResponseBase:
    """Sections with their fill, their line and what is missing; the address says which and how."""
    form, now = BoardForm(request.GET), clock.now()
    rows = rows_of(request, form, now)
    if wants_csv(request):
        return _as_csv(request, rows, now)
    view = _view(request)
    numbers = found.in_order(rows, *ORDERS["programme" if view == "programme" else "list"])
    counts = found.counted(numbers, now)
    context = {
        "form": form,
        "view": view,
        "all": len(numbers),
        "flags": [_counted(request, flag, counts) for flag in Flag if counts[flag]],
        "tabs": [_tab(request, key, label, view) for key, label in _views()],
        "is_filtered": any(value for key, value in request.GET.items() if key not in ("tab", "page", "more")),
        "clear_url": f"{link('events:board')}?tab={request.GET.get('tab', '')}",
        "csv_url": _same(request, format="csv"),
        "query": request.GET.urlencode(),
        "trail": [(_("Learn"), link("events:list"))],
    }
    shown = _month(request, rows, now) if view == "month" else _page(request, rows, view, numbers, now)
    return render(request, "events/board/board.html", context | shown)


def rows_of(request: DistrictRequest, form: BoardForm, now: datetime) -> QuerySet[Section]:
    """The sections that the address asks for; the bulk actions mean the same ones."""
    wanted = form.wanted(request.tenant.time_zone)
    rows = found.planned(request.actor)
    if _view(request) == "month" and not (wanted.begins or wanted.ends):
        first, after = _span(request, now)
        wanted = replace(wanted, begins=first, ends=after)
    return found.narrowed(rows, wanted, request.actor, now)


def _page(
    request: DistrictRequest, rows: QuerySet[Section], view: str, numbers: Sequence[int], now: datetime
) -> dict[str, Any]:
    page = Paginator(numbers, PER_PAGE).get_page(request.GET.get("page"))
    sections = found.read_sections(list(page.object_list))
    shown = _rows(request, sections, now)
    if view != "programme":
        return {"page": page, "groups": [{"rows": shown}] if shown else []}
    titles = {one.event.programme_id: one.event.programme for one in sections}
    sums = found.sums_by_programme(rows, list(titles))
    groups = [
        {
            "programme": programme,
            "sums": sums[pk],
            "rows": [row for row in shown if row["section"].event.programme_id == pk],
        }
        for pk, programme in titles.items()
    ]
    return {"page": page, "groups": groups}


def _month(request: DistrictRequest, rows: QuerySet[Section], now: datetime) -> dict[str, Any]:
    zone = request.tenant.time_zone
    first, after = _span(request, now)
    dates = found.dates_between(rows, first, after)
    sheet = rules.month_of(first.date(), dates, zone, clock.local(now, zone).date())
    sections = found.read_sections(sheet.shown) if sheet.shown else []
    by_pk = {row["section"].pk: row for row in _rows(request, sections, now)}
    return {
        "month": sheet,
        "weeks": [[_square(request, day, by_pk) for day in week] for week in sheet.weeks],
        "heads": [(WEEKDAYS_ABBR[at], WEEKDAYS[at]) for at in (6, *range(6))],
        "before": (_same(request, tab=f"{sheet.before:%Y-%m}"), date_format(sheet.before, "F")),
        "after": (_same(request, tab=f"{sheet.after:%Y-%m}"), date_format(sheet.after, "F")),
    }


def _square(request: DistrictRequest, day: rules.Day, rows: dict[int, dict[str, Any]]) -> dict[str, Any]:
    iso = day.day.isoformat()
    return {
        "day": day,
        "name": words.day(day.day) if day.sections else "",
        "rows": [rows[pk] for pk in day.sections if pk in rows],
        "more_url": _same(request, tab="list", begins=iso, ends=iso) if day.more else "",
    }


def _rows(request: DistrictRequest, sections: Sequence[Section], now: datetime) -> list[dict[str, Any]]:
    zone, since = request.tenant.time_zone, found.waiting_since(sections)
    kinds = {str(kind): str(label) for kind, label in EventKind.choices}
    rows = []
    for section in sections:
        begins = words.hours(section, zone)["begins"]
        told = (begins, kinds[section.event.kind], section.place, _leaders(section))
        rows.append(
            {
                "section": section,
                "event": section.event,
                "pk": str(section.pk),
                "title": section.event.title,
                "url": page_of(section),
                "seats_url": link("events:section_seats", section.pk),
                "date": words.date_block(section, zone),
                "begins": begins,
                "meta": " · ".join(filter(None, told)),
                "seats": words.seats(section),
                "taken": str(section.seats_taken),
                "most": str(section.seats or 1),
                "full": " full" if section.is_full else "",
                "flags": _flags(section, since.get(section.pk), now),
            }
        )
    return rows


def _leaders(section: Any) -> str:
    return ", ".join(one.person.name for one in section.led_by)


def _flags(section: Section, since: datetime | None, now: datetime) -> list[dict[str, str]]:
    shown = rules.flags(rules.standing_of(section, since), now)
    return [{"icon": ICONS[flag], "words": str(flag.label)} for flag in shown]


def _counted(request: DistrictRequest, flag: Flag, counts: dict[Flag, int]) -> dict[str, Any]:
    chosen = request.GET.get("flag") == flag
    url = _same(request, flag="" if chosen else str(flag))
    return {"icon": ICONS[flag], "words": flag.label, "count": counts[flag], "url": url, "chosen": chosen}


def _view(request: DistrictRequest) -> str:
    """list, programme or month; a month may be named, as 2026-03."""
    tab = request.GET.get("tab", "")
    if tab == "month" or re.fullmatch(r"\d{4}-\d{2}", tab):
        return "month"
    return "programme" if tab == "programme" else "list"


def _views() -> list[tuple[str, str]]:
    return [("list", _("List")), ("month", _("Month")), ("programme", _("By programme"))]


def _tab(request: DistrictRequest, key: str, label: str, current: str) -> dict[str, Any]:
    return {"label": label, "url": _same(request, tab=key), "current": key == current}


def _span(request: DistrictRequest, now: datetime) -> tuple[datetime, datetime]:
    """The month that the address names, this one else: its first moment and the first of the next."""
    zone = ZoneInfo(request.tenant.time_zone)
    try:
        first = date.fromisoformat(f"{request.GET.get('tab', '')}-01")
    except ValueError:
        first = now.astimezone(zone).date().replace(day=1)
    first = min(max(first, date(1990, 1, 1)), date(2200, 1, 1))
    begins, ends = (datetime.combine(one, time(0), zone) for one in (first, rules.neighbour(first, 1)))
    return begins, ends


def _same(request: DistrictRequest, **other: str) -> str:
    """This board with something else in its address; an empty value takes it out."""
    query = request.GET.copy()
    for name in LEFT_OUT:
        query.pop(name, None)
    for name, value in other.items():
        query[name] = value
        if not value:
            del query[name]
    return f"{link('events:board')}?{query.urlencode()}"


def _as_csv(
    request: DistrictRequest, rows: QuerySet[Section], now: datetime
) -> HttpResponse | HttpResponseBase:
    zone = request.tenant.time_zone
    header = [
        _("Title"),
        _("Section"),
        _("What it is"),
        _("Programme"),
        _("Given by"),
        _("Begins"),
        _("Ends"),
    ]
    header += [_("Where"), _("Led by"), _("Seats"), _("Taken"), _("Waiting"), _("State"), _("To look at")]

    def lines() -> Iterable[list[Any]]:
        sections = found.read_sections(found.in_order(rows, *ORDERS["list"]))
        since = found.waiting_since(sections)
        for section in sections:
            event = section.event
            begins, ends = clock.local(section.begins_at, zone), clock.local(section.ends_at, zone)
            yield [
                event.title, section.number, event.get_kind_display(), event.programme.title if event.programme else "",
                event.provider.name if event.provider else "", begins.isoformat(" ", "minutes"),
                ends.isoformat(" ", "minutes"), section.place, _leaders(section), section.seats, section.seats_taken,
                section.waiting, section.get_state_display(),
                "; ".join(flag["words"] for flag in _flags(section, since.get(section.pk), now)),
            ]  # fmt: skip

    return csv_response(request.tenant, "board.csv", header, lines)
