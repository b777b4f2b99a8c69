"""The calendar of a school's professional learning: its dates, how many go, what it costs in substitutes; no name."""

from collections import defaultdict
from datetime import date, timedelta

from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groundswell.events.queries import school_feed as read
from groundswell.events.queries.school_day import Seat
from groundswell.events.rules.addresses import path_of
from groundswell.events.rules.substitutes import Calendars, absences
from groundswell.kernel import clock
from groundswell.kernel.links import absolute
from groundswell.kernel.tenancy import current_tenant
from groundswell.notices.rules.feeds import Entry
from groundswell.roster.models import Organisation

BACK, AHEAD = timedelta(days=90), timedelta(days=730)


def entries_of(school: Organisation) -> list[Entry]:
    """Every date at which somebody of the school has a seat. Seven statements for any number of dates."""
    tenant = current_tenant()
    today = clock.today(tenant.time_zone)
    first, last = today - BACK, today + AHEAD
    seats = read.seats_of(school, first, last)
    going: dict[int, set[int]] = defaultdict(set)
    for seat in seats:
        going[seat.section].add(seat.person)
    halves = _halves(school, seats, first, last, tenant.time_zone)
    return [
        Entry(
            f"{tenant.pk}:school:{school.pk}:meeting:{one.pk}",
            one.begins_at,
            one.ends_at,
            one.title,
            one.place,
            _in_words(len(going[one.section]), halves.get((one.section, _day(one, tenant.time_zone)), 0)),
            absolute(path_of(one.section, one.event, one.number)),
            one.sequence,
        )
        for one in read.dates_of(going)
    ]


def _halves(
    school: Organisation, seats: list[Seat], first: date, last: date, zone: str
) -> dict[tuple[int, date], int]:
    """Half days of substitutes that each section costs the school, by day."""
    found: dict[tuple[int, date], int] = defaultdict(int)
    calendars = Calendars([school.pk], first, last, zone)
    for one in absences(seats, read.teachers_of(school, first, last), calendars):
        found[one.section, one.day] += one.substitute
    return found


def _day(one: read.Date, zone: str) -> date:
    return clock.local(one.begins_at, zone).date()


def _in_words(people: int, halves: int) -> str:
    said = ngettext(
        "%(people)s person from the school has a seat.",
        "%(people)s people from the school have a seat.",
        people,
    ) % {"people": people}
    if not halves:
        return said
    days = localize(halves // 2 if halves % 2 == 0 else halves / 2)
    return f"{said}\n" + _("Substitute days in class hours: %(days)s") % {"days": days}
