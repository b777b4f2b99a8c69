"""Who has left the district needs no place any more: it goes to the line, and nobody is lost without a record."""

from groundswell.events.actions import registration, seats
from groundswell.events.choices import LIVE, WhyEnded
from groundswell.events.models import Registration
from groundswell.events.queries import seating
from groundswell.kernel.models import Tenant
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading, verb


def due(tenant: Tenant) -> int:
    """Live places of people who have left the district. Called inside its scope."""
    return seating.places_of_the_gone().count()


def work_off(tenant: Tenant, limit: int = 50) -> int:
    """Background work: end those places and serve the lines. Returns how many ended."""
    with reading(tenant):
        gone = list(seating.places_of_the_gone()[:limit])
    by = Actor.system(tenant)
    return sum(let_go(by=by, place=place) for place in gone)


@verb
def let_go(*, by: Actor, place: Registration) -> bool:
    """End the place of somebody who has left. False when it ended otherwise in the meantime."""
    with seats.held(place.section) as held:
        now = Registration.objects.select_related("person", "party").get(pk=place.pk)
        if now.state not in LIVE:
            return False
        registration.end(by=by, section=held, registration=now, why=WhyEnded.GONE)
    return True
