"""Doors and lists of the ledger."""

from django.db.models import QuerySet

from groundswell.impact.choices import AT_WORK, PUBLIC, ClaimState, Move
from groundswell.impact.models import Claim, MetricDefinition, OutsideClaim
from groundswell.kernel.doors import found_or_404
from groundswell.kernel.models import JournalEntry
from groundswell.kernel.permissions import Actor, Permission

SUBJECT = "impact.claim"
WROTE = (Move.DRAFTED, Move.CHANGED, Move.HANDED_IN)


def claims_for(actor: Actor) -> QuerySet[Claim]:
    """The ledger, what was touched last first, for who reads it."""
    rows = Claim.objects.exclude(state=ClaimState.DROPPED).order_by("-changed_at", "-pk")
    return _whole(rows) if actor.may(Permission.CLAIM_CHECK) else rows.none()


def get_claim_for(actor: Actor, pk: int, permission: Permission) -> Claim:
    """A claim of the ledger; Http404 for whoever may not know of it."""
    rows = claims_for(actor) if actor.may(permission) else Claim.objects.none()
    return found_or_404(rows, pk=pk)


def public_claims() -> QuerySet[Claim]:
    """What the district published, for anybody: by the plan's goals, the newest first. What was withdrawn or corrected
    is among them."""
    return _whole(Claim.objects.filter(state__in=PUBLIC).order_by("goal", "-published_at", "-pk"))


def get_public(pk: int) -> Claim:
    """A published claim, for anybody; Http404 for a draft."""
    return found_or_404(public_claims(), pk=pk)


def goals_of_others(claim: Claim) -> list[str]:
    """Wordings of goals that other claims stand under."""
    rows = Claim.objects.filter(state__in=(*PUBLIC, *AT_WORK)).exclude(pk=claim.pk).exclude(goal="")
    return list(rows.values_list("goal", flat=True).distinct().order_by("goal"))


def wrote_it(claim: Claim, actor: Actor) -> bool:
    """Whether this person drafted, changed or handed in the claim, as the journal has it."""
    entries = JournalEntry.objects.filter(
        subject_kind=SUBJECT, subject_id=claim.pk, kind__in=[f"{SUBJECT}.{move}" for move in WROTE]
    )
    return entries.filter(actor_person=actor.person_id).exists()


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


def outside_for(actor: Actor) -> list[OutsideClaim]:
    """What others claimed, for who reads the ledger."""
    return list(OutsideClaim.objects.all()) if actor.may(Permission.CLAIM_CHECK) else []


def _whole(rows: QuerySet[Claim]) -> QuerySet[Claim]:
    return rows.select_related("follows").prefetch_related("figures__definition", "steps", "followed_by")
