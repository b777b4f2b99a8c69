"""What the story's steps share while the universe is being built."""

from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from groundswell.events.models import Programme, Room
from groundswell.kernel.models import Tenant
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading
from groundswell.roster.models import Person, Position
from groundswell.roster.queries.grants import actor_of_person, held_today
from groundswell.universe.personas import BY_KEY
from groundswell.universe.sizes import Size

RIVERBEND, HARBOR, RECORD = "riverbend", "harbor-point", "charlotte-mecklenburg"


@dataclass
class World:
    """A universe on its way. ``truth`` keeps, for each survey wave's subject, what everybody who was there would say.

    ``folder`` is where roster files are written before they are brought in. ``programmes`` and ``rooms`` have the
    keys under which the story speaks of them.
    """

    size: Size
    seed: int
    folder: Path
    tenants: dict[str, Tenant] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    truth: dict[str, dict] = field(default_factory=dict)
    programmes: dict[str, Programme] = field(default_factory=dict)
    rooms: dict[str, Room] = field(default_factory=dict)
    actors: dict[int, Actor] = field(default_factory=dict)
    by_roles: dict[tuple[str, ...], list[Person]] = field(default_factory=dict)

    def chance(self, *about: object) -> Random:
        """Chance that depends on the seed and on what it is about, and on nothing else."""
        return Random(" ".join(map(str, (self.seed, *about))))

    def system(self, slug: str = RIVERBEND) -> Actor:
        """The program itself in one of the districts."""
        return Actor.system(self.tenants[slug], "universe")

    def actor(self, key: str) -> Actor:
        """One of the personas, with their rights."""
        return self.acting(self.people[key], BY_KEY[key].district)

    def acting(self, person: Person, slug: str = RIVERBEND) -> Actor:
        """The actor that a person is. Asked once: nobody's positions change within the story."""
        if person.pk not in self.actors:
            tenant = self.tenants[slug]
            with reading(tenant):
                self.actors[person.pk] = actor_of_person(person, tenant, origin="universe")
        return self.actors[person.pk]

    def staff(self, *roles: str) -> list[Person]:
        """People of Riverbend who hold one of these roles today, in the order of the roster files, no persona."""
        if roles not in self.by_roles:
            self.by_roles[roles] = self._staff(roles)
        return self.by_roles[roles]

    def _staff(self, roles: tuple[str, ...]) -> list[Person]:
        tenant = self.tenants[RIVERBEND]
        personas = {person.pk for person in self.people.values()}
        with reading(tenant):
            holders = Position.objects.filter(held_today(tenant), role__in=roles).values("person_id")
            held = Person.objects.filter(pk__in=holders, ended_on__isnull=True, source_id__isnull=False)
            return [person for person in held.order_by("source_id") if person.pk not in personas]
