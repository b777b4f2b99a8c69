"""A real mail server on loopback, and a kind of mail to send."""

from email import message_from_bytes, policy
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from tests.notices.samples import WORDS
from tools.services import free_port


class Postbox:
    """Takes mail as a relay does. ``answers`` makes it say something else to an address."""

    def __init__(self):
        self.envelopes, self.answers = [], {}

    async def handle_RCPT(self, server, session, envelope, address, options):
        if answer := self.answers.get(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if answer := self.answers.get("DATA"):
            return answer
        self.envelopes.append(envelope)
        return "250 taken"

    @property
    def messages(self):
        return [message_from_bytes(one.content, policy=policy.default) for one in self.envelopes]


@pytest.fixture
def relay(settings):
    """A mail server on loopback that the installation is set to use."""
    postbox = Postbox()
    port = free_port()
    controller = Controller(postbox, hostname="127.0.0.1", port=port, ready_timeout=60)
    controller.start()
    settings.GROUNDSWELL_SMTP_URL = f"smtp://127.0.0.1:{port}"
    settings.GROUNDSWELL_DEMO = False
    settings.DEFAULT_FROM_EMAIL = "Riverbend learning <learning@riverbend.example>"
    yield postbox
    controller.stop()


@pytest.fixture(autouse=True)
def kinds(settings):
    """Kinds of mail that only tests send: ``tests.booked`` and ``tests.broken``."""
    own = Path(__file__).parent / "templates"
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], own]}]


@pytest.fixture
def queue(cast):
    """Queue one mail: ``queue("ana", title="…")``."""
    from groundswell.notices.actions import mail

    def one(name="ana", key="booked:1", kind="tests.booked", calendar=None, priority=5, **words):
        return mail.send(
            by=cast.system,
            to=cast.people[name],
            kind=kind,
            key=key,
            context={**WORDS, **words},
            calendar=calendar,
            priority=priority,
        )

    return one


@pytest.fixture
def kept(cast):
    """The mails of Riverbend as they are stored, oldest first."""
    from groundswell.kernel.tenancy import reading
    from groundswell.notices.models import OutgoingMail

    def all_of_them():
        with reading(cast.tenant):
            return list(OutgoingMail.objects.order_by("pk"))

    return all_of_them
