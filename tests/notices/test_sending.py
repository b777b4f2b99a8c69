"""What is queued leaves, once for each key and in order, whatever the relay says."""

from datetime import timedelta

import pytest
from django.db import connection

from groundswell.kernel import clock
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading, verb
from groundswell.notices.actions import bounces, mail, outbox
from groundswell.notices.actions.relays import Outcome
from groundswell.notices.choices import MailState
from groundswell.notices.models import DoNotMail, OutgoingMail
from groundswell.roster.actions import people


def later(**time):
    return clock.shifted(timedelta(**time))


def test_a_mail_leaves_with_both_texts_and_one_button(cast, relay, queue, kept):
    queue()
    assert outbox.send_due(cast.tenant) == 1
    [message] = relay.messages
    assert message["To"] == "Ana Ruiz <ana@riverbend.example>"
    assert message["From"] == "Riverbend learning <learning@riverbend.example>"
    assert message["Subject"] == "You have a place: Fractions"
    text = message.get_body(("plain",)).get_content().replace("\r\n", "\n")
    assert "Hello Ana," in text and "Two lines\nof why." in text
    assert "2027-03-12 09:00" in text, "told in the district's zone"
    html = message.get_body(("html",)).get_content()
    assert html.count('class="button"') == 1
    assert "You get this because you registered." in html
    [stored] = kept()
    assert (stored.state, stored.subject, stored.relay) == (
        MailState.SENT,
        "You have a place: Fractions",
        "smtp",
    )
    assert message["Message-ID"] == stored.message_id


def test_nothing_leaves_of_what_was_undone(cast, relay, kept):
    @verb
    def book_and_fail(*, by):
        mail.send(by=by, to=cast.people["ana"], kind="tests.booked", key="k", context={})
        raise RuntimeError

    with pytest.raises(RuntimeError):
        book_and_fail(by=cast.system)
    assert outbox.send_due(cast.tenant) == 0
    assert kept() == [] and relay.messages == []


def test_the_same_key_is_the_same_mail(cast, relay, queue, kept):
    first, second = queue(title="Fractions"), queue(title="Decimals")
    assert first.pk == second.pk
    outbox.send_due(cast.tenant)
    queue(title="Again")
    outbox.send_due(cast.tenant)
    assert [m["Subject"] for m in relay.messages] == ["You have a place: Fractions"]


def test_queueing_is_one_statement(cast, django_assert_num_queries):
    @verb
    def two_ways(*, by):
        with django_assert_num_queries(1):
            mail.send(by=by, to=cast.people["ana"], kind="tests.booked", key="one", context={})
        many = [mail.Addressed(cast.people["ana"], f"many:{n % 40}", {"n": n}) for n in range(50)]
        with django_assert_num_queries(1):
            assert mail.send_many(by=by, kind="tests.booked", mails=many) == 40

    two_ways(by=cast.system)


def test_the_urgent_leaves_before_the_many(cast, relay, queue):
    queue("ben", "bulk", priority=9)
    queue("ana", "now", priority=1)
    outbox.send_due(cast.tenant)
    assert [m["To"].addresses[0].username for m in relay.messages] == ["ana", "ben"]


def test_a_busy_mailbox_is_tried_again_with_growing_pauses(cast, relay, queue, kept):
    relay.answers["ana@riverbend.example"] = "450 mailbox busy"
    queue()
    outbox.send_due(cast.tenant)
    [stored] = kept()
    assert (stored.state, stored.attempts) == (MailState.WAITING, 1)
    assert "450 mailbox busy" in stored.error
    assert outbox.send_due(cast.tenant) == 0, "not at once"
    del relay.answers["ana@riverbend.example"]
    with later(minutes=3):
        assert outbox.send_due(cast.tenant) == 1
    assert kept()[0].state == MailState.SENT


def test_an_unknown_mailbox_is_not_tried_again(cast, relay, queue, kept):
    relay.answers["ana@riverbend.example"] = "550 no such person here"
    queue("ana", "1")
    queue("ben", "2")
    assert outbox.send_due(cast.tenant) == 2
    ana, ben = kept()
    assert (ana.state, ben.state) == (MailState.FAILED, MailState.SENT), "the connection goes on to the next"
    assert "550 no such person here" in ana.error


def test_a_refused_text_fails_and_a_busy_relay_waits(cast, relay, queue, kept):
    relay.answers["DATA"] = "554 looks like spam"
    queue("ana", "1")
    outbox.send_due(cast.tenant)
    relay.answers["DATA"] = "421 closing"
    queue("ben", "2")
    outbox.send_due(cast.tenant)
    ana, ben = kept()
    assert ana.state == MailState.FAILED
    assert (ben.state, ben.attempts) == (MailState.WAITING, 0), "a relay that closes costs no attempt"


