"""Staff and students as lists, by the first letters of a name, and what each holds and teaches today."""

from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery

from groundswell.kernel.models import Tenant
from groundswell.kernel.permissions import Actor, Permission
from groundswell.roster.choices import EnrolmentRole, PositionRole
from groundswell.roster.models import Enrolment, Organisation, Person, Position, SchoolClass
from groundswell.roster.queries.grants import held_today
from groundswell.roster.queries.schools import ordering

LAST = "\uffff"  # sorts after every letter that can follow, in byte order and in a language's order
SORTS = {
    "name": ("family_key", "shown_key"),
    "role": ("first_role", "family_key", "shown_key"),
    "place": ("first_place", "family_key", "shown_key"),
}


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """What a list of people is narrowed to. ``who`` is staff, students or guests; ``place`` a school's id."""

    text: str = ""
    role: str = ""
    place: int | None = None
    who: str = "staff"


def may_see_students(actor: Actor) -> bool:
    """True for whom lists may name students, somewhere."""
    return actor.may(Permission.PEOPLE_VIEW) and actor.may(Permission.STUDENTS_VIEW)


def people_list(actor: Actor, wanted: PeopleFilter, sort: str = "name") -> QuerySet[Person]:
    """People of the district who are here today and whom ``actor`` may see by name, with ``held`` positions."""
    people = _whom(actor, wanted.who).filter(ended_on__isnull=True)
    if wanted.text:
        people = people.filter(_named(wanted.text)[0] | _named(wanted.text)[1])
    people = _at(people, actor.tenant, wanted)
    key = sort.removeprefix("-")
    if key in ("role", "place"):
        first = Position.objects.filter(held_today(actor.tenant), person=OuterRef("pk")).order_by("pk")
        people = people.annotate(
            first_role=Subquery(first.values("role")[:1]),
            first_place=Subquery(first.values("organisation__name")[:1]),
        )
    return people.order_by(*ordering(SORTS, sort), "pk").prefetch_related(positions_today(actor.tenant))


def positions_today(tenant: Tenant) -> Prefetch:
    """Prefetch that sets ``held`` on people: the positions that they hold today, with their places."""
    held = Position.objects.filter(held_today(tenant)).select_related("organisation").order_by("pk")
    return Prefetch("positions", held, to_attr="held")


def people_named(actor: Actor, text: str, limit: int) -> list[Person]:
    """At most ``limit`` people whom ``actor`` may see, by the first letters of their names, with ``held``.

    Staff before students. Each statement walks one index: family names, then first names.
    """
    found: dict[int, Person] = {}
    for who in ("staff", "students") if may_see_students(actor) else ("staff",):
        for condition in _named(text):
            if len(found) >= limit or not actor.may(Permission.PEOPLE_VIEW):
                break
            rows = _whom(actor, who).filter(condition, ended_on__isnull=True)
            found |= {row.pk: row for row in rows.order_by("family_key", "shown_key", "pk")[:limit]}
    people = list(found.values())[:limit]
    _give_positions(people, actor.tenant)
    return people


def positions_of(person: Person, tenant: Tenant) -> list[Position]:
    """All positions of somebody, the latest first, each with ``is_held`` (today)."""
    rows = Position.objects.filter(person=person).annotate(is_held=held_today(tenant))
    return list(rows.select_related("organisation").order_by(F("begins_on").desc(nulls_last=True), "pk"))


def staff_of(place: Organisation, tenant: Tenant, *, teams: bool = True) -> list[Position]:
    """Positions held today at a place, and in its ``teams``, students left out, by name."""
    held = Position.objects.filter(held_today(tenant), person__ended_on__isnull=True)
    at = Q(organisation=place) | Q(organisation__parent=place) if teams else Q(organisation=place)
    here = held.filter(at).exclude(role=PositionRole.STUDENT)
    return list(
        here.select_related("person", "organisation").order_by(
            "person__family_key", "person__shown_key", "pk"
        )
    )


