"""After one event what people used is asked anonymously: it is left out of the usual rule, and has one of its own."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from groundswell.events.actions import asking_rules
from groundswell.events.choices import USED
from groundswell.events.models import LearningEvent, Section
from groundswell.events.queries.asking import rules
from groundswell.kernel import clock
from groundswell.kernel.tenancy import reading
from groundswell.surveys.choices import Promise
from groundswell.surveys.models import Invitation, SurveyWave
from groundswell.surveys.queries.anonymous import public_key_of
from groundswell.universe.story import anonymous
from groundswell.universe.story.answers import Use
from groundswell.universe.story.timeline import Timeline
from groundswell.universe.world import RIVERBEND, World

ANONYMOUS_AFTER = "hints"
TELLING, PLAIN = 0.9, 0.08  # who answers, more than elsewhere; whose browser runs no script


def decide(world: World, section: Section) -> None:
    """Before anybody is due: asked six weeks after like everybody, and nobody can find out who said what."""
    with reading(world.tenants[RIVERBEND]):
        usual = next(rule for rule in rules() if rule.instrument_key == USED)
        event = LearningEvent.objects.get(pk=section.event_id)
    by = world.actor("learning_office")
    asking_rules.leave_out(by=by, rule=usual, event=event)
    asking_rules.add(
        by=by,
        instrument_key=USED,
        days_after=42,
        open_days=usual.open_days,
        promise=Promise.ANONYMOUS,
        kind="",
        programme=None,
        event=event,
    )


def tell(
    world: World, timeline: Timeline, wave: SurveyWave, invitations: Sequence[Invitation], uses: Sequence[Use]
) -> None:
    """Most answer within days, each with a token of their own; what became of a plan they keep to themselves."""
    rng = world.chance("six weeks", "anonymous")
    with reading(wave.tenant):
        public = public_key_of(wave)
    for invitation, use in zip(invitations, uses, strict=True):
        voice = anonymous.Voice(0, rng.random() >= PLAIN)
        at = clock.now() + timedelta(minutes=30 + rng.expovariate(1 / 2200))
        if rng.random() < TELLING:
            timeline.at(at, partial(anonymous.tell, invitation, wave, public, voice, use.given))
