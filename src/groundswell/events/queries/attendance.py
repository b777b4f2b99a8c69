"""Who is expected, who was there, and who may say so."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from groundswell.events.choices import (
    THERE,
    ArrivalState,
    ArrivalWay,
    EventState,
    RegistrationState,
    SpotCheck,
)
from groundswell.events.models import Arrival, Meeting, Registration, Section, SessionFacilitator
from groundswell.events.queries.events import sections_for
from groundswell.kernel.doors import found_or_404
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.rows import Given, written_once
from groundswell.roster.models import Person


def leads(actor: Actor, section: Section) -> bool:
    """True for the section's facilitators and for the office."""
    if actor.may(Permission.EVENT_MANAGE):
        return True
    return SessionFacilitator.objects.filter(section=section, person_id=actor.person_id or 0).exists()


def facilitators_of(section: Section) -> list[Person]:
    """Who leads the section, by name."""
    return [one.person for one in _leading(section=section.pk)]


@written_once
def _leading() -> QuerySet[SessionFacilitator]:
    led = SessionFacilitator.objects.filter(section=Given("section")).select_related("person")
    return led.order_by("person__family_name", "person__given_name")


def seated(section: Section) -> list[Registration]:
    """:func:`sheet` as a list, for the page that shows everybody."""
    return _seated(section=section.pk)


@written_once
def _seated() -> QuerySet[Registration]:
    return sheet(Given("section"))


def sheet(section: Section | Given) -> QuerySet[Registration]:
    """Everyone with a seat, by name, with the person and what their attendance came to."""
    seated = Registration.objects.filter(section=section, state=RegistrationState.BOOKED)
    return seated.select_related("person", "attendance").order_by(
        "person__family_name", "person__given_name", "pk"
    )


def with_arrivals(seats: QuerySet[Registration]) -> QuerySet[Registration]:
    """The same seats, each with what was noted at every date. One statement more."""
    return seats.prefetch_related(Prefetch("arrivals", Arrival.objects.order_by("meeting__begins_at")))


def arrivals_at(meeting: Meeting) -> dict[int, Arrival]:
    """What was noted at a date, by registration, each with who noted it. One statement."""
    return {one.registration_id: one for one in _arrivals(meeting=meeting.pk)}


@written_once
def _arrivals() -> QuerySet[Arrival]:
    return Arrival.objects.filter(meeting=Given("meeting")).select_related("noted_by")


def version(arrival: Arrival | None) -> str:
    """What a page shows of an arrival, as a word: another note makes another one. Empty for no note."""
    if arrival is None:
        return ""
    return f"{arrival.noted_at.isoformat()} {arrival.state} {arrival.noted_by_id or ''}"


def without_attendance(actor: Actor, since: datetime, begun_by: datetime, most: int = 4) -> list[Section]:
    """Published sections in which ``actor`` is to take attendance and has not, with their events, soonest first."""
    office = actor.may(Permission.EVENT_MANAGE)
    return _not_taken(office, most, person=actor.person_id or 0, since=since, begun_by=begun_by)


@written_once
def _not_taken(office: bool, most: int) -> QuerySet[Section]:
    rows = Section.objects.select_related("event").filter(
        state=EventState.PUBLISHED,
        attendance_taken_at=None,
        begins_at__lte=Given("begun_by"),
        begins_at__gt=Given("since"),
    )
    if not office:
        rows = rows.filter(facilitators__person_id=Given("person"))  # once at most: it is unique
    return rows.order_by("begins_at")[:most]


def get_meeting_for(actor: Actor, pk: int) -> Meeting:
    """A date, with section and event, of a section that ``actor`` may take attendance in; Http404 otherwise."""
    led = sections_for(actor, Permission.ATTENDANCE_TAKE)
    rows = Meeting.objects.filter(section__in=led.values("pk")).select_related("section__event")
    return found_or_404(rows, pk=pk)


