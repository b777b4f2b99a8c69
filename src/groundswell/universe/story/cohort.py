"""The learning communities that go first: whose schools the institute is for."""

from dataclasses import dataclass

from groundswell.kernel.tenancy import reading
from groundswell.roster.choices import OrganisationKind
from groundswell.roster.models import Person, Position
from groundswell.roster.queries.grants import held_today
from groundswell.universe.world import RIVERBEND, World

STAY = 0.3  # of who could come to the institute, so that their schools see somebody who has not been


@dataclass(frozen=True, slots=True)
class Cohort:
    """``audience`` are tokens of an event, ``people`` whom it means in the roles asked for; no persona."""

    audience: tuple[str, ...]
    people: list[Person]


def first_communities(world: World, places: int, *roles: str) -> Cohort:
    """Our principal's learning community, and by chance as many others as so many places need."""
    community_of = _communities(world, roles)
    own = community_of[world.people["principal"].pk]
    others = sorted(set(community_of.values()) - {own})
    world.chance("cohort").shuffle(others)
    chosen: list[int] = []
    people: list[Person] = []
    for community in (own, *others):
        if len(people) * (1 - STAY) >= places:
            break
        chosen.append(community)
        people += [one for one in world.staff(*roles) if community_of.get(one.pk) == community]
    return Cohort((*roles, *(f"community:{pk}" for pk in chosen)), people)


def _communities(world: World, roles: tuple[str, ...]) -> dict[int, int]:
    """In which learning community each person's school is."""
    tenant = world.tenants[RIVERBEND]
    with reading(tenant):
        held = Position.objects.filter(
            held_today(tenant),
            role__in=roles,
            organisation__kind=OrganisationKind.SCHOOL,
            organisation__parent__kind=OrganisationKind.LEARNING_COMMUNITY,
        )
        rows = held.order_by("pk").values_list("person_id", "organisation__parent_id")
        return {person: community for person, community in rows if community is not None}
