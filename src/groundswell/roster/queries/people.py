"""Staff and students as lists, by the first letters of a name, and what each holds and teaches today."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery

from groundswell.kernel import clock
from groundswell.kernel.models import Tenant
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.rows import Among, Given, written_once
from groundswell.roster.choices import EnrolmentRole, PositionRole
from groundswell.roster.models import Enrolment, Organisation, Person, Position, SchoolClass
from groundswell.roster.queries.doors import people_for
from groundswell.roster.queries.folding import Prefix, begins, contains, prefix_of
from groundswell.roster.queries.grants import held_on, held_today, not_over
from groundswell.roster.queries.positions import shown_once
from groundswell.roster.queries.schools import ordering

SORTS = {
    "name": ("family_key", "shown_key"),
    "role": ("first_role", "family_key", "shown_key"),
    "place": ("first_place", "family_key", "shown_key"),
}
BY_NAME = ("family_key", "shown_key", "pk")


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
        family, shown = _ways(wanted.text)
        people = people.filter(_named(family.items()) | _named(shown.items()))
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
    """Prefetch that sets ``held`` on people: the positions that they hold today, with their places.

    Whoever shows them puts them through ``positions.shown_once``.
    """
    held = Position.objects.filter(held_today(tenant)).select_related("organisation").order_by("pk")
    return Prefetch("positions", held, to_attr="held")


def people_named(actor: Actor, text: str, limit: int) -> list[Person]:
    """At most ``limit`` people whom ``actor`` may see, by the first letters of their names, with ``held``.

    Staff before students. Each statement walks one index: family names, then first names.
    """
    found: dict[int, Person] = {}
    places = actor.places_for(Permission.STUDENTS_VIEW)
    for who in ("staff", "students") if may_see_students(actor) else ("staff",):
        for way in _ways(text):
            if len(found) >= limit or not actor.may(Permission.PEOPLE_VIEW):
                break
            shape = tuple((key, prefix.given(key)) for key, prefix in way.items())
            values = {name: one for key, prefix in way.items() for name, one in prefix.values(key).items()}
            rows = _first_named(who, places is None, shape, limit, places=places or (), **values)
            found |= {row.pk: row for row in rows}
    people = list(found.values())[:limit]
    _give_positions(people, actor.tenant)
    return people


@written_once
def _first_named(
    who: str, everywhere: bool, way: Iterable[tuple[str, Prefix]], limit: int
) -> QuerySet[Person]:
    people = _students(None if everywhere else Given("places")) if who == "students" else _staff()
    return people.filter(_named(way), ended_on__isnull=True).order_by(*BY_NAME)[:limit]


def positions_of(person: Person, tenant: Tenant) -> list[Position]:
    """All positions of somebody, the latest first, each post once and with ``is_held`` (today)."""
    rows = Position.objects.filter(person=person).annotate(is_held=held_today(tenant))
    latest = F("begins_on").desc(nulls_last=True)
    return shown_once(rows.select_related("organisation").order_by(latest, "pk"))


def visible_among(actor: Actor, found: list[Person]) -> list[Person]:
    """Those of these people whom ``actor`` may see by name. One statement."""
    seen = set(people_for(actor).filter(pk__in=[one.pk for one in found]).values_list("pk", flat=True))
    return [one for one in found if one.pk in seen]


def positions_by_person(found: list[Person]) -> dict[int, list[Position]]:
    """Every position of these people, the latest first, by person. One statement."""
    by_person: dict[int, list[Position]] = {}
    rows = Position.objects.filter(person__in=found).select_related("organisation")
    for position in rows.order_by(F("begins_on").desc(nulls_last=True), "pk"):
        by_person.setdefault(position.person_id, []).append(position)
    return by_person


def class_counts(found: list[Person]) -> dict[int, int]:
    """In how many classes each of these people is now. One statement."""
    rows = Enrolment.objects.filter(not_over(), person__in=found)
    return dict(rows.order_by().values_list("person_id").annotate(n=Count("pk")))


def staff_of(place: Organisation, tenant: Tenant, *, teams: bool = True) -> list[Position]:
    """Positions held today at a place, and in its ``teams``, students left out, by name."""
    return shown_once(_working_at(teams, today=clock.today(tenant.time_zone), place=place.pk))


@written_once
def _working_at(teams: bool) -> QuerySet[Position]:
    held = Position.objects.filter(held_on(Given("today")), person__ended_on__isnull=True)
    at = Given("place")
    under = Q(pk=at) | Q(parent_id=at) if teams else Q(pk=at)
    # Places first and then their positions: with both in one OR no index of the positions helps.
    here = held.filter(organisation__in=Organisation.objects.filter(under).values("pk"))
    here = here.exclude(role=PositionRole.STUDENT).select_related("person", "organisation")
    return here.order_by("person__family_key", "person__shown_key", "pk")


def classes_with(person: Person) -> list[Enrolment]:
    """The classes that somebody teaches or attends now, with school and term."""
    rows = Enrolment.objects.filter(not_over(), person=person, school_class__ended_on__isnull=True)
    rows = rows.select_related("school_class__school", "school_class__term")
    return list(rows.order_by("school_class__school__name", "school_class__title", "pk"))


def classes_at(school: Organisation, text: str = "") -> QuerySet[SchoolClass]:
    """The classes of a school that run now, each with ``students`` counted and its ``teachers``."""
    in_class = Enrolment.objects.filter(not_over(), role=EnrolmentRole.TEACHER).select_related("person")
    classes = SchoolClass.objects.filter(school=school, ended_on__isnull=True).select_related("term")
    if text:
        classes = classes.filter(contains("title", text) | Q(code__istartswith=text))
    teachers = Prefetch("enrolments", in_class, to_attr="teachers")
    return classes.prefetch_related(teachers).order_by("title", "code", "pk")


def students_in(classes: list[SchoolClass]) -> dict[int, int]:
    """How many students each of these classes has: counts, no names. One statement."""
    rows = Enrolment.objects.filter(not_over(), school_class__in=classes, role=EnrolmentRole.STUDENT)
    return dict(
        rows.order_by().values_list("school_class_id").annotate(students=Count("person", distinct=True))
    )


def _whom(actor: Actor, who: str) -> QuerySet[Person]:
    if not actor.may(Permission.PEOPLE_VIEW):
        return Person.objects.none()
    if who == "guests":
        return _guests() if actor.may(Permission.PEOPLE_MANAGE) else Person.objects.none()
    if who != "students":
        return _staff()
    return (
        _students(actor.places_for(Permission.STUDENTS_VIEW))
        if may_see_students(actor)
        else Person.objects.none()
    )


# "in [False]" and not "=False": Django writes the latter as NOT is_student, for which SQLite uses no index.
def _staff() -> QuerySet[Person]:
    return Person.objects.filter(is_student__in=[False], guest_kind="")


def _guests() -> QuerySet[Person]:
    return Person.objects.filter(is_student__in=[False]).exclude(guest_kind="")


def _students(places: Collection[int] | Given | None) -> QuerySet[Person]:
    students = Person.objects.filter(is_student__in=[True])
    return students if places is None else students.filter(pk__in=_enrolled_at(places))


def _at(people: QuerySet[Person], tenant: Tenant, wanted: PeopleFilter) -> QuerySet[Person]:
    if wanted.place and wanted.who == "students":
        return people.filter(pk__in=_enrolled_at([wanted.place]))
    held = Position.objects.filter(held_today(tenant))
    if wanted.role:
        held = held.filter(role=wanted.role)
    if wanted.place:
        under = Organisation.objects.filter(Q(pk=wanted.place) | Q(parent_id=wanted.place))
        held = held.filter(organisation__in=under.values("pk"))
    return people.filter(pk__in=held.values("person")) if wanted.role or wanted.place else people


def _enrolled_at(places: Collection[int] | Given) -> QuerySet:
    """Who is in a class at these schools, as ids: read once for a list, not asked again for each of its people."""
    if isinstance(places, Given):
        return Enrolment.objects.filter(Among("school_class__school", places)).values("person")
    return Enrolment.objects.filter(school_class__school_id__in=places).values("person")


def _ways(text: str) -> tuple[dict[str, Prefix], dict[str, Prefix]]:
    """Two ways to read it, each a range of one index: as a family name, and as the first name that is shown.

    Several words are a first name and a family name, in either order.
    """
    words = text.replace(",", " ").split() or [""]
    first, last = prefix_of(words[0]), prefix_of(" ".join(words[1:]))
    if not words[1:]:
        return {"family_key": first}, {"shown_key": first}
    return {"family_key": last, "shown_key": first}, {"family_key": first, "shown_key": last}


def _named(way: Iterable[tuple[str, Prefix]]) -> Q:
    return Q(*(begins(key, prefix) for key, prefix in way))


@written_once
def _held() -> QuerySet[Position]:
    held = Position.objects.filter(held_on(Given("today")), Among("person", Given("people")))
    return held.select_related("organisation").order_by("pk")


def _give_positions(people: list[Person], tenant: Tenant) -> None:
    held: dict[int, list[Position]] = {}
    today = clock.today(tenant.time_zone)
    for position in _held(people=[one.pk for one in people], today=today) if people else ():
        held.setdefault(position.person_id, []).append(position)
    for person in people:
        person.held = shown_once(held.get(person.pk, []))  # type: ignore[attr-defined]
