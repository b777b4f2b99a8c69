"""Doors of the roster: the only way for a view to get a school, a community or a person."""

from django.db.models import Q, QuerySet

from groundswell.kernel.doors import found_or_404
from groundswell.kernel.permissions import Actor, Permission
from groundswell.roster.choices import OrganisationKind
from groundswell.roster.models import Organisation, Person, RosterImport


def get_organisation_for(
    actor: Actor, pk: int, permission: Permission, *, kind: OrganisationKind | None = None
) -> Organisation:
    """An organisation that ``actor`` may see with ``permission``; Http404 otherwise."""
    queryset = Organisation.objects.select_related("school", "parent")
    if kind:
        queryset = queryset.filter(kind=kind)
    places = None if permission == Permission.RECORD_VIEW else actor.places_for(permission)
    if places is not None:
        queryset = queryset.filter(pk__in=places)
    return found_or_404(queryset, pk=pk)


def people_for(actor: Actor) -> QuerySet[Person]:
    """Everyone whom ``actor`` may see by name: colleagues in the district; students where a place of theirs allows."""
    staff = Q(is_student=False)
    if not actor.may(Permission.PEOPLE_VIEW):
        return Person.objects.filter(pk=actor.person_id or 0)
    places = actor.places_for(Permission.STUDENTS_VIEW)
    if not actor.may(Permission.STUDENTS_VIEW):
        return Person.objects.filter(staff)
    if places is None:
        return Person.objects.all()
    return Person.objects.filter(staff | Q(pk__in=_students_at(places)))


def _students_at(places: frozenset[int]) -> QuerySet:
    return Person.objects.filter(is_student=True, enrolments__school_class__school_id__in=places).values("pk")


def get_person_for(actor: Actor, pk: int, permission: Permission) -> Person:
    """A person whom ``actor`` may see; Http404 otherwise."""
    if permission != Permission.PEOPLE_VIEW and not actor.may(permission):
        return found_or_404(Person.objects.none())
    if actor.person is not None and pk == actor.person_id:
        return actor.person
    return found_or_404(people_for(actor), pk=pk)


def get_import_for(actor: Actor, number: int) -> RosterImport:
    """A roster import of the district, for those who may import; Http404 otherwise."""
    allowed = (
        RosterImport.objects.all() if actor.may(Permission.ROSTER_IMPORT) else RosterImport.objects.none()
    )
    return found_or_404(allowed, number=number)
