"""What the tests of the Schools room need beside the cast: measures, classes, many rows."""

from groundswell.kernel.tenancy import reading, writing
from groundswell.roster.actions import organisations, people
from groundswell.roster.choices import EnrolmentRole, MeasureState, PositionRole
from groundswell.roster.models import Enrolment, Measure, Organisation, Person, SchoolClass, Source


def measure(
    cast, place, kind, year, value=None, *, group="all", subject="all", state=MeasureState.MEASURED, text=""
):
    """One measure of a school, from the source "list"."""
    with writing(cast.tenant):
        source, _ = Source.objects.get_or_create(
            tenant=cast.tenant, key="list", defaults={"title": "School list"}
        )
        return Measure.objects.create(
            tenant=cast.tenant,
            organisation=cast.places[place],
            kind=kind,
            year=year,
            value=value,
            group=group,
            subject=subject,
            state=state,
            text=text,
            source=source,
        )


def many_schools(cast, count):
    """So many more schools in the north."""
    for number in range(count):
        organisations.add_school(
            by=cast.system,
            name=f"School {number}",
            parent=cast.places["north"],
            longitude=-80.5,
            latitude=35.0,
        )


def many_teachers(cast, count):
    """So many more teachers at Alder."""
    for number in range(count):
        person = people.add_person(by=cast.system, given_name=f"Given{number}", family_name=f"Family{number}")
        people.give_position(
            by=cast.system, person=person, organisation=cast.places["alder"], role=PositionRole.TEACHER
        )


def a_class(cast, school, title, *, teacher=None, students=0):
    """A class with so many students; the first is called Kim Small-<title>."""
    with writing(cast.tenant):
        taught = SchoolClass.objects.create(tenant=cast.tenant, title=title, school=cast.places[school])
        if teacher:
            _enrol(cast, taught, cast.people[teacher], EnrolmentRole.TEACHER)
        for number in range(students):
            child = Person.objects.create(
                tenant=cast.tenant, given_name=f"Kim{number}", family_name=f"Small-{title}", is_student=True
            )
            _enrol(cast, taught, child, EnrolmentRole.STUDENT)
        return taught


def _enrol(cast, taught, person, role):
    Enrolment.objects.create(tenant=cast.tenant, school_class=taught, person=person, role=role)


def student_named(cast, family_name):
    """The one student with this family name."""
    with reading(cast.tenant):
        return Person.objects.filter(family_name=family_name).order_by("pk").first()


def place_named(tenant, **lookup):
    """The one organisation of a district that fits."""
    with reading(tenant):
        return Organisation.objects.get(**lookup)
