"""The cast: one person per role in a small fictional district, and one from the district next door.

Built only through verbs. Names are the same everywhere, so that a test reads like a story: Ana teaches at Alder
Elementary, Bao leads it, Noor comes from another district and must see nothing.
"""

from dataclasses import dataclass, field

from groundswell.accounts.models import User
from groundswell.kernel.models import Tenant
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading
from groundswell.roster.actions import districts, organisations, people
from groundswell.roster.choices import DistrictKind, OrganisationKind, PositionRole, SchoolLevel
from groundswell.roster.models import Organisation, Person
from groundswell.roster.queries.grants import actor_of_person

ROLES = {
    "ana": ("Ana", "Ruiz", PositionRole.TEACHER, "alder"),
    "ben": ("Ben", "Okafor", PositionRole.TEACHER, "birch"),
    "bao": ("Bao", "Tran", PositionRole.PRINCIPAL, "alder"),
    "cora": ("Cora", "Lind", PositionRole.SCHOOL_COACH, "alder"),
    "dev": ("Dev", "Patel", PositionRole.DISTRICT_SPECIALIST, "district"),
    "ola": ("Ola", "Mensah", PositionRole.LEARNING_OFFICE, "district"),
    "sam": ("Sam", "Diaz", PositionRole.SUPERINTENDENT, "district"),
    "ida": ("Ida", "Novak", PositionRole.DISTRICT_IT, "district"),
    "leo": ("Leo", "Brandt", PositionRole.AREA_SUPERINTENDENT, "north"),
}


@dataclass
class Cast:
    """People, places and actors of the small district. ``cast.actor("ana")`` acts, ``cast.user("ana")`` signs in."""

    tenant: Tenant
    other: Tenant
    places: dict[str, Organisation] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        """The actor that this person is today, rights and all."""
        tenant = self.people[name].tenant
        with reading(tenant):
            return actor_of_person(self.people[name], tenant)

    def user(self, name: str) -> User:
        return self.users[name]

    @property
    def system(self) -> Actor:
        return Actor.system(self.tenant)


def assemble() -> Cast:
    """Build the small district and its neighbour."""
    tenant = districts.found(
        slug="riverbend", name="Riverbend County Schools", kind=DistrictKind.FICTIONAL, threshold=5
    )
    other = districts.found(slug="harbor-point", name="Harbor Point Schools", kind=DistrictKind.FICTIONAL)
    cast = Cast(tenant, other)
    _places(cast)
    for name, (given, family, role, place) in ROLES.items():
        _person(cast, name, given, family, cast.system, role, cast.places[place])
    guest = people.add_person(
        by=cast.system,
        given_name="Gus",
        family_name="Hart",
        email="gus@guests.example",
        guest_kind="guardian",
    )
    _sign_in(cast, "gus", guest, cast.system)
    _person(cast, "noor", "Noor", "Aziz", Actor.system(other), PositionRole.TEACHER, cast.places["harbor"])
    _person(
        cast, "nils", "Nils", "Berg", Actor.system(other), PositionRole.LEARNING_OFFICE, cast.places["harbor"]
    )
    return cast


def hire(
    cast: Cast, name: str, given: str, family: str, role=PositionRole.TEACHER, place: str = "alder"
) -> None:
    """One more person with a position in Riverbend."""
    _person(cast, name, given, family, cast.system, role, cast.places[place])


def _places(cast: Cast) -> None:
    by = cast.system
    with reading(cast.tenant):
        cast.places["district"] = Organisation.objects.get(kind=OrganisationKind.DISTRICT)
    for key, name in (("north", "North"), ("south", "South")):
        cast.places[key] = organisations.add(
            by=by, kind=OrganisationKind.LEARNING_COMMUNITY, name=name, parent=cast.places["district"]
        )
    for key, name, parent in (("alder", "Alder Elementary", "north"), ("birch", "Birch Middle", "south")):
        cast.places[key] = organisations.add_school(
            by=by,
            name=name,
            parent=cast.places[parent],
            level=SchoolLevel.ELEMENTARY if key == "alder" else SchoolLevel.MIDDLE,
            longitude=-80.8,
            latitude=35.2,
            title_one=key == "alder",
        )
    other = Actor.system(cast.other)
    with reading(cast.other):
        top = Organisation.objects.get(kind=OrganisationKind.DISTRICT)
    cast.places["harbor"] = organisations.add_school(by=other, name="Harbor High", parent=top)


def _person(cast, name, given, family, by, role, place) -> None:
    person = people.add_person(
        by=by, given_name=given, family_name=family, email=f"{name}@{by.tenant.slug}.example"
    )
    people.give_position(by=by, person=person, organisation=place, role=role)
    _sign_in(cast, name, person, by)


def _sign_in(cast, name, person, by) -> None:
    user = User(email=person.email)
    user.set_unusable_password()
    user.save()
    cast.users[name] = user
    cast.people[name] = people.link_user(by=by, person=person, user_id=user.pk)
