"""One wave lived through: schools answer, write, are read, approved, visited, chosen and told.

What a school is worth and how severe a reader is are known here and to nobody in the story, so that what the pages make
of the scores can be held against the truth.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from groundswell.cohorts.actions import (
    applications,
    assigning,
    calls,
    candidacies,
    norming,
    phases,
    readers,
    readings,
    rubrics,
    screening,
)
from groundswell.cohorts.actions.applications import save as write_part
from groundswell.cohorts.choices import (
    Basis,
    CandidacyState,
    Comparison,
    Outcome,
    PhaseKind,
    ReadingPurpose,
    ReadingState,
    Side,
)
from groundswell.cohorts.models import (
    AdoptionWave,
    ApplicationPart,
    Call,
    Candidacy,
    Reading,
    RubricVersion,
    SelectionPhase,
)
from groundswell.cohorts.queries.calls import phase_of, principals_of, standing
from groundswell.cohorts.rules.phases import PartSpec
from groundswell.cohorts.rules.screening import TENURE, CriterionSpec
from groundswell.kernel import clock
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading
from groundswell.roster.choices import PositionRole as Role
from groundswell.roster.models import Person, Position
from groundswell.universe.story import first_words as words
from groundswell.universe.story.chosen import Chosen, whole
from groundswell.universe.story.timeline import Timeline
from groundswell.universe.world import RIVERBEND, World

if TYPE_CHECKING:
    from groundswell.universe.story.going_first import Wave

READING_ROLES = (Role.DISTRICT_SPECIALIST, Role.DEPARTMENT_STAFF)
ALSO_READING = (Role.SCHOOL_COACH, Role.INSTRUCTIONAL_COACH, Role.TEACHER_LEADER, Role.MEDIA_COORDINATOR)
UNFINISHED = 0.15  # share of readings that come in the last two days
LOWEST, HIGHEST = 1, 4


class Selection:
    """The selection of one wave. ``worth`` is what a school is worth on the rubric's scale, ``severity`` how far a
    reader scores below that."""

    def __init__(self, world: World, call: Call, wave: "Wave", by_title: Mapping[str, RubricVersion]) -> None:
        self.world, self.call, self.wave, self.rubrics = world, call, wave, by_title
        self.chance = world.chance("selection", wave.number)
        self.worth: dict[int, float] = {}
        self.severity: dict[int, float] = {}

    def tell(self, timeline: Timeline) -> None:
        """Everything of the wave, at its moments."""
        by = self._prepare()
        calls.open_call(by=by, call=self.call)
        first = {kind: self._phase(kind) for kind in PhaseKind.values if kind != PhaseKind.LOTTERY}
        interest, screened, read = (first[kind] for kind in ("interest", "screening", "reading"))
        self._answers(timeline, interest)
        timeline.at(_after(interest), partial(self._over, "interest"))
        timeline.at(screened.opens_at + timedelta(hours=9), self._screen)
        self._applications(timeline, screened)
        timeline.at(_after(screened), partial(self._over, "screening"))
        timeline.at(read.opens_at + timedelta(hours=8), self._give_out)
        timeline.at(read.opens_at + timedelta(days=2, hours=9), partial(self._read, timeline, read))
        timeline.at(_after(read), partial(self._over, "reading"))
        timeline.at(first["approval"].opens_at + timedelta(hours=10), self._approve)
        timeline.at(_after(first["approval"]), partial(self._over, "approval"))
        Chosen(self).tell(timeline, first["visit"])

    @property
    def wave_row(self) -> AdoptionWave:
        """The wave as the plan has it."""
        return self.call.wave

    @property
    def office(self) -> Actor:
        """Who runs it."""
        return self.world.actor("learning_office")

    def seen(self, what: Callable[[], list]) -> list:
        """Rows of the district as they are now."""
        with reading(self.world.tenants[RIVERBEND]):
            return what()

    def phase(self, kind: str) -> SelectionPhase:
        """The wave's phase of this kind as it is now."""
        return self._phase(kind)

    def levels(self, reading: Reading, worth: float, *, spread: float = 0.6) -> dict[int, int]:
        """What a reader gives for each criterion: worth, less their severity, and chance."""
        rubric = reading.phase.rubric
        assert rubric is not None
        given = {}
        for criterion in self.seen(lambda: list(rubric.criteria.all())):
            score = worth - self.severity.setdefault(reading.reader_id, self.chance.gauss(0, 0.35))
            given[criterion.pk] = max(LOWEST, min(HIGHEST, round(score + self.chance.gauss(0, spread))))
        return given

    def acting(self, person: Person) -> Actor:
        """The actor that somebody is."""
        return self.world.acting(person)

    def _phase(self, kind: str) -> SelectionPhase:
        with reading(self.world.tenants[RIVERBEND]):
            found = phase_of(self.call, kind)
        assert found is not None
        return found

    def _prepare(self) -> Actor:
        by = self.office
        parts = [PartSpec(title=title, prompt=prompt, words=most) for title, prompt, most in words.FORM]
        calls.set_parts(
            by=by, call=self.call, parts=[*parts, PartSpec("files", "Anything else", required=False)]
        )
        screening.set_criteria(by=by, phase=self._phase(PhaseKind.SCREENING), criteria=CRITERIA)
        rubrics.use(by=by, phase=self._phase(PhaseKind.READING), version=self.rubrics[words.RUBRIC])
        rubrics.use(by=by, phase=self._phase(PhaseKind.VISIT), version=self.rubrics[words.VISIT_RUBRIC])
        return by

    def _answers(self, timeline: Timeline, interest: SelectionPhase) -> None:
        """Some take part, some say not this year, most keep silent; each at an hour of its own."""
        invited = self.seen(
            lambda: list(Candidacy.objects.filter(call=self.call).select_related("school").order_by("pk"))
        )
        led = self.seen(
            lambda: [principals_of([one.school_id for one in invited], interest.opens_at.date())]
        )[0]
        asked = [one for one in invited if led.get(one.school_id)]
        home = self._home()
        self.chance.shuffle(asked)
        asked.sort(key=lambda one: one.school_id != home)
        yes = asked[: min(self.wave.taking_part, len(asked))]
        no = asked[len(yes) : len(yes) + len(yes) // 4]
        hours = (interest.closes_at - interest.opens_at) / timedelta(hours=1)
        for one in [*yes, *no]:
            head = self.acting(led[one.school_id][0])
            at = interest.opens_at + timedelta(hours=self.chance.uniform(1, hours - 2))
            say = candidacies.take_part if one in yes else candidacies.not_now
            why = words.WHY_US if one in yes else words.NOT_NOW
            timeline.at(at, partial(say, by=head, candidacy=one, why=why))
            mean = 3.4 if one.school_id == home else 2.5
            self.worth[one.pk] = self.chance.gauss(mean, 0.15 if one.school_id == home else 0.55)

    def _home(self) -> int | None:
        """The school of our principal, which goes first in the first wave."""
        if self.wave.number > 1:
            return None
        principal = self.world.people["principal"]
        return self.seen(lambda: [principal.positions.values_list("organisation_id", flat=True).first()])[0]

    def _over(self, kind: str) -> None:
        phases.settle(by=self.office, phase=self._phase(kind))

    def _screen(self) -> None:
        phase = self._phase(PhaseKind.SCREENING)
        screening.measure(by=self.office, phase=phase)
        judged = self.seen(lambda: list(phase.criteria.filter(basis=Basis.JUDGED)))
        for one in self.seen(lambda: list(standing(phase))):
            met = self.worth.get(one.pk, 2.5) > 2
            screening.judge(
                by=self.office, candidacy=one, criterion=judged[0], met=met,
                source="A talk with the principal" if met else "Nobody answered when we called twice",
            )  # fmt: skip

    def _applications(self, timeline: Timeline, screened: SelectionPhase) -> None:
        """Teams write in the evenings; most hand in on the last day, one of them in the grace."""
        last = screened.closes_at - timedelta(hours=1)
        for hour in range(8):
            timeline.at(last - timedelta(hours=20 * hour), partial(self._write, hour, 8))
        timeline.at(screened.closes_at + timedelta(minutes=11), partial(self._write, 8, 9))

    def _write(self, turn: int, of: int) -> None:
        phase = self._phase(PhaseKind.SCREENING)
        standing_now = self.seen(lambda: list(standing(phase).select_related("school").order_by("pk")))
        parts = self.seen(lambda: list(ApplicationPart.objects.filter(call=self.call, kind="text")))
        late = standing_now[-1:]
        theirs = late if of == 9 else [one for one in standing_now[:-1] if one.pk % of == turn]
        heads = self.seen(lambda: [principals_of([one.school_id for one in theirs], clock.now().date())])[0]
        for one in theirs:
            by = self.acting(heads[one.school_id][0])
            begun = applications.begin(by=by, candidacy=one)
            for part, answers in zip(parts, words.ANSWERS, strict=True):
                text = answers[self.chance.randrange(len(answers))]
                write_part(by=by, application=begun, part=part, text=text, seen=0)
            applications.submit(by=by, application=begun)

    def _give_out(self) -> None:
        """Readers come in, are normed, and get what they read."""
        by, phase = self.office, self._phase(PhaseKind.READING)
        people = self._readers()
        for person in people:
            readers.add_reader(by=by, phase=phase, person=person)
        criteria = self.seen(lambda: list(phase.rubric.criteria.all() if phase.rubric else []))
        anchors = words.ANCHORS if self.wave.number == 2 else words.ANCHORS[:1]
        for title, texts, levels, why in anchors:
            asked = [title_of for title_of, _prompt, _most in words.FORM]
            norming.add_anchor(
                by=by, phase=phase, title=title, why=why,
                parts=[{"title": part, "text": text} for part, text in zip(asked, texts, strict=True)],
                levels={one.pk: level for one, level in zip(criteria, levels, strict=True)},
            )  # fmt: skip
        norming.open_norming(by=by, phase=phase)
        self._norm(phase)
        norming.close_norming(by=by, phase=phase)
        design = assigning.ask(by=by, phase=phase, seed=self.world.seed)
        assigning.work_out(by=Actor.system(by.tenant), design=design)

    def _readers(self) -> list[Person]:
        central, others = self.world.staff(*READING_ROLES), self.world.staff(*ALSO_READING)
        chance = self.world.chance("readers", self.wave.number)
        people = [
            *central[: self.wave.readers // 2],
            *chance.sample(others, min(len(others), self.wave.readers)),
        ]
        dev = self.world.people["district_specialist"]
        return [dev, *people][: self.wave.readers]

    def _norm(self, phase: SelectionPhase) -> None:
        for one in self.seen(lambda: list(whole(phase=phase, purpose=ReadingPurpose.NORMING))):
            assert one.anchor is not None
            agreed = one.anchor.levels.values()
            levels = self.levels(one, sum(agreed) / len(agreed), spread=0.4)
            readings.finish(
                by=self.acting(one.reader.person), reading=one, levels=levels, revision=one.revision
            )

    def _read(self, timeline: Timeline, phase: SelectionPhase) -> None:
        """Every reading at an hour of its own; our specialist leaves some for the last days."""
        waiting = self._waiting(phase)
        dev = self.world.people["district_specialist"].pk
        span = phase.closes_at - timedelta(days=1) - clock.now()
        for one in waiting:
            early, late = (0.8, 0.97) if one.reader.person_id == dev else (0.02, 0.95)
            timeline.at(clock.now() + span * self.chance.uniform(early, late), partial(self._score, one.pk))
        timeline.at(phase.closes_at - timedelta(hours=20), self._finish_all)

    def _waiting(self, phase: SelectionPhase) -> list[Reading]:
        unfinished = (ReadingState.ASSIGNED, ReadingState.DRAFT)
        return self.seen(
            lambda: list(whole(phase=phase, state__in=unfinished, candidacy__state=CandidacyState.INTERESTED))
        )

    def _score(self, pk: int) -> None:
        [one] = self.seen(lambda: list(whole(pk=pk)))
        if one.state in (ReadingState.ASSIGNED, ReadingState.DRAFT):
            self.finish(one, self.worth.get(one.candidacy_id or 0, 2.5))

    def finish(self, one: Reading, worth: float) -> None:
        """Somebody scores what they read, or saw."""
        readings.finish(
            by=self.acting(one.reader.person), reading=one, levels=self.levels(one, worth), revision=one.revision,
            comment=words.COMMENTS[one.pk % len(words.COMMENTS)],
            for_school=words.FOR_SCHOOL if one.pk % 3 == 0 else "",
        )  # fmt: skip

    def _finish_all(self) -> None:
        """On the last day whoever was asked for an additional reading scores it, too."""
        for one in self._waiting(self._phase(PhaseKind.READING)):
            self.finish(one, self.worth.get(one.candidacy_id or 0, 2.5))

    def _approve(self) -> None:
        """Area superintendents say of the schools of their region whether they go on; one in twenty does not."""
        phase = self._phase(PhaseKind.APPROVAL)
        there = self.seen(lambda: list(standing(phase).select_related("school__parent").order_by("pk")))
        by_region = self._superintendents()
        for one in there:
            fine = self.chance.random() > 0.05 or self.worth.get(one.pk, 0) > 3
            phases.give_outcome(
                by=by_region.get(one.school.parent_id or 0, self.world.system()), phase=phase, candidacy=one,
                outcome=Outcome.PASSED if fine else Outcome.NOT_PASSED,
                reason=words.APPROVED if fine else words.NOT_APPROVED,
            )  # fmt: skip

    def _superintendents(self) -> dict[int, Actor]:
        held = self.seen(
            lambda: list(Position.objects.filter(role=Role.AREA_SUPERINTENDENT).select_related("person"))
        )
        return {one.organisation_id: self.acting(one.person) for one in held}


def _after(phase: SelectionPhase) -> datetime:
    return phase.closes_at + timedelta(minutes=phase.grace_minutes + 30)


CRITERIA = (
    CriterionSpec("Students on the roll", Side.ABLE, Basis.MEASURE, "students", Comparison.AT_LEAST, Decimal(150),
                  "Small schools can’t spare ten educators."),
    CriterionSpec("Devices for each student", Side.ABLE, Basis.DEVICES, "devices_per_student", Comparison.AT_LEAST,
                  Decimal(1)),
    CriterionSpec("Principal here since", Side.ABLE, Basis.STAFFING, TENURE, Comparison.AT_LEAST, Decimal("0.5")),
    CriterionSpec("Answers when asked", Side.WILLING, Basis.JUDGED),
)  # fmt: skip
