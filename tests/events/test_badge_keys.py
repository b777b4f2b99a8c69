"""Retiring a signing key: what it signed goes on being accepted by a verifier that is not ours; a new one signs on."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from openbadgeslib.ob3.contexts import bundled_contexts

from groundswell.events.actions import badge_keys, credentials
from groundswell.events.choices import ArrivalState
from groundswell.events.models import BadgeKey, Credential, Registration
from groundswell.events.queries.credentials import to_replace
from groundswell.events.rules import badges
from groundswell.kernel import clock
from groundswell.kernel.models import JournalEntry, JournalPersonal
from groundswell.kernel.tenancy import reading
from tests.events.test_badges import DID_CONTEXT, verify

KEYS = "/d/riverbend/events/keys/"
BADGES = "/d/riverbend/badges/"


@pytest.fixture
def seats(cast, attended, settings):
    """Seats of Ana and Ben at a workshop that is over, and the clock on the wall: the other verifier reads it."""
    settings.GROUNDSWELL_URL = "https://testserver"
    with clock.shifted(timedelta(days=-30)):
        attended(ana=ArrivalState.ATTENDED, ben=ArrivalState.ATTENDED)
    with reading(cast.tenant):
        rows = Registration.objects.select_related("section__event__programme", "person").order_by(
            "person_id"
        )
        return list(rows)


def key_of(cast, **lookup) -> BadgeKey:
    with reading(cast.tenant):
        return BadgeKey.objects.get(**lookup)


def test_a_retired_key_signs_no_more_and_the_page_says_what_stands(cast, seats, browse):
    first = credentials.issue(by=cast.actor("ana"), registration=seats[0])
    old = key_of(cast)
    assert "1 certificate that it signed stands" in browse("ida").get(KEYS).text
    page = f"{KEYS}{old.pk}/retire/"
    assert browse("ida").post(page, {"reason": " "}).status_code == 422
    assert browse("ida").post(page, {"reason": "The old IT lead has left."}).status_code == 302
    second = credentials.issue(by=cast.actor("ben"), registration=seats[1])
    methods = [one.document["proof"]["verificationMethod"].partition("#")[2] for one in (first, second)]
    new = key_of(cast, retired_at=None)
    assert methods == [old.public, new.public] and old.public != new.public
    said = browse("ola").get(KEYS).text
    assert "retired on" in said and said.count("1 certificate that it signed stands") == 2
    assert "signs no more already" in browse("ida").post(page, {"reason": "Again."}).text
    with reading(cast.tenant):
        entry = JournalEntry.objects.get(kind="events.badge_key.retired")
        assert "old IT lead" in str(JournalPersonal.objects.get(entry=entry).data)
        assert JournalEntry.objects.filter(kind="events.badge_key.made").count() == 2


def test_what_a_leaked_key_signed_is_signed_again_and_its_holder_is_told(cast, seats, browse, client, post):
    mine, bens = (
        credentials.issue(by=cast.actor(name), registration=seat)
        for name, seat in zip(("ana", "ben"), seats, strict=True)
    )
    credentials.revoke(by=cast.actor("ola"), credential=bens, reason="By mistake.")
    old, check = key_of(cast), f"{BADGES}{mine.number}/"
    page = f"{KEYS}{old.pk}/withdraw/"
    assert "1 certificate is signed again" in browse("ida").get(page).text
    assert browse("ida").post(page, {"reason": ""}).status_code == 422
    assert browse("ana").post(page, {"reason": "Mine now."}).status_code == 403
    told = browse("ida").post(page, {"reason": "It stood in a log file."}, follow=True).text
    assert "1 certificate is still to be signed again" in told
    assert "was withdrawn already" in browse("ida").post(page, {"reason": "Again."}).text
    published = client.get(f"{BADGES}did.json", secure=True).json()
    new = key_of(cast, revoked_at=None)
    assert [one.partition("#")[2] for one in published["assertionMethod"]] == [new.public]
    assert "Its file is being signed again" in client.get(check, secure=True).text
    with reading(cast.tenant):
        assert badge_keys.due(cast.tenant) == 1
    assert badge_keys.sign_again_due(cast.tenant) == 1
    assert badge_keys.sign_again_due(cast.tenant) == 0
    with reading(cast.tenant):
        assert to_replace() == [old], "another may have been made just then"
    with clock.shifted(timedelta(hours=2)):
        badge_keys.sign_again_due(cast.tenant)
    with reading(cast.tenant):
        assert to_replace() == [], "certificates are searched no more"
    assert not badge_keys.sign_again(by=cast.system, credential=mine), "twice is once"
    with reading(cast.tenant):
        now = Credential.objects.get(pk=mine.pk)
    assert now.document["proof"]["verificationMethod"].endswith(new.public)
    assert {**now.document, "proof": 0} == {**mine.document, "proof": 0}, "it says the same, word for word"
    assert (now.number, now.list_index) == (mine.number, mine.list_index)
    assert "signed again" not in client.get(check, secure=True).text
    assert "everything that it signed is signed again" in browse("ida").get(KEYS).text
    assert len(post("events.signed_again", to=cast.people["ana"])) == 1
    assert post("events.signed_again", to=cast.people["ben"]) == []


def test_only_the_office_and_it_look_after_keys(cast, seats, browse):
    credentials.issue(by=cast.actor("ana"), registration=seats[0])
    page = f"{KEYS}{key_of(cast).pk}/retire/"
    assert [browse(name).get(KEYS).status_code for name in ("ana", "bao", "sam", "noor")] == [
        403,
        403,
        403,
        404,
    ]
    assert browse("ana").post(page, {"reason": "Mine now."}).status_code == 403
    assert browse("nils").post(page.replace("riverbend", "harbor-point"), {"reason": "x"}).status_code == 404
    assert key_of(cast).retired_at is None


@pytest.mark.slow
def test_another_verifier_accepts_what_both_keys_signed(cast, seats, client):
    """The issuer's document is the one that we serve, retired key and all."""
    at = datetime.now(UTC)
    first = credentials.issue(by=cast.actor("ana"), registration=seats[0])
    badge_keys.retire(by=cast.actor("ola"), key=key_of(cast), reason="Once a year.")
    second = credentials.issue(by=cast.actor("ben"), registration=seats[1])
    published = client.get(f"{BADGES}did.json").json()
    retired = [one for one in published["verificationMethod"] if "retired" in one]
    assert (
        len(published["assertionMethod"]) == 2
        and len(retired) == 1
        and not any(word in json.dumps(published) for word in ('"revoked"', '"expires"'))
    )
    status_url = first.document["credentialStatus"]["statusListCredential"]
    status = json.loads(client.get(status_url.removeprefix("https://testserver"), secure=True).content)
    known = {**bundled_contexts(), badges.DID: DID_CONTEXT, published["id"]: published, status_url: status}
    gone = known | {published["id"]: published | {"assertionMethod": published["assertionMethod"][1:]}}
    moment = max(first.issued_at, second.issued_at, at) + timedelta(minutes=5)
    answers = verify((first.document, known), (second.document, known), (first.document, gone), now=moment)
    assert [one["ok"] for one in answers] == [True, True, False], answers
    badge_keys.withdraw(by=cast.actor("ola"), key=key_of(cast, retired_at=None), reason="It leaked.")
    badge_keys.sign_again_due(cast.tenant)
    later = client.get(f"{BADGES}did.json").json()
    fresh = client.get(status_url.removeprefix("https://testserver"), secure=True)
    known |= {later["id"]: later, status_url: json.loads(fresh.content)}
    with reading(cast.tenant):
        renewed = Credential.objects.get(pk=second.pk)
    answers = verify((second.document, known), (renewed.document, known), now=moment)
    assert [one["ok"] for one in answers] == [False, True], answers
