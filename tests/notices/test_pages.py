"""The office sees what was sent; nobody else does; and nobody sees another reader's keys."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.mail import send_mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

import groundswell
from groundswell.kernel import clock
from groundswell.kernel.tenancy import reading, writing
from groundswell.notices.actions import account_mail, bounces, busy, feeds, mail, outbox
from groundswell.notices.choices import MAIL_KINDS
from groundswell.notices.models import AccountMail, OutgoingMail
from tests.notices.samples import MEETING

LINK = "http://127.0.0.1:8000/d/riverbend/answer/q8F3-xkTr0pZ/"
LIST = "/d/riverbend/mail/"


@pytest.fixture
def demo(settings):
    settings.GROUNDSWELL_DEMO, settings.GROUNDSWELL_SMTP_URL = True, ""


@pytest.fixture(autouse=True)
def backend(settings):
    """Ours, where Django's test runner would put one that keeps mail in memory."""
    settings.EMAIL_BACKEND = "groundswell.notices.backend.OutboxBackend"


def test_the_office_sees_what_was_sent_and_no_key(browse, cast, queue, demo):
    stored = queue(action_url=LINK, calendar={**MEETING, "url": LINK})
    client = browse("ola")
    before = client.get(f"{LIST}{stored.pk}/").content.decode()
    outbox.send_due(cast.tenant)
    for page in (before, client.get(f"{LIST}{stored.pk}/").content.decode()):
        assert "Hello Ana," in page and "Fractions" in page
        assert "q8F3" not in page
    listed = client.get(LIST).content.decode()
    assert "You have a place: Fractions" in listed and "q8F3" not in listed


def test_a_mail_says_in_words_of_what_kind_it_is(browse, queue, demo):
    page = browse("ola").get(f"{LIST}{queue(kind='events.booked').pk}/").content.decode()
    assert "A seat is yours" in page and "events.booked" not in page


def test_every_kind_of_mail_has_words():
    letters = (Path(groundswell.__file__).parent / "templates/mail").glob("*/*.txt")
    assert {f"{one.parent.name}.{one.stem}" for one in letters} == MAIL_KINDS.keys()


@pytest.mark.parametrize(("name", "status"), [("ana", 403), ("noor", 404), ("nils", 404)])
def test_others_do_not(browse, cast, queue, name, status):
    stored = queue()
    client = browse(name)
    for path in (LIST, f"{LIST}{stored.pk}/"):
        assert client.get(path).status_code == status
    assert client.post(f"{LIST}{stored.pk}/again/").status_code == status


def test_the_neighbours_office_does_not_find_our_mail_under_its_own_address(browse, queue):
    stored = queue()
    assert browse("nils").get(f"/d/harbor-point/mail/{stored.pk}/").status_code == 404
    assert "Fractions" not in browse("nils").get("/d/harbor-point/mail/").content.decode()


def test_the_list_narrows_by_state_and_by_word(browse, cast, queue, demo):
    bounces.hold_back(by=cast.system, address="ben@riverbend.example", reason="asked")
    queue("ana", "1")
    queue("ben", "2")
    outbox.send_due(cast.tenant)
    client = browse("ola")
    held = client.get(f"{LIST}?state=refused").content.decode()
    assert "Ben Okafor" in held and "Ana Ruiz" not in held
    assert "Ana Ruiz" in client.get(f"{LIST}?q=ana@").content.decode()
    assert "No mail matches" in client.get(f"{LIST}?q=nobody").content.decode()
    assert client.get(f"{LIST}?state=nonsense&page=x").status_code == 200
    rows = b"".join(client.get(f"{LIST}?format=csv").streaming_content).decode().splitlines()
    assert len(rows) == 3 and "ana@riverbend.example" in rows[2]


def test_the_list_asks_the_same_for_one_and_for_many(browse, cast, queue):
    client, counts = browse("ola"), []
    for size in (1, 3, 60):
        for number in range(size):
            queue("ana", f"{size}:{number}")
        with CaptureQueriesContext(connection) as asked:
            assert client.get(LIST).status_code == 200
        counts.append(len(asked))
    assert len(set(counts)) == 1 and counts[0] <= 15, counts


def test_a_mail_that_failed_is_sent_after_all(browse, cast, relay, queue):
    relay.answers["ana@riverbend.example"] = "550 unknown"
    stored = queue()
    outbox.send_due(cast.tenant)
    del relay.answers["ana@riverbend.example"]
    client = browse("ola")
    assert "Send it after all" in client.get(f"{LIST}{stored.pk}/").content.decode()
    assert client.post(f"{LIST}{stored.pk}/again/").status_code == 302
    outbox.send_due(cast.tenant)
    assert len(relay.messages) == 1
    assert client.post(f"{LIST}{stored.pk}/again/").status_code == 302, "too late, and said so"


def test_the_demos_inbox_shows_everybodys_mail(client, cast, queue, demo):
    stored = queue(action_url=LINK, calendar=MEETING)
    send_mail("Your sign-in link", f"Follow {LINK}", None, ["ben@riverbend.example"])
    outbox.send_due(cast.tenant)
    account_mail.send_due()
    page = client.get("/inbox/").content.decode()
    assert "You have a place: Fractions" in page and "Your sign-in link" in page
    assert "Your sign-in link" not in client.get("/inbox/?to=ana@").content.decode()
    mail = client.get(f"/inbox/riverbend/{stored.pk}/")
    assert f'href="{LINK}"' in mail.content.decode()
    assert "<style" not in mail.content.decode()
    event = Calendar.from_ical(client.get(f"/inbox/riverbend/{stored.pk}/invite.ics").content).walk("VEVENT")[
        0
    ]
    assert event["UID"] == MEETING["uid"]
    number = AccountMail.objects.get().pk
    assert f'href="{LINK}"' in client.get(f"/inbox/sign-in/{number}/").content.decode()
    assert client.get("/inbox/?page=9999999").status_code == 200


