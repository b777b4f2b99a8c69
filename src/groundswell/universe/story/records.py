"""What stays with people: the plans that they wrote, certificates, and credit that they bring from elsewhere."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from groundswell.events.actions import credentials, outside, plans
from groundswell.events.choices import OutsideKind, OutsideState, PlanState
from groundswell.events.models import Arrival, ImplementationPlan, OutsideCredit, Registration
from groundswell.events.rules.proofs import looked_at
from groundswell.kernel.tenancy import reading
from groundswell.roster.models import Person
from groundswell.universe.story.answers import lines
from groundswell.universe.story.days import QUARTER, SURGE, moment
from groundswell.universe.story.happenings import Happening
from groundswell.universe.story.timeline import Timeline
from groundswell.universe.world import RIVERBEND, World

CORNERS = "Two corners of my room where a group works alone for twenty minutes, with directions that it reads itself."
CONFERENCES = (
    "Four conferences a day, four minutes each, beginning with the students who write least. One note for each, and "
    "the same question at the end: what will you do next?"
)
WRITERS = 7  # of an event, beside Ana


def plan(world: World, timeline: Timeline, year: Mapping[str, Happening]) -> None:
    """Through the year, Ana's above all."""
    institute, conferring = year["institute"], year["conferring"]
    _write_plans(world, timeline, institute, CORNERS, date(2025, 9, 26), "Cora Lind")
    _write_plans(world, timeline, conferring, CONFERENCES, date(2026, 4, 17), "")
    records = Records(world)
    timeline.at(moment(QUARTER - timedelta(days=20), 16), lambda: records.done(institute))
    timeline.at(conferring.ends_at + timedelta(hours=18), lambda: records.share(conferring))
    for one, days in ((institute, 12), (conferring, 4)):
        timeline.at(one.ends_at + timedelta(days=days), partial(records.certify, one))
    timeline.at(moment(QUARTER - timedelta(days=9), 17), records.bring_a_course)
    timeline.at(moment(QUARTER - timedelta(days=6), 10), records.approve)
    timeline.at(moment(SURGE - timedelta(days=1), 18, 30), records.bring_a_conference)


class Records:
    """What Ana keeps."""

    def __init__(self, world: World) -> None:
        self.world, self.ana, self.by = world, world.people["teacher"], world.actor("teacher")

    def done(self, one: Happening) -> None:
        """She did what she had meant to."""
        plans.say(by=self.by, plan=self._plan(one), state=PlanState.DONE)

    def share(self, one: Happening) -> None:
        """The coach of her school may read it."""
        plans.share(by=self.by, plan=self._plan(one), person=self.world.people["school_coach"])

    def certify(self, one: Happening) -> None:
        """She asks for her certificate."""
        with reading(self.world.tenants[RIVERBEND]):
            seats = Registration.objects.select_related("section__event", "person")
            seat = seats.get(section=one.section, person=self.ana)
        credentials.issue(by=self.by, registration=seat)

    def bring_a_course(self) -> None:
        """An online course of the autumn."""
        self.course = self._bring(
            "Teaching students who learn English", "Tidewater Learning Partners", OutsideKind.ONLINE,
            date(2025, 9, 15), date(2025, 10, 13), "12",
        )  # fmt: skip

    def approve(self) -> None:
        """Her principal looks at it and says yes."""
        assert self.course.sent_at is not None
        outside.decide(
            by=self.world.actor("principal"), credit=self.course, state=OutsideState.APPROVED,
            sent_at=self.course.sent_at,
        )  # fmt: skip

    def bring_a_conference(self) -> None:
        """A Saturday, last week; nobody has decided yet."""
        day = SURGE - timedelta(days=10)
        self._bring(
            "Saturday conference for teachers of mathematics", "Lightship Teachers’ Circle",
            OutsideKind.CONFERENCE, day, day, "5.5",
        )  # fmt: skip

    def _bring(
        self, title: str, provider: str, kind: OutsideKind, first: date, last: date, hours: str
    ) -> OutsideCredit:
        paper = [provider, "Certificate of attendance", self.ana.name, title, f"{hours} hours"]
        made = outside.bring(
            by=self.by, title=title, provider=provider, kind=kind, begins_on=first, ends_on=last,
            hours=Decimal(hours), proofs=[looked_at("certificate.pdf", one_page(paper))],
        )  # fmt: skip
        return outside.send(by=self.by, credit=made)

    def _plan(self, one: Happening) -> ImplementationPlan:
        with reading(self.world.tenants[RIVERBEND]):
            rows = ImplementationPlan.objects.select_related("section__event")
            return rows.get(section=one.section, person=self.ana)


def _write_plans(
    world: World, timeline: Timeline, one: Happening, hers: str, by_when: date, with_whom: str
) -> None:
    """In the last quarter of an hour everybody writes; some of them here. ``hers`` are Ana's words."""
    ana, left = world.people["teacher"], [person for _moment, person in one.leave]
    rng = world.chance(one.key, "plans")
    others = [person for _moment, person in one.come if person != ana and person not in left]
    begin = one.ends_at - timedelta(minutes=12)
    timeline.at(begin, partial(_write, world, one, ana, hers, by_when, with_whom))
    some = rng.sample(others, min(WRITERS, len(others) // 2))
    for number, (person, words) in enumerate(zip(some, lines(f"plans_{one.key}"), strict=False), start=1):
        due = by_when + timedelta(days=7 * rng.randint(-2, 2))
        timeline.at(begin + timedelta(minutes=number), partial(_write, world, one, person, words, due))


def _write(
    world: World, one: Happening, person: Person, what: str, by_when: date, with_whom: str = ""
) -> None:
    """Where people check in, nobody writes who has not."""
    with reading(world.tenants[RIVERBEND]):
        is_there = Arrival.objects.filter(
            registration__section=one.section, registration__person=person
        ).exists()
    if one.by_code and not is_there:
        return
    by = world.acting(person)
    plans.write(by=by, section=one.section, what=what, by_when=by_when, with_whom=with_whom)


def one_page(said: list[str]) -> bytes:
    """A small PDF with these lines, one below the other."""
    text = " T* ".join(f"({line}) Tj" for line in said)
    stream = f"BT /F1 18 Tf 72 700 Td 34 TL {text} ET"
    bodies = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        " /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(stream.encode('cp1252'))} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    page, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, start=1):
        places.append(len(page))
        page += f"{number} 0 obj\n{body}\nendobj\n".encode("cp1252")
    table = "".join(f"{at:010} 00000 n \n" for at in places)
    end = f"xref\n0 6\n0000000000 65535 f \n{table}trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n{len(page)}\n%%EOF\n"
    return page + end.encode()
