"""What is written in a mail: languages, hostile names, and links that are not everybody's."""

import pytest

from groundswell.notices.actions import outbox
from groundswell.notices.rules import letters, masks, messages, texts
from groundswell.roster.actions import people


def rendered(**words):
    return letters.render(
        kind="tests.booked",
        context=words,
        language="en",
        zone="America/New_York",
        name="Ana Ruiz",
        district="R",
    )


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r", "\u2028", "\x0b", "\x85", "\n\n", "\r\n\r\n"])
def test_a_line_break_brings_no_header(cast, relay, queue, kept, line_break):
    evil = f"Eve{line_break}Bcc: everybody@riverbend.example{line_break}{line_break}Buy!"
    person = people.add_person(
        by=cast.system, given_name=evil, family_name="Stone", email="eve@riverbend.example"
    )
    cast.people["eve"] = person
    try:
        queue("eve", title=evil)
        outbox.send_due(cast.tenant)
    finally:
        del cast.people["eve"]
    [message] = relay.messages
    assert message["Bcc"] is None
    assert relay.envelopes[0].rcpt_tos == ["eve@riverbend.example"]
    assert message["Subject"] == "You have a place: Eve Bcc: everybody@riverbend.example Buy!"
    assert message["To"].addresses[0].display_name.startswith("Eve Bcc")


def test_who_wrote_the_words_is_shown_and_gets_the_answer(cast, relay, queue):
    queue(sender="Dev Patel", reply_to="dev@riverbend.example")
    outbox.send_due(cast.tenant)
    [message] = relay.messages
    assert message["From"] == '"Dev Patel (Riverbend learning)" <learning@riverbend.example>'
    assert message["Reply-To"] == "Dev Patel <dev@riverbend.example>"


@pytest.mark.parametrize(
    ("sender", "reply_to", "answers_to"),
    [
        ("Eve\r\nBcc: all@x.example\r\n\r\nBuy", "dev@riverbend.example", "dev@riverbend.example"),
        ("Dev Patel", "dev@riverbend.example\r\nBcc: all@x.example", None),
        ("Dev Patel", "dev@riverbend.example, all@x.example", None),
        ("Dev <all@x.example>,", "no address", None),
    ],
)
def test_whoever_writes_brings_no_header_and_no_second_reader(
    cast, relay, queue, sender, reply_to, answers_to
):
    queue(sender=sender, reply_to=reply_to)
    assert outbox.send_due(cast.tenant) == 1, "an address that is none holds no mail up"
    [message] = relay.messages
    assert message["Bcc"] is None and relay.envelopes[0].rcpt_tos == ["ana@riverbend.example"]
    assert [one.addr_spec for one in message["From"].addresses] == ["learning@riverbend.example"]
    found = message["Reply-To"].addresses[0].addr_spec if message["Reply-To"] else None
    assert found == answers_to


def test_names_and_titles_of_the_whole_world_arrive(cast, relay, queue):
    person = people.add_person(
        by=cast.system, given_name="Zoë-Łucja", family_name="Nguyễn 李", email="zoe@riverbend.example"
    )
    cast.people["zoe"] = person
    try:
        queue("zoe", title="Brüche für Größe 🎉 " + "ö" * 200)
        outbox.send_due(cast.tenant)
    finally:
        del cast.people["zoe"]
    [message] = relay.messages
    assert message["To"].addresses[0].display_name == "Zoë-Łucja Nguyễn 李"
    assert message["Subject"].startswith("You have a place: Brüche für Größe 🎉")
    assert all(len(line) < 998 for line in relay.envelopes[0].content.split(b"\r\n"))


def test_a_mail_is_in_its_readers_language(cast, relay, kept):
    assert letters.offered("es-MX") == "es"
    assert letters.offered("es") == "es"
    assert letters.offered("tlh") == letters.offered("") == "en"


def test_markup_in_a_title_is_text(cast):
    letter = rendered(title="<script>alert(1)</script>", why_text='"><img src=x onerror=alert(1)>')
    assert "<script>" in letter.subject and "<img" in letter.text
    assert "<script" not in letter.html and "<img" not in letter.html


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//evil.example"])
def test_a_button_never_runs_anything(cast, url):
    assert 'button"' not in rendered(title="x", action_url=url).html
    assert f'href="{url}' not in rendered(title="x", why_text=url).html


@pytest.mark.parametrize(
    ("address", "is_one"),
    [
        ("ana@riverbend.example", True),
        ("ana@schüle.example", True),
        ("ana", False),
        ("@x.example", False),
        ("a b@x.example", False),
        ("ana@x.example, ben@x.example", False),
        ("ana@x.example\nBcc: b@x.example", False),
        ("<ana@x.example>", False),
        ("änä@x.example", False),
        ("", False),
    ],
)
def test_what_is_a_mail_address(address, is_one):
    if is_one:
        assert messages.address("Ana", address).addr_spec.isascii()
    else:
        with pytest.raises(messages.NoAddress, match="not a mail address"):
            messages.address("Ana", address)


@pytest.mark.parametrize(
    ("link", "shown"),
    [
        ("http://h.example/d/riverbend/events/12/", "http://h.example/d/riverbend/events/12/"),
        ("http://h.example/answer/Zk93_x-1/", "http://h.example/answer/…/"),
        ("http://h.example/in?token=abc", "http://h.example/in?…"),
        ("http://h.example/in#abc", "http://h.example/in?…"),
        ("https://me:pass@h.example/in", "https://h.example/in"),
        ("https://h.example/abcdefghijklmnopqrstuvwxyz/", "https://h.example/…/"),
        ("https://h.example/accounts/confirm/MTI:1abC:x_y/", "https://h.example/accounts/confirm/…/"),
    ],
)
def test_a_link_that_may_open_something_is_hidden(link, shown):
    assert masks.masked({"a": [f"See {link} now"]}) == {"a": [f"See {shown} now"]}


def test_only_texts_keep_their_lines():
    assert texts.ready({"title": "a\nb", "why_text": "a\r\nb\x00"}) == {"title": "a b", "why_text": "a\nb"}
