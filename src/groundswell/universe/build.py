"""Builds the universe: through verbs alone, from a seed, along the story's clock."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from groundswell.kernel import clock
from groundswell.kernel.models import Tenant
from groundswell.universe import districts, entry
from groundswell.universe.personas import PERSONAS
from groundswell.universe.sizes import SIZES
from groundswell.universe.story import (
    anonymous,
    asking,
    claims,
    class_hours,
    goals,
    going_first,
    harbor,
    mornings,
    needs,
    programmes,
    records,
    six_weeks,
    surge,
    themes,
)
from groundswell.universe.story.days import DAYS, NEW_YEAR, SCHOOL_YEARS, SURGE, Day, last_day, moment
from groundswell.universe.story.happenings import plan
from groundswell.universe.story.timeline import Timeline, settle
from groundswell.universe.story.year import all_year
from groundswell.universe.world import HARBOR, RIVERBEND, World

LEAD = 30  # days between the beginning of the build's clock and the first day of the story


@dataclass(frozen=True, slots=True)
class Universe:
    """What was built. ``truth`` maps a survey wave's ``subject_key`` in Riverbend to what everybody there thinks."""

    size: str
    seed: int
    tenants: dict[str, Tenant]
    truth: dict[str, dict]


def build(
    size: str,
    seed: int = 1,
    until: str | None = None,
    *,
    password: str = "",
    say: Callable[[str], None] = lambda text: None,
    on_day: Callable[[Day], None] = lambda day: None,
) -> Universe:
    """Build the districts and live their story up to the day ``until`` (its last one when none is named).

    The database has to be migrated and empty. ``password`` signs in every persona; without one they have none.
    ``say`` is told what is done, in plain words; ``on_day`` is called on each day of the story that is reached, with
    the clock standing there. Raises LookupError for a size or a day that there is none of.
    """
    if size not in SIZES:
        raise LookupError(f"There is no size “{size}”. There are: {', '.join(SIZES)}.")
    end = last_day(until)
    with tempfile.TemporaryDirectory(prefix="groundswell-") as folder:
        world = World(SIZES[size], seed, Path(folder))
        with clock.standing_at(DAYS[0].moment - timedelta(days=LEAD)):
            _found(world, password, say)
            timeline = _story(world)
        for day in DAYS:
            say(f"Living the story until {day.label}.")
            timeline.run_until(day.moment, world.tenants[RIVERBEND])
            with clock.standing_at(day.moment):
                for tenant in world.tenants.values():
                    settle(tenant)
                on_day(day)
            if day is end:
                break
    return Universe(size, seed, world.tenants, world.truth)


def _found(world: World, password: str, say: Callable[[str], None]) -> None:
    if world.size.has_record:
        say("Loading the public record of Charlotte-Mecklenburg.")
        districts.found_record(world)
    say(f"Bringing the people of Riverbend in: {world.size.students:,} students, {world.size.staff:,} staff.")
    districts.found_riverbend(world)
    districts.found_harbor_point(world)
    for persona in PERSONAS:
        entry.let_in(world, persona, password)


def _story(world: World) -> Timeline:
    """Everything that will happen, told in advance."""
    timeline = Timeline()
    if world.size.school_years > 1:
        timeline.at(moment(NEW_YEAR, 7), lambda: _new_school_year(world))
    year = {one.key: one for one in all_year(world)}
    programmes.plan(world, timeline, year["institute"])
    for one in year.values():
        plan(world, timeline, one)
    hints = year[six_weeks.ANONYMOUS_AFTER]
    timeline.at(hints.ends_at + timedelta(days=1), lambda: six_weeks.decide(world, hints.section))
    class_hours.plan(world, timeline)
    asking.plan(world, timeline)
    anonymous.plan(world, timeline)
    surge.plan(world, timeline, needs.Needs(world, timeline))
    needs.write_to(world, timeline, year["routines"], moment(SURGE - timedelta(days=1), 9, 30))
    records.plan(world, timeline, year)
    goals.plan(world, timeline)
    going_first.plan(world, timeline)
    themes.plan(world, timeline)
    claims.plan(world, timeline)
    mornings.plan(world, timeline)
    harbor.plan(world, timeline)
    return timeline


def _new_school_year(world: World) -> None:
    """In August the files of the new school year come in."""
    districts.bring_people_in(world, RIVERBEND, SCHOOL_YEARS[-1])


__all__ = ["HARBOR", "RIVERBEND", "Universe", "build"]
