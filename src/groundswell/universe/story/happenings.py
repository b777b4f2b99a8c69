"""One learning event of the story, or one more section of it, from its publication to what people said afterwards."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from groundswell.events.actions import events, offers, registration
from groundswell.events.choices import EventKind, EventMode, FreedSeat
from groundswell.events.models import Section
from groundswell.events.queries.offers import my_open_offers
from groundswell.events.rules.meetings import When
from groundswell.kernel.tenancy import reading
from groundswell.roster.models import Person
from groundswell.universe.story import arriving, following
from groundswell.universe.story.answers import Outlook
from groundswell.universe.story.timeline import Timeline
from groundswell.universe.world import World

Span = tuple[datetime, datetime]


@dataclass
class Happening:
    """What is planned. ``come`` says when each person signs up; ``leave`` when some change their mind.

    It meets once, or on each of ``dates``. ``part_of`` is the event of which it is one more section; ``programme`` and
    ``room`` are keys of the world's. ``fate`` is what becomes of it: held (attendance is taken and people are asked),
    not_taken (nobody took attendance), drafted, moved (to ``new_begin``) or cancelled. Where ``by_code`` most people
    check in themselves; ``late`` are those of them who come last. ``outlook`` is what those who were there think; the
    ``silent`` keep it to themselves whatever chance says. Where it ``asks_again``, what people used is told as well.
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
    dates: tuple[Span, ...] = ()
    part_of: "Happening | None" = None
    programme: str = ""
    room: str = ""
    freed: FreedSeat = FreedSeat.SEAT
    fate: str = "held"
    changed_at: datetime | None = None
    new_begin: datetime | None = None
    new_place: str = ""
    by_code: bool = False
    late: tuple[Person, ...] = ()
    at_the_door: Person | None = None
    outlook: Outlook = field(default_factory=Outlook)
    silent: tuple[Person, ...] = ()
    asks_again: bool = False
    begun: Section | None = None

    @property
    def section(self) -> Section:
        """Its section, once it is begun."""
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
        if one.by_code:
            timeline.at(one.begins_at - arriving.OPENS, lambda: _let_in(world, timeline, one))
        timeline.at(one.ends_at + timedelta(minutes=10), lambda: _finish(world, timeline, one))


def take_offers(world: World, persona: str) -> None:
    """One of the personas says yes to every seat that is held for them."""
    by = world.actor(persona)
    with reading(by.tenant):
        held = my_open_offers(by)
    for offer in held:
        offers.accept(by=by, offer=offer)


def _begin(world: World, one: Happening) -> None:
    office = world.actor("learning_office")
    room = world.rooms.get(one.room)
    event = one.part_of.section.event if one.part_of else events.draft_event(
        by=office,
        title=one.title,
        why=one.why,
        audience=one.audience,
        kind=one.kind,
        mode=one.mode,
        programme=world.programmes.get(one.programme),
    )  # fmt: skip
    one.begun = events.add_section(
        by=office,
        event=event,
        meetings=[
            When(begins, ends, "" if room else one.place, one.link, room)
            for begins, ends in one.dates or [(one.begins_at, one.ends_at)]
        ],
        seats=one.seats,
        facilitators=one.leads,
        freed_seat=one.freed,
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
        despite_clash=True,
    )


def _cancel(world: World, one: Happening) -> None:
    one.begun = events.cancel(by=world.actor("learning_office"), section=one.section)


def _let_in(world: World, timeline: Timeline, one: Happening) -> None:
    lead = world.acting(one.leads[0])
    arriving.plan(world, timeline, one.key, one.section, lead, late=one.late, at_the_door=one.at_the_door)


def _finish(world: World, timeline: Timeline, one: Happening) -> None:
    """The list is done, by whoever leads it, and everything that follows begins."""
    lead = world.acting(one.leads[0])
    if one.by_code:
        arriving.finish(section=one.section, lead=lead)
    else:
        arriving.take_list(world, one.key, one.section, lead)
    following.ask(
        world, timeline, one.key, one.section,
        outlook=one.outlook, silent=one.silent, asks_again=one.asks_again,
    )  # fmt: skip
