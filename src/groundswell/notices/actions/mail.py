"""Verbs that put a mail into the outbox. Each is one INSERT in the running transaction; nothing is rendered here.

The mail leaves when its transaction has committed and the worker gets to it, and never without it. Delivery is at
least once: a mail that a relay took just before a crash leaves a second time with the same Message-ID.
The row itself is the record of what was sent, so these verbs write no journal entry of their own.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from typing import Any

from django.db import transaction

from groundswell.kernel import clock, rows
from groundswell.kernel.locking import writers_turn
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import verb
from groundswell.notices.actions.choosing import NOT_WANTED
from groundswell.notices.choices import MAY_WAIT, WAITED_FOR, MailState, Pace, Priority
from groundswell.notices.models import AccountMail, OutgoingMail
from groundswell.notices.queries.choosing import pace_of, paces_of
from groundswell.notices.rules import calendars, letters, texts
from groundswell.notices.rules.pace import may_wait, next_one
from groundswell.roster.models import Person

BATCH = 1000
# Writing a used key over itself makes both databases give the older row's id back.
_SAME_KEY = "(tenant_id, key) DO UPDATE SET key = EXCLUDED.key"


@dataclass(frozen=True, slots=True)
class Addressed:
    """One of many mails of a kind: to whom, with what, under which key."""

    to: Person
    key: str
    context: dict[str, Any] = field(default_factory=dict)
    calendar: dict[str, Any] | None = None


@verb
def send(
    *,
    by: Actor,
    to: Person,
    kind: str,
    context: dict[str, Any],
    key: str,
    calendar: dict[str, Any] | None = None,
    priority: int = Priority.NORMAL,
    not_before: datetime | None = None,
    about: str = "",
) -> OutgoingMail:
    """Queue one mail to a person of the district, in their language.

    A kind that may wait (``choices.MAY_WAIT``) comes as its reader chose: with the next collected mail, at once, or
    not at all; what somebody else waits for (``WAITED_FOR``) comes once a day for who chose that. ``about`` names what
    :func:`withdraw` takes it back by. A ``key`` that was used before in this district queues nothing: the mail that is
    there stays as it is, and its id comes back. A person without an address gets a mail that fails with that reason,
    so that the office sees it.
    """
    mail = _mail(by, kind, Addressed(to, key, context, calendar), priority, not_before, about)
    _as_chosen(by, kind, [mail])
    rows.add(mail, on_conflict=_SAME_KEY)
    return mail


@verb
def send_many(
    *,
    by: Actor,
    kind: str,
    mails: Iterable[Addressed],
    priority: int = Priority.BULK,
    not_before: datetime | None = None,
    about: str = "",
) -> int:
    """Queue many mails of one kind; keys that were used before queue nothing. Returns how many keys were given."""
    by_key = {one.key: _mail(by, kind, one, priority, not_before, about) for one in mails}
    _as_chosen(by, kind, list(by_key.values()))
    return len(_keep(list(by_key.values())))


@verb
def withdraw(*, by: Actor, about: str, to: Person | None = None) -> int:
    """What is about this and has not left yet is not sent any more: to one person, or to all. Returns how many mails.

    A mail that a worker has in hand at this moment may still leave.
    """
    waiting = OutgoingMail.objects.filter(about=about, state__in=[MailState.WAITING, MailState.GATHERED])
    if to is not None:
        waiting = waiting.filter(to_person=to)
    return waiting.exclude(about="").update(state=MailState.WITHDRAWN, not_before=None)


@verb
def send_to_address(
    *,
    by: Actor,
    to_address: str,
    kind: str,
    context: dict[str, Any],
    key: str,
    to_name: str = "",
    language: str = "",
    calendar: dict[str, Any] | None = None,
    priority: int = Priority.NORMAL,
) -> OutgoingMail:
    """Queue one mail to somebody whom the roster does not know. As :func:`send` otherwise."""
    nobody = Person(email=to_address, given_name=to_name, language=language)
    mail = _mail(by, kind, Addressed(nobody, key, context, calendar), priority, None)
    return _keep([mail])[0]


def keep_account_mail(*, message: EmailMessage, addresses: Iterable[str], subject: str) -> list[AccountMail]:
    """Store finished sign-in mail, a row for each address. No verb, because it belongs to no district."""
    raw = message.as_bytes()
    mails = [
        AccountMail(
            to_address=address.strip(),
            subject=texts.flat(subject)[:400],
            raw=raw,
            message_id=message["Message-ID"],
        )
        for address in addresses
    ]
    with writers_turn(), transaction.atomic():
        return AccountMail.objects.bulk_create(mails)


def _mail(
    by: Actor, kind: str, one: Addressed, priority: int, not_before: datetime | None, about: str = ""
) -> OutgoingMail:
    url = one.context.get("action_url", "")
    if url and not letters.is_web(url):
        raise ValueError(
            f"action_url of a mail must be a whole web address, not {url!r}: use kernel.links.absolute."
        )
    return OutgoingMail(
        tenant=by.tenant,
        kind=kind,
        key=one.key,
        to_person_id=one.to.pk,
        to_name=one.to.name[:250],
        to_address=one.to.email.strip().lower(),
        language=one.to.language or by.tenant.language,
        context=one.context,
        calendar=calendars.checked(one.calendar) if one.calendar else None,
        priority=priority,
        not_before=not_before,
        about=about,
    )


def _as_chosen(by: Actor, kind: str, mails: list[OutgoingMail]) -> None:
    """Mail that may wait, as its readers chose. One statement where the kind is such a one, else none."""
    if kind not in MAY_WAIT:
        return
    now, paces = clock.now(), paces_of([mail.to_person_id for mail in mails])
    for mail in mails:
        pace = pace_of(paces, mail.to_person_id)
        if pace == Pace.NEVER and kind in WAITED_FOR:
            pace = Pace.DAILY
        if pace == Pace.NEVER:
            mail.state, mail.error = MailState.REFUSED, NOT_WANTED
        elif may_wait(kind, mail.context, mail.calendar, now):
            moment = next_one(pace, now, by.tenant.time_zone)
            if moment is not None:
                mail.state, mail.not_before = MailState.GATHERED, moment


def _keep(mails: list[OutgoingMail]) -> list[OutgoingMail]:
    """One statement for a batch. Writing a used key over itself makes both databases give the older row's id back."""
    for start in range(0, len(mails), BATCH):
        OutgoingMail.objects.bulk_create(
            mails[start : start + BATCH],
            update_conflicts=True,
            unique_fields=["tenant", "key"],
            update_fields=["key"],
        )
    return mails
