"""A class with those who are in it, for those who may know its students by name."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from groundswell.kernel import clock
from groundswell.kernel.doors import found_or_404
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.tenancy import current_tenant
from groundswell.roster.choices import EnrolmentRole
from groundswell.roster.models import Enrolment, SchoolClass
from groundswell.roster.queries.grants import not_over

TAUGHT_BY = (EnrolmentRole.TEACHER, EnrolmentRole.AIDE)


@dataclass(frozen=True, slots=True)
class Members:
    """Who is in a class today, by name. ``left`` counts the students who were in it and are not any more."""

    teachers: list[Enrolment]
    students: list[Enrolment]
    left: int


def get_class_for(actor: Actor, pk: int) -> SchoolClass:
    """A class whose students ``actor`` may know by name: one that they teach, or one at a school that is theirs.

    Http404 for everybody else, staff included: how many are in a class of a few tells who they are.
    """
    mine = Enrolment.objects.filter(
        not_over(), school_class=OuterRef("pk"), person_id=actor.person_id or 0, role__in=TAUGHT_BY
    )
    allowed = Q(Exists(mine))
    if actor.may(Permission.STUDENTS_VIEW):
        places = actor.places_for(Permission.STUDENTS_VIEW)
        allowed = Q() if places is None else allowed | Q(school__in=places)
    classes = SchoolClass.objects.select_related("school__school", "term", "course").filter(allowed)
    return found_or_404(classes, pk=pk)


def members_of(school_class: SchoolClass) -> Members:
    """Teachers and students of a class. One statement."""
    rows = Enrolment.objects.filter(school_class=school_class, person__ended_on__isnull=True)
    rows = rows.select_related("person").order_by("person__family_key", "person__shown_key", "pk")
    now: dict[tuple[int, bool], Enrolment] = {}
    gone, today = set(), clock.today(current_tenant().time_zone)
    for row in rows:
        is_student = row.role == EnrolmentRole.STUDENT
        if row.ends_on is None or row.ends_on >= today:
            now.setdefault((row.person_id, is_student), row)
        elif is_student:
            gone.add(row.person_id)
    students = [row for (_person, is_student), row in now.items() if is_student]
    teachers = [row for (_person, is_student), row in now.items() if not is_student]
    return Members(teachers, students, len(gone - {row.person_id for row in students}))
