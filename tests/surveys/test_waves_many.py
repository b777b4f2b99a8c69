"""A district's whole staff at once: no page is held, and nobody is asked twice or left out."""

import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groundswell.kernel import clock
from groundswell.kernel.tenancy import reading, writing
from groundswell.roster.models import Person, Position
from groundswell.surveys.actions import asking, stopping, waves
from groundswell.surveys.choices import WaveState
from groundswell.surveys.models import Invitation, SurveyWave
from tests.support.counts import count as few_or_all

PEOPLE = few_or_all(400, 18_000)
ASK = "/d/riverbend/proof/surveys/ask/"


@pytest.fixture
def crowd(cast):
    """So many teachers, written below the verbs: rows of a large district, and nothing else of it."""
    with writing(cast.tenant):
        people = Person.objects.bulk_create(
            Person(tenant=cast.tenant, given_name=f"G{n}", family_name=f"F{n}", email=f"p{n}@many.example")
            for n in range(PEOPLE)
        )
        Position.objects.bulk_create(
            Position(
                tenant=cast.tenant, person=person, organisation=cast.places[("alder", "birch")[n % 2]],
                role="teacher",
            )
            for n, person in enumerate(people)
        )  # fmt: skip
    return cast


@pytest.mark.slow
def test_all_staff_are_asked_in_batches_and_each_page_answers(crowd, browse, form_of, monkeypatch, capsys):
    if PEOPLE < asking.BATCH:
        monkeypatch.setattr(asking, "BATCH", 150)
    office, took = browse("ola"), {}

    def timed(what, do):
        begun = time.perf_counter()
        with CaptureQueriesContext(connection) as said:
            result = do()
        took[what] = f"{time.perf_counter() - begun:.2f} s, {len(said)} statements"
        return result

    assert timed("preview", lambda: office.post(ASK, form_of())).status_code == 200
    timed("ask", lambda: office.post(ASK, form_of(step="do")))
    with reading(crowd.tenant):
        wave = SurveyWave.objects.get()
        assert wave.state == WaveState.PLANNED and Invitation.objects.count() == asking.BATCH
    page = timed("page while it opens", lambda: office.get(f"/d/riverbend/proof/surveys/{wave.pk}/plan/"))
    assert "The invitations are being made" in page.content.decode()
    batches = 0
    while timed("a batch of invitations", lambda: asking.open_due(crowd.tenant)):
        batches += 1
    timed("a batch of mail", lambda: waves.invite_due(crowd.tenant))
    timed("preview of the next", lambda: office.post(ASK, form_of(attempt="d" * 32)))
    timed("stop", lambda: stopping.stop(by=crowd.system, wave=wave))
    timed("reopen", lambda: stopping.reopen(by=crowd.system, wave=wave))
    with reading(crowd.tenant):
        asked = Invitation.objects.filter(wave=wave, expires_at__gt=clock.now())
        assert asked.values("person").distinct().count() == asked.count() == PEOPLE + 9
        assert asked.exclude(role="").exclude(place=None).count() == PEOPLE + 9
        assert SurveyWave.objects.get().invited == PEOPLE + 9
    assert batches == -(-(PEOPLE + 9) // asking.BATCH) - 1
    with capsys.disabled():
        print(PEOPLE, took)
