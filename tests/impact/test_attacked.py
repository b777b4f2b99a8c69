"""What somebody could try against the ledger, and what stands against it."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from groundswell.impact.actions import definitions
from groundswell.impact.forms.claims import QuestionForm
from groundswell.impact.queries import evidence
from groundswell.impact.rules.sentences import TYPED_COUNT, TYPED_SHARE
from groundswell.kernel import clock
from groundswell.kernel.tenancy import reading, writing
from groundswell.surveys.actions import asking, instruments, waves
from groundswell.surveys.models import Item
from groundswell.surveys.queries.audiences import Audience
from tests.impact.conftest import _answer

FILLED = import_module("groundswell.surveys.migrations.0007_fingerprints")


def test_a_copy_of_a_questionnaire_is_counted_where_it_is_chosen(cast, workshop):
    """Its questions stay the same questions, so that their fingerprints name two questionnaires."""
    wave = workshop(2, 0, 4, 9, 5)
    draft = instruments.copy(by=cast.system, instrument=wave.instrument)
    copy = instruments.freeze(by=cast.system, instrument=draft)
    with writing(cast.tenant):
        people = [each.person for each in wave.invitations.select_related("person")]
    other = waves.open_for(
        by=cast.system, instrument_key=copy.key, subject_key="office:2", title="Again", context_label="",
        people=people, anchor=clock.today("America/New_York"),
    )  # fmt: skip
    with writing(cast.tenant):
        _answer(other, ["very"] * 12)
    waves.close(by=cast.system, wave=other)
    today = clock.today("America/New_York")
    with reading(cast.tenant):
        mark = next(
            one["fingerprint"] for one in evidence.questions()
            if one["instrument"] == copy.key and one["item"] == "confident"
        )  # fmt: skip
    made = definitions.define(
        by=cast.actor("ola"), instrument=copy.key, fingerprint=mark, population="who was asked again", wave=other.pk,
        from_on=today - timedelta(days=1), to_on=today + timedelta(days=1),
    )  # fmt: skip
    with reading(cast.tenant):
        assert sum(row["people"] for row in evidence.rows_of(made)) == 12


def test_questions_from_before_fingerprints_are_told_apart(cast, workshop):
    """An upgraded district: versions whose questions were written before there were fingerprints."""
    workshop(2, 0, 4, 9, 5)
    with reading(cast.tenant):
        before = len(evidence.questions())
    with writing(cast.tenant):
        Item.objects.update(fingerprint="", revision=1)
    with reading(cast.tenant):
        assert len(evidence.questions()) < before
    with writing(cast.tenant), connection.cursor() as cursor:
        FILLED.tell_apart(apps, cursor)
    with reading(cast.tenant):
        assert len(evidence.questions()) == before


def test_what_was_called_off_is_no_survey_in_which_few_answered(cast, workshop):
    """Planned on a day to come, called off today: nobody was asked."""
    workshop(2, 0, 4, 9, 5)
    today = clock.today("America/New_York")
    wave = asking.ask(
        by=cast.actor("ola"), attempt="c" * 32, instrument_key="post_event", title="Never", about="",
        promise="confidential", audience=Audience(), opens_on=today + timedelta(days=1),
        closes_on=today + timedelta(days=9),
    )  # fmt: skip
    asking.call_off(by=cast.actor("ola"), wave=wave)
    with reading(cast.tenant):
        mark = next(one["fingerprint"] for one in evidence.questions() if one["item"] == "confident")
    made = definitions.define(
        by=cast.actor("ola"), instrument="post_event", fingerprint=mark, population="everybody",
        from_on=today - timedelta(days=1), to_on=today + timedelta(days=1),
    )  # fmt: skip
    with reading(cast.tenant):
        assert wave.pk not in {row["wave"] for row in evidence.rows_of(made)}


@pytest.mark.parametrize(
    "words",
    [
        "Nine in ten teachers", "9 in 10", "9/10", "9 / 10", "Two thirds of them", "three-quarters", "Half of all",
        "More than half the teachers", "One in every three", "A quarter of us", "Ninety percent",
        "Nueve de cada diez", "9 de cada 10", "dos tercios", "un tercio de los docentes", "La mitad de todos",
        "tres cuartas partes", "la tercera parte de ellos", "noventa por ciento",
    ],
)  # fmt: skip
def test_a_share_that_was_typed_in_words_is_typed_by_hand(words):
    assert TYPED_COUNT.search(words) or TYPED_SHARE.search(words)


@pytest.mark.parametrize(
    "words",
    [
        "{share} of those who answered: {count} of {answered}", "In the school year 2025/26", "On 3/10/2026",
        "In May 2026 and 2-10-2026", "a third session", "the third of March", "half a day", "a second half",
        "three sessions in May", "3 sessions of 90 minutes", "one in particular", "5 in 2026", "in grades 6-8",
        "un cuarto oscuro", "quinto grado", "la cuarta semana", "la media de todos", "en 2026",
    ],
)  # fmt: skip
def test_words_that_share_nothing_may_stand(words):
    assert not TYPED_COUNT.search(words) and not TYPED_SHARE.search(words)


def test_two_questionnaires_of_one_title_are_told_apart_in_the_form(cast, workshop):
    workshop(2, 0, 4, 9, 5)
    with reading(cast.tenant):
        one = evidence.questions()[0]
    twin = one | {"instrument": "a_copy"}
    form = QuestionForm(questions=[one, twin], waves=[], today=clock.today("America/New_York"))
    groups = dict(form.fields["question"].choices)
    assert [*groups] == [
        f"{one['instrument_title']} ({one['instrument']})",
        f"{one['instrument_title']} (a_copy)",
    ]
    assert len({value for ones in groups.values() for value, _words in ones}) == 2
