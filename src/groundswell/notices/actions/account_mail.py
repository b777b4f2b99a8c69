"""The worker's side of sign-in mail, which belongs to no district. The same rules as ``actions.outbox``.

It is read and written in short transactions that carry no tenant. It leaves whatever a district's do-not-mail list
says: whoever asks for a sign-in link wants that link.
"""

from django.db import transaction

from groundswell.kernel import clock
from groundswell.kernel.locking import writers_turn
from groundswell.kernel.models import Tenant
from groundswell.notices.actions import delivery, pace, relays
from groundswell.notices.actions.delivery import Parcel
from groundswell.notices.actions.relays import Outcome, Relay
from groundswell.notices.choices import MailState
from groundswell.notices.models import AccountMail
from groundswell.notices.queries.mail import due_now

SETTLED = ["state", "attempts", "error", "not_before", "sent_at", "raw"]


def send_due(tenant: Tenant | None = None, relay: Relay | None = None) -> int:
    """Send some of the sign-in mail that is due, for all districts. Returns how many mails were settled."""
    relay = relay or relays.configured()
    if relay is None or not due_now(AccountMail.objects.all(), clock.now()).exists():
        return 0
    mails = _claim(relay.name)
    if not mails:
        return 0
    return delivery.hand_over(
        relay,
        mails,
        pack=lambda mail: Parcel(mail, mail.to_address, bytes(mail.raw)),
        settle=lambda mail, outcome: _settle(mail, outcome, relay.name),
        put_back=_put_back,
    )


def _claim(relay: str) -> list[AccountMail]:
    with writers_turn(), transaction.atomic():
        limit = delivery.BATCH if relay == "inbox" else min(delivery.BATCH, pace.room(relay, sign_in=True))
        waiting = due_now(AccountMail.objects.select_for_update(skip_locked=True), clock.now())
        mails = list(waiting.order_by("pk")[:limit])
        AccountMail.objects.filter(pk__in=[mail.pk for mail in mails]).update(not_before=delivery.lease())
        if relay != "inbox" and mails:
            pace.take(relay, len(mails))
        return mails


def _settle(mail: AccountMail, outcome: Outcome, relay: str) -> None:
    """Write down what became of it, and forget the message with its single-use link once a relay has it."""
    with writers_turn(), transaction.atomic():
        if AccountMail.objects.select_for_update().get(pk=mail.pk).state != MailState.WAITING:
            return
        delivery.mark(mail, outcome, clock.now())
        if mail.state == MailState.SENT and relay != "inbox":
            mail.raw = b""
        mail.save(update_fields=SETTLED)


def _put_back(mails: list[AccountMail], why: str) -> None:
    with writers_turn(), transaction.atomic():
        waiting = AccountMail.objects.filter(pk__in=[mail.pk for mail in mails], state=MailState.WAITING)
        waiting.update(**delivery.back_in_line(why))
