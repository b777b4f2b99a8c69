"""Whom somebody may bring as a team, and how a team stands."""

from groundswell.events.models import PartyBooking, Registration
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.tenancy import current_tenant
from groundswell.roster.choices import OrganisationKind
from groundswell.roster.models import Organisation, Person
from groundswell.roster.queries.people import staff_of


def schools_to_bring(actor: Actor) -> list[Organisation]:
    """Schools whose people ``actor`` may register as a team, by name: any for the office, else those of their own."""
    schools = Organisation.objects.filter(kind=OrganisationKind.SCHOOL).order_by("name", "pk")
    if actor.may(Permission.EVENT_MANAGE):
        return list(schools)
    return list(schools.filter(pk__in=actor.places_for(Permission.PARTY_BOOK) or ()))


def staff_to_bring(school: Organisation) -> list[Person]:
    """Everybody who works at a school today, in its teams too, each once, by name."""
    people = {one.person_id: one.person for one in staff_of(school, current_tenant())}
    return sorted(people.values(), key=lambda person: (person.family_name, person.given_name, person.pk))


def state_of(party: PartyBooking) -> str:
    """The one state that all of a team share."""
    return Registration.objects.filter(party=party).values_list("state", flat=True).first() or ""
