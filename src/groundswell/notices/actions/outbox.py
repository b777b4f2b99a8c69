"""The worker's side of a district's outbox: claim what is due, hand it to the relay, write down what came of it."""

from django.conf import settings
from django.template import TemplateDoesNotExist
from django.urls import reverse
from django.utils.translation import gettext_noop

from groundswell.kernel import clock, journal, locking
from groundswell.kernel.links import absolute
from groundswell.kernel.models import Tenant
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading, verb
from groundswell.notices.actions import delivery, pace, relays
from groundswell.notices.actions.delivery import Parcel, Unsendable
from groundswell.notices.actions.relays import Outcome, Relay
from groundswell.notices.choices import MOVES, STOPS, DoNotMailReason, MailState
from groundswell.notices.models import DoNotMail, OutgoingMail
from groundswell.notices.queries.mail import due, due_now, held_back
from groundswell.notices.rules import calendars, keys, letters, masks, messages

INBOX_BATCH = 500
# Kept with the mail as it stands here, and put into the reader's language on the page.
NO_ADDRESS = gettext_noop("The roster knows no mail address for this person. Add one and try again.")
SETTLED = ["state", "attempts", "error", "not_before", "sent_at", "subject", "relay", "context", "calendar"]


class NotPossible(ValueError):
    """A mail can't go from where it stands to where somebody wants it."""


def send_due(tenant: Tenant, relay: Relay | None = None) -> int:
    """Send some of what is due, the urgent first. Returns how many mails were settled.

    At least once: a worker that dies between the relay's answer and the mark sends that mail again when its lease
    ends, with the same Message-ID. Without a relay (and outside a demo) mail waits. No transaction is open while
    the relay is spoken to.
    """
    relay = relay or relays.configured()
    with reading(tenant):
        if relay is None or not due(tenant):
            return 0
    by = Actor.system(tenant)
    mails = _claim(by=by, relay=relay.name)
    if not mails:
        return 0
    if relay.name == "inbox":
        return _show_in_inbox(by=by, relay=relay, mails=mails)
    return delivery.hand_over(
        relay,
        mails,
        pack=lambda mail: _pack(mail, tenant),
        settle=lambda mail, outcome: _settle(by=by, mail=mail, outcome=outcome, relay=relay.name),
        put_back=lambda left, why: _put_back(by=by, mails=left, why=why),
    )


@verb
def try_again(*, by: Actor, mail: OutgoingMail) -> OutgoingMail:
    """Send a mail that failed or was held back after all; an address that was held back is mailed again.

    The address is read anew from the roster. A mail that came back is not sent again, because its links were
    forgotten when it left: whoever caused it sends a new one. Raises NotPossible.
    """
    mail = locking.lock(mail)
    if MailState.WAITING not in MOVES[mail.state]:
        raise NotPossible(f"A mail that is “{mail.get_state_display()}” can't be sent again.")
    if mail.to_person is not None:
        mail.to_address = mail.to_person.email.strip().lower()
    DoNotMail.objects.filter(address=mail.to_address).delete()
    mail.state, mail.attempts, mail.not_before, mail.error = MailState.WAITING, 0, None, ""
    mail.save(update_fields=["state", "attempts", "not_before", "error", "to_address"])
    journal.record("notices.mail.tried_again", by=by, subject=mail, data={"person": mail.to_person_id})
    return mail


@verb
def _claim(*, by: Actor, relay: str) -> list[OutgoingMail]:
    """Take a batch into hand: leased for some minutes, counted against the relay's minute, minus what is held back."""
    limit = INBOX_BATCH if relay == "inbox" else min(delivery.BATCH, pace.room(relay))
    waiting = due_now(OutgoingMail.objects.select_related("to_person"), clock.now()).order_by(
        "priority", "pk"
    )
    found = list(waiting.select_for_update(of=("self",), skip_locked=True)[:limit])
    held = held_back([mail.to_address for mail in found])
    mails = [mail for mail in found if mail.to_address not in held]
    _refuse([mail for mail in found if mail.to_address in held], held)
    OutgoingMail.objects.filter(pk__in=[mail.pk for mail in mails]).update(not_before=delivery.lease())
    if relay != "inbox" and mails:
        pace.take(relay, len(mails))
    return mails


def _refuse(mails: list[OutgoingMail], reasons: dict[str, str]) -> None:
    for mail in mails:
        mail.state, mail.error = MailState.REFUSED, str(DoNotMailReason(reasons[mail.to_address]).label)
    OutgoingMail.objects.bulk_update(mails, ["state", "error"])


