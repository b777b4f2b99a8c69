"""A freed seat is offered to the next in line, held until a deadline, and then to the one after.

The link in the mail works without signing in and changes nothing until its button is pressed. An offer is answered
once: whoever is second, in another browser or with a forwarded link, is told what became of it.
"""

from collections.abc import Collection

from django.utils.translation import gettext as _

from groundswell.events.actions import filling, places, seats, swapping
from groundswell.events.choices import OFFER_MOVES, OfferState, WhyEnded
from groundswell.events.models import Registration, SeatOffer, Section
from groundswell.events.queries import seating
from groundswell.events.queries.diary import OFFER
from groundswell.events.rules import clashes
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock
from groundswell.kernel.models import Tenant
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading, verb


@verb
def accept(*, by: Actor, offer: SeatOffer, instead_of: Collection[int] = ()) -> SeatOffer:
    """Take the offered seat (a party: all its seats). ``instead_of`` are sections whose seats are given back for it.

    The mail with the calendar file follows. Pressing twice is once: an offer that was accepted stays so. Raises Refused
    when it was answered before, or is over, while somebody would be in two places at once (named), and for a seat that
    can't be given back any more; then nothing is changed, neither here nor there.
    """
    seats.hold_all([offer.registration.section_id, *instead_of])
    with seats.held(offer.registration.section) as section:
        now = _again(offer)
        if now.state == OfferState.ACCEPTED:
            return now
        members = seating.members(now.registration)
        seats.one_by_one([one.person_id for one in members])
        person = now.registration.person
        with swapping.giving_back(by=by, person=person, sections=instead_of, section=section, offer=now.pk):
            _check_clashes(by, section, members)
            _answer(now, OfferState.ACCEPTED)
            for registration in members:
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


def _check_clashes(by: Actor, section: Section, members: list[Registration]) -> None:
    """An offer to come somewhere else at the same time is no clash: whoever accepts one chooses."""
    there = clashes.of_people(section, [one.person_id for one in members])
    for one in members:
        clash = next((clash for clash in there.get(one.person_id, ()) if clash.why != OFFER), None)
        if clash is not None:
            raise clash.refused() if one.person_id == by.person_id else Refused(clash.of(one.person.name))


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
