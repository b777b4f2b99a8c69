"""A freed seat is offered to the next in line, held until a deadline, and then to the one after.

The link in the mail works without signing in and changes nothing until its button is pressed. An offer is answered
once: whoever is second, in another browser or with a forwarded link, is told what became of it.
"""

from django.utils.translation import gettext as _

from groundswell.events.actions import filling, places, seats
from groundswell.events.choices import OFFER_MOVES, OfferState, WhyEnded
from groundswell.events.models import Registration, SeatOffer, Section
from groundswell.events.queries import seating
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock
from groundswell.kernel.models import Tenant
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading, verb


@verb
def accept(*, by: Actor, offer: SeatOffer) -> SeatOffer:
    """Take the offered seat (a party: all its seats). Raises Refused when it was answered before, or is over.

    The mail with the calendar file follows. Pressing twice is once: an offer that was accepted stays so.
    """
    with seats.held(offer.registration.section) as section:
        now = _again(offer)
        if now.state == OfferState.ACCEPTED:
            return now
        _answer(now, OfferState.ACCEPTED)
        for registration in seating.members(now.registration):
            registration.section = section
            places.seat(by=by, section=section, registration=registration, what="accepted", offer=now.pk)
    return now


@verb
def decline(*, by: Actor, offer: SeatOffer) -> SeatOffer:
    """Pass on the seat and leave the line; the next one is offered it at once. Raises Refused as :func:`accept`."""
    with seats.held(offer.registration.section) as section:
        now = _again(offer)
        if now.state == OfferState.PASSED:
            return now
        _answer(now, OfferState.PASSED)
        _give_on(by, section, now, WhyEnded.PASSED)
    return now


def due(tenant: Tenant) -> int:
    """How many offers were not answered in time. Called inside the district's scope."""
    return seating.offers_to_expire().count()


def expire_due(tenant: Tenant, limit: int = 50) -> int:
    """Background work: offers whose time is over go to the next in line. Returns how many."""
    with reading(tenant):
        late = list(seating.offers_to_expire()[:limit])
    return sum(expire(by=Actor.system(tenant), offer=offer) for offer in late)


@verb
def expire(*, by: Actor, offer: SeatOffer) -> bool:
    """End an offer that nobody answered in time. False when somebody did, or there is time left."""
    with seats.held(offer.registration.section) as section:
        now = SeatOffer.objects.select_related("registration__person").get(pk=offer.pk)
        if now.state != OfferState.OPEN or now.ends_at > clock.now():
            return False
        _answer(now, OfferState.EXPIRED)
        _give_on(by, section, now, WhyEnded.EXPIRED)
    return True


def withdraw(section: Section) -> None:
    """The section is called off: what was on offer is not any more. The places stay as a record."""
    still = SeatOffer.objects.filter(registration__section=section, state=OfferState.OPEN)
    for offer in still:
        _answer(offer, OfferState.WITHDRAWN)


def let_go(registration: Registration) -> None:
    """Somebody who has an offer leaves. A party's offer goes over to another member; anybody else's is passed on."""
    others = [one for one in seating.members(registration) if one.pk != registration.pk]
    for offer in SeatOffer.objects.filter(registration=registration, state=OfferState.OPEN):
        if others:
            offer.registration = others[0]
            offer.save(update_fields=["registration"])
        else:
            _answer(offer, OfferState.PASSED)


def _again(offer: SeatOffer) -> SeatOffer:
    """The offer as it is now, under the section's lock; Refused with the reason when it can't be answered."""
    now = SeatOffer.objects.select_related("registration__person").get(pk=offer.pk)
    if now.state == OfferState.EXPIRED or (now.state == OfferState.OPEN and now.ends_at <= clock.now()):
        raise Refused(
            _(
                "The time to answer is over, and the seat went to the next in line. You can join the line again."
            )
        )
    if now.state == OfferState.WITHDRAWN:
        raise Refused(_("This seat is not on offer any more, because the event was called off."))
    return now


def _answer(offer: SeatOffer, state: OfferState) -> None:
    if state not in OFFER_MOVES[OfferState(offer.state)]:
        said = OfferState(offer.state).label
        raise Refused(_("This offer was answered already: %(state)s.") % {"state": said})
    offer.state, offer.answered_at = state, clock.now()
    offer.save(update_fields=["state", "answered_at"])


def _give_on(by: Actor, section: Section, offer: SeatOffer, why: WhyEnded) -> None:
    for registration in seating.members(offer.registration):
        registration.section = section
        places.end(by=by, section=section, registration=registration, why=why, offer=offer.pk)
    filling.serve_line(by=by, section=section, freed=True)
