"""How pages and mail speak about a section: its time on the district's wall clock, its seats, its audience."""

from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from groundswell.events.models import LearningEvent, Meeting, Section
from groundswell.events.rules.audience import in_words
from groundswell.kernel import clock


def shown(one: date, form: str) -> str:
    """A day or a moment (on the local clock already) as this language writes it; ``form`` is Django's."""
    return _shown(get_language(), form, one.replace(tzinfo=None) if isinstance(one, datetime) else one)


@lru_cache(maxsize=5_000)
def _shown(_language: str | None, form: str, one: date) -> str:
    """Lists say the same days and hours again and again."""
    return date_format(one, form)


def when(section: Section | Meeting, zone: str) -> str:
    """Day, times and zone of a section or a date of it: "Tuesday, March 17, 2026, 8 a.m. to 9:30 a.m. (EDT)"."""
    begins, ends = clock.local(section.begins_at, zone), clock.local(section.ends_at, zone)
    parts = {"begins": shown(begins, "TIME_FORMAT"), "zone": begins.tzname()}
    if begins.date() == ends.date():
        parts |= {"day": day(begins), "ends": shown(ends, "TIME_FORMAT")}
        return _("%(day)s, %(begins)s to %(ends)s (%(zone)s)") % parts
    parts |= {"day": day(begins), "ends": shown(ends, "TIME_FORMAT"), "last": day(ends)}
    return _("%(day)s, %(begins)s to %(last)s, %(ends)s (%(zone)s)") % parts


def day(moment: date) -> str:
    """A weekday with its date; ``moment`` is a day, or local already."""
    return _("%(weekday)s, %(date)s") % {
        "weekday": shown(moment, "l"),
        "date": shown(moment, "DATE_FORMAT"),
    }


def on_day(one: date) -> str:
    """A weekday with its date."""
    return _("%(weekday)s, %(date)s") % {
        "weekday": shown(one, "l"),
        "date": shown(one, "DATE_FORMAT"),
    }


def moment(value: datetime, zone: str) -> str:
    """A day and a time, for when registration opens or closes."""
    local = clock.local(value, zone)
    return _("%(day)s, %(time)s") % {"day": day(local), "time": shown(local, "TIME_FORMAT")}


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
        "day": shown(on, "D"),
        "date": shown(on, "MONTH_DAY_FORMAT"),
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
    away = (local.date() - today.date()).days
    near = _("today") if away == 0 else _("tomorrow") if away == 1 else ""
    if local.year != today.year:
        return {"words": day(local), "near": near}
    parts = {"weekday": shown(local, "l"), "date": shown(local, "MONTH_DAY_FORMAT")}
    return {"words": _("%(weekday)s, %(date)s") % parts, "near": near}


def hours(section: Section, zone: str) -> dict[str, str]:
    """From when to when on the clock of ``zone``; over midnight or longer, the end is a day."""
    begins, ends = clock.local(section.begins_at, zone), clock.local(section.ends_at, zone)
    last = "TIME_FORMAT" if begins.date() == ends.date() else "MONTH_DAY_FORMAT"
    return {"begins": shown(begins, "TIME_FORMAT"), "ends": shown(ends, last)}


def date_block(section: Section, zone: str) -> dict[str, Any]:
    """The two small words of a date in a list: month with weekday, and the day."""
    local = clock.local(section.begins_at, zone)
    return {"word": shown(local, "D, M"), "day": local.day}
