"""How pages and mail speak about a section: its time on the district's wall clock, its seats, its audience."""

from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groundswell.events.models import LearningEvent, Meeting, Section
from groundswell.events.rules.audience import in_words
from groundswell.kernel import clock


def when(section: Section | Meeting, zone: str) -> str:
    """Day, times and zone of a section or a date of it: "Tuesday, March 17, 2026, 8 a.m. to 9:30 a.m. (EDT)"."""
    begins, ends = clock.local(section.begins_at, zone), clock.local(section.ends_at, zone)
    parts = {"begins": date_format(begins, "TIME_FORMAT"), "zone": begins.tzname()}
    if begins.date() == ends.date():
        parts |= {"day": day(begins), "ends": date_format(ends, "TIME_FORMAT")}
        return _("%(day)s, %(begins)s to %(ends)s (%(zone)s)") % parts
    parts |= {"day": day(begins), "ends": date_format(ends, "TIME_FORMAT"), "last": day(ends)}
    return _("%(day)s, %(begins)s to %(last)s, %(ends)s (%(zone)s)") % parts


def day(moment: date) -> str:
    """A weekday with its date; ``moment`` is a day, or local already."""
    return _("%(weekday)s, %(date)s") % {
        "weekday": date_format(moment, "l"),
        "date": date_format(moment, "DATE_FORMAT"),
    }


def on_day(one: date) -> str:
    """A weekday with its date."""
    return _("%(weekday)s, %(date)s") % {
        "weekday": date_format(one, "l"),
        "date": date_format(one, "DATE_FORMAT"),
    }


def moment(value: datetime, zone: str) -> str:
    """A day and a time, for when registration opens or closes."""
    local = clock.local(value, zone)
    return _("%(day)s, %(time)s") % {"day": day(local), "time": date_format(local, "TIME_FORMAT")}


def seats(section: Section) -> str:
    """What is left, in words."""
    if not section.is_full:
        return ngettext(
            "%(left)s of %(seats)s seats is free", "%(left)s of %(seats)s seats are free", section.seats_left
        ) % {"left": section.seats_left, "seats": section.seats}
    taken = ngettext("The only seat is taken", "All %(seats)s seats are taken", section.seats) % {
        "seats": section.seats
    }
    if not section.waiting:
        return _("%(taken)s, nobody waits") % {"taken": taken}
    return ngettext(
        "%(taken)s, %(waiting)s person waits", "%(taken)s, %(waiting)s people wait", section.waiting
    ) % {"taken": taken, "waiting": section.waiting}


def no_substitute(cap: int, on: date, asked: int) -> str:
    """Why somebody (or a team that needs ``asked`` at once) waits although seats are free."""
    values = {
        "n": cap,
        "asked": asked,
        "day": date_format(on, "D"),
        "date": date_format(on, "MONTH_DAY_FORMAT"),
    }
    if cap == 0:
        said = _("Your school has no substitute on %(day)s, %(date)s.")
    elif asked > 1:
        said = ngettext(
            "Your school has %(n)s substitute on %(day)s, %(date)s, and your team needs %(asked)s at once.",
            "Your school has %(n)s substitutes on %(day)s, %(date)s, and your team needs %(asked)s at once.",
            cap,
        )
    else:
        said = ngettext(
            "Your school has %(n)s substitute on %(day)s, %(date)s, and it is taken.",
            "Your school has %(n)s substitutes on %(day)s, %(date)s, and all are taken.",
            cap,
        )
    then = _("You keep your place and get a seat as soon as a colleague stays at school.")
    return f"{said % values} {then}"


def audience(event: LearningEvent) -> str:
    """Who it is for: roles, places, grades, or everyone."""
    return in_words(event.audience)


def day_of(section: Section, zone: str, now: datetime) -> dict[str, Any]:
    """The day of a section for the head of a list: its words (the year only when it is another) and how near it is."""
    local, today = clock.local(section.begins_at, zone), clock.local(now, zone)
    near = {0: _("today"), 1: _("tomorrow")}.get((local.date() - today.date()).days, "")
    if local.year != today.year:
        return {"words": day(local), "near": near}
    parts = {"weekday": date_format(local, "l"), "date": date_format(local, "MONTH_DAY_FORMAT")}
    return {"words": _("%(weekday)s, %(date)s") % parts, "near": near}


def hours(section: Section, zone: str) -> dict[str, str]:
    """From when to when on the clock of ``zone``; over midnight or longer, the end is a day."""
    begins, ends = clock.local(section.begins_at, zone), clock.local(section.ends_at, zone)
    last = "TIME_FORMAT" if begins.date() == ends.date() else "MONTH_DAY_FORMAT"
    return {"begins": date_format(begins, "TIME_FORMAT"), "ends": date_format(ends, last)}


def date_block(section: Section, zone: str) -> dict[str, Any]:
    """The two small words of a date in a list: month with weekday, and the day."""
    local = clock.local(section.begins_at, zone)
    return {"word": date_format(local, "D, M"), "day": local.day}
