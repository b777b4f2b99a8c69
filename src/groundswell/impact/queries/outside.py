"""Doors to what others claim."""

from collections.abc import Sequence

from django.db.models import QuerySet

from groundswell.impact.choices import OutsideState
from groundswell.impact.models import OutsideClaim
from groundswell.kernel.doors import found_or_404
from groundswell.kernel.permissions import Actor, Permission


def outside_for(actor: Actor) -> QuerySet[OutsideClaim]:
    """What others claimed, as entered: all of it for who enters it, what is or was shown for who reads the ledger."""
    rows = OutsideClaim.objects.all()
    if actor.may(Permission.CLAIM_DRAFT):
        return rows
    return rows.filter(shown_at__isnull=False) if actor.may(Permission.CLAIM_CHECK) else rows.none()


def get_outside_for(actor: Actor, pk: int, permission: Permission) -> OutsideClaim:
    """One of them; Http404 for whoever may not know of it."""
    rows = outside_for(actor) if actor.may(permission) else OutsideClaim.objects.none()
    return found_or_404(rows, pk=pk)


def beside(claims: Sequence[OutsideClaim]) -> list[OutsideClaim]:
    """What the sources of these say on the same topics and stand by, these among it. One statement."""
    if not claims:
        return []
    rows = OutsideClaim.objects.exclude(state=OutsideState.WITHDRAWN)
    partners, topics = ({getattr(one, name) for one in claims} for name in ("partner", "topic"))
    return list(rows.filter(partner__in=partners, topic__in=topics))
