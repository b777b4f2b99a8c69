"""Doors to an offer: by the secret of a mailed link, or by being the person whom it was made to."""

import hashlib

from django.db.models import QuerySet
from django.http import Http404

from groundswell.events.choices import OfferState
from groundswell.events.models import OnCall, Registration, SeatOffer
from groundswell.kernel.doors import found_or_404
from groundswell.kernel.permissions import Actor
from groundswell.kernel.rows import Given, written_once


def hash_of(secret: str) -> str:
    """What is stored of a link's secret: SHA-256. The secret has 256 random bits, so no salt is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def get_offer_by_secret(secret: str) -> SeatOffer:
    """The offer that a mailed link opens, in the district that is open. Unknown and foreign: the same Http404."""
    found = _offers().filter(secret_hash=hash_of(secret)).first()
    if found is None:
        raise Http404
    return found


def get_own_offer_for(actor: Actor, pk: int) -> SeatOffer:
    """One of the actor's own offers; Http404 for anybody else's."""
    return found_or_404(_offers().filter(registration__person_id=actor.person_id or 0), pk=pk)


def open_offer_of(registration: Registration) -> SeatOffer | None:
    """The offer that somebody has not answered yet; for a party's member the party's."""
    offers = SeatOffer.objects.filter(state=OfferState.OPEN)
    if registration.party_id is not None:
        return offers.filter(registration__party_id=registration.party_id).first()
    return offers.filter(registration=registration).first()


def my_open_offers(actor: Actor) -> list[SeatOffer]:
    """What the actor is offered now, most urgent first, with section, event and party. One statement."""
    return _mine(person=actor.person_id or 0)


@written_once
def _mine() -> QuerySet[SeatOffer]:
    mine = _offers().filter(registration__person_id=Given("person"), state=OfferState.OPEN)
    return mine.select_related("registration__party").order_by("ends_at", "pk")


def _offers() -> QuerySet[SeatOffer]:
    return SeatOffer.objects.select_related("tenant", "registration__person", "registration__section__event")


def get_on_call_by_secret(secret: str) -> OnCall:
    """Who was called to lead one more section, by the secret of the mailed link; Http404 for any other."""
    found = (
        OnCall.objects.select_related("tenant", "event", "person").filter(secret_hash=hash_of(secret)).first()
    )
    if found is None:
        raise Http404
    return found
