"""Who somebody is in a district today, and what follows from it."""

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.functional import SimpleLazyObject

from groundswell.kernel import clock, rows
from groundswell.kernel.models import Tenant
from groundswell.kernel.permissions import Actor, Grant
from groundswell.kernel.tenancy import current_tenant
from groundswell.roster.choices import DistrictKind
from groundswell.roster.choices.roles import DISTRICT_WIDE, GUEST, PUBLIC_READER, ROLES, STUDENT
from groundswell.roster.models import District, Organisation, Person, Position


def held_today(tenant: Tenant) -> Q:
    """Positions that are held on the district's date of today."""
    return held_on(clock.today(tenant.time_zone))


def held_on(day: Any) -> Q:
    """Positions that are held on a day (a date, or a ``Given``)."""
    return (Q(begins_on__isnull=True) | Q(begins_on__lte=day)) & not_over(day)


def not_over(day: Any = None) -> Q:
    """What has not ended by the district's date of today, or ``day``: files name the last day long before it comes."""
    return Q(ends_on__isnull=True) | Q(ends_on__gte=day or clock.today(current_tenant().time_zone))


# Every request of somebody signed in asks this.
_WHO = f"""
    SELECT {rows.columns(Person, "person")}, held.role, held.organisation_id
    FROM roster_person person
    LEFT JOIN roster_position held ON held.person_id = person.id AND held.tenant_id = person.tenant_id
        AND (held.begins_on IS NULL OR held.begins_on <= %s) AND (held.ends_on IS NULL OR held.ends_on >= %s)
    WHERE person.tenant_id = %s AND person.user_id = %s AND person.ended_on IS NULL
    ORDER BY held.id
"""


def actor_for_user(user: Any, tenant: Tenant) -> Actor:
    """The actor that a signed-in or anonymous user is in this district: one statement for a person of it."""
    found: list[tuple[Any, ...]] = []
    if user.is_authenticated:
        today = connection.ops.adapt_datefield_value(clock.today(tenant.time_zone))
        found = rows.read(_WHO, [today, today, tenant.pk, user.pk], Person)
    if not found:
        return Actor(tenant=tenant, name="", user_id=user.pk, grants=_grants_of_a_passer_by())
    person = found[0][0]
    held = [(role, place) for _, role, place in found if role]
    return _actor(person, tenant, _grants(person, held), "web")


def actor_of_person(person: Person, tenant: Tenant, *, origin: str = "web") -> Actor:
    """The actor that a person of this district is today."""
    return _actor(person, tenant, grants_of(person, tenant), origin)


def _actor(person: Person, tenant: Tenant, grants: tuple[Grant, ...], origin: str) -> Actor:
    return Actor(
        tenant=tenant,
        name=person.name,
        user_id=person.user_id,
        person_id=person.pk,
        person=person,
        grants=grants,
        origin=origin,
        language=person.language,
    )


def grants_of(person: Person, tenant: Tenant) -> tuple[Grant, ...]:
    """What a person may do today: a grant for each position held, the guest's or the student's otherwise."""
    positions = Position.objects.filter(held_today(tenant), person=person)
    return _grants(person, positions.values_list("role", "organisation_id"))


def _grants(person: Person, held: Iterable[tuple[str, int]]) -> tuple[Grant, ...]:
    if person.is_student:
        return (Grant(STUDENT.key, STUDENT.permissions),)
    grants = tuple(_grant(role, place) for role, place in held if role in ROLES)
    if not grants and person.guest_kind:
        return (Grant(GUEST.key, GUEST.permissions),)
    return grants


def _grant(role: str, place: int) -> Grant:
    """The places below are read when somebody asks for them: most pages ask for a permission anywhere."""
    permissions = ROLES[role].permissions
    if role in DISTRICT_WIDE:
        return Grant(role, permissions)
    return Grant(role, permissions, SimpleLazyObject(lambda: _with_places_below(place)))


def _with_places_below(place: int) -> frozenset[int]:
    """A place and everything under it, at most three steps down (community, school, team)."""
    under = Organisation.objects.filter(
        Q(parent_id=place) | Q(parent__parent_id=place) | Q(parent__parent__parent_id=place)
    )
    return frozenset(under.values_list("pk", flat=True)) | {place}


def _grants_of_a_passer_by() -> tuple[Grant, ...]:
    if (DistrictKind.PUBLIC_RECORD,) in _kinds():
        return (Grant(PUBLIC_READER.key, PUBLIC_READER.permissions),)
    return ()


@rows.written_once
def _kinds() -> QuerySet[Any]:
    """What kind the open district is of."""
    return District.objects.values_list("kind")
