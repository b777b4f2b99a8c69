"""What people want to learn next: in autumn the office asks some of the staff, drawn by chance; about half say.

In winter it asks everybody at the six largest schools, to see whether what a school's people want is their own.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from random import Random

from django.db.models import Count

from groundswell.kernel import clock
from groundswell.kernel.models import Tenant
from groundswell.kernel.tenancy import reading
from groundswell.roster.choices import OrganisationKind
from groundswell.roster.models import Position
from groundswell.roster.queries.grants import held_today
from groundswell.surveys.actions import asking, waves
from groundswell.surveys.choices import Margin, Promise
from groundswell.surveys.models import Invitation, SurveyWave
from groundswell.surveys.queries.audiences import Audience
from groundswell.surveys.rules.branching import Given
from groundswell.universe.story import answers
from groundswell.universe.story.days import moment
from groundswell.universe.story.timeline import Timeline
from groundswell.universe.world import RIVERBEND, World

REMIND_AFTER = (4, 8)
MOST, ONE_IN = 100, 4  # people who are drawn, of all staff
LARGEST = 6  # schools that are asked in winter, of those with the most staff
# How sure people are in each area: the shares of "very" and "extremely" together, as the questions name the areas.
SURE = {"choice": 0.45, "groups": 0.6, "feedback": 0.5, "data": 0.3, "language": 0.2}
WANTED = {"data": 0.5, "language": 0.45, "choice": 0.35, "feedback": 0.3, "groups": 0.25, "other": 0.12}
TIMES = {"workdays": 0.6, "school_day": 0.5, "own_time": 0.3, "after_school": 0.25, "summer": 0.2}
OTHER = (
    "Writing across subjects", "Working with families", "Calm beginnings of a lesson", "Science outdoors",
    "Co-teaching with our specialist",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Round:
    """One asking; ``telling`` is the share of people who answer."""

    key: str
    title: str
    about: str
    decided: date
    opens: date
    closes: date
    margin: Margin
    telling: float


AUTUMN = Round(
    "needs", "What you want to learn next", "So that the winter's events are the ones that you need",
    date(2025, 9, 22), date(2025, 9, 29), date(2025, 10, 10), Margin.LEVEL, 0.55,
)  # fmt: skip
WINTER = Round(
    "needs-schools", "What your school wants to learn next", "So that the six largest schools can plan for themselves",
    date(2026, 1, 12), date(2026, 1, 20), date(2026, 1, 30), Margin.SCHOOL, 0.75,
)  # fmt: skip


def plan(world: World, timeline: Timeline) -> None:
    """Each round: decided a week before, opened by itself, reminded twice, closed by itself."""
    riverbend = world.tenants[RIVERBEND]
    for one in (AUTUMN, WINTER) if world.size.schools > LARGEST else (AUTUMN,):
        asked = Needs(world, timeline, one)
        timeline.at(moment(one.decided, 15, 10), asked.decide)
        timeline.at(moment(one.opens, 7, 1), asked.open)
        for days in REMIND_AFTER:
            at = moment(one.opens + timedelta(days=days), 8)
            timeline.at(at, lambda: waves.remind_due(riverbend))
        timeline.at(moment(one.closes + timedelta(days=1), 1), lambda: waves.close_due(riverbend))


class Needs:
    """A wave that the office opens for an audience."""

    def __init__(self, world: World, timeline: Timeline, one: Round) -> None:
        self.world, self.timeline, self.of = world, timeline, one
        self.wave: SurveyWave | None = None

    def decide(self) -> None:
        """The office plans it."""
        self.wave = asking.ask(
            by=self.world.actor("learning_office"),
            attempt=self.of.key,
            instrument_key="needs_assessment",
            title=self.of.title,
            about=self.of.about,
            promise=Promise.CONFIDENTIAL,
            audience=self._audience(),
            opens_on=self.of.opens,
            closes_on=self.of.closes,
            remind_after_days=REMIND_AFTER,
            margins=[self.of.margin],
        )

    def _audience(self) -> Audience:
        if self.of.margin == Margin.SCHOOL:
            return Audience(places=_largest(self.world.tenants[RIVERBEND]))
        return Audience(
            sample=min(MOST, self.world.size.staff // ONE_IN), seed=f"riverbend {self.world.seed}"
        )

    def open(self) -> None:
        """It opens; some will answer, each at their own moment."""
        riverbend = self.world.tenants[RIVERBEND]
        asking.open_due(riverbend)
        waves.invite_due(riverbend)
        with reading(riverbend):
            rows = Invitation.objects.filter(wave=self.wave).select_related("person", "wave__instrument")
            invitations = list(rows.order_by("pk"))
        rng = self.world.chance(self.of.key, "answers")
        assert self.wave is not None
        self.world.truth[self.wave.subject_key] = {"people": len(invitations)}
        for invitation in invitations:
            given, tells = _given(rng), rng.random() < self.of.telling
            if tells:
                at = clock.now() + timedelta(minutes=30 + rng.random() * 9 * 24 * 60)
                self.timeline.at(at, partial(answers.tell, self.world, invitation, given))


def _largest(tenant: Tenant) -> tuple[int, ...]:
    """The schools with the most staff today, by id."""
    with reading(tenant):
        held = Position.objects.filter(held_today(tenant), organisation__kind=OrganisationKind.SCHOOL)
        counted = held.values_list("organisation").annotate(people=Count("person", distinct=True))
        by_size = counted.order_by("-people", "organisation__source_id")[:LARGEST]
        return tuple(pk for pk, _people in by_size)


def _given(rng: Random) -> Given:
    """What one person would say."""
    low, high = ("slightly", "moderately"), ("very", "extremely")
    given: dict = {
        "needs_confident": {
            area: rng.choice(high if rng.random() < share else low) for area, share in SURE.items()
        },
        "needs_topics": [topic for topic, share in WANTED.items() if rng.random() < share][:3] or ["data"],
        "needs_times": [time for time, share in TIMES.items() if rng.random() < share] or ["workdays"],
        "needs_hours": str(rng.choice((1, 2, 2, 3, 4, 4, 6))),
    }
    if "other" in given["needs_topics"]:
        given["needs_other"] = rng.choice(OTHER)
    return given
