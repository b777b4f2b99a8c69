"""What the list of a date shows: its rows, its sums, the other dates, and one row's state for a page that waits."""

from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groundswell.events.choices import THERE, ArrivalState, ArrivalWay
from groundswell.events.models import Arrival, Meeting, Registration, Section
from groundswell.events.queries import attendance, meetings, waitlist
from groundswell.events.rules import checkin, learning, words
from groundswell.events.rules.refusals import Refused
from groundswell.events.views.places import address, addresses
from groundswell.kernel import clock
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Actor, Permission
from groundswell.notices.queries.mail import astray


def chosen(section: Section, wanted: str) -> tuple[Meeting, list[Meeting]]:
    """The date that a page is about, each with its section: the one asked for, else the current; and all of them."""
    dates = meetings.meetings_of(section)
    for date in dates:
        date.section = section
    asked = next((date for date in dates if str(date.pk) == wanted), None)
    return asked or checkin.current(dates, clock.now()), dates


def to_write(section: Section, wanted: str) -> tuple[Meeting, list[Meeting]]:
    """The same for who writes: Refused where the date asked for was dropped, so that nothing lands on another."""
    meeting, dates = chosen(section, wanted)
    if wanted and str(meeting.pk) != wanted:
        raise Refused(_("This date was dropped meanwhile, so nothing was noted. Open the list again."))
    return meeting, dates


def sheet(
    actor: Actor, section: Section, wanted: str, *, by_section: bool, only_astray: bool = False
) -> dict[str, Any]:
    """Everything that the list of a date shows. The same number of statements however many people.

    ``only_astray`` narrows it to those whom mail does not reach.
    """
    zone, now = actor.tenant.time_zone, clock.now()
    meeting, dates = chosen(section, wanted)
    noted = attendance.arrivals_at(meeting)
    seats = attendance.seated(section)
    waiting = list(waitlist.first_in_line(section))
    lost = astray([one.person for one in (*seats, *waiting)])
    for one in (*seats, *waiting):
        one.astray = lost.get(one.person_id)  # type: ignore[attr-defined]
    rows = [row(one, noted.get(one.pk), section, zone, by_section=by_section) for one in seats]
    page = address(section, "people", by_section=by_section)
    return {
        "section": section,
        "event": section.event,
        "meeting": meeting,
        "urls": addresses(section, by_section=by_section) | _door(meeting),
        "page_url": f"{page}?on={meeting.pk}" if len(dates) > 1 else page,
        "rows": rows,
        "waiting": waiting,
        "astray": len(lost),
        "only_astray": only_astray,
        "reminders_url": link("events:remind", section.event_id)
        if actor.may(Permission.EVENT_MANAGE)
        else "",
        "looked_for": [one.registration for one in attendance.to_look_for(meeting)],
        "by_code": sum(one.how == ArrivalWay.CODE and not one.spot_check for one in noted.values()),
        "told": told(*_counted(rows)),
        "when": words.when(meeting, zone),
        "dates": _tabs(page, dates, meeting, zone),
        "means": learning.attended_in_words() if len(dates) > 1 else "",
        "can_note": clock.local(meeting.begins_at, zone).date() <= clock.today(zone),
        "is_open": checkin.is_open(meeting, now),
        "is_over": meeting.ends_at <= now,
        "is_done": bool(rows) and all(one["state"] for one in rows),
        "opens_on": words.day(clock.local(meeting.begins_at, zone)),
        "trail": [
            (_("Learn"), link("events:list")),
            (section.event.title, address(section, "event", by_section=by_section)),
        ],
    }


def row(
    one: Registration, there: Arrival | None, section: Section, zone: str, *, by_section: bool
) -> dict[str, Any]:
    """One person on the list."""
    return {
        "pk": str(one.pk),
        "name": one.person.name,
        "email": one.person.email,
        "astray": getattr(one, "astray", None),
        "url": address(section, "note", one.pk, by_section=by_section),
        **state_of(there, zone),
    }


def state_of(there: Arrival | None, zone: str) -> dict[str, str]:
    """What stands about one person, as a row shows it and as a page that waits is told."""
    if there is None:
        return dict.fromkeys(("state", "seen", "said", "times", "came", "left"), "")
    more = times(there, zone)
    return {
        "state": str(there.state),
        "seen": attendance.version(there),
        "said": _with(there, more),
        "times": more,
        "came": _clock(there.came_at, zone, "H:i"),
        "left": _clock(there.left_at, zone, "H:i"),
    }


def said(there: Arrival | None, zone: str) -> str:
    """What was noted, in words: "Attended, from 8:20 a.m."."""
    return _with(there, times(there, zone)) if there else ""


def _with(there: Arrival, more: str) -> str:
    label = str(ArrivalState(there.state).label)
    return f"{label}, {more}" if more else label


def times(there: Arrival | None, zone: str) -> str:
    """From when to when, and how it was noted where that was not the list."""
    if there is None:
        return ""
    came, left = (_clock(at, zone, "TIME_FORMAT") for at in (there.came_at, there.left_at))
    parts = [
        _("from %(time)s") % {"time": came} if came else "",
        _("until %(time)s") % {"time": left} if left else "",
        ArrivalWay(there.how).label.lower() if there.how != ArrivalWay.LIST else "",
    ]
    return ", ".join(str(part) for part in parts if part)


def told(people: int, noted: int, there: int) -> str:
    """How far the list is: "12 there, 15 of 20 noted". Empty before the first note."""
    if not noted:
        return ""
    numbers = {"there": there, "noted": noted, "people": people}
    return _("%(there)s there, %(noted)s of %(people)s noted") % numbers


def _counted(rows: list[dict[str, Any]]) -> tuple[int, int, int]:
    states = [one["state"] for one in rows if one["state"]]
    return len(rows), len(states), sum(state in THERE for state in states)


def conflict_in_words(there: Arrival | None, zone: str) -> str:
    """Who noted what meanwhile."""
    if there is None:
        return _("The note that you saw is gone.")
    who = there.noted_by.name if there.noted_by else _("the program")
    said_at = _clock(there.noted_at, zone, "TIME_FORMAT")
    return _("At %(time)s, %(who)s noted “%(what)s”.") % {
        "who": who,
        "what": ArrivalState(there.state).label,
        "time": said_at,
    }


def missing_in_words(missing: int) -> str:
    """What the list came to."""
    said_of = ngettext(
        "The list is done. %(missing)s person was not there.",
        "The list is done. %(missing)s people were not there.",
        missing,
    )
    return said_of % {"missing": missing}


def _clock(at: datetime | None, zone: str, how: str) -> str:
    return date_format(clock.local(at, zone), how) if at is not None else ""


def _tabs(page: str, dates: list[Meeting], current: Meeting, zone: str) -> list[dict[str, Any]]:
    """One for each date where there are several."""
    if len(dates) < 2:
        return []
    return [
        {
            "label": date_format(clock.local(date.begins_at, zone), "D, M j"),
            "url": f"{page}?on={date.pk}",
            "current": date.pk == current.pk,
        }
        for date in dates
    ]


def _door(meeting: Meeting) -> dict[str, str]:
    names = ("code", "door", "paper", "sign_in", "spot_check")
    return {name: link(f"events:meeting_{name}", meeting.pk) for name in names}
