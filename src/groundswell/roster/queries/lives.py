"""What must be known before and after somebody is joined, split or erased."""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from groundswell.kernel.doors import found_or_404
from groundswell.kernel.models import Delivery, JournalEntry, Tenant
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.tenancy import reading
from groundswell.roster.choices import PositionRole
from groundswell.roster.models import Enrolment, FormerName, Person, PersonMerge, Position, Tombstone
from groundswell.roster.queries.grants import held_today

SOURCE, EMAIL = "source", "email"


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose values are to be forgotten: every row number of the person, and the texts that say who it is.

    ``addresses`` are mail addresses in small letters, ``names`` full names as they may stand in a text.
    """

    person_ids: tuple[int, ...]
    addresses: frozenset[str] = field(default_factory=frozenset)
    names: frozenset[str] = field(default_factory=frozenset)

    @property
    def words(self) -> frozenset[str]:
        """What must not stand in any text any more."""
        return self.addresses | self.names


def digest_of(salt: str, kind: str, value: str) -> str:
    """Keyed hash (HMAC-SHA-256, hex) of an identifier of one kind. ``salt`` is the district's own."""
    return hmac.digest(salt.encode(), f"{kind}:{value}".encode(), "sha256").hex()


def salt_of(tenant: Tenant) -> str:
    """The district's own text for hashing identifiers: the same in every copy of its data, different next door.

    It is made from the first entry of the journal, which nothing can change. So a list of erasures is recognised
    by any backup of the district, however old, and by no other district of that name.
    """
    first = JournalEntry.objects.order_by("pk").values_list("pk", "at").first()
    begun = f"{first[0]} {first[1].isoformat()}" if first else ""
    return hashlib.sha256(f"{tenant.slug} {begun}".encode()).hexdigest()


def rows_of(person: Person) -> list[Person]:
    """The person's row, and those that are joined to it."""
    return list(Person.objects.filter(Q(pk=person.pk) | Q(merged_into_id=person.pk)).order_by("pk"))


def subject_of(rows: Iterable[Person]) -> Subject:
    """The numbers and texts that stand for these rows of one person."""
    people = list(rows)
    ids = tuple(person.pk for person in people)
    former = list(
        FormerName.objects.filter(person_id__in=ids).values_list("person_id", "given_name", "family_name")
    )
    names = {f"{given} {family}" for _, given, family in former}
    for person in people:
        families = {person.family_name} | {family for pk, _, family in former if pk == person.pk}
        first = {name for name in (person.given_name, person.preferred_name) if name}
        names |= {f"{name} {family}" for name in first for family in families if family}
    addresses = {person.email.strip().lower() for person in people} - {""}
    shared = Person.objects.filter(email__in=addresses, erased_on__isnull=True).exclude(pk__in=ids)
    addresses -= set(shared.values_list("email", flat=True))
    return Subject(ids, frozenset(addresses), frozenset(names))


def digests_of(rows: Iterable[Person], tenant: Tenant) -> list[str]:
    """Hashes of every identifier that files and sign-in know these rows by."""
    salt = salt_of(tenant)
    found = set()
    for person in rows:
        if person.source_id:
            found.add(digest_of(salt, SOURCE, person.source_id))
        if person.email:
            found.add(digest_of(salt, EMAIL, person.email.strip().lower()))
    return sorted(found)


class Erased:
    """Who is not to be brought back: asked by imports. Reads the tombstones once; falsy where there are none."""

    def __init__(self, tenant: Tenant) -> None:
        with reading(tenant):
            rows = list(Tombstone.objects.values_list("person_id", "digests"))
            merged = (
                Person.objects.filter(erased_on__isnull=False).values_list("pk", flat=True) if rows else []
            )
            self.ids = {pk for pk, _ in rows if pk is not None} | set(merged)
            self.digests = {digest for _, digests in rows for digest in digests}
            self.salt = salt_of(tenant) if rows else ""
            self.rows = {"people": self.ids} | {
                name: set(model.objects.filter(person_id__in=self.ids).values_list("pk", flat=True))
                for name, model in (("positions", Position), ("enrolments", Enrolment))
            }

    def __bool__(self) -> bool:
        return bool(self.digests or self.ids)

    def among(self, source_ids: Iterable[str | None]) -> list[str]:
        """Those of these source ids that belong to somebody who was erased."""
        if not self.digests:
            return []
        given = (one for one in source_ids if one is not None)
        return [one for one in given if digest_of(self.salt, SOURCE, one) in self.digests]


def administrators(tenant: Tenant) -> set[int]:
    """People who can sign in and hold district IT today."""
    held = Position.objects.filter(held_today(tenant), role=PositionRole.DISTRICT_IT)
    able = held.filter(person__user__is_active=True, person__ended_on__isnull=True)
    return set(able.values_list("person_id", flat=True))


def linked_elsewhere(user_id: int, tenant: Tenant) -> bool:
    """True when another district has a person who signs in with this account."""
    for other in Tenant.objects.exclude(pk=tenant.pk).order_by("pk"):
        with reading(other):
            if Person.objects.filter(user_id=user_id).exists():
                return True
    return False


def live_merge_of(person: Person) -> PersonMerge | None:
    """The merge by which ``person`` stands for somebody else now."""
    found = PersonMerge.objects.filter(other=person, undone_at__isnull=True)
    return found.select_related("keep", "other").first()


def merges_of(person: Person) -> list[PersonMerge]:
    """Every merge of a person, as the one kept or the one joined, newest first."""
    rows = PersonMerge.objects.filter(Q(keep=person) | Q(other=person)).select_related("keep", "other")
    return list(rows.order_by("-merged_at", "-pk"))


def likely_same(person: Person, limit: int = 8) -> list[Person]:
    """Records that may be the same human: the same address, or the same full name. For a proposal, no verdict."""
    rows = Person.objects.filter(merged_into__isnull=True, erased_on__isnull=True).exclude(pk=person.pk)
    same = Q(family_key=person.family_name.lower(), shown_key__in=_first_names(person))
    if person.email:
        same |= Q(email=person.email)
    return list(rows.filter(same).order_by("ended_on", "pk")[:limit])


def _first_names(person: Person) -> list[str]:
    return [name.lower() for name in {person.given_name, person.preferred_name} if name]


def tombstones() -> QuerySet[Tombstone]:
    """The tombstones of the district that is open, newest first."""
    return Tombstone.objects.order_by("-at", "-pk")


def waits_for_worker() -> bool:
    """True while other apps have still to follow a merge or a split."""
    kinds = ("roster.person.joined", "roster.person.split")
    return Delivery.objects.filter(state=Delivery.State.WAITING, entry__kind__in=kinds).exists()


def get_merge_for(actor: Actor, pk: int) -> PersonMerge:
    """A merge of the district that was not undone, for who manages people; Http404 otherwise."""
    rows = PersonMerge.objects.filter(undone_at__isnull=True).select_related("keep", "other", "tenant")
    return found_or_404(rows if actor.may(Permission.PEOPLE_MANAGE) else rows.none(), pk=pk)


def names_of(stones: Iterable[Tombstone]) -> dict[int, str]:
    """Names of the colleagues who erased, by number. One statement."""
    ids = {stone.by_person for stone in stones if stone.by_person is not None}
    return {person.pk: person.name for person in Person.objects.filter(pk__in=ids)} if ids else {}
