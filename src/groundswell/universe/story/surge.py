"""The surge: a workshop that nobody had planned, from a handful of sign-ups at eight to several hundred in three days.

One event. A section holds as many as one facilitator can lead; when it is full and a few wait, whoever is next on the
on-call list opens one more at the same time, and those who wait go over. What the worker does, it does here as well.
"""

from datetime import date, datetime, timedelta
from functools import partial
from itertools import pairwise

from django.db.models import QuerySet

from groundswell.events.actions import events, registration, surge
from groundswell.events.choices import EventKind, EventMode, EventState, FreedSeat
from groundswell.events.models import OnCall, Section
from groundswell.events.queries.attendance import facilitators_of
from groundswell.events.rules.meetings import When
from groundswell.kernel.tenancy import reading
from groundswell.roster.choices import PositionRole as Role
from groundswell.roster.models import Person
from groundswell.universe.story import arriving, following, happenings
from groundswell.universe.story.answers import Outlook
from groundswell.universe.story.days import SURGE, moment
from groundswell.universe.story.needs import Needs
from groundswell.universe.story.timeline import Timeline
from groundswell.universe.story.year import STAFF, exactly
from groundswell.universe.world import RIVERBEND, World

TITLE = "Building community at a distance"
WHY = "Schools teach from a distance now. How to begin the day together, see who is missing, and listen."
OUTLOOK = Outlook(confident=(0.02, 0.08, 0.20, 0.42, 0.28), answering=(0.64, 0.46))
WAIT = 3  # so many wait before the worker comes by
BEGINS, LASTS = 16, timedelta(minutes=75)
NOON = moment(SURGE, 12)


def plan(world: World, timeline: Timeline, needs: Needs) -> None:
    """Its three days, from the office's first draft to what people used. It answers the ``needs`` of some teachers."""
    rush = Rush(world, timeline)
    at_eight, at_noon, by_one, in_all = world.size.surge
    people = exactly(world, "surge", in_all, *STAFF)
    people[at_eight], people[at_noon - WAIT] = world.people["teacher"], world.people["school_coach"]
    timeline.at(moment(SURGE, 7, 10), lambda: rush.begin(needs))
    for at, person in zip(_morning(at_eight, at_noon, by_one), people, strict=False):
        timeline.at(at, partial(rush.sign_up, SURGE, person))
    timeline.at(NOON - timedelta(minutes=1), partial(rush.give_back, people[at_noon - WAIT - 1]))
    timeline.at(NOON + timedelta(minutes=3), lambda: happenings.take_offers(world, "school_coach"))
    timeline.at(NOON + timedelta(minutes=6), rush.say_yes)
    timeline.at(NOON + timedelta(minutes=70), lambda: happenings.take_offers(world, "teacher"))
    timeline.at(NOON + timedelta(minutes=20), rush.find_more)
    timeline.at(moment(SURGE, 13), rush.work)
    rest = people[by_one:]
    half = len(rest) // 2
    for number, group in enumerate((rest[:half], rest[half:]), start=1):
        day = SURGE + timedelta(days=number)
        evening = moment(day - timedelta(days=1), 18)
        if group:
            timeline.at(evening - timedelta(minutes=20), partial(rush.open_day, day))
        for turn, person in enumerate(group):
            timeline.at(evening + timedelta(seconds=40 * turn), partial(rush.sign_up, day, person))
        timeline.at(evening + timedelta(seconds=40 * len(group) + 60), rush.work)
    for number in range(3):
        timeline.at(
            moment(SURGE + timedelta(days=number), BEGINS) + LASTS + timedelta(minutes=10),
            partial(rush.end_day, SURGE + timedelta(days=number)),
        )


