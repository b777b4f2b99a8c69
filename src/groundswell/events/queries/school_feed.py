"""What the calendar of a school's professional learning is made of: who of its people has a seat when."""

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Q

from groundswell.events.models import Meeting
from groundswell.events.queries import school_day
from groundswell.events.queries.school_day import Seat
from groundswell.kernel.tenancy import current_tenant
from groundswell.roster.models import Organisation, Position
from groundswell.roster.queries.grants import held_today


class Date(NamedTuple):
    """One date of a section, as far as a feed tells of it."""

    pk: int
    section: int
    begins_at: datetime
    ends_at: datetime
    place: str
    title: str
    event: int
    number: int
    sequence: int


VALUES = (
    "pk", "section_id", "begins_at", "ends_at", "place", "section__event__title", "section__event_id",
    "section__number", "section__sequence",
)  # fmt: skip


def seats_of(school: Organisation, first: date, last: date) -> list[Seat]:
    """Seats that people who work at the school today, and in the district still, hold in these days. One statement."""
    tenant = current_tenant()
    here = Organisation.objects.filter(Q(pk=school.pk) | Q(parent=school)).values("pk")
    people = Position.objects.filter(
        held_today(tenant), organisation__in=here, person__ended_on__isnull=True
    ).values("person")
    seats = school_day.seats_between(first, last, tenant.time_zone).filter(person__in=people)
    return school_day.as_seats(seats)


def dates_of(sections: Collection[int]) -> list[Date]:
    """The dates of these sections, the earliest first. One statement."""
    rows = Meeting.objects.filter(section__in=list(sections)).order_by("begins_at", "pk")
    return [Date(*row) for row in rows.values_list(*VALUES)]


def teachers_of(school: Organisation, first: date, last: date) -> dict[int, int]:
    """Who teaches at the school in these days, each with its id: whom a substitute has to stand in for."""
    here = school_day.teachers(first, last).filter(at=school.pk)  # type: ignore[misc]
    return dict.fromkeys(here.values_list("person_id", flat=True), school.pk)
