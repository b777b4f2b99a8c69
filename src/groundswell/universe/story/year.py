"""The year's ordinary events: information hours, the institute, leadership-team trainings, workshops."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from math import ceil
from random import Random
from typing import Any

from groundswell.events.choices import EventKind, EventMode, FreedSeat
from groundswell.roster.choices import PositionRole as Role
from groundswell.roster.models import Person
from groundswell.universe.story.answers import Outlook
from groundswell.universe.story.cohort import first_communities
from groundswell.universe.story.days import INSTITUTE, INVITATION, QUARTER, SIX_WEEKS, SURGE, moment
from groundswell.universe.story.happenings import Happening
from groundswell.universe.world import World

TEACHING = (Role.TEACHER, Role.TEACHER_LEADER)
LEADERS = (Role.PRINCIPAL, Role.TEACHER_LEADER)
STAFF = (*TEACHING, Role.INSTRUCTIONAL_COACH, Role.MEDIA_COORDINATOR, Role.SCHOOL_COACH)
CONFERRING = SURGE - timedelta(days=12)
Coming = list[tuple[datetime, Person]]


def all_year(world: World) -> list[Happening]:
    """Every event of the story but the surge."""
    return [
        *spring(world),
        *summer(world),
        *autumn(world),
        *winter(world),
        *ahead_of_the_surge(world),
        *after(world),
    ]


def arrivals(people: Sequence[Person], begins: datetime, ends: datetime, rng: Random) -> Coming:
    """Each of these people signs up at some moment between, more of them early."""
    length = (ends - begins).total_seconds()
    return sorted(
        ((begins + timedelta(seconds=length * rng.random() ** 2), person) for person in people),
        key=lambda one: one[0],
    )


def some(world: World, key: str, count: int, *roles: str) -> list[Person]:
    """About so many people who hold one of these roles, chosen by chance; fewer in a small universe."""
    return exactly(world, key, ceil(count * world.size.crowd), *roles)


def exactly(world: World, key: str, count: int, *roles: str) -> list[Person]:
    """So many people who hold one of these roles, chosen by chance; fewer where there are fewer."""
    people = world.staff(*roles)
    return world.chance(key).sample(people, min(count, len(people)))


def leads(world: World, key: str) -> list[Person]:
    """Our specialist and one more."""
    return [world.people["district_specialist"], *some(world, key, 1, Role.DISTRICT_SPECIALIST)]


def _place(world: World, key: str) -> str:
    places = ("Lighthouse Center, room 2", "Old Town Library, hall", "Riverbend Learning Center, room 104")
    return world.chance(key).choice(places)


def _held(
    world: World, key: str, title: str, why: str, day: date, people: list[Person], **more: Any
) -> Happening:
    """An afternoon event of a week's notice or two, with these people."""
    hour, length = more.pop("hour", 15), more.pop("minutes", 90)
    ahead = more.pop("ahead", 14)
    begins = moment(day, hour, 30)
    published = moment(day - timedelta(days=ahead), 9)
    return Happening(
        key=key,
        title=title,
        why=why,
        published_at=published,
        begins_at=begins,
        ends_at=begins + timedelta(minutes=length),
        seats=more.pop("seats", max(6, len(people) + 4)),
        leads=more.pop("leads", None) or leads(world, key),
        come=arrivals(
            people,
            published + timedelta(hours=1),
            more.pop("until", begins - timedelta(hours=2)),
            world.chance(key),
        ),
        place=more.pop("place", _place(world, key)),
        **more,
    )


def spring(world: World) -> list[Happening]:
    """The invitation to all schools."""
    ana, cora = world.people["teacher"], world.people["school_coach"]
    groups = [ana, cora, *some(world, "groups", 14, *STAFF)]
    principals = [world.people["principal"], *some(world, "info", 9, Role.PRINCIPAL)]
    return [
        _held(
            world, "groups", "Small groups that work",
            "Plan one week of small-group time that runs without you at every table.",
            INVITATION - timedelta(days=16), groups, audience=STAFF, programme="cohort",
        ),
        _held(
            world, "info", "Joining personalized learning: an hour of questions",
            "Every school is invited, none is told to. Hear what the first year asks of a school, and ask anything.",
            INVITATION + timedelta(days=7), principals, audience=LEADERS, kind=EventKind.CONVENING, ahead=9, seats=40,
            until=moment(INVITATION, 9, 40), place="Riverbend Learning Center, hall",
            outlook=Outlook(confident=(0.05, 0.15, 0.35, 0.30, 0.15)),
        ),
    ]  # fmt: skip


