"""The page behind a mailed link."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from groundswell.kernel import clock
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading
from groundswell.surveys.actions import responses, waves
from groundswell.surveys.models import Answer, Invitation, Response

ANSWERS = {"recommend": "10", "confident": "extremely", "takeaway": "Begin with one group."}


def stored(cast) -> int:
    with reading(cast.tenant):
        return Response.objects.count()


def without_csrf(content: bytes) -> bytes:
    return re.sub(rb'csrf[^>]*?"[A-Za-z0-9]{32,}"', b"", content)


def test_a_person_answers_on_a_phone_without_signing_in(cast, ask, client):
    asked = ask(1)
    page = client.get(asked.path(0))
    text = page.content.decode()
    assert page.status_code == 200
    assert "Given0" in text and "Family0" not in text
    assert text.index("Given0") < text.index("confidential") < text.index("<form")
    assert text.count('type="radio"') == 15
    done = client.post(asked.path(0), ANSWERS, follow=True)
    assert "Thank you, Given0" in done.content.decode()
    with reading(cast.tenant):
        answers = {
            answer.item.key: answer.choice or answer.text for answer in Answer.objects.select_related("item")
        }
    assert answers == ANSWERS


def test_a_mail_scanner_spends_nothing(cast, ask, client):
    asked = ask(1)
    for _ in range(3):
        assert client.get(asked.path(0)).status_code == 200
        assert client.head(asked.path(0)).status_code == 200
        assert client.options(asked.path(0)).status_code == 405
    assert asked.invitation(0).done_at is None
    assert stored(cast) == 0
    assert b"<form" in client.get(asked.path(0)).content


def test_a_link_counts_once(cast, ask, client):
    asked = ask(1)
    client.post(asked.path(0), ANSWERS)
    again = client.post(asked.path(0), {"confident": "not_at_all"}, follow=True)
    assert b"have arrived" in again.content
    assert stored(cast) == 1
    with reading(cast.tenant):
        assert not Answer.objects.filter(choice="not_at_all").exists()


def test_two_clicks_at_once_count_once(cast, ask):
    """Both requests have read an open invitation before either writes."""
    asked = ask(1)
    first, second = asked.invitation(0), asked.invitation(0)
    by = Actor(tenant=cast.tenant, name="", person_id=first.person_id, origin="link")
    responses.submit(by=by, invitation=first, answers=ANSWERS)
    with pytest.raises(responses.LinkIsSpent):
        responses.submit(by=by, invitation=second, answers=ANSWERS)
    assert stored(cast) == 1


def test_after_the_end_a_link_says_so(cast, ask, client):
    asked = ask(1)
    with clock.shifted(timedelta(days=23)):
        assert b"the time for answers is over" in client.get(asked.path(0)).content
        assert b"the time for answers is over" in client.post(asked.path(0), ANSWERS, follow=True).content
    assert stored(cast) == 0


def test_a_closed_wave_takes_no_answers(cast, ask, client):
    asked = ask(1)
    asked.close()
    assert b"the time for answers is over" in client.post(asked.path(0), ANSWERS, follow=True).content
    assert stored(cast) == 0


def test_a_foreign_link_is_an_unknown_link(cast, ask, client):
    asked = ask(1)
    secret = asked.path(0).split("/")[-2]
    foreign = client.get(f"/d/harbor-point/answer/{secret}/")
    unknown = client.get(f"/d/harbor-point/answer/{'x' * 43}/")
    assert foreign.status_code == unknown.status_code == 404
    assert without_csrf(foreign.content) == without_csrf(unknown.content)
    assert client.post(f"/d/harbor-point/answer/{secret}/", ANSWERS).status_code == 404
    assert stored(cast) == 0
    assert client.get(asked.path(0)).status_code == 200


def test_no_answer_at_all_is_not_sent(cast, ask, client):
    asked = ask(1)
    page = client.post(asked.path(0), {"takeaway": "   "})
    assert page.status_code == 422
    assert b"at least one question" in page.content
    assert asked.invitation(0).done_at is None


def test_one_answer_is_enough(cast, ask, client):
    asked = ask(1)
    client.post(asked.path(0), {"takeaway": "Only this."})
    assert stored(cast) == 1


@pytest.mark.parametrize("answers", [{"confident": "enormously"}, {"recommend": "11"}, {"recommend": "0"}])
def test_an_answer_off_the_scale_is_refused(cast, ask, client, answers):
    asked = ask(1)
    assert client.post(asked.path(0), answers).status_code == 422
    with pytest.raises(ValueError, match="not on the scale"):
        asked.answer(0, **answers)
    assert stored(cast) == 0
    assert asked.invitation(0).done_at is None


def test_a_long_text_is_refused_with_its_limit(cast, ask, client):
    asked = ask(1)
    page = client.post(asked.path(0), {"takeaway": "x" * 2_001})
    assert page.status_code == 422
    assert b"2000 characters; this has 2001" in page.content
    client.post(asked.path(0), {"takeaway": "x" * 2_000})
    assert stored(cast) == 1


@pytest.mark.filterwarnings("ignore")
def test_ten_megabytes_are_refused_without_harm(cast, ask, client):
    asked = ask(1)
    page = client.post(asked.path(0), {"takeaway": "x" * 10_000_000})
    assert page.status_code == 400
    assert stored(cast) == 0
    assert asked.invitation(0).done_at is None


def test_somebody_who_reads_spanish_is_asked_in_spanish(cast, ask, client):
    page = client.get(ask(1, language="es").path(0))
    assert page.headers["Content-Language"] == "es"
    assert "¿Qué idea se lleva?" in page.content.decode()
    assert "Muchísimo" in page.content.decode()


def test_the_language_can_be_changed_on_the_page_without_changing_anything(cast, ask, client):
    asked = ask(1)
    assert "What is one thing" in client.get(asked.path(0)).content.decode()
    assert "¿Qué idea se lleva?" in client.get(asked.path(0) + "?lang=es").content.decode()
    assert "What is one thing" in client.get(asked.path(0) + "?lang=xx").content.decode()


def test_the_page_is_kept_by_no_cache_and_no_search_engine(cast, ask, client):
    page = client.get(ask(1).path(0))
    assert "no-store" in page.headers["Cache-Control"]
    assert b"noindex" in page.content


def test_a_form_without_its_token_is_refused(cast, ask):
    asked = ask(1)
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(asked.path(0), ANSWERS).status_code == 403
    assert stored(cast) == 0


def test_signed_in_people_answer_their_own_invitation_only(cast, ask, browse):
    waves.open_for(
        by=cast.system,
        instrument_key="post_event",
        subject_key="event:5",
        title="For Ana",
        context_label="",
        people=[cast.people["ana"]],
        anchor=clock.today("America/New_York"),
    )
    with reading(cast.tenant):
        own = Invitation.objects.get(person=cast.people["ana"])
    path = f"/d/riverbend/answer/mine/{own.pk}/"
    assert browse("ben").get(path).status_code == 404
    assert browse("ben").post(path, ANSWERS).status_code == 404
    assert browse("noor").get(path).status_code == 404
    ana = browse("ana")
    assert ana.get(path).status_code == 200
    ana.post(path, ANSWERS)
    assert stored(cast) == 1
