"""Closed lists of the outbox."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MailState(models.TextChoices):
    """Where a mail stands. ``sent`` means that a relay took it, which is all that a sender can know."""

    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Could not be sent")
    BOUNCED = "bounced", _("Came back")
    REFUSED = "refused", _("Held back: do not mail")


MOVES: dict[str, frozenset[str]] = {
    MailState.WAITING: frozenset({MailState.SENT, MailState.FAILED, MailState.BOUNCED, MailState.REFUSED}),
    MailState.SENT: frozenset({MailState.BOUNCED}),
    MailState.FAILED: frozenset({MailState.WAITING}),
    MailState.REFUSED: frozenset({MailState.WAITING}),
    MailState.BOUNCED: frozenset(),
}


class Priority(models.IntegerChoices):
    """Which mail leaves first when the relay's minute is short."""

    URGENT = 1, _("Somebody waits for it")
    NORMAL = 5, _("Normal")
    BULK = 9, _("One of many")


class DoNotMailReason(models.TextChoices):
    BOUNCED = "bounced", _("Mail to this address came back")
    ASKED = "asked", _("The person asked for no mail")
