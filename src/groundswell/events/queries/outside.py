"""Credit from elsewhere: one's own, what waits for whom to decide, its proofs, and files that were sent twice."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from groundswell.events.choices import OutsideState
from groundswell.events.models import OutsideCredit, OutsideProof
from groundswell.kernel.doors import found_or_404
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.tenancy import current_tenant
from groundswell.notices.queries.mail import astray
from groundswell.roster.choices import PositionRole
from groundswell.roster.models import Person, Position
from groundswell.roster.queries.grants import held_today

WITH_PEOPLE = ("person", "decided_by")


@dataclass(frozen=True, slots=True)
class SentTwice:
    """A proof whose very same file stands with another credit. ``other`` is None where the reader may not open it."""

    proof: OutsideProof
    other: OutsideCredit | None
    is_same_person: bool


def own_credits(person: Person) -> QuerySet[OutsideCredit]:
    """Everything that the person brought, what happened last first; what stayed with a joined record counts."""
    whose = Q(person=person) | Q(person__merged_into=person)
    return OutsideCredit.objects.filter(whose).select_related(*WITH_PEOPLE).order_by("-begins_on", "-pk")


def approved_of(person: Person) -> list[OutsideCredit]:
    """What counts, newest first."""
    return list(own_credits(person).filter(state=OutsideState.APPROVED))


def to_decide(actor: Actor) -> QuerySet[OutsideCredit]:
    """What waits for the actor's decision, the longest waiting first: never their own."""
    return _decidable(actor).filter(state=OutsideState.SENT).order_by("sent_at", "pk")


def get_credit_for(actor: Actor, pk: int) -> OutsideCredit:
    """One's own; or what the actor may decide, once it was sent. Http404 otherwise."""
    mine = _mine(actor).select_related(*WITH_PEOPLE).filter(pk=pk).first()
    return mine if mine is not None else get_to_decide_for(actor, pk)


def get_own_credit_for(actor: Actor, pk: int) -> OutsideCredit:
    """One's own; Http404 for anybody else's."""
    return found_or_404(_mine(actor).select_related(*WITH_PEOPLE), pk=pk)


def get_to_decide_for(actor: Actor, pk: int) -> OutsideCredit:
    """One that the actor may decide about or has decided; Http404 otherwise."""
    return found_or_404(_decidable(actor).exclude(state=OutsideState.DRAFT), pk=pk)


def to_decide_or_decided(actor: Actor, pk: int) -> bool:
    """Whether the actor may decide about this credit, or have another word on it."""
    return _decidable(actor).filter(pk=pk).exists()


def proofs_of(credit: OutsideCredit) -> QuerySet[OutsideProof]:
    """Its proofs in the order in which they came, without their content."""
    return OutsideProof.objects.filter(credit=credit).defer("content").order_by("pk")


def get_proof_for(actor: Actor, credit_pk: int, pk: int) -> OutsideProof:
    """A proof with its content, for whoever may read the credit; Http404 otherwise."""
    credit = get_credit_for(actor, credit_pk)
    return found_or_404(OutsideProof.objects.filter(credit=credit), pk=pk)


def sent_twice(actor: Actor, credit: OutsideCredit, proofs: Iterable[OutsideProof]) -> list[SentTwice]:
    """The same files with other credits that were sent: two statements, whatever there is."""
    by_digest = {one.digest: one for one in proofs}
    same = OutsideProof.objects.filter(digest__in=list(by_digest)).exclude(credit=credit)
    same = same.exclude(credit__state=OutsideState.DRAFT).defer("content").select_related("credit__person")
    found = list(same.order_by("pk"))
    open_to = set(
        _decidable(actor).filter(pk__in=[one.credit_id for one in found]).values_list("pk", flat=True)
    )
    return [
        SentTwice(
            by_digest[one.digest],
            one.credit if one.credit_id in open_to else None,
            one.credit.person_id == credit.person_id,
        )
        for one in found
    ]


def deciders_of(person: Person) -> list[Person]:
    """Who is told that something waits: the principals of where the person works; never the person.

    The office, where there is none whom mail reaches.
    """
    held = Position.objects.filter(held_today(current_tenant()))
    places = held.filter(person=person).values("organisation_id")
    principals = held.filter(role=PositionRole.PRINCIPAL, organisation_id__in=places)
    there = _still_here().filter(pk__in=principals.values("person_id")).exclude(pk=person.pk)
    found = list(there.order_by("pk"))
    if found and len(astray(found)) < len(found):
        return found
    office = held.filter(role=PositionRole.LEARNING_OFFICE).values("person_id")
    return list(_still_here().filter(pk__in=office).exclude(pk=person.pk).order_by("pk"))


def _mine(actor: Actor) -> QuerySet[OutsideCredit]:
    me = actor.person_id or 0
    return OutsideCredit.objects.filter(Q(person_id=me) | Q(person__merged_into_id=me))


def _decidable(actor: Actor) -> QuerySet[OutsideCredit]:
    """Of everybody for the office, of who works in the actor's places for a principal; nobody decides their own."""
    rows = OutsideCredit.objects.select_related(*WITH_PEOPLE)
    if not actor.may(Permission.CREDIT_APPROVE):
        return rows.none()
    me = actor.person_id or 0
    rows = rows.exclude(person_id=me).exclude(person__merged_into_id=me)
    places = actor.places_for(Permission.CREDIT_APPROVE)
    if places is None:
        return rows
    there = Position.objects.filter(held_today(actor.tenant), organisation_id__in=list(places))
    return rows.filter(person_id__in=there.values("person_id"))


def _still_here() -> QuerySet[Person]:
    return Person.objects.filter(ended_on__isnull=True, erased_on__isnull=True, merged_into__isnull=True)
