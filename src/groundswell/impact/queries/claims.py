"""Doors and lists of the ledger."""

from datetime import timedelta
from typing import Any

from django.db.models import F, Q, QuerySet

from groundswell.impact.choices import AT_WORK, PUBLIC, ClaimState, Move
from groundswell.impact.models import Claim, MetricDefinition
from groundswell.kernel import clock
from groundswell.kernel.doors import found_or_404
from groundswell.kernel.models import JournalEntry
from groundswell.kernel.permissions import Actor, Permission

SUBJECT = "impact.claim"
WROTE = (Move.DRAFTED, Move.CHANGED, Move.HANDED_IN)
STOOD_FOR = (*WROTE, Move.CHECKED, Move.PUBLISHED)
A_DAY = timedelta(hours=24)


def claims_for(actor: Actor) -> QuerySet[Claim]:
    """The ledger, what was touched last first, for who reads it."""
    rows = Claim.objects.exclude(state=ClaimState.DROPPED).order_by("-changed_at", "-pk")
    return _whole(rows) if actor.may(Permission.CLAIM_CHECK) else rows.none()


def get_claim_for(actor: Actor, pk: int, permission: Permission) -> Claim:
    """A claim of the ledger; Http404 for whoever may not know of it."""
    rows = claims_for(actor) if actor.may(permission) else Claim.objects.none()
    return found_or_404(rows, pk=pk)


def public_claims() -> QuerySet[Claim]:
    """What the district published, for anybody, the newest first. What was withdrawn or corrected is among them."""
    return _whole(Claim.objects.filter(state__in=PUBLIC).order_by("-published_at", "-pk"))


def public_stamps() -> list[tuple[Any, ...]]:
    """What changes when a page with all public claims does: one statement, however much they hold."""
    public = Claim.objects.filter(state__in=PUBLIC).order_by("pk")
    return list(public.values_list("pk", "state", "changed_at", "looked_at"))


def get_public(pk: int) -> Claim:
    """A published claim, for anybody; Http404 for a draft."""
    return found_or_404(public_claims(), pk=pk)


def wordings_in_use() -> list[tuple[str, dict[str, str], dict[str, str]]]:
    """The wordings of goals under which claims stand: key, title and text."""
    rows = Claim.objects.filter(state__in=(*PUBLIC, *AT_WORK), goal__isnull=False).order_by(
        "goal__key", "goal_id"
    )
    return list(rows.values_list("goal__key", "goal__title", "goal__text").distinct())


def wrote_it(claim: Claim, actor: Actor) -> bool:
    """Whether this person drafted, changed or handed in the claim, as the journal has it."""
    return _entries(claim, WROTE).filter(actor_person=actor.person_id).exists()


def who_stood_for(claim: Claim) -> set[int]:
    """Who wrote, checked and published it: their numbers in the roster, as the journal has them."""
    people = _entries(claim, STOOD_FOR).values_list("actor_person", flat=True)
    return {one for one in people if one is not None}


def _entries(claim: Claim, moves: tuple[Move, ...]) -> QuerySet[JournalEntry]:
    kinds = [f"{SUBJECT}.{move}" for move in moves]
    return JournalEntry.objects.filter(subject_kind=SUBJECT, subject_id=claim.pk, kind__in=kinds)


def to_look_at() -> QuerySet[Claim]:
    """Published claims that nobody computed again for a day, the longest waiting first."""
    before = clock.now() - A_DAY
    waits = Q(looked_at__lte=before) | Q(looked_at__isnull=True, published_at__lte=before)
    return Claim.objects.filter(waits, state=ClaimState.PUBLISHED).order_by(
        F("looked_at").asc(nulls_first=True), "pk"
    )


def definitions_for(actor: Actor) -> list[MetricDefinition]:
    """Definitions that claims of the ledger use, the newest first, for who writes them."""
    if not actor.may(Permission.CLAIM_DRAFT):
        return []
    used = Claim.objects.exclude(state=ClaimState.DROPPED).values("figures__definition")
    return list(MetricDefinition.objects.filter(pk__in=used).order_by("-pk"))


def get_definition_for(actor: Actor, pk: int) -> MetricDefinition:
    """One of them; Http404 otherwise."""
    return found_or_404(
        MetricDefinition.objects.filter(pk__in=[one.pk for one in definitions_for(actor)]), pk=pk
    )


def _whole(rows: QuerySet[Claim]) -> QuerySet[Claim]:
    return rows.select_related("follows", "goal").prefetch_related(
        "figures__definition", "steps", "followed_by"
    )
