"""How people arrive, and how that is noted: by code, on the list, on paper, at the door, late, or not at all."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings

from groundswell.events.actions import attendance, checkin
from groundswell.events.actions.arrivals import Note
from groundswell.events.choices import ArrivalState
from groundswell.events.models import Meeting, Registration, Section
from groundswell.events.queries.asking import writers_in
from groundswell.events.queries.attendance import sheet
from groundswell.events.queries.meetings import meetings_of
from groundswell.events.rules.checkin import code_at, secret_of
from groundswell.kernel import clock
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading
from groundswell.roster.models import Person
from groundswell.universe.story.timeline import Timeline
from groundswell.universe.world import RIVERBEND, World

OPENS = timedelta(minutes=40)  # before it begins: by then everybody has registered
SMALL_CIRCLE = 8  # of so few nobody leaves early, and none is left for the list or the paper beside it


def plan(
    world: World,
    timeline: Timeline,
    key: str,
    section: Section,
    lead: Actor,
    *,
    late: Collection[Person] = (),
    at_the_door: Person | None = None,
) -> None:
    """Most check in by code, the ``late`` last. Of the others one comes late, one leaves early, one does not come;
    two are noted on the list, two on the paper that lay at the door.
    """
    meeting, seats = _seats(world, section)
    begins, ends = meeting.begins_at, meeting.ends_at
    personas = {person.pk for person in world.people.values()}
    others = [one for one in seats if one.person not in late and one.person_id not in personas]
    world.chance(key, "arrive").shuffle(others)
    slow, missing = others[:1], others[1:2]
    early, listed, paper = others[2:3], others[3:5], others[5:7]
    if len(others) < SMALL_CIRCLE:
        early, listed, paper = [], [], []
    left_out = {one.pk for one in (*slow, *early, *missing, *listed, *paper)}
    on_time = [one for one in seats if one.pk not in left_out and one.person not in late]
    for number, one in enumerate(on_time):
        timeline.at(_spread(begins, number, len(on_time)), partial(_check_in, world, meeting, one))
    for number, person in enumerate(late):
        seat = next(one for one in seats if one.person == person)
        timeline.at(begins + timedelta(minutes=17 + number), partial(_check_in, world, meeting, seat))

    def tap(one: Registration, came_at: datetime | None = None, left_at: datetime | None = None) -> None:
        attendance.note(
            by=lead, section=section, registration=one, meeting=meeting, state=ArrivalState.ATTENDED,
            came_at=came_at, left_at=left_at, says_times=bool(came_at or left_at),
        )  # fmt: skip

    for one in listed:
        timeline.at(begins + timedelta(minutes=4), partial(tap, one))
    for one in slow:
        timeline.at(begins + timedelta(minutes=14), partial(tap, one, came_at=begins + timedelta(minutes=13)))
    for one in early:
        left = begins + (ends - begins) * 0.6
        timeline.at(left + timedelta(minutes=1), partial(tap, one, left_at=left))
    if at_the_door is not None:
        walk = partial(checkin.walk_in, by=lead, meeting=meeting, person=at_the_door)
        timeline.at(begins + timedelta(minutes=7), walk)
    if paper:
        notes = [Note(one, ArrivalState.ATTENDED) for one in paper]
        typed = partial(attendance.type_in, by=lead, meeting=meeting, notes=notes)
        timeline.at(ends + timedelta(minutes=5), typed)


def finish(*, section: Section, lead: Actor) -> None:
    """Whoever has no note was not there."""
    attendance.finish(by=lead, section=section)


def take_list(world: World, key: str, section: Section, lead: Actor) -> None:
    """Whoever leads types in the list of each date; about one in twelve was not there, one in thirty left early.

    Whoever wrote a plan there was there, and so was everybody whom one can be.
    """
    rng = world.chance(key, "arrivals")
    with reading(world.tenants[RIVERBEND]):
        section.refresh_from_db()
        dates, seats = meetings_of(section), list(sheet(section))
        surely = {one.pk for one in (*writers_in(section), *world.people.values())}
    draws = [(one, rng.random()) for one in seats]
    there = [(one, draw > 0.97) for one, draw in draws if draw > 0.08 or one.person_id in surely]
    for meeting in dates:
        meeting.section = section
        notes = [_note(one, early and meeting == dates[-1]) for one, early in there]
        attendance.type_in(by=lead, meeting=meeting, notes=notes)
    attendance.finish(by=lead, section=section)


def _note(one: Registration, is_partial: bool) -> Note:
    return Note(one, ArrivalState.PARTIAL if is_partial else ArrivalState.ATTENDED)


def _seats(world: World, section: Section) -> tuple[Meeting, Sequence[Registration]]:
    """The date of a section that meets once, and who has a seat."""
    with reading(world.tenants[RIVERBEND]):
        [meeting] = meetings_of(section)
        meeting.section = section
        return meeting, list(sheet(section))


def _spread(begins: datetime, number: int, of: int) -> datetime:
    """Most come in the quarter of an hour before it begins, the last a few minutes after."""
    return begins - timedelta(minutes=16) + timedelta(minutes=24) * ((number + 0.5) / max(1, of))


def _check_in(world: World, meeting: Meeting, seat: Registration) -> None:
    code = code_at(secret_of(meeting, settings.SECRET_KEY), clock.now())
    checkin.check_in(by=world.acting(seat.person), code=code)
