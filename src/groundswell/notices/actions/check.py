"""Does mail work here? Asked at the command line before anybody waits for a mail."""

import uuid
from dataclasses import dataclass
from email.utils import parseaddr

from django.conf import settings

from groundswell.kernel import clock
from groundswell.notices.actions import relays
from groundswell.notices.rules import letters, messages

LOCAL = ("http://127.0.0.1", "http://localhost")


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the check. ``is_problem``: mail does not work until it is put right."""

    text: str
    is_problem: bool = False


def mail_settings(*, test_address: str = "") -> list[Finding]:
    """What stands in the way of mail, and what is well. With ``test_address`` a test mail goes there at once.

    Speaks to the relay; writes nothing.
    """
    findings = [_sender(), _links()]
    if not settings.GROUNDSWELL_SMTP_URL:
        return [*findings, _without_relay()]
    try:
        relay = relays.SmtpRelay(settings.GROUNDSWELL_SMTP_URL, settings.DEFAULT_FROM_EMAIL)
        relay.open()
    except relays.RelayDown as problem:
        return [*findings, Finding(str(problem), True)]
    try:
        findings.append(Finding(f"The relay at {relay.url.hostname} answers and lets us in."))
        findings.append(Finding(f"At most {settings.GROUNDSWELL_MAIL_PER_MINUTE} mails leave in a minute."))
        if test_address:
            findings.append(_test(relay, test_address))
    finally:
        relay.close()
    return findings


def _sender() -> Finding:
    try:
        address = messages.address(*parseaddr(settings.DEFAULT_FROM_EMAIL))
    except messages.NoAddress:
        return Finding(
            "GROUNDSWELL_MAIL_FROM is no address. It reads like: Learning <learning@district.example>", True
        )
    if address.domain == "localhost" and settings.GROUNDSWELL_SMTP_URL:
        return Finding(
            f"GROUNDSWELL_MAIL_FROM is {address.addr_spec}, which nobody can answer. Set your own.", True
        )
    return Finding(f"Mail comes from {address}.")


def _links() -> Finding:
    is_local = settings.GROUNDSWELL_URL.startswith(LOCAL) and bool(settings.GROUNDSWELL_SMTP_URL)
    advice = ", which only this machine can open. Set GROUNDSWELL_URL." if is_local else "."
    return Finding(f"Links in mail lead to {settings.GROUNDSWELL_URL}{advice}", is_local)


def _without_relay() -> Finding:
    if settings.GROUNDSWELL_DEMO:
        return Finding(
            "No relay is set: in the demo every mail is shown on the page /inbox/ and leaves no machine."
        )
    return Finding(
        "No relay is set, so mail waits. Set GROUNDSWELL_SMTP_URL to smtp://user:password@host:port.", True
    )


def _test(relay: relays.SmtpRelay, address: str) -> Finding:
    letter = letters.render(
        kind="notices.test", context={}, language=settings.LANGUAGE_CODE, zone="UTC", name="", district=""
    )
    host = relay.url.hostname
    try:
        mail = messages.message(
            letter,
            sender=settings.DEFAULT_FROM_EMAIL,
            to_name="",
            to_address=address,
            message_id=f"<check.{uuid.uuid4().hex}@{host}>",
            language=settings.LANGUAGE_CODE,
            moment=clock.now(),
        )
        outcome = relay.deliver(mail["To"].addresses[0].addr_spec, mail.as_bytes())
    except (messages.NoAddress, relays.RelayDown) as problem:
        return Finding(str(problem), True)
    if outcome.result == "sent":
        return Finding(f"The relay took a test mail to {address}. Look whether it arrives.")
    return Finding(f"The relay did not take a test mail to {address}: {outcome.said}", True)
