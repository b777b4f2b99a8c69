"""``groundswell check mail`` and the command that records a bounce."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from groundswell.kernel import work
from groundswell.notices.actions import outbox
from groundswell.notices.actions.check import mail_settings


def problems(**options):
    return [finding.text for finding in mail_settings(**options) if finding.is_problem]


def test_a_working_relay_takes_a_test_mail(relay, settings):
    settings.GROUNDSWELL_URL = "https://learn.riverbend.example"
    assert problems(test_address="it@riverbend.example") == []
    assert relay.messages[0]["Subject"] == "A test from Groundswell"


def test_what_stands_in_the_way_is_said(relay, settings):
    settings.DEFAULT_FROM_EMAIL = "Groundswell"
    assert any("MAIL_FROM" in text for text in problems())
    settings.DEFAULT_FROM_EMAIL = "g@localhost"
    assert any("nobody can answer" in text for text in problems())
    relay.answers["it@riverbend.example"] = "550 who?"
    assert any("550 who?" in text for text in problems(test_address="it@riverbend.example"))
    assert any("not a mail address" in text for text in problems(test_address="it"))
    for url in ("smtp://127.0.0.1:1", "http://relay.example"):
        settings.GROUNDSWELL_SMTP_URL = url
        assert any("relay" in text or "GROUNDSWELL_SMTP_URL" in text for text in problems())


def test_a_demo_needs_no_relay_and_a_district_does(settings):
    settings.GROUNDSWELL_SMTP_URL, settings.GROUNDSWELL_DEMO = "", True
    assert problems() == []
    settings.GROUNDSWELL_DEMO = False
    assert len(problems()) == 1
    with pytest.raises(SystemExit):
        call_command("check_mail", stdout=StringIO())


def test_the_command_records_a_bounce(cast, relay, queue, kept):
    queue()
    outbox.send_due(cast.tenant)
    said = StringIO()
    call_command("record_bounce", kept()[0].message_id, stdout=said)
    assert "1 mail" in said.getvalue() and kept()[0].state == "bounced"
    with pytest.raises(CommandError):
        call_command("record_bounce", "ana@riverbend.example")


def test_the_worker_sends_mail(cast, relay, queue, kept):
    queue()
    assert work.pending()["mail"] == 1
    work.do_all()
    assert work.pending()["mail"] == 0 and len(relay.messages) == 1
