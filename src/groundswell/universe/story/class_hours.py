"""A workshop in class hours: what it takes out of schools, the limits that hold it back, and dates that spare them.

Three sections of one event. One of them runs at noon on the day of the surge; for the next one a school has sent as
many as it has substitutes, and a third colleague waits. Further sessions have no date yet: they gather interest, and
the office asks the planner for dates.
"""

from collections import Counter
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from groundswell.events.actions import agenda, events, interest, planning, school_day
from groundswell.events.choices import DatePlanState, EventKind, SegmentKind
from groundswell.events.models import DatePlan, LearningEvent
from groundswell.events.rules.agenda import Part
from groundswell.kernel.tenancy import reading
from groundswell.roster.choices import OrganisationKind
from groundswell.roster.choices import PositionRole as Role
from groundswell.roster.models import Organisation, Person, Position
from groundswell.universe.story import happenings
from groundswell.universe.story.days import SURGE, moment
from groundswell.universe.story.happenings import Happening
from groundswell.universe.story.timeline import Timeline
from groundswell.universe.story.year import TEACHING, arrivals, some
from groundswell.universe.world import RIVERBEND, World

LIMIT = 2  # substitutes that a school has on a day
FROM, UNTIL = SURGE + timedelta(days=6), date(2026, 6, 5)
TITLE = "Reading in every subject 1: the words that carry the lesson"
WHY = "Find the eight words without which tomorrow's text can't be understood, and teach them before anybody reads."
NEXT = (
    (
        "Reading in every subject 2: talk before writing",
        "Say it, hear it, say it better, then write it down.",
    ),
    (
        "Reading in every subject 3: notes that students use",
        "One page that a student opens again a week later.",
    ),
)
PARTS = (
    Part("What the standard asks, and what it doesn't", 35, SegmentKind.UNPACK_STANDARD, is_active=True),
    Part("Three texts, three ways in", 80, SegmentKind.EXPLORE_STRATEGIES, is_active=True),
    Part("My text, my eight words", 50, SegmentKind.WRITE_PLAN, is_active=True),
)
ANNOUNCED = SURGE - timedelta(days=13)
SCHOOLS_TO_PLAN = 12


def plan(world: World, timeline: Timeline) -> None:
    """From the limit for the last quarter, set at the end of the winter, to dates for May."""
    timeline.at(moment(SURGE - timedelta(days=16), 9), partial(_limit, world))
    today, next_week, last = sections(world)
    for one in (today, next_week, last):
        happenings.plan(world, timeline, one)
    timeline.at(today.published_at + timedelta(minutes=1), lambda: _give_agenda(world, today))
    sessions = Sessions(world, today)
    timeline.at(moment(ANNOUNCED, 9), sessions.announce)
    for number in range(len(NEXT)):
        people = some(world, f"interest {number}", 11 - 4 * number, *TEACHING)
        people += [world.people["teacher"]] if number == 0 else []
        first = moment(ANNOUNCED, 12)
        for at, person in arrivals(
            people, first, first + timedelta(days=12), world.chance("interest", number)
        ):
            timeline.at(at, partial(sessions.hope, number, person))
    timeline.at(moment(SURGE - timedelta(days=5), 10), sessions.ask)
    timeline.at(moment(SURGE + timedelta(days=29), 9), sessions.use)


def sections(world: World) -> list[Happening]:
    """The one that runs at noon on the surge's day, the one of the week after, and one that is still looking."""
    ana, dev = world.people["teacher"], world.people["district_specialist"]
    schools = Schools(world)
    home = schools.of[ana.pk]
    here = schools.choose("today", 12, most={home: LIMIT - 1})
    colleagues = schools.at(home)[: LIMIT + 1]
    there = schools.choose("next week", 9, most={home: 0}, but=[*here, *colleagues])[: world.size.seats - 3]
    few = schools.choose("few", 2, most={home: 0}, but=[*here, *there, *colleagues])
    opened, until = moment(SURGE - timedelta(days=15), 9), moment(SURGE - timedelta(days=3), 8)
    other = world.staff(Role.DISTRICT_SPECIALIST)[-1]

    def signed(people: list[Person], key: str) -> list[tuple[datetime, Person]]:
        return arrivals(people, opened + timedelta(hours=2), until, world.chance("reading", key))

    today = _section(
        world, "today", SURGE, opened, [dev, other], come=signed([ana, *here], "today"), room="104", by_code=True,
        late=(here[-1], ana), seats=world.size.seats + 4,
    )  # fmt: skip
    third_colleague = colleagues[LIMIT:]
    next_week = _section(
        world, "next week", SURGE + timedelta(days=7), opened + timedelta(minutes=10), [other], part_of=today,
        room="small",
        come=[
            *((opened + timedelta(hours=1, minutes=at), one) for at, one in enumerate(colleagues[:LIMIT])),
            *signed(there, "next week"),
            *((moment(SURGE - timedelta(days=2), 19), one) for one in third_colleague),
        ],
        leave=[(moment(SURGE + timedelta(days=2), 10), colleagues[0])],
    )  # fmt: skip
    last = _section(
        world, "few", SURGE + timedelta(days=13), opened + timedelta(minutes=20), [], part_of=today,
        come=signed(few, "few"), fate="cancelled", changed_at=moment(SURGE + timedelta(days=8), 9),
    )  # fmt: skip
    return [today, next_week, last]


