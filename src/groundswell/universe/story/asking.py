"""In autumn the office asks some of the staff, drawn by chance, what they want to learn next; about half say."""

from datetime import date, timedelta
from functools import partial
from random import Random

from groundswell.kernel import clock
from groundswell.kernel.tenancy import reading
from groundswell.surveys.actions import asking, waves
from groundswell.surveys.choices import Margin, Promise
from groundswell.surveys.models import Invitation, SurveyWave
from groundswell.surveys.queries.audiences import Audience
from groundswell.surveys.rules.branching import Given
from groundswell.universe.story import answers
from groundswell.universe.story.days import moment
from groundswell.universe.story.timeline import Timeline
from groundswell.universe.world import RIVERBEND, World

DECIDED, OPENS, CLOSES = date(2025, 9, 22), date(2025, 9, 29), date(2025, 10, 10)
REMIND_AFTER = (4, 8)
MOST, ONE_IN = 100, 4  # people who are drawn, of all staff
TELLING = 0.55
# How sure people are in each area: the shares of "very" and "extremely" together, as the questions name the areas.
SURE = {"choice": 0.45, "groups": 0.6, "feedback": 0.5, "data": 0.3, "language": 0.2}
WANTED = {"data": 0.5, "language": 0.45, "choice": 0.35, "feedback": 0.3, "groups": 0.25, "other": 0.12}
TIMES = {"workdays": 0.6, "school_day": 0.5, "own_time": 0.3, "after_school": 0.25, "summer": 0.2}
OTHER = (
    "Writing across subjects", "Working with families", "Calm beginnings of a lesson", "Science outdoors",
    "Co-teaching with our specialist",
)  # fmt: skip


def plan(world: World, timeline: Timeline) -> None:
    """Decided a week before, opened by itself, reminded twice, closed in October."""
    riverbend, asked = world.tenants[RIVERBEND], Needs(world, timeline)
    timeline.at(moment(DECIDED, 15, 10), asked.decide)
    timeline.at(moment(OPENS, 7, 1), asked.open)
    for days in REMIND_AFTER:
        at = moment(OPENS + timedelta(days=days), 8)
        timeline.at(at, lambda: waves.remind_due(riverbend))
    timeline.at(moment(CLOSES + timedelta(days=1), 1), lambda: waves.close_due(riverbend))


class Needs:
    """The one wave that the office opens for an audience."""

    def __init__(self, world: World, timeline: Timeline) -> None:
        self.world, self.timeline = world, timeline
        self.wave: SurveyWave | None = None

    def decide(self) -> None:
        """The office plans it."""
        self.wave = asking.ask(
            by=self.world.actor("learning_office"),
            attempt="needs",
            instrument_key="needs_assessment",
            title="What you want to learn next",
            about="So that the winter's events are the ones that you need",
            promise=Promise.CONFIDENTIAL,
            audience=Audience(
                sample=min(MOST, self.world.size.staff // ONE_IN), seed=f"riverbend {self.world.seed}"
            ),
            opens_on=OPENS,
            closes_on=CLOSES,
            remind_after_days=REMIND_AFTER,
            margins=[Margin.LEVEL],
        )

    def open(self) -> None:
        """It opens; some will answer, each at their own moment."""
        riverbend = self.world.tenants[RIVERBEND]
        asking.open_due(riverbend)
        waves.invite_due(riverbend)
        with reading(riverbend):
            rows = Invitation.objects.filter(wave=self.wave).select_related("person", "wave__instrument")
            invitations = list(rows.order_by("pk"))
        rng = self.world.chance("needs", "answers")
        assert self.wave is not None
        self.world.truth[self.wave.subject_key] = {"people": len(invitations)}
        for invitation in invitations:
            given, tells = _given(rng), rng.random() < TELLING
            if tells:
                at = clock.now() + timedelta(minutes=30 + rng.random() * 9 * 24 * 60)
                self.timeline.at(at, partial(answers.tell, self.world, invitation, given))


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
