"""What ``rules.substitutes`` reckons with, read for many schools at once: calendars, teachers, seats, caps."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, When

from groundswell.events.choices import HOLDS_A_SEAT, EventState, RegistrationState
from groundswell.events.models import Registration, Section, SubstituteCap
from groundswell.kernel import clock
from groundswell.kernel.doors import found_or_404
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.rows import Among, Given, written_once
from groundswell.kernel.tenancy import current_tenant
from groundswell.roster.choices import EnrolmentRole, OrganisationKind, PositionRole
from groundswell.roster.models import (
    BellPeriod,
    CalendarDay,
    Enrolment,
    Organisation,
    Person,
    Position,
    SchoolClass,
)
from groundswell.roster.queries import calendar

TEACHES = (PositionRole.TEACHER, PositionRole.TEACHER_LEADER)


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody holds a seat in a section that meets then; one row for each of its dates."""

    person: int
    section: int
    begins_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Read:
    """What the calendars of the district and of some schools say of a span of days, as rows."""

    years: list[Any] | None
    days: dict[tuple[int | None, date], CalendarDay]
    periods: dict[tuple[int | None, int], list[BellPeriod]]
    zones: dict[int, str]


@dataclass(frozen=True, slots=True)
class SchoolPlace:
    """A school and its learning community."""

    name: str
    community: int | None
    community_name: str


@dataclass(frozen=True, slots=True)
class Places:
    """The schools whose substitutes somebody may see, by name. ``are_some`` where these are not all of the district."""

    schools: dict[int, SchoolPlace]
    are_some: bool

    @property
    def communities(self) -> dict[int, str]:
        """Their learning communities by name."""
        found = {one.community: one.community_name for one in self.schools.values() if one.community}
        return dict(sorted(found.items(), key=lambda pair: pair[1]))


def places_for(actor: Actor) -> Places:
    """The schools whose substitutes ``actor`` may see. One statement, two for who sees some of them."""
    schools = Organisation.objects.filter(kind=OrganisationKind.SCHOOL).select_related("parent")
    places = actor.places_for(Permission.SUBSTITUTES_VIEW)
    if places is not None:
        schools = schools.filter(pk__in=list(places))
    found = {
        one.pk: SchoolPlace(one.name, one.parent_id, one.parent.name if one.parent else "")
        for one in schools.order_by("name", "pk")
    }
    return Places(found, places is not None)


def get_school_for(actor: Actor, pk: int) -> Organisation:
    """A school whose substitutes ``actor`` may see; Http404 otherwise."""
    schools = Organisation.objects.filter(kind=OrganisationKind.SCHOOL).select_related("parent")
    may = actor.may(Permission.SUBSTITUTES_VIEW, place=pk)
    return found_or_404(schools if may else schools.none(), pk=pk)


@dataclass(frozen=True, slots=True)
class About:
    """What a section is of: its event's title, and the programme where it belongs to one."""

    title: str
    programme: int | None
    programme_title: str


def about(sections: Collection[int]) -> dict[int, About]:
    """What each of these sections is of. One statement."""
    values = ("pk", "event__title", "event__programme_id", "event__programme__title")
    rows = Section.objects.filter(pk__in=list(sections)).values_list(*values)
    return {pk: About(title, programme, name or "") for pk, title, programme, name in rows}


def names_of(people: Collection[int]) -> dict[int, Person]:
    """These people by number. One statement."""
    return Person.objects.in_bulk(list(people))


def read_calendars(schools: Collection[int], first: date, last: date) -> Read:
    """The school years, named days, bell hours and zones that decide for these schools. Four statements; three for
    none, which says what the district's own calendar is.
    """
    places = [None, *schools]
    years = calendar.school_years()
    periods: dict[tuple[int | None, int], list[BellPeriod]] = {}
    for row in calendar.periods_at(places):
        periods.setdefault((row.school_id, row.weekday), []).append(row)
    return Read(
        years or None,
        {(row.school_id, row.day): row for row in calendar.days_at(places, first, last)},
        periods,
        dict(_own_zones(schools=schools)) if schools else {},
    )


@written_once
def _own_zones() -> QuerySet[Any]:
    schools = Organisation.objects.filter(Among("pk", Given("schools")), school__time_zone__gt="")
    return schools.values_list("pk", "school__time_zone")


def teachers(first: Any, last: Any) -> QuerySet[Any]:
    """Positions of those who teach at a school on any day of a span, with ``at``, the school (also of a team's).

    Who is posted elsewhere, at a department for example, is missed in no class of a school.

    Where the roster knows the classes of a school, somebody teaches there who has one of them.
    """
    at_school = Case(
        When(organisation__kind=OrganisationKind.TEAM, then=F("organisation__parent_id")),
        default=F("organisation_id"),
    )
    in_school = Q(organisation__kind=OrganisationKind.SCHOOL)
    in_team = Q(organisation__kind=OrganisationKind.TEAM, organisation__parent__kind=OrganisationKind.SCHOOL)
    held = Position.objects.filter(_within(first, last), in_school | in_team, role__in=TEACHES)
    held = held.annotate(at=at_school)
    classes = SchoolClass.objects.filter(school=OuterRef("at"), ended_on__isnull=True)
    taught = Enrolment.objects.filter(
        _within(first, last),
        person=OuterRef("person"),
        role=EnrolmentRole.TEACHER,
        school_class__school=OuterRef("at"),
    )
    return held.filter(~Exists(classes) | Exists(taught)).order_by("-pk")


