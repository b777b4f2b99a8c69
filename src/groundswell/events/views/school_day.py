"""Substitutes: what learning takes out of the school day, by school, day and event, and the caps that hold it back."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groundswell.events.actions import school_day as verbs
from groundswell.events.forms.school_day import CapForm, SubstituteFilter
from groundswell.events.queries import school_day as found
from groundswell.events.rules import words
from groundswell.events.rules.refusals import Refused
from groundswell.events.rules.substitutes import Demand, by_month, demand
from groundswell.kernel import clock
from groundswell.kernel.doors import needs
from groundswell.kernel.exports import csv_response, wants_csv
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest

PER_PAGE = 60
A_DAY = timedelta(days=1)


@needs(Permission.SUBSTITUTES_VIEW)
@require_safe
def substitutes(request: DistrictRequest) -> HttpResponseBase:
    """One month of the schools that one may see: a calendar, and under it each day with its schools and events."""
    places, today = found.places_for(request.actor), clock.today(request.tenant.time_zone)
    asked = {"month": f"{today:%Y-%m}"} | {name: value for name, value in request.GET.items() if value}
    form = SubstituteFilter(asked, places=places, today=today)
    form.is_valid()  # what is wrong in a URL is left aside
    first = form.first_day()
    last = (first + 31 * A_DAY).replace(day=1) - A_DAY
    rows = demand(first, last, request.tenant.time_zone, form.schools())
    titles, halves = (
        found.about({one for row in rows for one in row.sections}),
        sum(one.half_days for one in rows),
    )
    if wants_csv(request):
        return _as_csv(request, rows, places, titles)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    base, query = link("events:substitutes"), request.GET.copy()
    query["format"] = "csv"
    context = {
        "form": form,
        "month": date_format(first, "YEAR_MONTH_FORMAT"),
        "weeks": _weeks(first, last, rows, today),
        "heads": [(WEEKDAYS_ABBR[at], WEEKDAYS[at]) for at in range(5)],
        "page": page,
        "rows": [_row(one, places, titles) for one in page],
        "days": f"{halves / 2:g}",
        "one_day": 1 if halves == 2 else 2,
        "programmes": _programmes(rows, titles),
        "above": len({(one.school, one.day) for one in rows if one.above}),
        "is_filtered": bool(request.GET.get("school") or request.GET.get("community")),
        "clear_url": base,
        "csv_url": f"{base}?{query.urlencode()}",
        "may_set": request.actor.may(Permission.EVENT_MANAGE),
        "trail": [(_("Learn"), link("events:list"))],
    }
    return render(request, "events/substitutes/list.html", context)


@needs(Permission.SUBSTITUTES_VIEW)
@require_safe
def substitute_day(request: DistrictRequest, school_pk: int, day: str) -> HttpResponse:
    """Who of one school is away on one day, and where; for whose school it is, and the office."""
    school = found.get_school_for(request.actor, school_pk)
    try:
        on = date.fromisoformat(day)
    except ValueError as wrong:
        raise Http404 from wrong
    rows = demand(on, on, request.tenant.time_zone, {school.pk})
    here = rows[0] if rows else None
    people = found.names_of(here.people) if here else {}
    titles = found.about(here.sections) if here else {}
    context = {
        "school": school,
        "day": words.on_day(on),
        "row": here,
        "said": _said(here) if here else "",
        "events": [
            {
                "title": titles[section].title,
                "section": section,
                "people": sorted(
                    ((people[pk].name, _part(halves)) for pk, halves in some.items()), key=lambda one: one[0]
                ),
            }
            for section, some in (here.sections if here else {}).items()
        ],
        "trail": [
            (_("Learn"), link("events:list")),
            (_("Substitutes"), f"{link('events:substitutes')}?month={on:%Y-%m}"),
        ],
    }
    return render(request, "events/substitutes/day.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.EVENT_MANAGE)
def caps(request: DistrictRequest) -> HttpResponse:
    """How many substitutes schools have: what holds from today on, and one more."""
    today, places = clock.today(request.tenant.time_zone), found.places_for(request.actor)
    form = CapForm(request.POST or None, places=places, today=today)
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        school = found.get_school_for(request.actor, int(clean["school"])) if clean["school"] else None
        try:
            verbs.set_cap(
                by=request.actor, number=clean["number"], begins_on=clean["begins_on"],
                ends_on=clean["ends_on"], school=school,
            )  # fmt: skip
            messages.success(request, _("Set. Nobody loses a seat; from now on it decides who gets one."))
            return redirect(link("events:substitute_caps"))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {
        "form": form,
        "caps": list(found.caps_now_and_later(today)),
        "trail": [(_("Learn"), link("events:list")), (_("Substitutes"), link("events:substitutes"))],
    }
    return render(request, "events/substitutes/caps.html", context, status=422 if form.errors else 200)


@needs(Permission.EVENT_MANAGE)
@require_POST
def take_back(request: DistrictRequest, cap_pk: int) -> HttpResponse:
    """A cap holds no longer; the line is served with what is free now."""
    verbs.take_back_cap(by=request.actor, cap=found.get_cap_for(request.actor, cap_pk))
    messages.success(request, _("It does not hold any more. Whom it held back gets a free seat."))
    return redirect(link("events:substitute_caps"))


def _row(one: Demand, places: found.Places, titles: dict[int, found.About]) -> dict[str, Any]:
    place = places.schools[one.school]
    return {
        "day": words.on_day(one.day),
        "anchor": f"{one.day:%Y-%m-%d}",
        "school": place.name,
        "community": place.community_name,
        "said": _said(one),
        "is_above": bool(one.above),
        "tests": one.clashes_with_tests,
        "events": [(titles[section].title, len(some)) for section, some in one.sections.items()],
        "url": link("events:substitute_day", one.school, one.day.isoformat()),
    }


def _programmes(rows: Sequence[Demand], titles: dict[int, found.About]) -> list[tuple[str, str]]:
    """Substitute days of each programme, the most first."""
    names = {one.programme: one.programme_title for one in titles.values()}
    days: dict[int | None, int] = {}
    for (_school, _month, programme), halves in by_month(rows, titles).items():
        days[programme] = days.get(programme, 0) + halves
    order = sorted(days, key=lambda one: (-days[one], names[one]))
    return [(names[one] or _("Without a programme"), f"{days[one] / 2:g}") for one in order]


def _said(one: Demand) -> str:
    """Demand and cap side by side, and in words where the one is above the other."""
    values = {"number": one.number, "cap": one.cap, "above": one.above}
    if one.cap is None:
        return _("%(number)s needed, no limit is set") % values
    if one.above:
        return _("%(number)s needed, %(cap)s there: %(above)s above the limit") % values
    if one.number == one.cap:
        return _("%(number)s needed, %(cap)s there: all are taken") % values
    return _("%(number)s needed, %(cap)s there") % values


def _part(half_days: int) -> str:
    return _("the whole day") if half_days > 1 else _("half the day")


def _weeks(first: date, last: date, rows: Sequence[Demand], today: date) -> list[list[dict[str, Any] | None]]:
    """Mondays to Fridays of a month; None for a day of another month."""
    number: dict[date, int] = {}
    above: dict[date, int] = {}
    for row in rows:
        number[row.day] = number.get(row.day, 0) + row.number
        above[row.day] = above.get(row.day, 0) + bool(row.above)
    day, weeks = first - timedelta(days=first.weekday()), []
    while day <= last:
        week = [day + timedelta(days=at) for at in range(5)]
        squares = [
            {
                "day": one,
                "number": number.get(one, 0),
                "above": above.get(one, 0),
                "anchor": f"{one:%Y-%m-%d}",
                "is_today": one == today,
            }
            if one.month == first.month
            else None
            for one in week
        ]
        if any(squares):
            weeks.append(squares)
        day += 7 * A_DAY
    return weeks


def _as_csv(
    request: DistrictRequest,
    rows: Sequence[Demand],
    places: found.Places,
    titles: dict[int, found.About],
) -> HttpResponseBase:
    header = [_("Day"), _("School"), _("Learning community"), _("Event"), _("Teachers"), _("Days")]
    header += [_("Needed at the school that day"), _("Limit"), _("Above the limit")]

    def lines() -> Iterable[list[Any]]:
        for one in rows:
            place = places.schools[one.school]
            for section, some in one.sections.items():
                yield [
                    one.day.isoformat(), place.name, place.community_name, titles[section].title, len(some),
                    sum(some.values()) / 2, one.number, "" if one.cap is None else one.cap, one.above,
                ]  # fmt: skip

    return csv_response(request.tenant, "substitutes.csv", header, lines)
