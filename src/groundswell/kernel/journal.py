"""What happened, once, for everyone: the audit page, the handlers, the facts and the export read the same rows."""

import hashlib
import json
from collections.abc import Collection
from typing import Any

from django.db import connection, models

from groundswell.kernel import rows
from groundswell.kernel.locking import NoTransaction
from groundswell.kernel.models import Delivery, JournalEntry, JournalPersonal, JournalSeal, Tenant
from groundswell.kernel.permissions import Actor
from groundswell.kernel.privacy import without
from groundswell.kernel.reactions import handlers_of
from groundswell.kernel.tenancy import writing


def record(
    kind: str,
    *,
    by: Actor,
    subject: models.Model | None = None,
    subject_kind: str = "",
    subject_id: int = 0,
    data: dict[str, Any] | None = None,
    personal: dict[str, Any] | None = None,
) -> JournalEntry:
    """Write one entry in the running transaction, with a delivery for each handler that the wiring lists.

    ``kind`` reads app.noun.what (``events.registration.booked``). ``data`` takes ids and numbers only; names,
    addresses and texts go into ``personal``, which can be emptied. Raises NoTransaction outside a verb.
    """
    if not connection.in_atomic_block:
        raise NoTransaction(
            f"{kind} was recorded outside a verb: the entry and the change must stand or fall together."
        )
    entry = JournalEntry(
        tenant=by.tenant,
        kind=kind,
        subject_kind=subject_kind or (kind.rpartition(".")[0]),
        subject_id=subject.pk if subject is not None else subject_id,
        data=data or {},
        actor_user=by.user_id,
        actor_person=by.person_id,
        origin=by.origin,
    )
    handlers = handlers_of(kind)
    if not personal and not handlers:
        rows.add(entry)
        return entry
    rows.insert(entry)
    if personal:
        JournalPersonal.objects.create(tenant=by.tenant, entry=entry, data=personal)
    Delivery.objects.bulk_create(Delivery(tenant=by.tenant, entry=entry, handler=name) for name in handlers)
    return entry


def forget(*, subject_kind: str, subject_ids: Collection[int], words: Collection[str]) -> int:
    """Empty the personal values of entries about these subjects, and take ``words`` out of all others.

    The entries stay, with their ids and their place in the chain, which never held a personal value. What went
    wrong with a delivery is told again without the words. Returns how many entries were emptied. For verbs.
    """
    about = JournalPersonal.objects.filter(
        entry__subject_kind=subject_kind, entry__subject_id__in=subject_ids
    )
    emptied = about.exclude(data={}).update(data={})
    for row in JournalPersonal.objects.exclude(data={}).iterator():
        if (cleaned := without(row.data, words)) != row.data:
            emptied += JournalPersonal.objects.filter(pk=row.pk).update(data=cleaned)
    for delivery in Delivery.objects.exclude(error=""):
        if (said := without(delivery.error, words)) != delivery.error:
            Delivery.objects.filter(pk=delivery.pk).update(error=said)
    return emptied


def seal_next(tenant: Tenant, limit: int = 500) -> int:
    """Chain the entries that have no seal yet, oldest first. Returns how many. Called by the worker."""
    with writing(tenant):
        last = JournalSeal.objects.order_by("-number").first()
        number, digest = (last.number, last.digest) if last else (0, "")
        entries = JournalEntry.objects.filter(seal__isnull=True).order_by("pk")[:limit]
        seals = []
        for entry in entries:
            number, digest = number + 1, _digest(digest, entry)
            seals.append(JournalSeal(tenant=tenant, entry=entry, number=number, digest=digest))
        JournalSeal.objects.bulk_create(seals)
    return len(seals)


def unsealed(tenant: Tenant) -> int:
    """Entries that the worker has still to chain."""
    return JournalEntry.objects.filter(seal__isnull=True).count()


def first_broken_seal(tenant: Tenant) -> int | None:
    """Number of the first seal that does not fit what the journal says now; None when all fit."""
    digest = ""
    for seal in JournalSeal.objects.select_related("entry").order_by("number").iterator():
        digest = _digest(digest, seal.entry)
        if digest != seal.digest:
            return seal.number
    return None


def _digest(before: str, entry: JournalEntry) -> str:
    content = [
        before,
        entry.pk,
        entry.at.isoformat(),
        entry.kind,
        entry.subject_kind,
        entry.subject_id,
        entry.data,
        entry.actor_user,
        entry.actor_person,
        entry.origin,
    ]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