def get_registration_for(actor: Actor, section: Section, pk: int) -> Registration:
    """A registration on the sheet of a section that ``actor`` may take attendance in; Http404 otherwise."""
    return found_or_404(sheet(section) if leads(actor, section) else Registration.objects.none(), pk=pk)


def not_noted(section: Section, meeting: Meeting) -> QuerySet[Registration]:
    """Who has a seat and nothing noted at a date."""
    noted = Arrival.objects.filter(registration=OuterRef("pk"), meeting=meeting)
    return sheet(section).filter(~Exists(noted))


def absent(meeting: Meeting) -> int:
    """How many people with a seat were noted as not there at a date."""
    gone = Arrival.objects.filter(meeting=meeting, state=ArrivalState.NO_SHOW)
    return gone.filter(registration__state=RegistrationState.BOOKED).count()


def counts(meeting: Meeting) -> tuple[int, int, int]:
    """How many people have a seat, how many were noted at a date, and how many of them as there. Three statements."""
    noted = Arrival.objects.filter(meeting=meeting, registration__state=RegistrationState.BOOKED)
    people = sheet(meeting.section).count()
    return people, noted.count(), noted.filter(state__in=THERE).count()


def is_complete(section: Section) -> bool:
    """True when everyone with a seat has a note at every date."""
    seats = sheet(section).count()
    noted = Arrival.objects.filter(
        registration__section=section, registration__state=RegistrationState.BOOKED
    ).count()
    return noted == seats * Meeting.objects.filter(section=section).count()


def people_there(section: Section) -> list[Person]:
    """Who attended, wholly or partly, in order of arrival in the list."""
    there = Registration.objects.filter(section=section, attendance__state__in=THERE)
    return [one.person for one in there.select_related("person").order_by("line")]


def by_code(meeting: Meeting) -> QuerySet[Arrival]:
    """Who checked in by code at a date and whom nobody has looked for yet, each with the person."""
    rows = Arrival.objects.filter(
        meeting=meeting, how=ArrivalWay.CODE, state__in=THERE, spot_check=SpotCheck.NONE
    )
    return rows.select_related("registration__person").order_by("pk")


def to_look_for(meeting: Meeting) -> list[Arrival]:
    """Whom the spot check has named and nobody has looked for yet, by name, each with the person."""
    rows = Arrival.objects.filter(meeting=meeting, spot_check=SpotCheck.ASKED)
    name = ("registration__person__family_name", "registration__person__given_name", "pk")
    return list(rows.select_related("registration__person").order_by(*name))


def running(begun_by: Any, now: Any) -> QuerySet[Meeting]:
    """Dates of published sections that begin by a moment and are not over, with section and event, soonest first."""
    rows = Meeting.objects.filter(
        begins_at__lte=begun_by, ends_at__gt=now, section__state=EventState.PUBLISHED
    )
    return rows.select_related("section__event").order_by("begins_at", "pk")


def mine_among(actor: Actor, meetings: Iterable[Meeting]) -> dict[int, Registration]:
    """The actor's seats at these dates, by section, each with ``arrivals``. Two statements."""
    sections = {one.section_id for one in meetings}
    rows = Registration.objects.filter(
        section__in=sections, person_id=actor.person_id or 0, state=RegistrationState.BOOKED
    )
    return {one.section_id: one for one in rows.prefetch_related("arrivals")}


def to_check_in(actor: Actor, begun_by: datetime, now: datetime) -> list[Meeting]:
    """Dates that run or are about to, at which the actor has a seat and nothing is noted of them. One statement."""
    return _to_check_in(person=actor.person_id or 0, begun_by=begun_by, now=now)


@written_once
def _to_check_in() -> QuerySet[Meeting]:
    person = Given("person")
    seat = Registration.objects.filter(
        section=OuterRef("section"), person_id=person, state=RegistrationState.BOOKED
    )
    noted = Arrival.objects.filter(meeting=OuterRef("pk"), registration__person_id=person)
    return running(Given("begun_by"), Given("now")).filter(Exists(seat), ~Exists(noted))[:3]
