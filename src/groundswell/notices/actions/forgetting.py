"""What the outbox and the calendars forget of a person who is erased, or whose time is over."""

import json
from collections.abc import Collection
from typing import Any

from django.db import connection, models
from django.db.models import Q
from django.db.models.functions import Cast

from groundswell.kernel.permissions import Actor
from groundswell.kernel.privacy import without
from groundswell.kernel.tenancy import verb
from groundswell.notices.choices import MailState
from groundswell.notices.models import AccountMail, BusyTime, DoNotMail, FeedToken, MailChoice, OutgoingMail
from groundswell.roster.choices.lives import FieldClass
from groundswell.roster.queries.lives import Subject


@verb
def forget(*, by: Actor, subject: Subject, fields: Collection[FieldClass]) -> dict[str, int]:
    """Empty the mail to a person, take their name out of mail to others, end their calendars. Returns counts.

    The rows stay, so that what was sent when still adds up. What waits is not sent any more. Nothing happens where
    confidential fields are not among ``fields``.
    """
    if FieldClass.CONFIDENTIAL not in fields:
        return {}
    theirs = Q(to_person_id__in=subject.person_ids)
    strangers = Q(to_person_id__isnull=True, to_address__in=subject.addresses)
    mails = OutgoingMail.objects.filter(theirs | strangers)
    unsent = mails.filter(state__in=[MailState.WAITING, MailState.GATHERED])
    unsent.update(state=MailState.REFUSED, not_before=None)
    emptied = mails.update(to_address="", to_name="", subject="", context={}, calendar=None, error="")
    counts = {"mails": emptied, "mails_to_others": _named_in_others(subject)}
    counts["account_mails"] = AccountMail.objects.filter(to_address__in=subject.addresses).delete()[0]
    DoNotMail.objects.filter(address__in=subject.addresses).delete()
    counts["busy_times"] = BusyTime.objects.filter(person_id__in=subject.person_ids).delete()[0]
    FeedToken.objects.filter(person_id__in=subject.person_ids).delete()
    MailChoice.objects.filter(person_id__in=subject.person_ids).delete()
    return counts


def _named_in_others(subject: Subject) -> int:
    """Take the person's name and address out of mail that others got."""
    if not subject.words:
        return 0
    columns = ("context", "calendar", "subject", "to_name", "error")
    texts = {f"{name}_text": Cast(name, models.TextField()) for name in ("context", "calendar")}
    named = Q()
    for word in subject.words:
        for text in {word, _as_kept(word)}:
            named |= Q(context_text__icontains=text) | Q(calendar_text__icontains=text)
        named |= Q(subject__icontains=word) | Q(to_name__icontains=word) | Q(error__icontains=word)
    changed = 0
    for mail in OutgoingMail.objects.annotate(**texts).filter(named):
        values: dict[str, Any] = {name: without(getattr(mail, name), subject.words) for name in columns}
        changed += OutgoingMail.objects.filter(pk=mail.pk).update(**values)
    return changed


def _as_kept(word: str) -> str:
    """The word as it stands in a JSON column: SQLite's is escaped text, PostgreSQL's is not."""
    return json.dumps(word)[1:-1] if connection.vendor == "sqlite" else word
