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


MAIL_KINDS = {
    "accounts.invitation": _("Invitation to sign in"),
    "accounts.sign_in_link": _("Link to sign in"),
    "events.booked": _("A seat is yours"),
    "events.waiting": _("A place in line"),
    "events.promoted": _("From the line to a seat"),
    "events.asked": _("A place was asked for"),
    "events.offered": _("A freed seat is offered"),
    "events.accepted": _("An offered seat was taken"),
    "events.passed": _("An offered seat was passed on"),
    "events.expired": _("An offer was not answered in time"),
    "events.declined": _("A place was not approved"),
    "events.gone": _("The place of somebody who left the district"),
    "events.called": _("Call to lead one more section"),
    "events.leads": _("Leads one more section"),
    "events.left": _("A seat was given back"),
    "events.moved": _("An event moved"),
    "events.cancelled": _("An event was cancelled"),
    "events.interest": _("An event has a date"),
    "events.request_answered": _("An event answers a request"),
    "events.request_declined": _("A request was declined"),
    "surveys.invitation": _("Questions after an event"),
    "surveys.reminder": _("Reminder of questions"),
    "roster.calendar_kept": _("A calendar file was taken back"),
    "notices.test": _("Test of the mail relay"),
}
"""What each kind of mail is called on a page; each has a template of its name under ``templates/mail``."""
