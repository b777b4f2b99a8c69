"""One learning event of the story, from its publication to what people said afterwards."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from random import Random

from groundswell.events.actions import attendance, events, followup, registration
from groundswell.events.choices import ArrivalState, EventKind, EventMode, FreedSeat
from groundswell.events.models import Registration, Section
from groundswell.events.queries.attendance import sheet
from groundswell.kernel.tenancy import reading
from groundswell.roster.models import Person
from groundswell.surveys.actions import waves
from groundswell.surveys.models import Invitation
from groundswell.universe.story import answers
from groundswell.universe.story.answers import Outlook
from groundswell.universe.story.timeline import Timeline
from groundswell.universe.world import RIVERBEND, World

DAYS_TO_ANSWER = 21


@dataclass
class Happening:
    """What is planned. ``come`` says when each person signs up; ``leave_at`` when some change their mind.

    ``fate`` is what becomes of it: held (attendance is taken and people are asked), not_taken (nobody took
    attendance), drafted, moved (to ``new_begin``) or cancelled. ``outlook`` is what those who were there think;
    the ``silent`` keep it to themselves whatever chance says.
    """

    key: str
    title: str
    why: str
    published_at: datetime
    begins_at: datetime
    ends_at: datetime
    seats: int
    leads: list[Person]
    come: list[tuple[datetime, Person]] = field(default_factory=list)
    leave: list[tuple[datetime, Person]] = field(default_factory=list)
    audience: tuple[str, ...] = ()
    kind: EventKind = EventKind.WORKSHOP
    mode: EventMode = EventMode.IN_PERSON
    place: str = ""
    link: str = ""
    fate: str = "held"
    changed_at: datetime | None = None
    new_begin: datetime | None = None
    new_place: str = ""
    outlook: Outlook | None = None
    silent: tuple[Person, ...] = ()
    begun: Section | None = None

    @property
    def section(self) -> Section:
        """The event's section, once it is begun."""
        assert self.begun is not None, self.key
        return self.begun


def plan(world: World, timeline: Timeline, one: Happening) -> None:
    """Put everything that is known of this event beforehand into the timeline."""
    timeline.at(one.published_at, lambda: _begin(world, one))
    for moment, person in one.come:
        timeline.at(moment, partial(_come, world, one, person))
    for moment, person in one.leave:
        timeline.at(moment, partial(_leave, world, one, person))
    if one.changed_at and one.fate == "moved":
        timeline.at(one.changed_at, lambda: _move(world, one))
    if one.changed_at and one.fate == "cancelled":
        timeline.at(one.changed_at, lambda: _cancel(world, one))
    if one.fate == "held":
        timeline.at(one.ends_at + timedelta(minutes=10), lambda: _take_attendance(world, one))
        timeline.at(one.ends_at + timedelta(minutes=16), lambda: _let_answer(world, timeline, one))
        riverbend = world.tenants[RIVERBEND]
        timeline.at(one.ends_at + timedelta(days=5, hours=1), lambda: waves.remind_due(riverbend))
        timeline.at(one.ends_at + timedelta(days=DAYS_TO_ANSWER + 1), lambda: waves.close_due(riverbend))


def _begin(world: World, one: Happening) -> None:
    office = world.actor("learning_office")
    one.begun = events.draft(
        by=office,
        title=one.title,
        why=one.why,
        audience=one.audience,
        kind=one.kind,
        mode=one.mode,
        begins_at=one.begins_at,
        ends_at=one.ends_at,
        seats=one.seats,
        place=one.place,
        link=one.link,
        facilitators=one.leads,
        freed_seat=FreedSeat.SEAT,
    )
    if one.fate != "drafted":
        one.begun = events.publish(by=office, section=one.section)


def _come(world: World, one: Happening, person: Person) -> None:
    registration.register(by=world.acting(person), section=one.section, person=person)


def _leave(world: World, one: Happening, person: Person) -> None:
    registration.leave(by=world.acting(person), section=one.section, person=person)


def _move(world: World, one: Happening) -> None:
    assert one.new_begin is not None, one.key
    length = one.ends_at - one.begins_at
    one.begun = events.move(
        by=world.actor("learning_office"),
        section=one.section,
        begins_at=one.new_begin,
        ends_at=one.new_begin + length,
        place=one.new_place or one.place,
        link=one.link,
    )


def _cancel(world: World, one: Happening) -> None:
    one.begun = events.cancel(by=world.actor("learning_office"), section=one.section)


def _take_attendance(world: World, one: Happening) -> None:
    """Whoever leads notes those who came; about one in twelve did not, one in thirty left early."""
    rng = world.chance(one.key, "arrivals")
    by = world.acting(one.leads[0])
    for place in _expected(world, one):
        draw = rng.random()
        if draw > 0.08:
            state = ArrivalState.PARTIAL if draw > 0.97 else ArrivalState.ATTENDED
            attendance.note(by=by, section=one.section, registration=place, state=state)
    attendance.finish(by=by, section=one.section)
    followup.ask(by=world.system(), section=one.section)


def _expected(world: World, one: Happening) -> list[Registration]:
    with reading(world.tenants[RIVERBEND]):
        one.begun = Section.objects.select_related("event").get(pk=one.section.pk)
        return list(sheet(one.section))


def _let_answer(world: World, timeline: Timeline, one: Happening) -> None:
    """Settle what everybody who was asked thinks, and when those answer who do."""
    with reading(world.tenants[RIVERBEND]):
        section = Section.objects.get(pk=one.section.pk)
        asked = list(
            Invitation.objects.filter(wave=section.wave_id).select_related("person", "wave").order_by("pk")
        )
    rng = world.chance(one.key, "answers")
    opinions, truth = answers.opinions_of(one.outlook or Outlook(), [i.person for i in asked], rng)
    world.truth[f"event:{section.event_id}"] = truth
    for invitation, opinion in zip(asked, opinions, strict=True):
        if opinion.is_told and invitation.person not in one.silent:
            moment = one.ends_at + _delay(rng)
            timeline.at(moment, partial(answers.tell, world, invitation, opinion))


def _delay(rng: Random) -> timedelta:
    """Most answer within a day, some after the reminder, none after the end."""
    if rng.random() < 0.72:
        return timedelta(minutes=20 + rng.expovariate(1 / 420))
    return timedelta(days=5, hours=2) + timedelta(hours=rng.random() * 200)
