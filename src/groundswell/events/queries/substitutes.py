"""Does a time of day fall into class hours at any school that has a cap of substitutes? Asked of the database itself.

A yes or no about a whole district must not cost all its bell hours: however many schools it has, at most one row comes
back.
"""

from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from groundswell.events.models import SubstituteCap
from groundswell.kernel.rows import Given, written_once
from groundswell.roster.choices import OrganisationKind
from groundswell.roster.models import BellPeriod, CalendarDay, Organisation, School
from groundswell.roster.queries.calendar import IN_SCHOOL


@dataclass(frozen=True, slots=True)
class Hours:
    """Some hours of one day on the clock of the schools in ``zone``; ``time.max`` ends what goes on past midnight."""

    day: date
    begins: time
    ends: time
    zone: str


@dataclass(frozen=True, slots=True)
class Usual:
    """What holds in these hours at a school that has told nothing of its own: the district's cap, calendar and bell."""

    is_capped: bool
    is_instructional: bool
    is_in_class: bool


def takes_from_class(hours: Hours, usual: Usual, *, of_district: bool) -> bool:
    """True where these hours take teachers out of class at a school that has a cap that day. One statement.

    ``of_district``: the zone is the district's, so that schools without one of their own live in it.
    """
    given = {"day": hours.day, "weekday": hours.day.weekday(), "zone": hours.zone}
    given |= {"begins": hours.begins, "ends": hours.ends}
    shape = (usual.is_capped, usual.is_instructional, usual.is_in_class, of_district)
    return bool(_missed(*shape, **given))


def zones_beside(zone: str) -> list[str]:
    """The time zones of schools that have another one than the district's. One statement."""
    return [one for (one,) in _zones(zone=zone)]


def own_caps() -> QuerySet[SubstituteCap]:
    """Caps of single schools that hold on the day that is given later."""
    until = Q(ends_on__isnull=True) | Q(ends_on__gte=Given("day"))
    rows = SubstituteCap.objects.filter(until, begins_on__lte=Given("day"), taken_back_at__isnull=True)
    return rows.filter(school__isnull=False)


@written_once
def _missed(capped: bool, instructional: bool, in_class: bool, of_district: bool) -> QuerySet[Any]:
    """A school; its own day, bell hours and cap come before the district's, which are known when it is asked."""
    days = CalendarDay.objects.filter(school=OuterRef("pk"), day=Given("day"))
    bells = BellPeriod.objects.filter(school=OuterRef("pk"), weekday=Given("weekday"))
    its_day = Q(Exists(days.filter(kind__in=IN_SCHOOL)))
    its_bell = Q(Exists(bells.filter(begins_at__lt=Given("ends"), ends_at__gt=Given("begins"))))
    its_zone = Q(school__time_zone=Given("zone"))
    if of_district:
        its_zone |= Q(school__time_zone="") | Q(school__isnull=True)
    schools = Organisation.objects.filter(
        its_zone,
        its_day | ~Q(Exists(days)) if instructional else its_day,
        its_bell | ~Q(Exists(bells)) if in_class else its_bell,
        kind=OrganisationKind.SCHOOL,
    )
    if not capped:
        schools = schools.filter(pk__in=own_caps().values("school_id"))
    return schools.order_by().values_list("pk")[:1]


@written_once
def _zones() -> QuerySet[Any]:
    zones = School.objects.exclude(time_zone="").exclude(time_zone=Given("zone"))
    return zones.order_by().values_list("time_zone").distinct()