def classes_with(person: Person) -> list[Enrolment]:
    """The classes that somebody teaches or attends now, with school and term."""
    rows = Enrolment.objects.filter(person=person, ends_on__isnull=True, school_class__ended_on__isnull=True)
    rows = rows.select_related("school_class__school", "school_class__term")
    return list(rows.order_by("school_class__school__name", "school_class__title", "pk"))


def classes_at(school: Organisation, text: str = "") -> QuerySet[SchoolClass]:
    """The classes of a school that run now, each with ``students`` counted and its ``teachers``."""
    in_class = Enrolment.objects.filter(ends_on__isnull=True, role=EnrolmentRole.TEACHER).select_related(
        "person"
    )
    classes = SchoolClass.objects.filter(school=school, ended_on__isnull=True).select_related("term")
    if text:
        classes = classes.filter(Q(title__icontains=text) | Q(code__istartswith=text))
    teachers = Prefetch("enrolments", in_class, to_attr="teachers")
    return classes.prefetch_related(teachers).order_by("title", "code", "pk")


def students_in(classes: list[SchoolClass]) -> dict[int, int]:
    """How many students each of these classes has: counts, no names. One statement."""
    rows = Enrolment.objects.filter(
        school_class__in=classes, ends_on__isnull=True, role=EnrolmentRole.STUDENT
    )
    return dict(
        rows.order_by().values_list("school_class_id").annotate(students=Count("person", distinct=True))
    )


def _whom(actor: Actor, who: str) -> QuerySet[Person]:
    # "in [False]" and not "=False": Django writes the latter as NOT is_student, for which SQLite uses no index.
    staff = Person.objects.filter(is_student__in=[False])
    students = Person.objects.filter(is_student__in=[True])
    if not actor.may(Permission.PEOPLE_VIEW):
        return staff.none()
    if who == "guests":
        return staff.exclude(guest_kind="") if actor.may(Permission.PEOPLE_MANAGE) else staff.none()
    if who != "students":
        return staff.filter(guest_kind="")
    if not may_see_students(actor):
        return students.none()
    places = actor.places_for(Permission.STUDENTS_VIEW)
    if places is None:
        return students
    here = Enrolment.objects.filter(person=OuterRef("pk"), school_class__school_id__in=places)
    return students.filter(Exists(here))


def _at(people: QuerySet[Person], tenant: Tenant, wanted: PeopleFilter) -> QuerySet[Person]:
    held = Position.objects.filter(held_today(tenant), person=OuterRef("pk"))
    if wanted.place and wanted.who == "students":
        return people.filter(
            Exists(Enrolment.objects.filter(person=OuterRef("pk"), school_class__school_id=wanted.place))
        )
    if wanted.role:
        held = held.filter(role=wanted.role)
    if wanted.place:
        held = held.filter(Q(organisation_id=wanted.place) | Q(organisation__parent_id=wanted.place))
    return people.filter(Exists(held)) if wanted.role or wanted.place else people


def _named(text: str) -> tuple[Q, Q]:
    """Two conditions, each a range of one index: by family name, and by the first name that is shown.

    Several words are a first name and a family name, in either order.
    """
    words = text.replace(",", " ").split() or [""]
    first, last = words[0], " ".join(words[1:])
    if not last:
        return _begins("family_key", first), _begins("shown_key", first)
    return (
        _begins("family_key", last) & _begins("shown_key", first),
        _begins("family_key", first) & _begins("shown_key", last),
    )


def _begins(key: str, prefix: str) -> Q:
    """``key`` begins with ``prefix``. SQLite's small letters are ASCII's, so a capital "Á" stays one there."""
    small = prefix.lower()
    spellings = {small, small[:1].upper() + small[1:]} if not small[:1].isascii() else {small}
    condition = Q()
    for spelling in sorted(spellings):
        condition |= Q(**{f"{key}__gte": spelling, f"{key}__lt": spelling + LAST})
    return condition


def _give_positions(people: list[Person], tenant: Tenant) -> None:
    held: dict[int, list[Position]] = {}
    rows = Position.objects.filter(held_today(tenant), person__in=people).select_related("organisation")
    for position in rows.order_by("pk"):
        held.setdefault(position.person_id, []).append(position)
    for person in people:
        person.held = held.get(person.pk, [])  # type: ignore[attr-defined]
