"""A message to a section's people: who gets it, who can't be reached, what is sent, and not too often."""

import re

import pytest

from groundswell.events.actions import messages
from groundswell.events.actions.registration import register
from groundswell.events.queries import messages as found
from groundswell.events.queries.asking import first_wave_of
from groundswell.events.queries.messages import To
from groundswell.events.rules.messages import MOST_FROM_A_PERSON, MOST_TO_A_SECTION
from groundswell.events.rules.refusals import Refused
from groundswell.kernel.models import JournalEntry
from groundswell.kernel.tenancy import reading, writing
from groundswell.notices.models import DoNotMail
from groundswell.notices.rules import letters
from tests.events.test_pages import text_of
from tests.events.test_section_pages import at

WORDS = {
    "subject": "Bring a device",
    "text": "Dear all,\nsee https://maps.example/alder\n--\n<script>alert(1)</script>",
}


@pytest.fixture
def full(cast, workshop, crowd):
    """Two with a seat, one in line."""
    section = workshop(seats=2)
    for person, by in crowd(3):
        register(by=by, section=section, person=person)
    return section


def press(browser, section, **values):
    return browser.post(at(section, "message/"), WORDS | values)


def attempt_in(page: str) -> str:
    return re.search(r'name="attempt" value="([0-9a-f]{32})"', page)[1]


def test_who_leads_writes_looks_and_sends_and_two_presses_send_once(browse, cast, full, post):
    dev = browse("dev")
    form = text_of(dev.get(at(full, "message/")))
    asked = {"to": "booked", "attempt": attempt_in(form)}
    look = text_of(press(dev, full, **asked))
    assert "2 people get this message" in look and "Send it to 2 people" in look
    assert "Answers go to dev@riverbend.example" in look
    assert "<script>alert" not in look and ">https://maps.example/alder</a>" in look
    assert post("events.message") == []
    assert 'name="to"' in text_of(press(dev, full, **asked, again="yes")), "it can still be changed"
    sent = dev.post(at(full, "message/"), WORDS | asked | {"send": "yes"}, follow=True)
    assert "2 mails are on their way." in text_of(sent)
    again = dev.post(at(full, "message/"), WORDS | asked | {"send": "yes"}, follow=True)
    assert "It was sent already. Nobody gets it twice." in text_of(again)
    assert len(post("events.message")) == 2
    assert "Bring a device" in text_of(dev.get(at(full, "message/"))), "what was sent before stands below"
    with reading(cast.tenant):
        [entry] = JournalEntry.objects.filter(kind=found.SENT)
        assert entry.data["people"] == 2 and "Dear" not in str(entry.data)
        assert entry.personal.data["subject"] == "Bring a device"


def test_the_mail_is_plain_text_that_shows_its_links_and_runs_nothing(cast, full, post):
    messages.send(by=cast.actor("dev"), section=full, to=To.ALL, attempt="a" * 32, **WORDS)
    [mail, *_others] = post("events.message")
    letter = letters.render(
        kind=mail.kind,
        context=mail.context,
        language="en",
        zone="UTC",
        name=mail.to_name,
        district="Riverbend",
    )
    assert letter.subject == "Bring a device" and "Dear all,\nsee https://maps" in letter.text
    assert (
        "Dev Patel wrote this about" in letter.text and "Answers go to dev@riverbend.example." in letter.text
    )
    assert "&lt;script&gt;" in letter.html and "<script" not in letter.html
    assert letter.text.index("<script>") < letter.text.index("Dev Patel wrote"), "two dashes end nothing"


def test_each_group_is_who_it_says(cast, full, attended, workshop, crowd):
    with reading(cast.tenant):
        sizes = {to: len(found.addressees(full, to).people) for to in To}
    assert sizes == {
        To.BOOKED: 2,
        To.WAITING: 1,
        To.OFFERED: 0,
        To.ALL: 3,
        To.ATTENDED: 0,
        To.NOT_ANSWERED: 0,
    }
    past = attended(ana="attended", ben="no_show")
    with reading(cast.tenant):
        assert [one.name for one in found.addressees(past, To.ATTENDED).people] == ["Ana Ruiz"]
        assert [one.name for one in found.addressees(past, To.BOOKED).people] == ["Ana Ruiz", "Ben Okafor"]


def test_who_has_not_answered_is_counted_and_never_named(cast, browse, attended):
    from groundswell.events.actions import asking, attendance

    past = attended(ana="attended", ben="attended")
    attended.later()
    attendance.finish(by=cast.actor("dev"), section=past)
    asking.ask_all(cast.tenant)
    with writing(cast.tenant):
        cast.people["ana"].email = ""
        cast.people["ana"].save(update_fields=["email"])
        assert first_wave_of(past) is not None
    dev = browse("dev")
    shown = text_of(press(dev, past, to="not_answered", attempt="b" * 32))
    assert "2 people get this message" in shown and "1 person can't be reached" in shown
    assert "Ana Ruiz" not in shown
    named = text_of(press(dev, past, to="booked", attempt="b" * 32))
    assert "Without an address in the roster:" in named and "Ana Ruiz" in named


def test_who_bounced_is_named_before_it_is_sent(cast, browse, full):
    with writing(cast.tenant):
        DoNotMail.objects.create(tenant=cast.tenant, address="t1@riverbend.example", reason="bounced")
    shown = text_of(press(browse("ola"), full, to="all", attempt="c" * 32))
    assert "3 people get this message" in shown and "Mail to them came back" in shown and "T1 Crowd" in shown


def test_people_are_not_flooded(cast, full, workshop, monkeypatch):
    def send(name, section, number):
        messages.send(by=cast.actor(name), section=section, to=To.BOOKED, attempt=f"{number:032x}", **WORDS)

    for number in range(MOST_TO_A_SECTION):
        send("dev", full, number)
    with pytest.raises(Refused, match="5 messages went to these people within a day"):
        send("ola", full, 77)
    other = workshop()
    register(by=cast.actor("ana"), section=other, person=cast.people["ana"])
    monkeypatch.setattr("groundswell.events.rules.messages.MOST_FROM_A_PERSON", MOST_TO_A_SECTION)
    with pytest.raises(Refused, match="You have sent 5 messages within a day"):
        send("dev", other, 78)
    send("ola", other, 79)  # the office has no such limit
    assert MOST_FROM_A_PERSON > MOST_TO_A_SECTION


def test_only_who_leads_it_and_the_office_write_and_nobody_is_no_message(browse, cast, full):
    assert browse("ana").get(at(full, "message/")).status_code == 404
    assert browse("gus").get(at(full, "message/")).status_code == 403
    nobody = browse("ola").post(
        at(full, "message/"), WORDS | {"to": "offered", "attempt": "d" * 32, "send": "yes"}
    )
    assert nobody.status_code == 422 and "nobody to write to" in text_of(nobody)
    assert press(browse("ola"), full, to="all", attempt="nonsense").status_code == 422
