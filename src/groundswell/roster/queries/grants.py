"""Who somebody is in a district today, and what follows from it."""

from typing import Any

from django.db.models import Q

from groundswell.kernel import clock
from groundswell.kernel.models import Tenant
from groundswell.kernel.permissions import Actor, Grant
from groundswell.roster.choices import DistrictKind
from groundswell.roster.choices.roles import DISTRICT_WIDE, GUEST, PUBLIC_READER, ROLES, STUDENT
from groundswell.roster.models import District, Organisation, Person, Position


def held_today(tenant: Tenant) -> Q:
    """Positions that are held on the district's date of today."""
    today = clock.today(tenant.time_zone)
    return (Q(begins_on__isnull=True) | Q(begins_on__lte=today)) & (
        Q(ends_on__isnull=True) | Q(ends_on__gte=today)
    )


def actor_for_user(user: Any, tenant: Tenant) -> Actor:
    """The actor that a signed-in or anonymous user is in this district: one query or two for a person of it."""
    person = None
    if user.is_authenticated:
        person = Person.objects.filter(user_id=user.pk, ended_on__isnull=True).first()
    if person is None:
        return Actor(tenant=tenant, name="", user_id=user.pk, grants=_grants_of_a_passer_by(tenant))
    return actor_of_person(person, tenant)


def actor_of_person(person: Person, tenant: Tenant, *, origin: str = "web") -> Actor:
    """The actor that a person of this district is today."""
    return Actor(
        tenant=tenant,
        name=person.name,
        user_id=person.user_id,
        person_id=person.pk,
        grants=grants_of(person, tenant),
        origin=origin,
    )


def grants_of(person: Person, tenant: Tenant) -> tuple[Grant, ...]:
    """What a person may do today: a grant for each position held, the guest's or the student's otherwise."""
    if person.is_student:
        return (Grant(STUDENT.key, STUDENT.permissions),)
    positions = Position.objects.filter(held_today(tenant), person=person).values_list("role", "organisation_id")
    grants = tuple(_grant(role, place) for role, place in positions if role in ROLES)
    if not grants and person.guest_kind:
        return (Grant(GUEST.key, GUEST.permissions),)
    return grants


def _grant(role: str, place: int) -> Grant:
    permissions = ROLES[role].permissions
    if role in DISTRICT_WIDE:
        return Grant(role, permissions)
    return Grant(role, permissions, _with_places_below(place))


def _with_places_below(place: int) -> frozenset[int]:
    """A place and everything under it, at most three steps down (community, school, team)."""
    under = Organisation.objects.filter(
        Q(parent_id=place) | Q(parent__parent_id=place) | Q(parent__parent__parent_id=place)
    )
    return frozenset(under.values_list("pk", flat=True)) | {place}


def _grants_of_a_passer_by(tenant: Tenant) -> tuple[Grant, ...]:
    kind = District.objects.filter(pk=tenant.pk).values_list("kind", flat=True).first()
    if kind == DistrictKind.PUBLIC_RECORD:
        return (Grant(PUBLIC_READER.key, PUBLIC_READER.permissions),)
    return ()
