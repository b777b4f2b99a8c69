"""The way out: a real relay by SMTP, or the demo's inbox page."""

import smtplib
import ssl
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Literal, Protocol
from urllib.parse import unquote, urlsplit

from django.conf import settings

TIMEOUT = 20
LOOPBACK = ("127.0.0.1", "::1", "localhost")
Result = Literal["sent", "later", "never"]


class RelayDown(Exception):
    """The relay itself can't be used now. It says nothing about the mail in hand."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a mail: sent, to be tried later (4xx), or never (5xx); and what the relay said."""

    result: Result
    said: str = ""


class Relay(Protocol):
    """Takes finished messages, one after the other, between ``open`` and ``close``."""

    name: str

    def open(self) -> None: ...
    def close(self) -> None: ...
    def deliver(self, to_address: str, message: bytes) -> Outcome: ...


class InboxRelay:
    """The demo's way: nothing leaves the machine, and the inbox page shows it."""

    name = "inbox"

    def open(self) -> None:
        """Nothing to open."""

    def close(self) -> None:
        """Nothing to close."""

    def deliver(self, to_address: str, message: bytes) -> Outcome:
        return Outcome("sent")


class SmtpRelay:
    """A mail relay at ``smtp://user:password@host:port`` (STARTTLS where offered) or ``smtps://…``."""

    name = "smtp"

    def __init__(self, url: str, sender: str) -> None:
        self.url = urlsplit(url)
        self.sender = parseaddr(sender)[1]
        if self.url.scheme not in ("smtp", "smtps") or not self.url.hostname:
            raise RelayDown("GROUNDSWELL_SMTP_URL must read smtp://user:password@host:port or smtps://….")

    def open(self) -> None:
        """Connect, encrypt where the relay can, sign in. Raises RelayDown."""
        host = self.url.hostname or ""
        try:
            if self.url.scheme == "smtps":
                context = ssl.create_default_context()
                self.smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                    host, self.url.port or 465, timeout=TIMEOUT, context=context
                )
            else:
                self.smtp = smtplib.SMTP(host, self.url.port or 25, timeout=TIMEOUT)
            self._greet(host)
        except (OSError, smtplib.SMTPException) as problem:
            raise RelayDown(f"The relay {host} can't be used: {problem}") from problem

    def _greet(self, host: str) -> None:
        self.smtp.ehlo_or_helo_if_needed()
        encrypted = self.url.scheme == "smtps"
        if not encrypted and self.smtp.has_extn("starttls"):
            self.smtp.starttls(context=ssl.create_default_context())
            self.smtp.ehlo()
            encrypted = True
        if self.url.username:
            if not encrypted and host not in LOOPBACK:
                raise RelayDown(
                    f"The relay {host} offers no encryption, so its password was not sent. Use smtps://."
                )
            self.smtp.login(unquote(self.url.username), unquote(self.url.password or ""))

    def close(self) -> None:
        """Say goodbye; a relay that has gone already is no problem."""
        try:
            self.smtp.quit()
        except (OSError, smtplib.SMTPException):
            self.smtp.close()

    def deliver(self, to_address: str, message: bytes) -> Outcome:
        """Hand over one message. Raises RelayDown when the connection or our sender is the problem."""
        try:
            self.smtp.sendmail(self.sender, [to_address], message)
        except smtplib.SMTPRecipientsRefused as refused:
            code, said = next(iter(refused.recipients.values()))
            return _judged(code, said)
        except smtplib.SMTPSenderRefused as problem:
            raise RelayDown(
                f"The relay refuses our sender {self.sender}: {_words(problem.smtp_error)}"
            ) from problem
        except smtplib.SMTPResponseException as problem:
            return _judged(problem.smtp_code, problem.smtp_error)
        except (OSError, smtplib.SMTPException) as problem:
            raise RelayDown(f"The connection to the relay broke: {problem}") from problem
        return Outcome("sent")


def configured() -> Relay | None:
    """The relay of this installation; the inbox in a demo without one; None where mail has to wait for one."""
    if settings.GROUNDSWELL_SMTP_URL:
        return SmtpRelay(settings.GROUNDSWELL_SMTP_URL, settings.DEFAULT_FROM_EMAIL)
    return InboxRelay() if settings.GROUNDSWELL_DEMO else None


def _judged(code: int, said: bytes | str) -> Outcome:
    """421 is the relay closing down, other 4xx are about this mail for now, 5xx for good (RFC 5321, 4.2.1)."""
    if code == 421:
        raise RelayDown(f"The relay is closing: {_words(said)}")
    return Outcome("later" if 400 <= code < 500 else "never", f"{code} {_words(said)}")


def _words(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said
