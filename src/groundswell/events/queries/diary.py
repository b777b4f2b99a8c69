"""What takes a person's time: seats, sections that they lead, other busy times, and their schools' calendar."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import BigIntegerField, CharField, F, Q, QuerySet, Value

from groundswell.events.choices import HOLDS_A_SEAT, EventState, RegistrationState
from groundswell.events.models import Registration, SessionFacilitator
from groundswell.kernel import clock
from groundswell.kernel.rows import Among, Given, written_once
from groundswell.kernel.tenancy import current_tenant
from groundswell.notices.models import BusyTime
from groundswell.roster.choices import OrganisationKind
from groundswell.roster.models import CalendarDay, Organisation, Position
from groundswell.roster.queries import calendar
from groundswell.roster.queries.grants import held_on

SEAT, OFFER, LEADS, BUSY = str(RegistrationState.BOOKED), str(RegistrationState.OFFERED), "leads", "busy"
OWN_KEYS = "events.registration:"  # a seat's time is read from its meetings, which are more exact

_NO_SECTION = Value(None, output_field=BigIntegerField())


@dataclass(frozen=True, slots=True)
class Taken:
    """A stretch of somebody's time. ``section`` is whose meeting it is, None for what other apps know of."""

    begins_at: datetime
    ends_at: datetime
    why: str
    label: str
    section: int | None = None


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A day at one of somebody's schools: its kind (``roster.DayKind``) and title."""

    kind: str
    title: str
    school: str


@dataclass(frozen=True, slots=True)
class Diary:
    """Everything that takes somebody's time in a span. ``days`` are named days at any of their schools."""

    zone: str
    taken: list[Taken] = field(default_factory=list)
    days: dict[date, list[NamedDay]] = field(default_factory=dict)


def taken_by(people: Collection[int], first: datetime, last: datetime) -> dict[int, list[Taken]]:
    """What takes the time of each of these people in a span, by time. One statement for any number of people."""
    found: dict[int, list[Taken]] = {pk: [] for pk in people}
    for person, *taken in _taken(people=people, first=first, last=last):
        found[person].append(Taken(*taken))
    for some in found.values():
        some.sort(key=lambda one: one.begins_at)
    return found


@written_once
def _taken() -> QuerySet[Any]:
    theirs, first, last = Among("person", Given("people")), Given("first"), Given("last")
    there = Q(
        section__state=EventState.PUBLISHED,
        section__meetings__begins_at__lt=last,
        section__meetings__ends_at__gt=first,
    )
    dates = ("section__meetings__begins_at", "section__meetings__ends_at")
    meeting = ("person_id", *dates, "why", "section__event__title", "section_id")
    seats = Registration.objects.filter(theirs, there, state__in=HOLDS_A_SEAT).annotate(why=F("state"))
    leading = SessionFacilitator.objects.filter(theirs, there).annotate(why=_said(LEADS))
    busy = BusyTime.objects.filter(theirs, begins_at__lt=last, ends_at__gt=first)
    busy = busy.exclude(key__startswith=OWN_KEYS).annotate(why=_said(BUSY), of=_NO_SECTION)
    return seats.values_list(*meeting).union(
        leading.values_list(*meeting),
        busy.values_list("person_id", "begins_at", "ends_at", "why", "label", "of"),
        all=True,
    )


def named_days(person_id: int, first: date, last: date) -> dict[date, list[NamedDay]]:
    """Named days at each school where somebody works today, a school's own before the district's. Two statements."""
    schools = _schools(person_id)
    if not schools:
        return {}
    everywhere: dict[date, CalendarDay] = {}
    own: dict[tuple[int, date], CalendarDay] = {}
    for row in calendar.days_at([None, *schools], first, last):
        if row.school_id is None:
            everywhere[row.day] = row
        else:
            own[row.school_id, row.day] = row
    found: dict[date, list[NamedDay]] = {}
    for school, name in schools.items():
        for day in {*everywhere, *(day for place, day in own if place == school)}:
            row = own.get((school, day)) or everywhere[day]
            found.setdefault(day, []).append(NamedDay(row.kind, row.title, name))
    return found


def _schools(person_id: int) -> dict[int, str]:
    """Schools where somebody works today, by id, with their names; a team's school for who works in a team."""
    places: dict[int, str] = {}
    for position in _held(person=person_id, today=clock.today(current_tenant().time_zone)):
        place: Organisation | None = position.organisation
        if place is not None and place.kind == OrganisationKind.TEAM:
            place = place.parent
        if place is not None and place.kind == OrganisationKind.SCHOOL:
            places[place.pk] = place.name
    return places


@written_once
def _held() -> QuerySet[Position]:
    held = Position.objects.filter(held_on(Given("today")), person=Given("person"))
    return held.select_related("organisation__parent")


def _said(why: str) -> Value:
    return Value(why, output_field=CharField())
