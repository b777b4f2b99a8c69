"""A certificate of one's own: made once, signed, checked by whoever has its number, taken back by the office."""

import json

import pytest
from django.conf import settings as running

from groundswell.events.actions import attendance, credentials
from groundswell.events.choices import ArrivalState
from groundswell.events.models import BadgeKey, Credential, Registration
from groundswell.events.rules import badges
from groundswell.kernel import clock
from groundswell.kernel.models import JournalEntry
from groundswell.kernel.tenancy import reading
from groundswell.roster.actions import erasure
from groundswell.roster.choices.lives import ErasureGround
from tests.support.paper import faults, text_of

EVENTS = "/d/riverbend/events/"
BADGES = "/d/riverbend/badges/"


@pytest.fixture
def seat(cast, attended, settings):
    """Ana's seat at a workshop that is over; the installation stands at the test client's own address."""
    settings.GROUNDSWELL_URL = "https://testserver"
    attended({"title": "Small groups that work"}, ana=ArrivalState.ATTENDED, ben=ArrivalState.PARTIAL)
    attended.later()
    with reading(cast.tenant):
        return Registration.objects.select_related("section").get(person=cast.people["ana"])


@pytest.fixture
def made(cast, seat, browse):
    browse("ana").post(f"{EVENTS}certificates/for/{seat.pk}/")
    with reading(cast.tenant):
        return Credential.objects.get()


def test_it_is_made_once_and_says_the_same_as_page_paper_and_badge(cast, seat, made, browse, pressed_here):
    again = browse("ana").post(f"{EVENTS}certificates/for/{seat.pk}/")
    page = browse("ana").get(again.url)
    assert "Ana Ruiz" in page.text and "Small groups that work" in page.text and made.number in page.text
    pdf = browse("ana").get(f"{again.url}certificate.pdf").content
    assert faults(pdf, language="en", title="Certificate: Small groups that work") == []
    assert made.number in text_of(pdf)
    subject = made.document["credentialSubject"]
    assert (subject["creditsEarned"], subject["achievement"]["name"]) == (1.5, "Small groups that work")
    with reading(cast.tenant):
        assert (Credential.objects.count(), BadgeKey.objects.count()) == (1, 1)
        kinds = JournalEntry.objects.filter(kind__startswith="events.credential").values_list(
            "kind", flat=True
        )
        assert list(kinds) == ["events.credential.issued"]


def test_it_is_its_holders_and_the_offices(cast, seat, made, browse):
    page = f"{EVENTS}certificates/{made.pk}/"
    assert browse("ola").get(page).status_code == 200
    assert [browse(name).get(page).status_code for name in ("ben", "bao", "dev", "noor")] == [404] * 4
    assert browse("ben").post(f"{EVENTS}certificates/for/{seat.pk}/").status_code == 404
    assert browse("ana").get(f"{page}take-back/").status_code == 403


def test_anybody_checks_it_and_nobody_is_named(cast, made, client):
    page = client.get(f"{BADGES}{made.number}/")
    assert page.status_code == 200 and "This certificate stands" in page.text
    file = client.get(f"{BADGES}credentials/{made.number}")
    assert json.loads(file.content) == made.document
    for said in (page.text, file.text):
        assert "Ana" not in said and "Ruiz" not in said and "ana@" not in said
    assert client.get(f"{BADGES}RC-2222-2222-2222/").status_code == 404
    assert client.get(f"/d/harbor-point/badges/{made.number}/").status_code == 404
    assert client.get("/d/harbor-point/badges/did.json").status_code == 404


def test_the_published_key_is_the_one_that_signed(cast, made, client):
    published = client.get(f"{BADGES}did.json").json()
    assert published["id"] == made.document["issuer"]["id"] == "did:web:testserver:d:riverbend:badges"
    assert published["assertionMethod"] == [made.document["proof"]["verificationMethod"]]
    with reading(cast.tenant):
        key = BadgeKey.objects.get()
    assert running.SECRET_KEY not in key.sealed and key.public in published["assertionMethod"][0]


def test_the_office_takes_it_back_and_the_list_says_so(cast, made, browse, client):
    url = made.document["credentialStatus"]["statusListCredential"].removeprefix("https://testserver")
    before = json.loads(client.get(url, secure=True).content)
    assert before["id"] == f"https://testserver{url}"
    take_back = f"{EVENTS}certificates/{made.pk}/take-back/"
    assert browse("ola").post(take_back, {"reason": ""}).status_code == 422
    browse("ola").post(take_back, {"reason": "It was another Ana."})
    after = json.loads(client.get(url, secure=True).content)["credentialSubject"]["encodedList"]
    assert after == badges._bits([made.list_index]) != before["credentialSubject"]["encodedList"]
    page = client.get(f"{BADGES}{made.number}/").text
    assert "was taken back" in page and "another Ana" not in page


def test_corrected_attendance_takes_it_back(cast, seat, made, fresh):
    attendance.note(by=cast.actor("dev"), section=seat.section, registration=seat, state="no_show")
    assert fresh(made).revoked_at is not None


def test_without_hours_there_is_none(cast, seat, browse):
    with reading(cast.tenant):
        part = Registration.objects.get(person=cast.people["ben"])
    answer = browse("ben").post(f"{EVENTS}certificates/for/{part.pk}/", follow=True)
    assert "nothing to certify" in answer.text


def test_under_another_secret_a_new_key_is_made_and_the_old_one_stays_published(cast, made, client, settings):
    settings.SECRET_KEY = "another secret of this installation, long enough to be one"
    credentials.revoke(by=cast.actor("ola"), credential=made, reason="For the test.")
    with reading(cast.tenant):
        seat = Registration.objects.select_related("section__event", "person").get(person=cast.people["ana"])
    second = credentials.issue(by=cast.actor("ola"), registration=seat)
    methods = client.get(f"{BADGES}did.json").json()["assertionMethod"]
    assert len(methods) == 2 and second.document["proof"]["verificationMethod"] in methods
    assert (second.serial, made.serial) == (1, 0) and second.list_index != made.list_index


def test_an_erased_person_leaves_no_document(cast, made, client, fresh, tmp_path, settings):
    settings.GROUNDSWELL_HOME = tmp_path
    erasure.erase_person(by=cast.actor("ida"), person=cast.people["ana"], ground=ErasureGround.REQUEST)
    assert fresh(made).document == {} and clock.now() > made.issued_at
    assert client.get(f"{BADGES}{made.number}/").status_code == 404
