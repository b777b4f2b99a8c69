"""A workshop that people answered, and a claim about it."""

from datetime import timedelta

import pytest

from groundswell.impact.actions import claims, definitions
from groundswell.impact.queries import evidence
from groundswell.kernel import clock
from groundswell.kernel.tenancy import reading, writing
from groundswell.planning.actions import goals
from groundswell.roster.models import Person
from groundswell.surveys.actions import releases, waves
from groundswell.surveys.models import Answer, Invitation, Response

WORDS = {"en": "{share} of those who answered are very or extremely confident: {count} of {answered}."}
POINTS = ("not_at_all", "slightly", "moderately", "very", "extremely")


def _answer(wave, said: list[str]) -> None:
    """All at once; one after the other through the verb is the surveys' own test."""
    items = {one.key: one for one in wave.instrument.items.all()}
    rows = list(Invitation.objects.filter(wave=wave).order_by("pk"))[: len(said)]
    given = Response.objects.bulk_create(
        Response(tenant=wave.tenant, wave=wave, invitation=one, submitted_on=clock.today("UTC"))
        for one in rows
    )
    Answer.objects.bulk_create(
        Answer(tenant=wave.tenant, wave=wave, response=response, item=items[key], choice=choice)
        for response, point in zip(given, said, strict=True)
        for key, choice in (("confident", point), ("recommend", str(6 + len(point) % 4)))
    )


@pytest.fixture
def workshop(cast):
    """``workshop(2, 4, 9, 5, silent=20)``: so many chose each point of confidence, so many said nothing. Closed."""

    def held(
        *counts: int, silent: int = 0, subject: str = "event:1", title: str = "Small groups", is_open=False
    ):
        said = [point for point, count in zip(POINTS, counts, strict=True) for _ in range(count)]
        tenant, today = cast.tenant, clock.today("America/New_York")
        with writing(tenant):
            everybody = Person.objects.bulk_create(
                Person(tenant=tenant, given_name=f"G{n}", family_name=subject)
                for n in range(len(said) + silent)
            )
        wave = waves.open_for(
            by=cast.system, instrument_key="post_event", subject_key=subject, title=title, context_label="",
            people=everybody, anchor=today,
        )  # fmt: skip
        with writing(tenant):
            _answer(wave, said)
        if is_open:
            releases.release(by=cast.system, wave=wave)
        else:
            waves.close(by=cast.system, wave=wave)
        return wave

    return held


@pytest.fixture
def define(cast):
    """``define("confident", box=[…])``: what a number counts, all surveys after events of these days."""

    def of(item: str, **more):
        today = clock.today("America/New_York")
        with reading(cast.tenant):
            asked = {
                one["item"]: {name: one[name] for name in ("instrument", "fingerprint")}
                for one in evidence.questions()
            }
        said = {"population": "everyone who was there", "subject": "event:"}
        said |= {"from_on": today - timedelta(days=1), "to_on": today + timedelta(days=1)}
        return definitions.define(by=cast.actor("ola"), **asked[item], **said | more)

    return of


@pytest.fixture
def plan(cast):
    """Two goals of the plan, the superintendent's, by their numbers."""
    titles = {
        1: ("Every student grows", "Cada estudiante progresa"),
        2: ("Adults learn", "Los adultos aprenden"),
    }
    return {
        number: goals.add(
            by=cast.actor("sam"), number=number, title=dict(zip(("en", "es"), title, strict=True)), from_year=2026,
            to_year=2030,
        )
        for number, title in titles.items()
    }  # fmt: skip


@pytest.fixture
def drafted(cast, workshop, define):
    """A draft of Ola's: 14 of 20 who answered, of 40 who were asked."""
    workshop(2, 0, 4, 9, 5, silent=20)
    return claims.draft(by=cast.actor("ola"), sentence=WORDS, definitions=[define("confident")])


@pytest.fixture
def published(cast, drafted):
    """The same, checked by the superintendent and public."""
    claims.hand_in(by=cast.actor("ola"), claim=drafted)
    claims.check(by=cast.actor("sam"), claim=drafted)
    return claims.publish(by=cast.actor("ola"), claim=drafted)


@pytest.fixture
def moving(cast, workshop, define):
    """A published claim about a survey that is still open, and ``moving.turn()`` with which more people are sure."""

    class Moving:
        claim = None

        @staticmethod
        def turn(before: str = "moderately", now: str = "very") -> None:
            with writing(cast.tenant):
                Answer.objects.filter(choice=before).update(choice=now)

    workshop(2, 0, 9, 9, 5, silent=20, is_open=True)
    moving = Moving()
    moving.claim = claims.draft(by=cast.actor("ola"), sentence=WORDS, definitions=[define("confident")])
    claims.hand_in(by=cast.actor("ola"), claim=moving.claim)
    claims.check(by=cast.actor("sam"), claim=moving.claim)
    moving.claim = claims.publish(by=cast.actor("ola"), claim=moving.claim)
    return moving
