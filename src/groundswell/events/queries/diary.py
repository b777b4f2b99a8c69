"""What takes a person's time: seats, sections that they lead, other busy times, and their schools' calendar."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q

from groundswell.events.choices import HOLDS_A_SEAT, EventState
from groundswell.events.models import Meeting, Registration, SessionFacilitator
from groundswell.kernel import clock
from groundswell.kernel.tenancy import current_tenant
from groundswell.notices.models import BusyTime
from groundswell.roster.choices import OrganisationKind
from groundswell.roster.models import CalendarDay, Organisation, Position
from groundswell.roster.queries.grants import held_today

SEAT, LEADS, BUSY = "seat", "leads", "busy"
OWN_KEYS = "events.registration:"  # a seat's time is read from its meetings, which are more exact


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


def diary_of(person_id: int, first: datetime, last: datetime) -> Diary:
    """The diary from ``first`` to ``last`` (aware moments). Four statements, however much is in it."""
    zone = current_tenant().time_zone
    days = (clock.local(first, zone).date(), clock.local(last, zone).date())
    return Diary(
        zone, [*_meetings(person_id, first, last), *_busy(person_id, first, last)], _days(person_id, *days)
    )


def _meetings(person_id: int, first: datetime, last: datetime) -> Iterable[Taken]:
    seat = Registration.objects.filter(
        section=OuterRef("section"), person_id=person_id, state__in=HOLDS_A_SEAT
    )
    leading = SessionFacilitator.objects.filter(section=OuterRef("section"), person_id=person_id)
    rows = Meeting.objects.filter(
        Q(Exists(seat)) | Q(Exists(leading)),
        section__state=EventState.PUBLISHED,
        begins_at__lt=last,
        ends_at__gt=first,
    )
    values = ("begins_at", "ends_at", "section_id", "section__event__title", "leads")
    for begins_at, ends_at, section, title, leads in (
        rows.annotate(leads=Exists(leading)).order_by("begins_at").values_list(*values)
    ):
        yield Taken(begins_at, ends_at, LEADS if leads else SEAT, title, section)


def _busy(person_id: int, first: datetime, last: datetime) -> Iterable[Taken]:
    rows = BusyTime.objects.filter(person_id=person_id, begins_at__lt=last, ends_at__gt=first)
    rows = rows.exclude(key__startswith=OWN_KEYS).order_by("begins_at")
    for begins_at, ends_at, label in rows.values_list("begins_at", "ends_at", "label"):
        yield Taken(begins_at, ends_at, BUSY, label)


def _days(person_id: int, first: date, last: date) -> dict[date, list[NamedDay]]:
    """Named days at each school where somebody works today, a school's own before the district's."""
    schools = _schools(person_id)
    if not schools:
        return {}
    rows = CalendarDay.objects.filter(
        Q(school__isnull=True) | Q(school__in=list(schools)), day__gte=first, day__lte=last
    )
    everywhere: dict[date, CalendarDay] = {}
    own: dict[tuple[int, date], CalendarDay] = {}
    for row in rows:
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
    held = Position.objects.filter(held_today(current_tenant()), person_id=person_id)
    places: dict[int, str] = {}
    for position in held.select_related("organisation__parent"):
        place: Organisation | None = position.organisation
        if place is not None and place.kind == OrganisationKind.TEAM:
            place = place.parent
        if place is not None and place.kind == OrganisationKind.SCHOOL:
            places[place.pk] = place.name
    return places
