"""Signing keys over time: one is retired, or withdrawn because it leaked, and the next signs from then on.

What a withdrawn key signed is signed again by the worker, which asks the certificates themselves which are left.
"""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from groundswell.events.actions.credentials import SUBJECT, issuer_of, key_for
from groundswell.events.models import BadgeKey, Credential
from groundswell.events.queries import credentials as found
from groundswell.events.rules import badges
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock, journal
from groundswell.kernel.links import absolute, link
from groundswell.kernel.locking import lock
from groundswell.kernel.models import Tenant
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.tenancy import reading, verb
from groundswell.notices.actions import mail

LOOKED_FOR = timedelta(hours=1)
"""How long after a key was withdrawn certificates that it signed are looked for: some were being made just then."""


@verb
def retire(*, by: Actor, key: BadgeKey, reason: str) -> BadgeKey:
    """This key signs no more; a new one is made at once, where it was the one of this address. Can't be undone.

    What it signed stays verifiable: its public half stays at did.json, with the right to assert and the date.
    Raises Refused for a key that is retired already and without a reason.
    """
    held = _held(by, key, reason)
    if held.retired_at is not None or held.revoked_at is not None:
        raise Refused(_("This key signs no more already."))
    held.retired_at = clock.now()
    held.save(update_fields=["retired_at"])
    _record(by, held, "retired", reason)
    _another_signs(by, held)
    return held


@verb
def withdraw(*, by: Actor, key: BadgeKey, reason: str) -> BadgeKey:
    """This key leaked: nothing that bears its signature is good any more. A new one is made, as :func:`retire` says.

    did.json takes the right to assert from it, so that verifiers refuse what it signed, whenever that was: whoever has
    a key can date a signature as they like. :func:`sign_again_due` signs the district's own certificates anew. Raises
    Refused for a key that was withdrawn already and without a reason. Can't be undone.
    """
    held = _held(by, key, reason)
    if held.revoked_at is not None:
        raise Refused(_("This key was withdrawn already."))
    held.revoked_at = clock.now()
    held.save(update_fields=["revoked_at"])
    _record(by, held, "withdrawn", reason)
    _another_signs(by, held)
    return held


def due(tenant: Tenant) -> int:
    """How many certificates bear the signature of a withdrawn key. Called inside the district's scope."""
    return found.to_sign_again(found.to_replace()).count()


def sign_again_due(tenant: Tenant, limit: int = 50) -> int:
    """Background work: sign them again, each by itself. Returns how many. Once none is left, none is looked for."""
    by = Actor.system(tenant)
    with reading(tenant):
        keys = found.to_replace()
        some = list(found.to_sign_again(keys)[:limit])
    if not some:
        long_ago = clock.now() - LOOKED_FOR
        for key in keys:
            if key.revoked_at is not None and key.revoked_at < long_ago:
                all_signed_again(by=by, key=key)
    return sum(sign_again(by=by, credential=one) for one in some)


@verb
def all_signed_again(*, by: Actor, key: BadgeKey) -> None:
    """Nothing bears the signature of this withdrawn key any more: certificates are searched for it no further."""
    journal.record(found.REPLACED, by=by, subject=key, subject_kind=found.KEY)


@verb
def sign_again(*, by: Actor, credential: Credential) -> bool:
    """The same certificate, number and all, signed by the key of today; its holder gets mail. Twice is once."""
    held = lock(credential)
    withdrawn = found.withdrawn_key_of(held) if held.document and held.revoked_at is None else None
    if withdrawn is None:
        return False
    key = key_for(by, withdrawn.issuer)
    held.document = badges.sign_again(held.document, key, secret=settings.SECRET_KEY, at=clock.now())
    held.save(update_fields=["document"])
    data = {"registration": held.registration_id, "withdrawn": withdrawn.pk}
    journal.record("events.credential.signed_again", by=by, subject=held, subject_kind=SUBJECT, data=data)
    seat = credential.registration
    mail.send(
        by=by,
        to=seat.person,
        kind="events.signed_again",
        context={
            "title": seat.section.event.title,
            "number": held.number,
            "action_url": absolute(link("events:certificate", held.pk)),
        },
        key=f"events.signed_again:{held.pk}:{withdrawn.pk}",
    )
    return True


def _held(by: Actor, key: BadgeKey, reason: str) -> BadgeKey:
    if not by.may(Permission.BADGE_KEYS):
        raise PermissionDenied
    if not reason.strip():
        raise Refused(_("Say why, in a sentence. The journal keeps it."))
    return lock(key)


def _another_signs(by: Actor, ended: BadgeKey) -> None:
    did = issuer_of(by.tenant, settings.GROUNDSWELL_URL).did
    if ended.issuer == did:
        key_for(by, did)


def _record(by: Actor, key: BadgeKey, what: str, reason: str) -> None:
    journal.record(
        f"events.badge_key.{what}",
        by=by,
        subject=key,
        subject_kind=found.KEY,
        personal={"reason": reason.strip()},
    )
