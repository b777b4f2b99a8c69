"""Whom somebody may bring as a team, and how a team stands."""

from groundswell.cohorts.models import DesignTeam
from groundswell.cohorts.queries.members import people_on, team_at
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


def team_to_bring(school: Organisation, staff: list[Person]) -> tuple[DesignTeam | None, list[Person]]:
    """A school's design team and those of ``staff`` who are in it; None where they are fewer than two.

    Two statements.
    """
    team = team_at(school.pk)
    there = people_on(team) if team else frozenset()
    members = [person for person in staff if person.pk in there]
    return (team, members) if len(members) > 1 else (None, [])


def state_of(party: PartyBooking) -> str:
    """The one state that all of a team share."""
    return Registration.objects.filter(party=party).values_list("state", flat=True).first() or ""