def summer(world: World) -> list[Happening]:
    """Two days in July at which the schools of the communities that go first make their plans."""
    own = [world.people[key] for key in ("teacher", "principal", "school_coach")]
    count = world.size.institute
    cohort = first_communities(world, count, Role.PRINCIPAL, *STAFF)
    others = world.chance("institute").sample(cohort.people, min(count - len(own), len(cohort.people)))
    people = own + others
    days = tuple((moment(day, 8, 30), moment(day, 15)) for day in (INSTITUTE - timedelta(days=1), INSTITUTE))
    begins = days[0][0]
    published = moment(INVITATION + timedelta(days=40), 9)
    return [
        Happening(
            key="institute",
            title="Personalized Learning Institute",
            why="Two days with your design team. You leave with your school's plan, its risks and who does what.",
            published_at=published,
            begins_at=begins,
            ends_at=days[-1][1],
            dates=days,
            seats=count + 5,
            leads=[world.people["district_specialist"], *some(world, "lead", 3, Role.DISTRICT_SPECIALIST)],
            come=arrivals(
                people, published + timedelta(hours=1), begins - timedelta(days=3), world.chance("sign up")
            ),
            leave=[(begins - timedelta(days=2), person) for person in people[-3:]],
            audience=cohort.audience,
            kind=EventKind.INSTITUTE,
            place="Lighthouse Center",
            programme="cohort",
            asks_again=True,
            outlook=Outlook(confident=(0.01, 0.04, 0.20, 0.45, 0.30), answering=(0.70, 0.52), writing=0.7),
        )
    ]


