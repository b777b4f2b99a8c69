"""People who answer an anonymous wave, each with a browser of their own that does what ours does."""

import random
import secrets
from dataclasses import dataclass, field

from groundswell.kernel import clock
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading, writing
from groundswell.roster.models import Person
from groundswell.surveys.actions import anonymous, waves
from groundswell.surveys.models import Invitation, SurveyWave
from groundswell.surveys.queries.anonymous import public_key_of
from groundswell.surveys.rules import blinding
from groundswell.surveys.rules.tokens import pseudonym_of

GOOD = {"recommend": "9", "confident": "very", "takeaway": "Start small."}


@dataclass
class Browser:
    """One person's browser and what it keeps: the token, its blinding, and the secret of the person."""

    tenant: object
    wave: SurveyWave
    person: Person
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    token: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    blinded: bytes = b""
    inverse: int = 0
    signature: bytes = b""

    @property
    def by(self) -> Actor:
        return Actor(tenant=self.tenant, name=self.person.name, person_id=self.person.pk, origin="link")

    @property
    def invitation(self) -> Invitation:
        with reading(self.tenant):
            return Invitation.objects.select_related("wave__tenant", "person").get(
                wave=self.wave, person=self.person
            )

    @property
    def public(self):
        with reading(self.tenant):
            return public_key_of(self.wave)

    @property
    def pseudonym(self) -> str:
        return pseudonym_of(self.secret, self.tenant.slug, self.wave.instrument.key)

    def blind(self) -> "Browser":
        self.blinded, self.inverse = blinding.blind(self.token, self.public)
        return self

    def sign(self, invitation: Invitation | None = None, by: Actor | None = None) -> "Browser":
        """Have the token signed; the blinded value is made once and kept."""
        if not self.blinded:
            self.blind()
        got = anonymous.sign(
            by=by or self.by,
            invitation=invitation or self.invitation,
            blinded=blinding.to_text(self.blinded),
        )
        self.signature = blinding.finalize(self.token, self.public, blinding.to_bytes(got), self.inverse)
        return self

    def deposit(self, answers=None, *, wave=None, pseudonym="", **changed) -> "Browser":
        said = {"token": blinding.to_text(self.token), "signature": blinding.to_text(self.signature)}
        anonymous.deposit(
            by=Actor.system(self.tenant),
            wave=wave or self.wave,
            answers=answers or GOOD,
            pseudonym=pseudonym,
            **(said | changed),
        )
        return self

    def answer(self, answers=None, **more) -> "Browser":
        return self.sign().deposit(answers, **more)

    def answer_without_script(self, answers=None, **more) -> "Browser":
        anonymous.submit_unscripted(by=self.by, invitation=self.invitation, answers=answers or GOOD, **more)
        return self


def ask_anonymously(cast, count=0, *, subject="event:1", people=None) -> list[Browser]:
    """Open an anonymous wave for so many new people, or for these."""
    tenant = cast.tenant
    if people is None:
        with writing(tenant):
            people = Person.objects.bulk_create(
                Person(tenant=tenant, given_name=f"Given{n}", family_name=f"Family{n}") for n in range(count)
            )
    wave = waves.open_for(
        by=Actor.system(tenant),
        instrument_key="post_event",
        subject_key=subject,
        title="Small groups that work",
        context_label="3 March, Alder Elementary",
        people=people,
        anchor=clock.today("America/New_York"),
        promise="anonymous",
    )
    return [Browser(tenant, wave, person) for person in people]


def shuffled(browsers: list[Browser], seed: int) -> list[Browser]:
    return random.Random(seed).sample(browsers, len(browsers))
