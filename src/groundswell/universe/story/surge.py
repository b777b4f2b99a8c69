"""The surge: a workshop that nobody had planned, from a handful of sign-ups at eight to several hundred in three days.

One section holds as many as one facilitator can lead. When a section is full and a few wait, the office opens the
next one and those who wait go over.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from groundswell.events.choices import EventMode
from groundswell.roster.choices import PositionRole as Role
from groundswell.roster.models import Person
from groundswell.universe.story.answers import Outlook
from groundswell.universe.story.days import SURGE, moment
from groundswell.universe.story.happenings import Happening
from groundswell.universe.story.year import STAFF, exactly
from groundswell.universe.world import World

TITLE = "Building community at a distance"
WHY = "Schools teach from a distance now. How to begin the day together, see who is missing, and listen."
OUTLOOK = Outlook(confident=(0.02, 0.08, 0.20, 0.42, 0.28), answering=(0.64, 0.46))
WAIT = 3  # so many wait before the office opens the next section
OPENS, BEGINS = (7, 15), (13, 0)


def the_surge(world: World) -> list[Happening]:
    """The sections of its three days."""
    at_eight, at_noon, by_one, in_all = world.size.surge
    people = exactly(world, "surge", in_all, *STAFF)
    ana, cora = world.people["teacher"], world.people["school_coach"]
    people[at_eight : at_eight + 2] = [ana, cora]
    first = list(zip(_morning(at_eight, at_noon, by_one), people, strict=False))
    leads = iter(_leads(world, 1 + in_all // world.size.seats + 4))
    sections = _sections(world, SURGE, first, leads, moment(SURGE, *OPENS))
    rest = people[by_one:]
    half = len(rest) // 2
    for number, group in enumerate((rest[:half], rest[half:]), start=1):
        day = SURGE + timedelta(days=number)
        evening = moment(day - timedelta(days=1), 16)
        signed = [(evening + timedelta(seconds=40 * at), person) for at, person in enumerate(group)]
        sections += _sections(world, day, signed, leads, evening - timedelta(minutes=20))
    return sections


def _morning(at_eight: int, at_noon: int, by_one: int) -> Iterator[datetime]:
    """Moments of sign-ups: a few before eight, ever more until noon, the last before one."""
    stretches = (
        (moment(SURGE, 7, 20), moment(SURGE, 8), at_eight, 1.0),
        (moment(SURGE, 8), moment(SURGE, 11, 58), at_noon - at_eight, 0.6),
        (moment(SURGE, 12, 5), moment(SURGE, 12, 58), by_one - at_noon, 1.0),
    )
    for begins, ends, count, bend in stretches:
        for at in range(count):
            yield begins + (ends - begins) * ((at + 0.5) / count) ** bend


def _sections(
    world: World,
    day: date,
    signed: list[tuple[datetime, Person]],
    leads: Iterator[Person],
    opens: datetime,
) -> list[Happening]:
    """One section after the other. The last few who come while a section is full wait, and go over to the next."""
    seats = world.size.seats
    sections: list[Happening] = []
    waiting: list[tuple[datetime, Person]] = []
    for moment_, person in signed:
        if not sections or (
            len(sections[-1].come) - len(sections[-1].leave) >= seats and len(waiting) >= WAIT
        ):
            opened = opens if not sections else moment_ - timedelta(seconds=20)
            sections.append(_section(world, day, len(sections) + 1, opened, next(leads)))
            for step, (_since, one) in enumerate(waiting, start=1):
                over = opened + timedelta(seconds=3 * step)
                sections[-2].leave.append((over, one))
                sections[-1].come.append((over, one))
            waiting = []
        section = sections[-1]
        if len(section.come) >= seats:
            waiting.append((moment_, person))
        section.come.append((moment_, person))
    return sections


def _section(world: World, day: date, number: int, opened: datetime, lead: Person) -> Happening:
    begins = moment(day, *BEGINS)
    return Happening(
        key=f"surge {day} {number}",
        title=f"{TITLE}, {day:%b} {day.day}, section {number}",
        why=WHY,
        published_at=opened,
        begins_at=begins,
        ends_at=begins + timedelta(minutes=75),
        seats=world.size.seats,
        leads=[lead],
        audience=STAFF,
        mode=EventMode.VIRTUAL,
        link=f"https://meet.riverbend.example/community-{day.day}-{number}",
        outlook=OUTLOOK,
    )


def _leads(world: World, count: int) -> list[Person]:
    """A facilitator for each section: our specialist first, then the others, in turn where they are few."""
    others = world.staff(Role.DISTRICT_SPECIALIST) or [world.people["district_specialist"]]
    return [world.people["district_specialist"], *(others[at % len(others)] for at in range(count))]
