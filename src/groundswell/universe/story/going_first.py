"""Riverbend chooses the schools that go first: the initiative, and the call of each wave."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from groundswell.cohorts.actions import calls, rubrics
from groundswell.cohorts.choices import PhaseKind
from groundswell.cohorts.models import RubricVersion
from groundswell.cohorts.rules.phases import PhaseSpec
from groundswell.cohorts.rules.rubrics import CriterionText
from groundswell.kernel.tenancy import reading
from groundswell.planning.actions import initiatives
from groundswell.planning.models import Initiative, PlanGoal
from groundswell.roster.actions import figures, people
from groundswell.roster.choices import OrganisationKind
from groundswell.roster.choices import PositionRole as Role
from groundswell.roster.models import Organisation, Person
from groundswell.universe.story import first_words as words
from groundswell.universe.story.days import INVITATION, NEW_YEAR, moment
from groundswell.universe.story.goals import PRACTICE, wording_of
from groundswell.universe.story.selection import Selection
from groundswell.universe.story.timeline import Timeline
from groundswell.universe.world import RIVERBEND, World

FIRST_YEAR = 2026
FEW = 20  # a district with fewer schools tells two waves, and smaller ones


@dataclass(frozen=True, slots=True)
class Wave:
    """One wave: when schools are invited, how many take part, who reads them how often, how many are in after it."""

    number: int
    invited_on: date
    taking_part: int
    readers: int
    readings: int
    planned: int
    places: int


WAVES = (
    Wave(1, INVITATION, 36, 60, 3, 15, 15),
    Wave(2, date(2026, 1, 12), 26, 24, 3, 33, 18),
    Wave(3, date(2027, 1, 11), 20, 12, 2, 49, 16),
    Wave(4, date(2028, 1, 10), 18, 12, 2, 63, 14),
)
SMALL = (Wave(1, INVITATION, 2, 4, 2, 1, 1), Wave(2, date(2026, 1, 12), 2, 4, 2, 2, 1))
# Kind, days from the invitation to the first and to the last day. The second wave is read around the day of the surge,
# so that a demonstration stands in the midst of it.
FIRST_TIMETABLE = (
    (PhaseKind.INTEREST, 0, 9), (PhaseKind.SCREENING, 10, 19), (PhaseKind.READING, 20, 40),
    (PhaseKind.APPROVAL, 41, 47), (PhaseKind.VISIT, 48, 61),
)  # fmt: skip
TIMETABLE = (
    (PhaseKind.INTEREST, 0, 18), (PhaseKind.SCREENING, 19, 39), (PhaseKind.READING, 49, 74),
    (PhaseKind.APPROVAL, 78, 88), (PhaseKind.VISIT, 89, 103),
)  # fmt: skip


def plan(world: World, timeline: Timeline) -> None:
    """The initiative eight days before the invitation, then wave after wave."""
    office = Office(world)
    timeline.at(moment(INVITATION - timedelta(days=8), 9), office.begin)
    for wave in SMALL if world.size.schools < FEW else WAVES:
        timeline.at(moment(wave.invited_on, 8), partial(office.invite, wave, timeline))
    timeline.at(moment(NEW_YEAR + timedelta(days=3), 10), office.show_the_curve)


class Office:
    """What the professional-learning office does for the initiative."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.initiative: Initiative
        self.rubrics: dict[str, RubricVersion] = {}

    def begin(self) -> None:
        """The why, the plans, what people said they need, who signs, and the rubrics."""
        by, world = self.world.actor("learning_office"), self.world
        with reading(by.tenant):
            goal = PlanGoal.objects.get(pk=wording_of(PRACTICE))
        self.initiative = initiatives.add(by=by, name=words.NAME, goal=goal, from_year=FIRST_YEAR)
        for kind, text in words.TEXTS.items():
            initiatives.write(by=by, initiative=self.initiative, kind=kind, text=text)
        initiatives.set_parts(by=by, initiative=self.initiative, parts=words.PARTS)
        for days, inquiry, with_whom, learnt in words.INQUIRIES:
            initiatives.note_inquiry(
                by=by, initiative=self.initiative, kind=inquiry, held_on=INVITATION - timedelta(days=days),
                with_whom=with_whom, learnt=learnt,
            )  # fmt: skip
        committee: dict[str, Person] = dict(zip(words.COMMITTEE, self._committee(), strict=True))
        for function, person in committee.items():
            initiatives.appoint(by=by, initiative=self.initiative, person=person, function=function)
        initiatives.appoint(by=by, initiative=self.initiative, person=world.people["district_specialist"])
        self._area_superintendents()
        self._count_devices()
        self._rubric(words.RUBRIC, words.CRITERIA, committee)
        self._rubric(words.VISIT_RUBRIC, words.VISIT_CRITERIA, committee)

    def invite(self, wave: Wave, timeline: Timeline) -> None:
        """The call of a wave is prepared and goes out to every school."""
        by = self.world.actor("learning_office")
        planned = calls.plan_wave(
            by=by, initiative=self.initiative, number=wave.number, year=FIRST_YEAR + wave.number - 1,
            planned=wave.planned,
        )  # fmt: skip
        if wave.number == 1:
            for later in SMALL[1:] if self.world.size.schools < FEW else WAVES[1:]:
                calls.plan_wave(
                    by=by, initiative=self.initiative, number=later.number, year=FIRST_YEAR + later.number - 1,
                    planned=later.planned,
                )  # fmt: skip
        call = calls.prepare(
            by=by, wave=planned, title=words.TITLES[wave.number], text=words.CALL_TEXT,
            commitments=words.COMMITMENTS, places=wave.places,
        )  # fmt: skip
        calls.set_phases(by=by, call=call, phases=_timetable(wave))
        Selection(self.world, call, wave, self.rubrics).tell(timeline)

    def show_the_curve(self) -> None:
        """When the first schools begin, everybody may see how far it has come."""
        initiatives.publish_curve(
            by=self.world.actor("learning_office"), initiative=self.initiative, is_public=True
        )

    def _committee(self) -> list[Person]:
        """Five people of the central departments; a small district has them sit with who there is."""
        central = self.world.staff(Role.DEPARTMENT_STAFF, Role.DISTRICT_SPECIALIST)
        personas = [
            self.world.people[key] for key in ("superintendent", "district_specialist", "learning_office")
        ]
        there = [*central[: len(words.COMMITTEE)], *personas, *personas]
        return there[: len(words.COMMITTEE)]

    def _area_superintendents(self) -> None:
        """Every learning community has one; those that the files don't bring come from the departments."""
        by = self.world.system()
        with reading(by.tenant):
            communities = Organisation.objects.filter(kind=OrganisationKind.LEARNING_COMMUNITY).order_by("pk")
            bare = [
                one for one in communities if not one.positions.filter(role=Role.AREA_SUPERINTENDENT).exists()
            ]
        central = self.world.staff(Role.DEPARTMENT_STAFF)[len(words.COMMITTEE) :]
        for community, person in zip(bare, central, strict=False):
            people.give_position(
                by=by, person=person, organisation=community, role=Role.AREA_SUPERINTENDENT,
                begins_on=INVITATION - timedelta(days=200),
            )  # fmt: skip
            self.world.actors.pop(person.pk, None)

    def _count_devices(self) -> None:
        """The inventory of March; one school in nine has not sent its own."""
        by, chance = self.world.system(), self.world.chance("devices")
        with reading(by.tenant):
            schools = Organisation.objects.filter(kind=OrganisationKind.SCHOOL, source_id__isnull=False)
            keys = list(schools.order_by("source_id").values_list("source_id", flat=True))
        counted = [
            figures.SchoolMeasure(
                str(key), "devices_per_student", 2025, Decimal(f"{chance.uniform(0.5, 1.3):.2f}")
            )
            for key in keys
            if chance.random() > 1 / 9
        ]
        figures.publish(
            by=by, key="devices", title="Device inventory, March 2025", publisher="Technology Services",
            published="2025-03", note="Invented.", measures=counted,
        )  # fmt: skip

    def _rubric(
        self, title: str, criteria: tuple[words.Criterion, ...], committee: dict[str, Person]
    ) -> None:
        by = self.world.actor("learning_office")
        version = rubrics.begin(by=by, initiative=self.initiative, title=title)
        texts = [
            CriterionText(
                title=name, meaning=meaning, weight=Decimal(weight), levels=dict(enumerate(levels, start=1))
            )
            for name, meaning, weight, levels in criteria
        ]
        version = rubrics.edit(by=by, version=version, criteria=texts)
        version = rubrics.send_for_signing(by=by, version=version)
        for function, person in committee.items():
            rubrics.sign(by=self.world.acting(person, RIVERBEND), version=version, function=function)
        self.rubrics[title] = version


def _timetable(wave: Wave) -> list[PhaseSpec]:
    rows = FIRST_TIMETABLE if wave.number == 1 else TIMETABLE
    return [
        PhaseSpec(
            kind=kind,
            opens_at=moment(wave.invited_on + timedelta(days=first), 9 if first == 0 else 0),
            closes_at=moment(wave.invited_on + timedelta(days=last), 17),
            grace_minutes=30 if kind == PhaseKind.SCREENING else 0,
            gates=kind in (PhaseKind.INTEREST, PhaseKind.APPROVAL),
            readings=wave.readings,
        )
        for kind, first, last in rows
    ]
