"""From attendance to a transcript: hours of a section, and the school year that a day belongs to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from groundswell.events.choices import THERE, ArrivalState
from groundswell.events.models import Arrival, Meeting, Registration
from groundswell.events.rules import credit
from groundswell.events.rules.papers import Line
from groundswell.kernel import clock
from groundswell.kernel.models import Tenant
from groundswell.roster.models import SchoolYear

RULE = credit.CreditRule()  # contact hours, down to the quarter of an hour
YEAR_TURNS = (7, 1)  # month and day, where the district has no school year for a day
PRESENCE = {
    ArrivalState.ATTENDED: credit.Presence.THERE,
    ArrivalState.PARTIAL: credit.Presence.PARTLY,
    ArrivalState.NO_SHOW: credit.Presence.ABSENT,
}


@dataclass(frozen=True, slots=True)
class Year:
    """A school year. ``ends_in`` is the calendar year in which it ends; both days belong to it."""

    ends_in: int
    title: str
    begins_on: date
    ends_on: date


def rule_in_words() -> str:
    """How minutes became hours, for the foot of a paper."""
    return _(
        "Minutes of all dates are added and rounded down to the quarter of an hour; up to ten minutes late or early "
        "cost none. Whoever was there in part, without a note of how long, has no hours from that date."
    )


def attended_in_words() -> str:
    """What "attended" means, for the page on which attendance is taken. :func:`outcome` is this sentence."""
    return _(
        "“Attended” means there for at least four fifths of the time, over all dates of the section; “partly there” "
        "means for less. A date of which nothing was noted counts as missed."
    )


def outcome(arrivals: Iterable[Arrival], dates: Sequence[Meeting]) -> ArrivalState | None:
    """What notes at single dates come to for the section with these ``dates``: the one meaning of "attended".

    Attended: there for at least the least share of the minutes of all dates that earns credit. Partly there: at some
    date, for less. Not there: noted, and at no date there. None: nothing was noted.
    """
    noted = list(arrivals)
    if not noted:
        return None
    come_to = _earned(noted, dates, RULE)
    if come_to.minutes_there > 0 and come_to.share >= RULE.minimum_share:
        return ArrivalState.ATTENDED
    return ArrivalState.PARTIAL if any(one.state in THERE for one in noted) else ArrivalState.NO_SHOW


def earned(
    registration: Registration, dates: Sequence[Meeting], rule: credit.CreditRule = RULE
) -> credit.Earned:
    """Hours of one seat, from what was noted at each of the section's ``dates``; exact minutes where they are known.

    Reads ``registration.arrivals``, so that a list prefetches them.
    """
    return _earned(registration.arrivals.all(), dates, rule)


def _earned(arrivals: Iterable[Arrival], dates: Sequence[Meeting], rule: credit.CreditRule) -> credit.Earned:
    noted = {one.meeting_id: one for one in arrivals}
    return credit.earned([_presence(noted.get(one.pk), one) for one in dates], rule)


def _presence(noted: Arrival | None, date: Meeting) -> credit.Attendance:
    held = credit.Meeting(date.begins_at, date.ends_at)
    if noted is None:
        return credit.Attendance(held, credit.Presence.NOT_NOTED)
    return credit.Attendance(held, PRESENCE[ArrivalState(noted.state)], noted.came_at, noted.left_at)


def line_of(registration: Registration, dates: Sequence[Meeting], tenant: Tenant) -> Line:
    """The seat as a row of a transcript, dated by its first day in the district's zone."""
    event = registration.section.event
    return Line(
        on=clock.local(registration.section.begins_at, tenant.time_zone).date(),
        title=event.title,
        programme=event.programme.title if event.programme is not None else "",
        provider=event.provider.name if event.provider is not None else tenant.name,
        is_internal=event.provider_id is None,
        hours=earned(registration, dates).hours,
    )


def year_of(day: date, years: Iterable[SchoolYear]) -> Year:
    """The district's own school year for a day; without one, from July to June."""
    for one in years:
        if one.begins_on <= day <= one.ends_on:
            return Year(one.ends_in, one.title, one.begins_on, one.ends_on)
    ends_in = day.year + ((day.month, day.day) >= YEAR_TURNS)
    title = f"{ends_in - 1}–{ends_in % 100:02}"
    return Year(ends_in, title, date(ends_in - 1, *YEAR_TURNS), date(ends_in, 6, 30))
