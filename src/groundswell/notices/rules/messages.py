"""From a letter to a message that mail programs understand (RFC 5322, MIME; iMIP, RFC 6047)."""

from collections.abc import Sequence
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr

from django.utils.translation import gettext_noop

from groundswell.notices.rules import texts
from groundswell.notices.rules.letters import Letter

# Kept with the mail as it stands here, and put into the reader's language on the page.
NOT_AN_ADDRESS = gettext_noop("This is not a mail address. Correct it in the roster and try again.")


class NoAddress(ValueError):
    """What should be a mail address is none; the text says what to do, for the office."""


def message(
    letter: Letter,
    *,
    sender: str,
    to_name: str,
    to_address: str,
    message_id: str,
    language: str,
    moment: datetime,
    calendars: Sequence[bytes] = (),
    method: str = "",
    stop_url: str = "",
    written_by: str = "",
    reply_to: str = "",
) -> EmailMessage:
    """The mail with its headers, its two texts and its calendar files; the first is the invitation itself.

    ``stop_url`` is what a mail program posts to when its reader wants no more of this kind (RFC 8058). Where somebody
    wrote the words, ``written_by`` is shown as who sends it, from our own address, and an answer goes to ``reply_to``.

    Raises NoAddress when an address is none. No value can bring a header of its own: names and subjects are made
    one line before, and the library refuses a line break that is left.
    """
    mail = EmailMessage(policy=SMTP)
    mail["From"] = _sender(sender, written_by)
    mail["To"] = address(to_name, to_address)
    if can_be_answered(reply_to):
        mail["Reply-To"] = address(written_by, reply_to)
    mail["Subject"] = letter.subject
    mail["Date"] = moment
    mail["Message-ID"] = message_id
    mail["Content-Language"] = language
    mail["Auto-Submitted"] = "auto-generated"
    if stop_url:
        mail["List-Unsubscribe"] = f"<{stop_url}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(letter.text)
    mail.add_alternative(letter.html, subtype="html")
    for number, file in enumerate(calendars, start=1):
        if number == 1:
            mail.add_alternative(
                file.decode(), subtype="calendar", charset="utf-8", cte="base64", params={"method": method}
            )
        name = "invite.ics" if number == 1 else f"invite-{number}.ics"
        mail.add_attachment(file, maintype="application", subtype="ics", filename=name)
    return mail


def can_be_answered(spec: str) -> bool:
    """True for what stands in the roster and is a mail address."""
    try:
        return bool(spec and address("", spec))
    except NoAddress:
        return False


def address(name: str, spec: str) -> Address:
    """An address for a header. Raises NoAddress when ``spec`` is no mail address."""
    local, at, domain = spec.strip().rpartition("@")
    odd = not local.isascii() or texts.flat(spec) != spec.strip() or set(spec) & set(' ,;<>()"\\')
    if odd or not (at and local and domain):
        raise NoAddress(NOT_AN_ADDRESS)
    try:
        host = domain if domain.isascii() else domain.encode("idna").decode()
        return Address(display_name=texts.flat(name), username=local, domain=host)
    except (ValueError, MessageError) as problem:
        raise NoAddress(NOT_AN_ADDRESS) from problem


def _sender(sender: str, written_by: str) -> Address:
    """Our own address; before it who wrote, and in brackets for whom we send."""
    name, spec = parseaddr(sender)
    names = f"{written_by} ({name})" if written_by and name else written_by or name
    return address(names, spec)