def test_a_relay_that_is_away_costs_no_attempt(cast, relay, queue, kept, settings):
    queue()
    working, settings.GROUNDSWELL_SMTP_URL = settings.GROUNDSWELL_SMTP_URL, "smtp://127.0.0.1:1"
    assert outbox.send_due(cast.tenant) == 0
    [stored] = kept()
    assert (stored.state, stored.attempts) == (MailState.WAITING, 0) and "can't be used" in stored.error
    settings.GROUNDSWELL_SMTP_URL = working
    with later(minutes=3):
        assert outbox.send_due(cast.tenant) == 1


def test_without_a_relay_mail_waits(cast, queue, kept, settings):
    settings.GROUNDSWELL_SMTP_URL, settings.GROUNDSWELL_DEMO = "", False
    queue()
    assert outbox.send_due(cast.tenant) == 0
    assert kept()[0].state == MailState.WAITING


def test_a_crash_before_the_mark_sends_it_again_as_the_same_mail(cast, relay, queue, kept, monkeypatch):
    queue()
    with monkeypatch.context() as crash:
        crash.setattr(outbox, "_settle", lambda **what: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            outbox.send_due(cast.tenant)
    assert outbox.send_due(cast.tenant) == 0, "it is in the dead worker's hand until the lease ends"
    with later(minutes=11):
        assert outbox.send_due(cast.tenant) == 1
    ids = [message["Message-ID"] for message in relay.messages]
    assert len(ids) == 2 and len(set(ids)) == 1
    assert kept()[0].state == MailState.SENT


def test_no_more_leaves_in_a_minute_than_the_relay_takes(cast, relay, queue, settings):
    settings.GROUNDSWELL_MAIL_PER_MINUTE = 10
    for number in range(12):
        queue("ana", f"k{number}")
    noon = clock.now().replace(second=0, microsecond=0)
    with clock.standing_at(noon + timedelta(hours=1)):
        assert outbox.send_due(cast.tenant) == 9, "a tenth is kept for sign-in mail"
        assert outbox.send_due(cast.tenant) == 0
    with clock.standing_at(noon + timedelta(hours=1, minutes=1)):
        assert outbox.send_due(cast.tenant) == 3


def test_no_transaction_is_open_while_the_relay_is_spoken_to(cast, queue):
    depth = []

    class Watching:
        name = "smtp"

        def open(self):
            depth.append(len(connection.savepoint_ids))

        def close(self):
            depth.append(len(connection.savepoint_ids))

        def deliver(self, to_address, message):
            depth.append(len(connection.savepoint_ids))
            return Outcome("sent")

    before = len(connection.savepoint_ids)
    queue()
    assert outbox.send_due(cast.tenant, Watching()) == 1
    assert depth == [before] * 3


def test_who_asked_for_no_mail_gets_none_until_somebody_sends_it_after_all(cast, relay, queue, kept):
    bounces.hold_back(by=cast.system, address="Ana@riverbend.example", reason="asked")
    queue()
    outbox.send_due(cast.tenant)
    [stored] = kept()
    assert stored.state == MailState.REFUSED and relay.messages == []
    outbox.try_again(by=cast.system, mail=stored)
    outbox.send_due(cast.tenant)
    assert len(relay.messages) == 1


def test_a_bounce_marks_the_mail_and_holds_the_address_back(cast, relay, queue, kept):
    queue("ana", "1")
    outbox.send_due(cast.tenant)
    [stored] = kept()
    assert bounces.district_of(stored.message_id) == cast.tenant
    for _ in range(2):
        bounces.record(by=cast.system, message_id=stored.message_id, reason="5.1.1 unknown")
    assert kept()[0].state == MailState.BOUNCED
    queue("ana", "2")
    outbox.send_due(cast.tenant)
    assert [m.state for m in kept()] == [MailState.BOUNCED, MailState.REFUSED]
    with pytest.raises(outbox.NotPossible):
        outbox.try_again(by=cast.system, mail=kept()[0])


def test_a_bounce_by_address_marks_the_last_mail_to_it(cast, relay, queue, kept):
    queue("ana", "1")
    queue("ana", "2")
    outbox.send_due(cast.tenant)
    assert bounces.record(by=cast.system, address="ana@riverbend.example", reason="full") == 1
    assert [m.state for m in kept()] == [MailState.SENT, MailState.BOUNCED]
    assert bounces.lift(by=cast.system, address="ana@riverbend.example")


def test_another_district_cannot_bounce_our_mail(cast, relay, queue, kept):
    queue()
    outbox.send_due(cast.tenant)
    other = Actor.system(cast.other)
    assert bounces.record(by=other, message_id=kept()[0].message_id, reason="x") == 0
    assert kept()[0].state == MailState.SENT
    with reading(cast.other):
        assert not DoNotMail.objects.exists() and not OutgoingMail.objects.exists()


def test_a_person_without_an_address_is_seen_by_the_office(cast, relay, kept):
    nobody = people.add_person(by=cast.system, given_name="Eve", family_name="Stone")
    mail.send(by=cast.system, to=nobody, kind="tests.booked", key="k", context={})
    outbox.send_due(cast.tenant)
    [stored] = kept()
    assert stored.state == MailState.FAILED and "no mail address" in stored.error


def test_a_mail_that_cannot_be_written_harms_no_other(cast, relay, queue, kept):
    queue("ana", "1", kind="tests.broken")
    queue("ben", "2")
    assert outbox.send_due(cast.tenant) == 2
    ana, ben = kept()
    assert (ana.state, ana.attempts, ben.state) == (MailState.WAITING, 1, MailState.SENT)
    assert "Subject" in ana.error


def test_the_keys_in_a_mail_are_forgotten_once_it_is_out(cast, relay, queue, kept):
    link = "http://127.0.0.1:8000/d/riverbend/answer/q8F3-xkTr0pZ/"
    queue(action_url=link)
    assert kept()[0].context["action_url"] == link
    outbox.send_due(cast.tenant)
    assert link in relay.messages[0].get_body(("plain",)).get_content()
    assert kept()[0].context["action_url"] == "http://127.0.0.1:8000/d/riverbend/answer/…/"


def test_somebody_outside_the_roster_gets_mail_too(cast, relay):
    mail.send_to_address(
        by=cast.system,
        to_address="Visitor@else.example",
        to_name="Val",
        kind="tests.booked",
        key="v",
        context={},
    )
    outbox.send_due(cast.tenant)
    assert relay.envelopes[0].rcpt_tos == ["visitor@else.example"]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "/d/riverbend/", "ftp://x.example"])