def autumn(world: World) -> list[Happening]:
    """Leadership-team training, glows and grows, and what goes otherwise than planned."""
    bao, ana, cora = (world.people[key] for key in ("principal", "teacher", "school_coach"))
    leaders = [bao, *exactly(world, "ilt", world.size.quarter, *LEADERS)]
    glows = [bao, cora, *exactly(world, "glows", world.size.quarter // 2, *LEADERS, Role.INSTRUCTIONAL_COACH)]
    writing = [ana, *some(world, "writing", 11, *TEACHING)]
    return [
        _held(
            world, "ilt", "Leadership-team training 2: reading the first quarter's data",
            "A routine for looking at student work together that your team can repeat at school.",
            QUARTER - timedelta(days=16), leaders, audience=LEADERS, kind=EventKind.LEADERSHIP_TRAINING, minutes=150,
            outlook=Outlook(confident=(0.03, 0.10, 0.32, 0.38, 0.17), answering=(0.55, 0.35)),
        ),
        _held(
            world, "glows", "Quarterly glows and grows",
            "What works, what doesn't, and what we change until January. Bring one of each.",
            QUARTER, glows, kind=EventKind.CONVENING, minutes=120, hour=13, ahead=20,
            until=moment(QUARTER, 8), audience=(*LEADERS, Role.INSTRUCTIONAL_COACH, Role.SCHOOL_COACH),
        ),
        _held(
            world, "writing", "Writing conferences in four minutes",
            "Talk with every writer in your room once a week without losing the others.",
            QUARTER + timedelta(days=6), writing, audience=STAFF, seats=12, until=moment(QUARTER, 8),
            fate="moved", changed_at=moment(QUARTER - timedelta(days=1), 16),
            new_begin=moment(QUARTER + timedelta(days=13), 15, 30), new_place="Old Town Library, hall",
        ),
        _held(
            world, "canvas", "Setting up your course pages", "One clear start page, so that families find the week.",
            QUARTER + timedelta(days=8), some(world, "canvas", 8, *TEACHING), audience=STAFF,
            mode=EventMode.VIRTUAL, link="https://meet.riverbend.example/course-pages", place="",
            until=moment(QUARTER - timedelta(days=2), 8),
            fate="cancelled", changed_at=moment(QUARTER - timedelta(days=1), 11),
        ),
    ]  # fmt: skip


def winter(world: World) -> list[Happening]:
    """The weeks before the surge: what has taken place by then."""
    people = world.people
    ana, bao, cora = (people[key] for key in ("teacher", "principal", "school_coach"))
    return [
        _held(
            world, "hints", "Hints instead of help", "Three ways to keep students thinking when they are stuck.",
            SURGE - timedelta(days=33), [ana, *some(world, "hints", 17, *STAFF)], audience=STAFF, programme="cohort",
            asks_again=True, outlook=Outlook(confident=(0.0, 0.06, 0.16, 0.44, 0.34), answering=(0.75, 0.6)),
        ),
        _held(
            world, "feedback", "Feedback that students use",
            "Shorter comments, better questions, and a way to see whether anything changed.",
            SURGE - timedelta(days=4), [ana, cora, *some(world, "feedback", 15, *STAFF)], audience=STAFF,
            programme="cohort", outlook=Outlook(answering=(0.5, 0.3)), silent=(ana,),
        ),
        conferring(world),
        _held(
            world, "walks", "Learning walks: looking without judging",
            "Walk three classrooms with a colleague and agree on what you saw.",
            SURGE - timedelta(days=5), [bao, *some(world, "walks", 8, *LEADERS)], audience=LEADERS,
            fate="not_taken", leads=[people["district_specialist"]],
        ),
    ]  # fmt: skip


def conferring(world: World) -> Happening:
    """The workshop on which people check in themselves, write a plan, and are asked about it six weeks later."""
    ana = world.people["teacher"]
    *people, door = exactly(world, "conferring", max(11, round(19 * world.size.crowd)), *STAFF)
    return _held(
        world, "conferring", "Conferring while the class works",
        "Sit down with four students a day while the others keep going. You leave with your own plan for it.",
        CONFERRING, [ana, *people], audience=STAFF, programme="cohort", minutes=120, by_code=True, at_the_door=door,
        asks_again=True,
        seats=len(people) + 6, place="Riverbend Learning Center, room 104", silent=(ana,),
        outlook=Outlook(confident=(0.0, 0.05, 0.17, 0.48, 0.30), answering=(0.7, 0.55)),
    )  # fmt: skip


def routines(world: World) -> Happening:
    """Full, with a line. This morning somebody gave a seat back, and it is held for the first in line."""
    size, ana = world.size, world.people["teacher"]
    people = exactly(world, "routines", size.seats + 4, *STAFF)
    seated, waiting = people[: size.seats], people[size.seats :]
    one = _held(
        world, "routines", "Math language routines",
        "Routines that get every student to say the mathematics aloud.",
        SURGE + timedelta(days=9), [], audience=STAFF, seats=size.seats, ahead=34, freed=FreedSeat.OFFER,
        leave=[(moment(SURGE, 9, 40), seated[1])],
    )  # fmt: skip
    full = one.published_at + timedelta(days=5)
    one.come = [
        *arrivals(seated, one.published_at + timedelta(hours=1), full, world.chance("routines")),
        (full + timedelta(hours=7), ana),
        (full + timedelta(hours=20), waiting[0]),
        *arrivals(
            waiting[1:], full + timedelta(hours=21), moment(SURGE, 8), world.chance("routines waiting")
        ),
    ]
    return one


def ahead_of_the_surge(world: World) -> list[Happening]:
    """What is planned when the surge comes, in every state that an event can have."""
    ana, gus = world.people["teacher"], world.people["guest"]
    return [
        routines(world),
        _held(
            world, "evening", "Family evening: how your child learns this spring",
            "Come and try a lesson yourself. Everyone is welcome; there is supper at six.",
            SURGE + timedelta(days=14), [gus, ana, *some(world, "evening", 6, *TEACHING)], hour=18, seats=60,
            kind=EventKind.CONVENING, until=moment(SURGE, 9), ahead=25, place="Lighthouse Center, hall",
        ),
        _held(
            world, "moved", "Small groups, second round", "Bring what you tried since the fall.",
            SURGE + timedelta(days=2), [ana, *some(world, "moved", 7, *STAFF)], audience=STAFF, seats=20,
            until=moment(SURGE - timedelta(days=3), 8), ahead=21,
            fate="moved", changed_at=moment(SURGE - timedelta(days=1), 15),
            new_begin=moment(SURGE + timedelta(days=28), 15, 30), new_place="Riverbend Learning Center, room 104",
        ),
        _held(
            world, "onsite", "Onsite day for eighth-grade mathematics", "A full day at one school, in its own classes.",
            SURGE + timedelta(days=3), some(world, "onsite", 6, *TEACHING), audience=TEACHING,
            kind=EventKind.ONSITE_DAY, until=moment(SURGE - timedelta(days=2), 8), ahead=21,
            fate="cancelled", changed_at=moment(SURGE - timedelta(days=1), 14),
        ),
        _held(
            world, "draft", "Teaching mixed groups at a distance", "", SURGE + timedelta(days=30), [],
            audience=STAFF, seats=20, mode=EventMode.VIRTUAL, fate="drafted", ahead=31,
            link="https://meet.riverbend.example/mixed-groups", place="",
        ),
    ]  # fmt: skip


def after(world: World) -> list[Happening]:
    """What is ahead once the surge is over."""
    ana, bao = world.people["teacher"], world.people["principal"]
    return [
        _held(
            world, "ilt6", "Leadership-team training 6: planning the summer",
            "What your team hands on to next year, on one page.",
            SIX_WEEKS + timedelta(days=8), [bao, *some(world, "ilt6", 20, *LEADERS)], audience=LEADERS,
            kind=EventKind.LEADERSHIP_TRAINING, until=moment(SIX_WEEKS, 8), ahead=16, minutes=150,
        ),
        _held(
            world, "recent", "Projects that end on time", "Milestones that students set and keep.",
            SIX_WEEKS - timedelta(days=5), [ana, *some(world, "recent", 14, *STAFF)], audience=STAFF,
        ),
        _held(
            world, "draft2", "Institute 2026: first sketch", "", date(2026, 7, 20), [], seats=160, fate="drafted",
            kind=EventKind.INSTITUTE, ahead=90,
        ),
    ]  # fmt: skip
