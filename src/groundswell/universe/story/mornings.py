"""What the worker does on the mornings of the last two days: reminders of what is ahead, institutes for who is new."""

from groundswell.events.actions import onboarding, reminders
from groundswell.universe.story.days import SIX_WEEKS, SURGE, moment
from groundswell.universe.story.timeline import Timeline
from groundswell.universe.world import RIVERBEND, World


def plan(world: World, timeline: Timeline) -> None:
    """Just after eight, as in any district."""
    for day in (SURGE, SIX_WEEKS):
        timeline.at(moment(day, 8, 1), lambda: reminders.remind_due(world.tenants[RIVERBEND]))
        timeline.at(moment(day, 8, 1), lambda: onboarding.offer_due(world.tenants[RIVERBEND]))