def _section(
    world: World, key: str, day: date, published: datetime, leads: list[Person], **more: Any
) -> Happening:
    begins = moment(day, 11, 45)
    return Happening(
        key=f"reading {key}",
        title=TITLE,
        why=WHY,
        published_at=published,
        begins_at=begins,
        ends_at=begins + timedelta(hours=3, minutes=15),
        leads=leads,
        audience=TEACHING,
        kind=EventKind.DESIGN_WORKSHOP,
        programme="reading",
        **({"seats": world.size.seats} | more),
    )


class Schools:
    """Where teachers work, to choose some without taking too many from one school."""

    def __init__(self, world: World) -> None:
        self.world = world
        with reading(world.tenants[RIVERBEND]):
            schools = Organisation.objects.filter(kind=OrganisationKind.SCHOOL)
            rows = Position.objects.filter(organisation__in=schools, role__in=TEACHING, ends_on__isnull=True)
            self.of = dict(rows.order_by("pk").values_list("person_id", "organisation_id"))
        self.teachers = [one for one in world.staff(*TEACHING) if one.pk in self.of]

    def at(self, school: int) -> list[Person]:
        """Colleagues at one school; no persona."""
        return [one for one in self.teachers if self.of[one.pk] == school]

    def choose(
        self, key: str, count: int, most: dict[int, int], but: list[Person] | None = None
    ) -> list[Person]:
        """About so many by chance, at most ``LIMIT`` of a school, or what ``most`` says of it."""
        wanted = round(count * max(self.world.size.crowd, 0.5))
        people, left = list(self.teachers), Counter[int]()
        self.world.chance("reading", key).shuffle(people)
        found: list[Person] = []
        for one in people:
            school = self.of[one.pk]
            if one not in (but or ()) and left[school] < most.get(school, LIMIT) and len(found) < wanted:
                left[school] += 1
                found.append(one)
        return found


class Sessions:
    """The second and the third session: announced without a date, hoped for, planned, published."""

    def __init__(self, world: World, first: Happening) -> None:
        self.world, self.first = world, first
        self.events: list[LearningEvent] = []

    def announce(self) -> None:
        """Teachers see that there will be more, and can say that they are interested."""
        office, programme = self.world.actor("learning_office"), self.world.programmes["reading"]
        for title, why in NEXT:
            event = events.draft_event(
                by=office, title=title, why=why, audience=TEACHING, kind=EventKind.DESIGN_WORKSHOP,
                programme=programme,
            )  # fmt: skip
            self.events.append(events.announce(by=office, event=event))

    def hope(self, number: int, person: Person) -> None:
        """Somebody wants to hear of it."""
        interest.express(by=self.world.acting(person), event=self.events[number], person=person)

    def ask(self) -> None:
        """The office asks for dates in May, beside the tests, for two teachers of each of some schools."""
        people = dict.fromkeys(self._schools(), 2)
        leads = self.world.staff(Role.DISTRICT_SPECIALIST)[-2:]
        self.plan = planning.ask(
            by=self.world.actor("learning_office"),
            title="Reading in every subject, sessions 2 and 3",
            programme=self.world.programmes["reading"],
            asked={
                "events": [one.pk for one in self.events],
                "people": {str(school): number for school, number in people.items()},
                "first": "2026-05-04", "last": "2026-06-05", "begins": "11:45", "ends": "15:00",
                "weekdays": [0, 1, 2, 3, 4], "rooms": [self.world.rooms["104"].pk], "online": 0,
                "leads": [one.pk for one in leads], "most": 6, "ratio": 12, "shortest_gap": 7, "longest_gap": None,
                "comfortable": 1,
            },
        )  # fmt: skip
        if self.world.size.plans_dates:
            planning.work_off(self.world.tenants[RIVERBEND])

    def use(self) -> None:
        """Where there is a proposal the office takes it: whoever was interested hears of it."""
        with reading(self.world.tenants[RIVERBEND]):
            found = DatePlan.objects.get(pk=self.plan.pk).state == DatePlanState.FOUND
        if found:
            office = self.world.actor("learning_office")
            for section in planning.use(by=office, plan=self.plan):
                events.publish(by=office, section=section)

    def _schools(self) -> list[int]:
        """Those whose teachers have seats in the first session, in the order of their names."""
        schools = Schools(self.world)
        with reading(self.world.tenants[RIVERBEND]):
            people = self.first.section.registrations.order_by("pk").values_list("person_id", flat=True)
            some = {schools.of[pk] for pk in people if pk in schools.of}
            named = Organisation.objects.filter(pk__in=some).order_by("name", "pk")
            return list(named.values_list("pk", flat=True)[:SCHOOLS_TO_PLAN])


def _limit(world: World) -> None:
    school_day.set_cap(by=world.actor("learning_office"), number=LIMIT, begins_on=FROM, ends_on=UNTIL)


def _give_agenda(world: World, one: Happening) -> None:
    agenda.set_agenda(by=world.actor("learning_office"), event=one.section.event, parts=PARTS)
