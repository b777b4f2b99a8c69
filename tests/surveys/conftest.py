"""A workshop that twelve people attended, and what its survey needs."""

from datetime import timedelta
from itertools import count
from urllib.parse import urlsplit

import pytest

from groundswell.kernel import clock
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading
from groundswell.notices.models import OutgoingMail
from groundswell.roster.actions import people
from groundswell.surveys.actions import asking, responses, waves
from groundswell.surveys.models import Invitation
from groundswell.surveys.queries.audiences import Audience

GOOD = {"recommend": "9", "confident": "very", "takeaway": "Start small."}


class Asked:
    """A wave with its people; ``path(3)`` is the address in the fourth person's mail."""

    def __init__(self, cast, wave, people) -> None:
        self.cast, self.wave, self.people = cast, wave, people

    def path(self, number: int, kind: str = "surveys.invitation") -> str:
        with reading(self.cast.tenant):
            mail = OutgoingMail.objects.get(kind=kind, to_person=self.people[number])
        return urlsplit(mail.context["action_url"]).path

    def invitation(self, number: int) -> Invitation:
        with reading(self.cast.tenant):
            return Invitation.objects.select_related("wave", "person").get(
                wave=self.wave, person=self.people[number]
            )

    def answer(self, number: int, **answers: str):
        person = self.people[number]
        by = Actor(tenant=self.cast.tenant, name=person.name, person_id=person.pk, origin="link")
        return responses.submit(by=by, invitation=self.invitation(number), answers=answers or GOOD)

    def close(self) -> None:
        waves.close(by=self.cast.system, wave=self.wave)

    @property
    def page(self) -> str:
        return f"/d/riverbend/proof/surveys/{self.wave.pk}/"


@pytest.fixture
def ask(cast):
    """``ask(12)`` opens a wave for twelve new teachers."""

    def open_wave(
        count: int, subject: str = "event:1", title: str = "Small groups that work", language=""
    ) -> Asked:
        found = [
            people.add_person(
                by=cast.system,
                given_name=f"Given{n}",
                family_name=f"Family{n}",
                email=f"{subject.replace(':', '-')}.{n}@riverbend.example",
                language=language,
            )
            for n in range(count)
        ]
        wave = waves.open_for(
            by=cast.system,
            instrument_key="post_event",
            subject_key=subject,
            title=title,
            context_label="3 March, Alder Elementary",
            people=found,
            anchor=clock.today("America/New_York"),
        )
        return Asked(cast, wave, found)

    return open_wave


@pytest.fixture
def form_of(cast):
    """``form_of(step="do")``: what the office's form sends, everyone on staff for two weeks, with changes."""

    def filled(**more: object) -> dict[str, object]:
        today = clock.today("America/New_York")
        plain = {
            "step": "look", "instrument_key": "post_event", "title": "What you need", "about": "",
            "promise": "confidential", "sample": "", "opens_on": "", "closes_on": str(today + timedelta(days=14)),
            "remind_after_days": "5, 10", "attempt": "c" * 32, "seed": "s", "over_asked": "ask",
        }  # fmt: skip
        return plain | more

    return filled


@pytest.fixture
def plan_it(cast):
    """``plan_it(opens_in=5, roles=("teacher",))``: the office asks, on a day to come or, without one, now."""
    numbers = count()

    def made(
        opens_in: int | None = None, closes_in: int = 14, attempt: str = "", remind=(), margins=(), **chosen
    ):
        today = clock.today("America/New_York")
        return asking.ask(
            by=cast.actor("ola"),
            attempt=attempt or f"{next(numbers):032x}",
            instrument_key="post_event",
            title="What you need",
            about="So that we plan the winter with you",
            promise="confidential",
            audience=Audience(**chosen),
            opens_on=None if opens_in is None else today + timedelta(days=opens_in),
            closes_on=today + timedelta(days=(opens_in or 0) + closes_in),
            remind_after_days=remind,
            margins=margins,
        )

    return made
