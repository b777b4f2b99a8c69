"""The page of somebody: positions with dates, classes, and what only they or who manages people may see."""

from dataclasses import dataclass

from groundswell.kernel.permissions import Actor, Permission
from groundswell.roster.choices import EnrolmentRole
from groundswell.roster.models import Enrolment, FormerName, Person, Position
from groundswell.roster.queries import people


@dataclass(frozen=True, slots=True)
class PersonPage:
    """What a reader may see of somebody."""

    is_oneself: bool
    today: list[Position]
    other: list[Position]
    teaches: list[Enrolment]
    attends: list[Enrolment]
    former_names: list[FormerName]


def person_page(person: Person, actor: Actor) -> PersonPage:
    """Read a person's page: at most three statements.

    Former names are shown to the person and to who manages people. Classes that a student attends come only
    through the door that lets the reader see this student at all.
    """
    oneself = person.pk == actor.person_id
    positions = people.positions_of(person, actor.tenant)
    classes = people.classes_with(person)
    may_know = oneself or actor.may(Permission.PEOPLE_MANAGE)
    return PersonPage(
        is_oneself=oneself,
        today=[position for position in positions if position.is_held],  # type: ignore[attr-defined]
        other=[position for position in positions if not position.is_held],  # type: ignore[attr-defined]
        teaches=[one for one in classes if one.role != EnrolmentRole.STUDENT],
        attends=[one for one in classes if one.role == EnrolmentRole.STUDENT],
        former_names=list(person.former_names.order_by("-until")) if may_know else [],
    )
