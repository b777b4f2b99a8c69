"""Who says yes or no to somebody that asks for a place."""

from groundswell.events.models import Registration
from groundswell.kernel.permissions import Actor, Permission
from groundswell.roster.models import Position
from groundswell.roster.queries.grants import held_today


def may_decide(actor: Actor, registration: Registration) -> bool:
    """The office about everybody; a principal about who works in their places today, but never about themselves."""
    if actor.may(Permission.EVENT_MANAGE):
        return True
    if not actor.may(Permission.PLACE_APPROVE) or registration.person_id == actor.person_id:
        return False
    places = actor.places_for(Permission.PLACE_APPROVE)
    there = Position.objects.filter(held_today(actor.tenant), person_id=registration.person_id)
    return places is None or there.filter(organisation_id__in=list(places)).exists()