def subject_of(mail: OutgoingMail, tenant: Tenant) -> str:
    """The subject that a mail has or will have; nothing for a kind that this release does not write any more."""
    if mail.subject:
        return mail.subject
    try:
        return write(mail, tenant).subject
    except (TemplateDoesNotExist, ValueError):
        return ""


def write(mail: OutgoingMail, tenant: Tenant) -> letters.Letter:
    """The mail in words, as its reader gets it. Its ``to_person`` is loaded."""
    name = mail.to_person.name if mail.to_person else mail.to_name
    return letters.render(
        kind=mail.kind,
        context=mail.context,
        language=mail.language,
        zone=tenant.time_zone,
        name=name,
        district=tenant.name,
        preferences_url=_choices_page(tenant) if mail.to_person_id else "",
    )


def stop_url(mail: OutgoingMail, tenant: Tenant) -> str:
    """Where a mail program ends mail of this kind for its reader with one click; nothing for what can't be ended."""
    if mail.kind not in STOPS or mail.to_person_id is None:
        return ""
    key = keys.key(f"stop.{STOPS[mail.kind]}", tenant, mail.to_person_id)
    return absolute(reverse("notices:stop", args=[tenant.slug, str(STOPS[mail.kind]), key]))


def _choices_page(tenant: Tenant) -> str:
    return absolute(reverse("notices:feed", args=[tenant.slug]))


def calendar_files(mail: OutgoingMail) -> list[bytes]:
    """The mail's calendar files, the first date's first; none where it brings none."""
    if not mail.calendar:
        return []
    name = mail.to_person.name if mail.to_person else mail.to_name
    return calendars.files(
        mail.calendar,
        name=name,
        address=mail.to_address,
        sender=settings.DEFAULT_FROM_EMAIL,
        stamp=mail.queued_at,
    )


def _pack(mail: OutgoingMail, tenant: Tenant) -> Parcel[OutgoingMail]:
    if not mail.to_address:
        raise Unsendable(NO_ADDRESS)
    letter = write(mail, tenant)
    mail.subject = letter.subject
    reply_to = str(mail.context.get("reply_to", ""))
    try:
        message = messages.message(
            letter,
            sender=settings.DEFAULT_FROM_EMAIL,
            to_name=mail.to_person.name if mail.to_person else mail.to_name,
            to_address=mail.to_address,
            message_id=mail.message_id,
            language=letters.offered(mail.language),
            moment=mail.queued_at,
            calendars=calendar_files(mail),
            method=(mail.calendar or {}).get("method", ""),
            stop_url=stop_url(mail, tenant),
            written_by=str(mail.context.get("sender", "")) if reply_to else "",
            reply_to=reply_to,
        )
    except messages.NoAddress as problem:
        raise Unsendable(str(problem)) from problem
    return Parcel(mail, message["To"].addresses[0].addr_spec, message.as_bytes())


def _address(mail: OutgoingMail, tenant: Tenant) -> Parcel[OutgoingMail]:
    """For the demo's inbox a subject is enough: its page draws the rest when somebody opens the mail."""
    if not mail.to_address:
        raise Unsendable(NO_ADDRESS)
    mail.subject = write(mail, tenant).subject
    return Parcel(mail, mail.to_address, b"")


@verb
def _settle(*, by: Actor, mail: OutgoingMail, outcome: Outcome, relay: str) -> None:
    """Write down what became of a mail, unless somebody settled it meanwhile. Forgets its keys once it is out."""
    if locking.lock(mail).state != MailState.WAITING:
        return
    delivery.mark(mail, outcome, clock.now())
    mail.relay = relay
    if mail.state == MailState.SENT and relay != "inbox":
        mail.context, mail.calendar = masks.masked(mail.context), masks.masked(mail.calendar)
    mail.save(update_fields=SETTLED)


@verb
def _show_in_inbox(*, by: Actor, relay: Relay, mails: list[OutgoingMail]) -> int:
    """The demo's batch: nobody outside is spoken to, so one transaction settles all of it."""
    for mail in mails:
        delivery.mark(mail, delivery.attempt(relay, mail, lambda one: _address(one, by.tenant)), clock.now())
        mail.relay = relay.name
        mail.save(update_fields=SETTLED)
    return len(mails)


@verb
def _put_back(*, by: Actor, mails: list[OutgoingMail], why: str) -> None:
    """The relay is down or slow: what is in hand waits again, and no attempt is counted."""
    waiting = OutgoingMail.objects.filter(pk__in=[mail.pk for mail in mails], state=MailState.WAITING)
    waiting.update(**delivery.back_in_line(why))
