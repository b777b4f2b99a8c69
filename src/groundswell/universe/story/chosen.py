"""The end of a wave: visits, the decision, the study's design, the letters; and how the schools begin."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from groundswell.cohorts.actions import (
    deciding,
    definition,
    lottery,
    phases,
    plans,
    publishing,
    readers,
    readiness,
    teams,
    visits,
)
from groundswell.cohorts.choices import PhaseKind, Place, ReadingPurpose
from groundswell.cohorts.models import (
    CohortMember,
    DecisionEntry,
    PlanField,
    Reading,
    SelectionDecision,
    SelectionPhase,
)
from groundswell.cohorts.queries.records import latest_record
from groundswell.cohorts.rules.refusals import Refused
from groundswell.impact.actions import designs
from groundswell.impact.choices import Design
from groundswell.kernel import clock
from groundswell.roster.choices import PositionRole as Role
from groundswell.roster.models import Person
from groundswell.universe.story import first_words as words
from groundswell.universe.story.timeline import Timeline

if TYPE_CHECKING:
    from groundswell.universe.story.selection import Selection

VISITORS = 8
SEARCH = 0.5  # seconds in which the order of the visits is looked for
STEPS_FOR = 12  # schools not chosen with which the office writes a plan at once


def whole(**which: Any) -> QuerySet[Reading]:
    """Readings with all that a reader needs, in the order in which they were given out."""
    rows = Reading.objects.filter(**which).order_by("pk")
    return rows.select_related("reader__person", "anchor", "phase__rubric")


class Chosen:
    """What follows the approvals of one wave."""

    def __init__(self, selection: "Selection") -> None:
        self.of, self.world = selection, selection.world
        self.decision: SelectionDecision

    def tell(self, timeline: Timeline, visit: SelectionPhase) -> None:
        """Visits in their phase, a decision three days after, letters the day after that."""
        timeline.at(visit.opens_at + timedelta(hours=9), self._plan_visits)
        timeline.at(visit.closes_at - timedelta(hours=3), self._score_visits)
        over = visit.closes_at + timedelta(hours=1)
        timeline.at(over, partial(self._over))
        timeline.at(over + timedelta(days=1), self._draw_the_line)
        timeline.at(over + timedelta(days=2), self._draw_lots)
        timeline.at(over + timedelta(days=3), self._decide)
        timeline.at(over + timedelta(days=4), self._tell_all)
        timeline.at(over + timedelta(days=9), self._help_who_was_not_chosen)
        timeline.at(over + timedelta(days=16), self._begin)
        if self.of.wave.number == 1:
            timeline.at(over + timedelta(days=120), self._check_in)

    def _plan_visits(self) -> None:
        """The schools nearest to the line and above it are visited: those who could still come in."""
        by, phase = self.of.office, self.of.phase(PhaseKind.VISIT)
        for person in self._visitors():
            readers.add_reader(by=by, phase=phase, person=person)
        days = [phase.opens_at.date() + timedelta(days=n) for n in range(1, 14)]
        days = [day for day in days if day.weekday() < 5]
        visits.schedule(by=by, phase=phase, days=days, seed=self.world.seed, seconds=SEARCH)

    def _visitors(self) -> list[Person]:
        central = self.world.staff(Role.DISTRICT_SPECIALIST, Role.DEPARTMENT_STAFF)
        dev = self.world.people["district_specialist"]
        return [dev, *central][:VISITORS]

    def _score_visits(self) -> None:
        phase = self.of.phase(PhaseKind.VISIT)
        which = {"phase": phase, "purpose": ReadingPurpose.VISIT, "visit__cancelled_at": None}
        for one in self.of.seen(lambda: list(whole(**which))):
            self.of.finish(one, self.of.worth.get(one.candidacy_id or 0, 2.5))

    def _over(self) -> None:
        phases.settle(by=self.of.office, phase=self.of.phase(PhaseKind.VISIT))

    def _draw_the_line(self) -> None:
        """Where equals stand at the line, lots decide among them: fixed today, drawn tomorrow with a public number."""
        by, call = self.world.actor("superintendent"), self.of.call
        self.decision = deciding.draft(by=by, call=call, band=Decimal(0))
        try:
            self.decision = lottery.commit_lots(
                by=by, decision=self.decision, public_source=words.PUBLIC_NUMBER
            )
        except Refused:
            self.decision = deciding.draft(by=by, call=call, cut=self.decision.cut)

    def _draw_lots(self) -> None:
        if self.decision.committed_at is not None:
            number = f"{self.of.chance.randrange(10_000):04}"
            by = self.world.actor("superintendent")
            self.decision = lottery.draw(by=by, decision=self.decision, public_number=number)

    def _decide(self) -> None:
        by = self.world.actor("superintendent")
        self.decision = deciding.decide(by=by, decision=self.decision, reason=words.DECIDED)

    def _tell_all(self) -> None:
        """The study's plan is locked first, so that nobody can choose it by what comes of it."""
        wave = self.of.wave_row
        record = self.of.seen(lambda: [latest_record(self.decision)])[0]
        designs.lock(
            by=self.of.office, record=record.pk, design=Design.MATCHED,
            outcome="What students can do in mathematics at the end of the second year", measure="performance_score",
            from_year=wave.year, to_year=wave.year + 1, compared=len(record.data["pool"]), pupils=80, icc=0.15,
        )  # fmt: skip
        publishing.publish(by=self.world.actor("superintendent"), decision=self.decision)

    def _help_who_was_not_chosen(self) -> None:
        today = clock.now().date()
        for one in self.of.seen(self._not_chosen):
            steps: Sequence[tuple[str, date | None]] = [
                (what, today + timedelta(days=days)) for what, days in words.STEPS
            ]
            readiness.plan_readiness(by=self.of.office, candidacy=one.candidacy, steps=steps)

    def _not_chosen(self) -> list[DecisionEntry]:
        rows = DecisionEntry.objects.filter(decision=self.decision, place=Place.NOT_CHOSEN)
        return list(rows.select_related("candidacy").order_by("-score", "pk")[:STEPS_FOR])

    def _begin(self) -> None:
        """Teams come together and write their plans; the first schools write what it means."""
        for member in self._members():
            self._seat_team(member)
        if self.of.wave.number > 1:
            return
        by = self.of.office
        initiative = self.of.call.wave.initiative
        fields = [plans.FieldSpec(kind, title, prompt) for kind, title, prompt in words.PLAN_FIELDS]
        plans.set_template(by=by, initiative=initiative, fields=fields)
        for member in self._members():
            self._write_plan(member)
        self._define()

    def _members(self) -> list[CohortMember]:
        def rows() -> list[CohortMember]:
            held = CohortMember.objects.filter(cohort__wave=self.of.wave_row)
            return list(held.select_related("school", "initiative", "team").order_by("pk"))

        return self.of.seen(rows)

    def _seat_team(self, member: CohortMember) -> None:
        principal, people = self._people_of(member)
        by = self.of.acting(principal)
        teams.seat(by=by, member=member, person=principal, brings="leads the school")
        for person in people[: 10 if self.of.wave.number <= 2 else 0]:
            teams.seat(by=by, member=member, person=person)

    def _people_of(self, member: CohortMember) -> tuple[Person, list[Person]]:
        held = self.of.seen(
            lambda: list(
                member.school.positions.select_related("person").exclude(role=Role.STUDENT).order_by("pk")
            )
        )
        principal = next(one.person for one in held if one.role == Role.PRINCIPAL)
        aside = {one.person for one in held if one.role in (Role.SCHOOL_COACH, Role.MEDIA_COORDINATOR)}
        others = sorted(
            {one.person for one in held if one.person != principal},
            key=lambda person: (person not in aside, person.pk),
        )
        return principal, others

    def _write_plan(self, member: CohortMember) -> None:
        principal, people = self._people_of(member)
        by, year = self.of.acting(principal), self.of.call.wave.year
        plan = plans.begin(by=by, member=member, year=year)
        fields = self.of.seen(
            lambda: list(PlanField.objects.filter(plan=None, kind="text").order_by("position"))
        )
        for field, text in zip(fields, words.PLAN_TEXTS, strict=True):
            plans.word(by=by, plan=plan, field=field, text=text, seen=0)
        first = date(year - 1, 9, 15)
        for goal_at, (title, measure, steps) in enumerate(words.GOALS):
            goal = plans.add_goal(by=by, plan=plan, title=title, measure=measure)
            for at, what in enumerate(steps):
                who = people[(goal_at + at) % len(people)] if people else principal
                plans.add_step(
                    by=by, goal=goal, what=what, by_when=first + timedelta(days=45 * at), person=who
                )
        for what, likelihood, impact, response in words.RISKS:
            plans.note_risk(
                by=by, plan=plan, what=what, likelihood=likelihood, impact=impact, response=response
            )
        plans.agree(by=by, plan=plan)

    def _define(self) -> None:
        """The district's definition grows out of what the first schools say."""
        by, initiative = self.of.office, self.of.call.wave.initiative
        said = [
            definition.propose(
                by=self.of.acting(self._people_of(member)[0]),
                initiative=initiative,
                words=proposed,
                school=member.school,
            )
            for member, proposed in zip(self._members(), words.PROPOSALS, strict=False)
        ]
        definition.adopt(by=by, initiative=initiative, text=words.DEFINITION, proposals=said[2:])
        if len(said) > 1:
            definition.adopt(by=by, initiative=initiative, text=words.DEFINITION_ANEW, proposals=said[:2])

    def _check_in(self) -> None:
        for member in self._members():
            principal, _people = self._people_of(member)
            plans.check_in(
                by=self.of.acting(principal), member=member, held_on=clock.now().date(),
                stands="Two grades have profiles; the third begins after the holidays.",
                in_the_way="Substitutes are hard to find on Fridays.", next="Open classrooms in November.",
            )  # fmt: skip
