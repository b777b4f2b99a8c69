"""How the personas get in: invited and accepted like anybody, and with one printed password in the demonstration."""

from allauth.account.adapter import get_adapter

from groundswell.kernel.permissions import Actor
from groundswell.roster.actions import invitations
from groundswell.universe.personas import Persona
from groundswell.universe.world import World


def let_in(world: World, persona: Persona, password: str) -> None:
    """Invite the persona, accept for them, and set ``password`` where one is given. Sends no mail."""
    office = world.system(persona.district)
    invited = invitations.invite(by=office, person=world.people[persona.key], send=False)
    token = invited.url.rstrip("/").rpartition("/")[2]
    guest = Actor(tenant=office.tenant, name=persona.name, person_id=invited.person.pk, origin="universe")
    person = invitations.accept(by=guest, person=invited.person, token=token)
    world.people[persona.key] = person
    if password:
        get_adapter().set_password(person.user, password)
