"""Programmes and rooms, and the rule by which hours become credit."""

from datetime import date, timedelta
from decimal import Decimal

from groundswell.events.actions import credit_terms, meetings, programmes
from groundswell.kernel.tenancy import reading
from groundswell.roster.choices import OrganisationKind
from groundswell.roster.choices import PositionRole as Role
from groundswell.roster.models import Organisation
from groundswell.universe.story.days import INVITATION, SURGE, moment
from groundswell.universe.story.happenings import Happening
from groundswell.universe.story.timeline import Timeline
from groundswell.universe.world import RIVERBEND, World

FIRST = moment(INVITATION - timedelta(days=29), 9)
UNIT = "CEU"


def plan(world: World, timeline: Timeline, institute: Happening) -> None:
    """The first year's programme before its first event, the one on reading in the winter; rooms from the beginning."""
    timeline.at(FIRST, lambda: _first_year(world))
    timeline.at(FIRST, lambda: _rooms(world))
    timeline.at(institute.published_at + timedelta(minutes=5), lambda: _asks(world, institute))
    timeline.at(moment(SURGE - timedelta(days=22), 10), lambda: _reading(world))


def _first_year(world: World) -> None:
    office = world.actor("learning_office")
    made = programmes.draft(
        by=office,
        title="Personalized learning, the first year",
        why="A school that joins gets two days to plan, and afternoons through the year to try one thing at a time.",
        goal="Every teacher of a school that joins has tried two practices and kept one.",
    )
    world.programmes["cohort"] = programmes.publish(by=office, programme=made)
    credit_terms.set_terms(
        by=office, programme=made, applies_from=date(2025, 3, 1), unit=UNIT, hours_per_unit=Decimal(10)
    )


def _asks(world: World, institute: Happening) -> None:
    """Principals come to the institute; teachers choose two of the others."""
    office, programme = world.actor("learning_office"), world.programmes["cohort"]
    programmes.set_rule(
        by=office, programme=programme, role=Role.PRINCIPAL, required=[institute.section.event]
    )
    programmes.set_rule(by=office, programme=programme, role=Role.TEACHER, electives=2)


def _reading(world: World) -> None:
    office = world.actor("learning_office")
    made = programmes.draft(
        by=office,
        title="Reading in every subject",
        why="Three half days, weeks apart, so that something is tried in class between them.",
        goal="In every school two teachers who read with their students in science, mathematics and history.",
        audience=(Role.TEACHER, Role.TEACHER_LEADER),
    )
    world.programmes["reading"] = programmes.publish(by=office, programme=made)


def _rooms(world: World) -> None:
    office = world.actor("learning_office")
    with reading(world.tenants[RIVERBEND]):
        top = Organisation.objects.get(kind=OrganisationKind.DISTRICT)
    for key, name, capacity in (
        ("104", "Learning Center, room 104", 32),
        ("small", "Old Town Library, reading room", world.size.seats * 4 // 5),
    ):
        world.rooms[key] = meetings.add_room(by=office, organisation=top, name=name, capacity=capacity)
