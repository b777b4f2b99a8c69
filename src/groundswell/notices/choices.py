"""Closed lists of the outbox."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MailState(models.TextChoices):
    """Where a mail stands. ``sent`` means that a relay took it, which is all that a sender can know.

    A ``gathered`` mail waits until its reader's collected mail is made, and is ``bundled`` from then on.
    """

    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Could not be sent")
    BOUNCED = "bounced", _("Came back")
    REFUSED = "refused", _("Held back: do not mail")
    GATHERED = "gathered", _("Waits for the collected mail")
    BUNDLED = "bundled", _("Went with a collected mail")
    WITHDRAWN = "withdrawn", _("Not needed any more")


MOVES: dict[str, frozenset[str]] = {
    MailState.WAITING: frozenset(
        {MailState.SENT, MailState.FAILED, MailState.BOUNCED, MailState.REFUSED, MailState.WITHDRAWN}
    ),
    MailState.GATHERED: frozenset(
        {MailState.WAITING, MailState.BUNDLED, MailState.REFUSED, MailState.WITHDRAWN}
    ),
    MailState.SENT: frozenset({MailState.BOUNCED}),
    MailState.FAILED: frozenset({MailState.WAITING}),
    MailState.REFUSED: frozenset({MailState.WAITING}),
    MailState.BOUNCED: frozenset(),
    MailState.BUNDLED: frozenset(),
    MailState.WITHDRAWN: frozenset(),
}


class Priority(models.IntegerChoices):
    """Which mail leaves first when the relay's minute is short."""

    URGENT = 1, _("Somebody waits for it")
    NORMAL = 5, _("Normal")
    BULK = 9, _("One of many")


class DoNotMailReason(models.TextChoices):
    BOUNCED = "bounced", _("Mail to this address came back")
    ASKED = "asked", _("The person asked for no mail")


class Astray(models.TextChoices):
    """Why mail does not reach somebody, in words for whoever counts on them. Begins as ``DoNotMailReason`` does."""

    BOUNCED = "bounced", _("Mail to them came back")
    ASKED = "asked", _("Asked for no mail")
    FAILED = "failed", _("The last mail could not be delivered")
    NO_ADDRESS = "no_address", _("No mail address is known")


class Pace(models.TextChoices):
    """How somebody wants to get mail that may wait (``MAY_WAIT``)."""

    AT_ONCE = "at_once", _("Each one at once")
    DAILY = "daily", _("Together, once a day")
    WEEKLY = "weekly", _("Together, once a week")
    NEVER = "never", _("Not by mail")


class Stop(models.TextChoices):
    """What the link at the foot of a mail ends, without signing in."""

    NEWS = "news", _("News that can wait")
    REMINDERS = "reminders", _("Reminders")


REMINDER_DAYS = (14, 7, 3, 1)
"""How many days ahead a reminder can be sent."""

REMIND_USUALLY = (7, 1)
"""The days of a district that chose none."""

MAIL_KINDS = {
    "accounts.invitation": _("Invitation to sign in"),
    "accounts.sign_in_link": _("Link to sign in"),
    "events.booked": _("A seat is yours"),
    "events.waiting": _("A place in line"),
    "events.reordered": _("The order of a line changed"),
    "events.promoted": _("From the line to a seat"),
    "events.asked": _("A place was asked for"),
    "events.approve": _("Somebody asks for a place: yes or no"),
    "events.offered": _("A freed seat is offered"),
    "events.accepted": _("An offered seat was taken"),
    "events.passed": _("An offered seat was passed on"),
    "events.expired": _("An offer was not answered in time"),
    "events.declined": _("A place was not approved"),
    "events.gone": _("The place of somebody who left the district"),
    "events.called": _("Call to lead one more section"),
    "events.leads": _("Leads one more section"),
    "events.left": _("A seat was given back"),
    "events.reminder": _("Reminder of an event"),
    "events.reminder_leads": _("Reminder of an event that somebody leads"),
    "events.new": _("A new event"),
    "events.onboarding": _("An institute for somebody new at a school"),
    "events.message": _("A message to people of an event"),
    "events.moved": _("An event moved"),
    "events.cancelled": _("An event was cancelled"),
    "events.interest": _("An event has a date"),
    "events.request_answered": _("An event answers a request"),
    "events.request_declined": _("A request was declined"),
    "events.outside_sent": _("Credit from elsewhere waits for a decision"),
    "events.signed_again": _("A certificate has a new signature"),
    "events.outside_approved": _("Credit from elsewhere was approved"),
    "events.outside_returned": _("Credit from elsewhere was sent back"),
    "events.outside_declined": _("Credit from elsewhere was declined"),
    "events.plan_shared": _("A colleague shares a plan"),
    "events.used": _("What people used, six weeks later"),
    "events.used_reminder": _("Reminder of what people used"),
    "cohorts.invited": _("A school is invited"),
    "cohorts.extended": _("More time in a selection of schools"),
    "cohorts.called_off": _("A selection of schools was called off"),
    "cohorts.application_writer_added": _("Somebody may write a school’s application"),
    "cohorts.application_submitted": _("An application was handed in"),
    "cohorts.correction_answered": _("Answer to a correction that a school asked for"),
    "cohorts.letter": _("What came of a school’s application"),
    "cohorts.visit": _("A visit to a school has a date"),
    "cohorts.visit_gone": _("A visit to a school was called off"),
    "surveys.invitation": _("Questions after an event"),
    "surveys.reminder": _("Reminder of questions"),
    "surveys.asked": _("Questions from the office"),
    "surveys.asked_reminder": _("Reminder of the office's questions"),
    "surveys.receipt": _("Answers from a shared device have arrived"),
    "surveys.names_taken": _("A file of answers with names was taken"),
    "impact.another_look": _("A published claim needs another look"),
    "cohorts.rubric_sign": _("A rubric to sign"),
    "cohorts.readings": _("Applications to read"),
    "cohorts.readings_nudge": _("Reminder of applications to read"),
    "cohorts.norming_open": _("Norming applications to score"),
    "roster.calendar_kept": _("A calendar file was taken back"),
    "notices.digest": _("Collected news"),
    "notices.test": _("Test of the mail relay"),
}
"""What each kind of mail is called on a page; each has a template of its name under ``templates/mail``."""

MAY_WAIT = frozenset(
    {
        "events.approve",
        "events.new",
        "events.onboarding",
        "events.outside_approved",
        "events.outside_declined",
        "events.outside_returned",
        "events.outside_sent",
        "events.plan_shared",
        "events.request_answered",
        "events.request_declined",
        "roster.calendar_kept",
    }
)
"""Kinds that may come together with others. Never what tells its reader of their own seat, place, date or deadline."""

WAITED_FOR = frozenset({"events.approve", "events.outside_sent"})
"""Of these, what somebody else waits to have decided: it may come with others, and nobody can choose not to get it."""

STOPS: dict[str, Stop] = {
    **dict.fromkeys(MAY_WAIT - WAITED_FOR, Stop.NEWS),
    "notices.digest": Stop.NEWS,
    "events.reminder": Stop.REMINDERS,
    "events.reminder_leads": Stop.REMINDERS,
}
"""Kinds that a reader can end with one click in the mail program (RFC 8058), and what that ends."""
