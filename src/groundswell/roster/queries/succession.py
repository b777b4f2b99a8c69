"""The lines of schools: which goes on in which, and what hangs on a school that ends."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Count, Q

from groundswell.kernel.models import Tenant
from groundswell.roster.choices import EnrolmentRole, OrganisationKind, PositionRole
from groundswell.roster.models import (
    BellPeriod,
    CalendarDay,
    Enrolment,
    Organisation,
    Position,
    SchoolClass,
    Succession,
)
from groundswell.roster.queries.grants import held_today, not_over


@dataclass(frozen=True, slots=True)
class Step:
    """What became of one school: itself, the schools in which it goes on, and its last day where it is known."""

    school: Organisation
    successors: list[Organisation]
    last_day: date | None


@dataclass(frozen=True, slots=True)
class Hanging:
    """What hangs on a school today, as numbers. ``by_hand`` are positions, ``own_teams`` teams that no file brings."""

    school: Organisation
    students: int
    staff: int
    classes: int
    by_hand: int
    own_teams: int
    calendar: int


def pairs() -> list[tuple[int, int]]:
    """(school, school in which it goes on) of the district, as numbers. One statement."""
    return list(Succession.objects.order_by("pk").values_list("before_id", "after_id"))


def steps() -> list[Step]:
    """Every school that goes on in others, the latest last day first. One statement."""
    rows = Succession.objects.select_related("before__organisation", "after__organisation")
    found = rows.order_by("before_id", "after__organisation__name", "pk")
    told = [
        Step(group[0].before.organisation, [one.after.organisation for one in group], group[0].last_day)
        for group in (list(own) for _before, own in groupby(found, key=lambda one: one.before_id))
    ]
    return sorted(told, key=lambda step: (step.last_day or date.min, step.school.name), reverse=True)


def line_of(school: Organisation) -> tuple[list[Organisation], list[Organisation]]:
    """The schools that a school continues, and those that continue it, each by name. One statement."""
    rows = Succession.objects.filter(Q(before=school.pk) | Q(after=school.pk))
    found = list(rows.select_related("before__organisation", "after__organisation"))
    before = [one.before.organisation for one in found if one.after_id == school.pk]
    after = [one.after.organisation for one in found if one.before_id == school.pk]
    return _by_name(before), _by_name(after)


def reopens(school: Organisation) -> bool:
    """True when the step by which a school went on closed it, so that undoing opens it again. One statement."""
    return Succession.objects.filter(before=school.pk, closed=True).exists()


def schools_called() -> dict[str, list[Organisation]]:
    """The schools of the district by name, state code and identifier in small letters. One statement."""
    called: dict[str, list[Organisation]] = {}
    for school in Organisation.objects.filter(kind=OrganisationKind.SCHOOL).select_related("school"):
        for name in {school.name, school.school.state_code, school.source_id or ""} - {""}:
            called.setdefault(" ".join(name.lower().split()), []).append(school)
    return called


def hanging_on(schools: Collection[Organisation], tenant: Tenant) -> list[Hanging]:
    """What hangs on each of these schools today. Seven statements, whatever their number."""
    held = Position.objects.filter(held_today(tenant), organisation__in=schools).exclude(
        role=PositionRole.STUDENT
    )
    running = SchoolClass.objects.filter(school__in=schools, ended_on__isnull=True)
    attends = Enrolment.objects.filter(not_over(), school_class__in=running, role=EnrolmentRole.STUDENT)
    teams = Organisation.objects.filter(parent__in=schools, closed_on__isnull=True, source_id__isnull=True)
    students = _counted(attends, "school_class__school_id", "person")
    staff = _counted(held, "organisation_id", "person")
    by_hand = _counted(held.filter(source_id__isnull=True), "organisation_id", "pk")
    classes = _counted(running, "school_id", "pk")
    own_teams = _counted(teams, "parent_id", "pk")
    days = _counted(CalendarDay.objects.filter(school__in=schools), "school_id", "pk")
    bells = _counted(BellPeriod.objects.filter(school__in=schools), "school_id", "pk")
    return [
        Hanging(
            one,
            students.get(one.pk, 0),
            staff.get(one.pk, 0),
            classes.get(one.pk, 0),
            by_hand.get(one.pk, 0),
            own_teams.get(one.pk, 0),
            days.get(one.pk, 0) + bells.get(one.pk, 0),
        )
        for one in schools
    ]


def _counted(rows, place: str, what: str) -> dict[int, int]:  # type: ignore[no-untyped-def]
    counted = rows.order_by().values_list(place).annotate(n=Count(what, distinct=True))
    return dict(counted)


def _by_name(schools: Iterable[Organisation]) -> list[Organisation]:
    return sorted(schools, key=lambda one: (one.name, one.pk))