def test_a_button_leads_to_a_whole_web_address(cast, queue, url):
    with pytest.raises(ValueError, match="action_url"):
        queue(action_url=url)


def test_a_mail_that_waits_for_its_day_waits(cast, relay, kept):
    in_an_hour = clock.now() + timedelta(hours=1)
    mail.send(
        by=cast.system, to=cast.people["ana"], kind="tests.booked", key="k", context={}, not_before=in_an_hour
    )
    assert outbox.send_due(cast.tenant) == 0
    with later(hours=2):
        assert outbox.send_due(cast.tenant) == 1


def test_a_slow_relay_holds_nobody_up(cast, queue, kept, monkeypatch):
    """After half a minute the rest goes back, so that a sign-in link or an offer is next, not number fifty."""
    told, now = [], [0.0]

    class Slow:
        name = "smtp"

        def open(self):
            pass

        def close(self):
            pass

        def deliver(self, to_address, message):
            told.append(to_address)
            now[0] += 12
            return Outcome("sent")

    monkeypatch.setattr("groundswell.notices.actions.delivery.time.monotonic", lambda: now[0])
    for number in range(20):
        queue("ana", f"bulk:{number}", priority=9)
    assert outbox.send_due(cast.tenant, Slow()) == 3
    queue("ben", "offer", priority=1)
    assert outbox.send_due(cast.tenant, Slow()) == 3
    assert told[3] == "ben@riverbend.example", "the urgent one goes first, without waiting for a lease to end"
    assert [one.attempts for one in kept() if one.state == MailState.WAITING] == [0] * 15


@pytest.mark.proof
def test_eighteen_thousand_mails_leave_once_each_and_let_the_urgent_pass(cast, queue, kept, settings):
    """A message to all teachers: one statement for each thousand to queue, and an offer waits for one batch at most."""
    settings.GROUNDSWELL_MAIL_PER_MINUTE = 10**6
    sent = []

    class Quick:
        name = "smtp"

        def open(self):
            pass

        def close(self):
            pass

        def deliver(self, to_address, message):
            sent.append(message)
            return Outcome("sent")

    ana = cast.people["ana"]
    letters = (mail.Addressed(ana, f"all:{n}", {"title": str(n)}) for n in range(18_000))
    assert mail.send_many(by=cast.system, kind="tests.booked", mails=letters) == 18_000
    outbox.send_due(cast.tenant, Quick())
    queue("ben", "offer", priority=1)
    before = len(sent)
    while outbox.send_due(cast.tenant, Quick()):
        pass
    assert b"ben@riverbend.example" in sent[before]
    assert len(sent) == 18_001 and len(set(sent)) == 18_001
    assert {one.state for one in kept()} == {MailState.SENT}
