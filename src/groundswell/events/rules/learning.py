"""From attendance to a transcript: hours of a section, and the school year that a day belongs to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from groundswell.events.choices import ArrivalState
from groundswell.events.models import Meeting, Registration, Section
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
        "Minutes of all dates are added and rounded down to the quarter of an hour. Whoever was there in part, "
        "without a note of how long, has no hours from it."
    )


def earned(registration: Registration, dates: Sequence[Meeting]) -> credit.Earned:
    """Hours of one seat. What was noted for the section holds for each of its ``dates``."""
    presence = PRESENCE[ArrivalState(registration.arrival.state)]
    when: Sequence[Meeting | Section] = dates or [registration.section]
    held = [credit.Meeting(one.begins_at, one.ends_at) for one in when]
    return credit.earned([credit.Attendance(one, presence) for one in held], RULE)


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
