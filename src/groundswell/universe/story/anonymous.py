"""Twice in a school year the office asks some teachers, without names, how it is to work here.

Each answers as their browser would: a token is blinded, signed for the link, and shown with the answers. Most have kept
their code in between, so that the two askings can be put side by side; a few have lost it, and a few have no script.
"""

import secrets
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from random import Random

from groundswell.kernel import clock
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading
from groundswell.surveys.actions import anonymous, asking, waves
from groundswell.surveys.choices import Promise
from groundswell.surveys.models import Invitation, SurveyWave
from groundswell.surveys.queries.anonymous import public_key_of
from groundswell.surveys.queries.audiences import Audience
from groundswell.surveys.rules import blinding
from groundswell.surveys.rules.branching import Given
from groundswell.surveys.rules.codes import own_code, plain
from groundswell.surveys.rules.tokens import pseudonym_of
from groundswell.universe.story.days import moment
from groundswell.universe.story.timeline import Timeline
from groundswell.universe.world import RIVERBEND, World

QUESTIONNAIRE, TITLE = "teacher_voice", "How it is to teach here"
ROUNDS = ((date(2025, 11, 3), date(2025, 11, 14), "autumn"), (date(2026, 2, 9), date(2026, 2, 20), "winter"))
MOST, ONE_IN = 60, 2  # people who are drawn, of all staff
TELLING, LOST, PLAIN = (
    0.8,
    0.12,
    0.08,
)  # who answers; who has lost the code by winter; whose browser runs no script
OFTEN = {"time": 0.35, "materials": 0.6, "feedback": 0.5, "say": 0.4, "safe": 0.55}
PLEASED = {"learning": 0.6, "colleagues": 0.7, "leadership": 0.5, "workload": 0.25}
WRITING = 0.2
KEEP = ("Our Friday planning hour", "That we visit each other's rooms", "The quiet start of the day")
CHANGE = (
    "One meeting less a week",
    "More time before a new programme comes",
    "Somebody who covers when we visit",
)


@dataclass(slots=True)
class Voice:
    """One person's leaning from -1 to 1, their code, and whether their browser runs the page's script."""

    leaning: float
    has_script: bool
    code: str = field(default_factory=lambda: plain(own_code()))


def plan(world: World, timeline: Timeline) -> None:
    """Asked in autumn and in winter, each for two weeks."""
    voices: dict[int, Voice] = {}
    for number, (opens, closes, when) in enumerate(ROUNDS):
        one = Round(world, timeline, voices, number, when, closes)
        timeline.at(moment(opens, 9, 20), one.ask)
        timeline.at(moment(closes + timedelta(days=1), 1), partial(waves.close_due, world.tenants[RIVERBEND]))


@dataclass
class Round:
    """One asking."""

    world: World
    timeline: Timeline
    voices: dict[int, Voice]
    number: int
    when: str
    closes: date

    def ask(self) -> None:
        """The office asks; some will answer, each at their own moment."""
        riverbend = self.world.tenants[RIVERBEND]
        wave = asking.ask(
            by=self.world.actor("learning_office"),
            attempt=f"voice-{self.when}",
            instrument_key=QUESTIONNAIRE,
            title=f"{TITLE}, {self.when}",
            about="Asked twice this year, without names, so that what changes can be seen",
            promise=Promise.ANONYMOUS,
            audience=Audience(
                roles=("teacher",),
                sample=min(MOST, self.world.size.staff // ONE_IN),
                seed=f"voice {self.world.seed}",
            ),
            closes_on=self.closes,
        )
        waves.invite_due(riverbend)
        with reading(riverbend):
            rows = Invitation.objects.filter(wave=wave).select_related(
                "person", "wave__instrument", "wave__tenant"
            )
            invitations = list(rows.order_by("pk"))
            public = public_key_of(wave)
        self.world.truth[wave.subject_key] = {"people": len(invitations)}
        rng = self.world.chance("voice", self.when)
        for invitation in invitations:
            voice = self._voice_of(invitation.person_id, rng)
            given = _given(voice, self.number, rng)
            if rng.random() < TELLING:
                at = clock.now() + timedelta(minutes=20 + rng.random() * 10 * 24 * 60)
                self.timeline.at(at, partial(tell, invitation, wave, public, voice, given))

    def _voice_of(self, person: int, rng: Random) -> Voice:
        if person not in self.voices:
            self.voices[person] = Voice(rng.uniform(-1, 1), rng.random() >= PLAIN)
        elif rng.random() < LOST:
            self.voices[person].code = plain(own_code())
        return self.voices[person]


def tell(
    invitation: Invitation, wave: SurveyWave, public: blinding.Public, voice: Voice, given: Given
) -> None:
    """What somebody's browser does, or what the server does for who has no script."""
    riverbend, person = wave.tenant, invitation.person
    by = Actor(tenant=riverbend, name=person.name, person_id=person.pk, origin="link")
    called = pseudonym_of(voice.code, riverbend.slug, invitation.wave.instrument.key)
    if not voice.has_script:
        anonymous.submit_unscripted(by=by, invitation=invitation, answers=given, pseudonym=called)
        return
    token = secrets.token_bytes(blinding.TOKEN)
    blinded, inverse = blinding.blind(token, public)
    signed = anonymous.sign(by=by, invitation=invitation, blinded=blinding.to_text(blinded))
    signature = blinding.finalize(token, public, blinding.to_bytes(signed), inverse)
    anonymous.deposit(
        by=Actor.system(riverbend),
        wave=wave,
        token=blinding.to_text(token),
        signature=blinding.to_text(signature),
        answers=given,
        pseudonym=called,
    )


def _given(voice: Voice, number: int, rng: Random) -> Given:
    """What one person would say; in winter a little better than in autumn."""
    lift = 0.2 * voice.leaning + 0.08 * number
    often, seldom = ("often", "often", "always"), ("rarely", "sometimes", "sometimes")
    pleased, not_pleased = ("satisfied", "satisfied", "very_satisfied"), ("dissatisfied", "neither")
    given: dict = {
        "voice_support": {
            row: rng.choice(often if rng.random() < share + lift else seldom) for row, share in OFTEN.items()
        },
        "voice_satisfied": {
            row: rng.choice(pleased if rng.random() < share + lift else not_pleased)
            for row, share in PLEASED.items()
        },
        "voice_nps": str(min(10, max(0, round(rng.gauss(6.4 + 2 * voice.leaning + 0.6 * number, 1.2))))),
    }
    if rng.random() < WRITING:
        given["voice_keep"] = rng.choice(KEEP)
    if rng.random() < WRITING:
        given["voice_change"] = rng.choice(CHANGE)
    return given