def test_outside_a_demo_there_is_no_inbox(client, cast, queue, settings):
    settings.GROUNDSWELL_DEMO = False
    stored = queue(calendar=MEETING)
    for path in ("/inbox/", f"/inbox/riverbend/{stored.pk}/", f"/inbox/riverbend/{stored.pk}/invite.ics"):
        assert client.get(path).status_code == 404


def test_a_calendar_opens_with_its_secret_alone(browse, client, cast):
    begins = clock.now()
    ana = cast.people["ana"]
    for label in ("Fractions", "Fractions, moved"):
        busy.put(
            by=cast.system,
            person=ana,
            key="s:7",
            begins_at=begins,
            ends_at=begins + timedelta(days=26_000),
            label=label,
        )
    busy.put(
        by=cast.system,
        person=cast.people["ben"],
        key="s:7",
        begins_at=begins,
        ends_at=begins + timedelta(days=26_000),
        label="Ben's",
    )
    secret = feeds.renew(by=cast.system, person=ana)
    answer = client.get(reverse("notices_open:calendar", args=[secret]))
    assert answer["Content-Type"].startswith("text/calendar")
    assert [str(e["SUMMARY"]) for e in Calendar.from_ical(answer.content).walk("VEVENT")] == [
        "Fractions, moved"
    ]
    newer = feeds.renew(by=cast.system, person=ana)
    other = f"{cast.other.pk}-{newer.partition('-')[2]}"
    for wrong in (secret, other, str(ana.pk), f"{cast.tenant.pk}-{ana.pk}", "x", "99999-x", newer[:-1]):
        assert client.get(f"/calendar/{wrong}.ics").status_code == 404
    assert client.get(f"/calendar/{newer}.ics").status_code == 200
    busy.clear(by=cast.system, person=ana, key="s:7")
    assert b"VEVENT" not in client.get(f"/calendar/{newer}.ics").content
    feeds.revoke(by=cast.system, person=ana)
    assert client.get(f"/calendar/{newer}.ics").status_code == 404


def test_a_person_makes_and_ends_the_address_of_their_calendar(browse, cast):
    client = browse("ana")
    assert "Make my address" in client.get("/d/riverbend/calendar/").content.decode()
    made = client.post("/d/riverbend/calendar/renew/").content.decode()
    address = made.partition('value="http://127.0.0.1:8000')[2].partition('"')[0]
    assert client.get(address).status_code == 200
    again = client.get("/d/riverbend/calendar/").content.decode()
    assert address not in again and "Make a new address" in again
    assert client.post("/d/riverbend/calendar/end/").status_code == 302
    assert client.get(address).status_code == 404
    assert client.get("/d/riverbend/calendar/renew/").status_code == 405, "a GET changes nothing"
    assert client.get("/d/harbor-point/calendar/").status_code == 404


def test_sign_in_mail_goes_through_the_outbox_and_is_forgotten(cast, relay):
    send_mail("Grüße", f"Follow {LINK}", None, ["ana@riverbend.example", "ben@riverbend.example"])
    assert relay.messages == [], "no page waits for a relay"
    assert account_mail.send_due(cast.tenant) == 2
    assert {one.rcpt_tos[0] for one in relay.envelopes} == {"ana@riverbend.example", "ben@riverbend.example"}
    assert relay.messages[0]["Subject"] == "Grüße" and LINK in relay.messages[0].get_content()
    assert {bytes(one.raw) for one in AccountMail.objects.all()} == {b""}
    with reading(cast.tenant):
        assert not OutgoingMail.objects.exists()


def test_sign_in_mail_is_tried_again_too(cast, relay):
    relay.answers["ana@riverbend.example"] = "451 later"
    send_mail("Hello", "x", None, ["ana@riverbend.example"])
    account_mail.send_due()
    stored = AccountMail.objects.get()
    assert (stored.state, stored.attempts) == ("waiting", 1) and bytes(stored.raw)


def test_a_mail_that_waits_shows_what_its_subject_will_be(cast, browse):
    mail.send(
        by=cast.system, to=cast.people["ana"], kind="events.left", key="waits", context={"title": "Fractions"}
    )
    page = browse("ola").get("/d/riverbend/mail/").content.decode()
    assert "Fractions</a>" in page and "events.left" not in page


def test_why_a_mail_did_not_leave_is_told_in_the_readers_language(cast, browse):
    one = mail.send(
        by=cast.system, to=cast.people["ana"], kind="events.left", key="no", context={"title": "X"}
    )
    with writing(cast.tenant):
        OutgoingMail.objects.filter(pk=one.pk).update(state="failed", error=outbox.NO_ADDRESS)
    ola = browse("ola")
    assert "knows no mail address" in ola.get(f"/d/riverbend/mail/{one.pk}/").content.decode()
    ola.cookies["django_language"] = "es"
    page = ola.get(f"/d/riverbend/mail/{one.pk}/").content.decode()
    assert "knows no mail address" not in page and "no tiene" in page
