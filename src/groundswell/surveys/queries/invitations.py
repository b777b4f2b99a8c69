"""Doors to an invitation: by the secret of a mailed link, or by being the person who is asked."""

import hashlib

from django.db.models import Q, QuerySet
from django.http import Http404

from groundswell.kernel import clock
from groundswell.kernel.doors import found_or_404
from groundswell.kernel.permissions import Actor
from groundswell.kernel.rows import Given, written_once
from groundswell.kernel.tenancy import current_tenant
from groundswell.surveys.choices import WaveState
from groundswell.surveys.models import Invitation


def hash_of(secret: str) -> str:
    """What is stored of a link's secret: SHA-256. The secret has 256 random bits, so no salt is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def get_invitation_by_token(token: str) -> Invitation:
    """The invitation that a mailed link opens, in the district that is open. Unknown and foreign: the same Http404."""
    for found in _by_hash(digest=hash_of(token)):
        return _here(found)
    raise Http404


@written_once
def _by_hash() -> QuerySet[Invitation]:
    digest = Given("digest")
    return _asked().filter(Q(token_hash=digest) | Q(reminder_hash=digest))[:1]


def get_own_invitation_for(actor: Actor, pk: int) -> Invitation:
    """One of the actor's own invitations; Http404 for anybody else's."""
    if actor.person_id is None:
        raise Http404
    return _here(found_or_404(_asked().filter(person_id=actor.person_id), pk=pk))


def my_open_invitations(actor: Actor, most: int = 3) -> list[Invitation]:
    """What the actor is asked and has still time to answer, most urgent first; with ``wave`` read along."""
    return _open(most, person=actor.person_id, now=clock.now()) if actor.person_id is not None else []


@written_once
def _open(most: int) -> QuerySet[Invitation]:
    mine = Invitation.objects.select_related("wave__tenant", "wave__instrument").filter(
        person_id=Given("person")
    )
    return mine.filter(done_at__isnull=True, expires_at__gt=Given("now")).order_by("expires_at", "pk")[:most]


def to_ask() -> QuerySet[Invitation]:
    """Who has an address and still waits for the first mail: the later part of a large wave."""
    waiting = Invitation.objects.filter(
        token_hash__isnull=True,
        done_at__isnull=True,
        expires_at__gt=clock.now(),
        wave__state=WaveState.OPEN,
    )
    return waiting.exclude(person__email="")


def to_remind() -> QuerySet[Invitation]:
    """Who is to be reminded by now: has not answered, has a reminder left, can still answer.

    A wave that was stopped or is closed took its invitations' time away, so that none of its people is here.
    """
    now = clock.now()
    return Invitation.objects.filter(
        done_at__isnull=True, reminded_at__isnull=True, remind_at__lte=now, expires_at__gt=now
    )


def _asked() -> QuerySet[Invitation]:
    return Invitation.objects.select_related("person", "wave__instrument")


def _here(invitation: Invitation) -> Invitation:
    """With the district that is open, which is its own: no statement has to bring it."""
    invitation.tenant = invitation.wave.tenant = current_tenant()
    return invitation