@written_once
def _teaches_at() -> QuerySet[Any]:
    held = teachers(Given("first"), Given("last")).filter(Among("person", Given("people")))
    return held.values_list("person_id", "at")


def schools_of_teachers(people: Any, first: date, last: date) -> dict[int, int]:
    """The school at which each of these people (ids, or a query of them) teaches; the first one of several."""
    if isinstance(people, QuerySet):
        return dict(teachers(first, last).filter(person__in=people).values_list("person_id", "at"))
    return dict(_teaches_at(people=people, first=first, last=last))


def seats_between(first: date, last: date, zone: str) -> QuerySet[Registration]:
    """Registrations with a seat in what meets within these days on the clock of ``zone``."""
    begins, ends = span(first, last, zone)
    return Registration.objects.filter(
        state__in=HOLDS_A_SEAT,
        section__state=EventState.PUBLISHED,
        section__begins_at__lt=ends,
        section__ends_at__gt=begins,
        section__meetings__begins_at__lt=ends,
        section__meetings__ends_at__gt=begins,
    )


def as_seats(rows: QuerySet[Registration]) -> list[Seat]:
    """One for each registration and date. One statement."""
    dates = ("person_id", "section_id", "section__meetings__begins_at", "section__meetings__ends_at")
    return [Seat(*row) for row in rows.values_list(*dates).distinct()]


def span(first: date, last: date, zone: str) -> tuple[datetime, datetime]:
    """The beginning of one day and the end of another, both on the clock of ``zone``."""
    place = ZoneInfo(zone)
    return (
        datetime.combine(first, time(0), place),
        datetime.combine(last + timedelta(days=1), time(0), place),
    )


def caps_between(first: date, last: date) -> list[SubstituteCap]:
    """The caps that hold on any day of a span, those that come first last. One statement."""
    rows = SubstituteCap.objects.filter(_within(first, last), taken_back_at__isnull=True)
    return list(rows.order_by(F("school_id").asc(nulls_first=True), "pk"))


@dataclass(frozen=True, slots=True)
class CappedSpan:
    """From a day to a day (None: with no end) a cap holds: ``everywhere``, or at schools that have their own."""

    begins_on: date
    ends_on: date | None
    everywhere: bool

    def holds_on(self, day: date) -> bool:
        return self.begins_on <= day and (self.ends_on or day) >= day


def capped_spans(first: date, last: date) -> list[CappedSpan]:
    """When caps hold on any day of a span; the same caps of many schools are one. One statement."""
    rows = SubstituteCap.objects.filter(_within(first, last), taken_back_at__isnull=True)
    rows = rows.annotate(everywhere=Q(school__isnull=True))
    return [CappedSpan(*row) for row in rows.values_list("begins_on", "ends_on", "everywhere").distinct()]


def first_cap() -> SubstituteCap | None:
    """The cap behind which a district's substitutes are counted, whether or not it still holds."""
    return SubstituteCap.objects.order_by("pk").first()


def caps_now_and_later(today: date) -> QuerySet[SubstituteCap]:
    """What is set from today on, the district's first, then by school and day."""
    rows = SubstituteCap.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today))
    rows = rows.filter(taken_back_at__isnull=True).select_related("school")
    return rows.order_by(F("school__name").asc(nulls_first=True), "begins_on", "pk")


def get_cap_for(actor: Actor, pk: int) -> SubstituteCap:
    """A cap that still holds, for who manages events; Http404 otherwise."""
    rows = SubstituteCap.objects.filter(taken_back_at__isnull=True).select_related("school")
    return found_or_404(rows if actor.may(Permission.EVENT_MANAGE) else rows.none(), pk=pk)


def to_come(first: date | None = None, last: date | None = None) -> QuerySet[Section]:
    """Sections that are not over, in order of their ids, within a span of days where one is given."""
    rows = Section.objects.exclude(state=EventState.CANCELLED).filter(ends_at__gt=clock.now())
    zone = current_tenant().time_zone
    if first is not None:
        rows = rows.filter(ends_at__gt=span(first, first, zone)[0])
    if last is not None:
        rows = rows.filter(begins_at__lt=span(last, last, zone)[1])
    return rows.select_related("event").order_by("pk")


def beside_free_seats(unasked: timedelta) -> QuerySet[Section]:
    """Sections with free seats and people in line whom something holds back that can end elsewhere.

    That is a cap of substitutes, in a district that has caps, and another seat at that time in what begins within
    ``unasked``: whoever can still be asked is asked.
    """
    now = clock.now()
    rows = Section.objects.filter(
        Exists(SubstituteCap.objects.filter(taken_back_at__isnull=True)) | Q(begins_at__lt=now + unasked),
        state=EventState.PUBLISHED,
        by_rules=True,
        waiting__gt=0,
        seats_taken__lt=F("seats"),
        begins_at__gt=now,
    )
    return rows.select_related("event").order_by("begins_at", "pk")


def waiting_in(sections: Iterable[Section]) -> dict[int, list[int]]:
    """Who waits in each of these sections. One statement."""
    found: dict[int, list[int]] = {section.pk: [] for section in sections}
    rows = Registration.objects.filter(section__in=list(found), state=RegistrationState.WAITING)
    for section, person in rows.order_by("section_id", "rank", "line").values_list("section_id", "person_id"):
        found[section].append(person)
    return found


def _within(first: Any, last: Any) -> Q:
    return (Q(begins_on__isnull=True) | Q(begins_on__lte=last)) & (
        Q(ends_on__isnull=True) | Q(ends_on__gte=first)
    )
