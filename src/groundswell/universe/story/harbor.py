"""What happens next door, so that there is something that nobody from Riverbend may see."""

from datetime import timedelta

from groundswell.events.actions import events, registration
from groundswell.universe.story.days import SURGE, moment
from groundswell.universe.story.timeline import Timeline
from groundswell.universe.world import HARBOR, World

TITLE = "Harbor Point reads: a shared book for the spring"


def plan(world: World, timeline: Timeline) -> None:
    """One event of Harbor Point, with its teacher in it."""
    timeline.at(moment(SURGE - timedelta(days=12), 10), lambda: _hold(world))


def _hold(world: World) -> None:
    office = world.acting(world.people["harbor_office"], HARBOR)
    begins = moment(SURGE + timedelta(days=6), 15)
    section = events.draft(
        by=office,
        title=TITLE,
        why="Choose the book together and plan the first three weeks.",
        begins_at=begins,
        ends_at=begins + timedelta(minutes=60),
        seats=15,
        place="Harbor Point, library",
    )
    section = events.publish(by=office, section=section)
    registration.register(by=world.actor("neighbour"), section=section, person=world.people["neighbour"])