class Rush:
    """What happens to the one event while it lasts. Facilitators: our specialist is asked, the others have agreed."""

    def __init__(self, world: World, timeline: Timeline) -> None:
        self.world, self.timeline = world, timeline
        self.riverbend, self.office = world.tenants[RIVERBEND], world.actor("learning_office")
        self.dev = world.people["district_specialist"]

    def begin(self, needs: Needs) -> None:
        """Drafted, with whoever is on call by then, and published five minutes later."""
        _eight, at_noon, _one, _all = self.world.size.surge
        self.leads = iter(self.world.staff(Role.DISTRICT_SPECIALIST))
        self.event = events.draft_event(
            by=self.office, title=TITLE, why=WHY, audience=STAFF, kind=EventKind.VIRTUAL_WORKSHOP,
            mode=EventMode.VIRTUAL, surge=True,
        )  # fmt: skip
        section = self._section(SURGE)
        for _number in range(at_noon // self.world.size.seats - 1):
            self._on_call(next(self.leads), has_agreed=True)
        self._on_call(self.dev, has_agreed=False)
        needs.answer_with(self.event)
        self.timeline.at(moment(SURGE, 7, 15), lambda: events.publish(by=self.office, section=section))

    def open_day(self, day: date) -> None:
        """The office opens the first section of one more day."""
        events.publish(by=self.office, section=self._section(day))

    def sign_up(self, day: date, person: Person) -> None:
        """Somebody takes a seat where one is left, or waits; when a few wait, the worker comes by."""
        with reading(self.riverbend):
            there = list(self._of(day))
        section = next((one for one in there if not one.is_full and not one.waiting), there[-1])
        made = registration.register(by=self.world.acting(person), section=section, person=person)
        if made.is_waiting and section.waiting + 1 >= WAIT:
            self.work()

    def work(self) -> None:
        """What the worker does about a line."""
        surge.answer_demand(self.riverbend)

    def give_back(self, person: Person) -> None:
        """Somebody can't come after all; the seat is offered to the first in line."""
        with reading(self.riverbend):
            section = self._of(SURGE).get(registrations__person=person)
        registration.leave(by=self.world.acting(person), section=section, person=person)

    def say_yes(self) -> None:
        """Our specialist, who was called at noon, leads one more section."""
        with reading(self.riverbend):
            called = OnCall.objects.select_related("event", "person").get(event=self.event, person=self.dev)
        surge.answer(by=self.world.acting(self.dev), on_call=called, yes=True)

    def find_more(self) -> None:
        """The office asks around: everybody who can lead goes onto the list; two are kept for the next days."""
        rest = list(self.leads)
        for person in rest[2:]:
            self._on_call(person, has_agreed=True)
        self.leads = iter(rest[:2])
        self.work()

    def end_day(self, day: date) -> None:
        """The sections of a day are over."""
        with reading(self.riverbend):
            over = [(one, facilitators_of(one)[0]) for one in self._of(day)]
        for section, lead in over:
            key = f"surge {day} {section.number}"
            arriving.take_list(self.world, key, section, self.world.acting(lead))
            following.ask(self.world, self.timeline, key, section, outlook=OUTLOOK)

    def _of(self, day: date) -> QuerySet[Section]:
        rows = Section.objects.filter(event=self.event, begins_at=moment(day, BEGINS))
        return rows.filter(state=EventState.PUBLISHED).select_related("event").order_by("number")

    def _section(self, day: date) -> Section:
        begins, seats = moment(day, BEGINS), self.world.size.seats
        link = f"https://meet.riverbend.example/community-{day.day}"
        return events.add_section(
            by=self.office,
            event=self.event,
            meetings=[When(begins, begins + LASTS, link=link)],
            seats=seats,
            per_facilitator=seats,
            facilitators=[next(self.leads)],
            freed_seat=FreedSeat.OFFER,
        )

    def _on_call(self, person: Person, *, has_agreed: bool) -> None:
        surge.put_on_call(by=self.office, event=self.event, person=person, has_agreed=has_agreed)


def _morning(at_eight: int, at_noon: int, by_one: int) -> list[datetime]:
    """Moments of sign-ups: a few before eight, ever more until noon, the last before one."""
    edges = (moment(SURGE, 7, 20), moment(SURGE, 8), moment(SURGE, 11, 58))
    after = (moment(SURGE, 12, 5), moment(SURGE, 12, 58))
    spans = [(*pair, bend) for pair, bend in zip(pairwise(edges), (1.0, 0.6), strict=True)]
    counts = (at_eight, at_noon - at_eight, by_one - at_noon)
    return [
        begins + (ends - begins) * ((at + 0.5) / count) ** bend
        for (begins, ends, bend), count in zip([*spans, (*after, 1.0)], counts, strict=True)
        for at in range(count)
    ]
