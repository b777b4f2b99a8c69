"""Signing keys over time: the district retires one, and the next signs from then on."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from groundswell.events.actions.credentials import issuer_of, key_for
from groundswell.events.models import BadgeKey
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock, journal
from groundswell.kernel.locking import lock
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.tenancy import verb


@verb
def retire(*, by: Actor, key: BadgeKey, reason: str) -> BadgeKey:
    """This key signs no more; a new one is made at once, where it was the one of this address. Can't be undone.

    What it signed stays verifiable: its public half stays at did.json, with the right to assert and the date.
    Raises Refused for a key that is retired already and without a reason.
    """
    if not by.may(Permission.BADGE_KEYS):
        raise PermissionDenied
    reason = reason.strip()
    if not reason:
        raise Refused(_("Say why, in a sentence. The journal keeps it."))
    held = lock(key)
    if held.retired_at is not None or held.revoked_at is not None:
        raise Refused(_("This key signs no more already."))
    held.retired_at = clock.now()
    held.save(update_fields=["retired_at"])
    journal.record(
        "events.badge_key.retired",
        by=by,
        subject=held,
        subject_kind="events.badge_key",
        personal={"reason": reason},
    )
    issuer = issuer_of(by.tenant, settings.GROUNDSWELL_URL)
    if held.issuer == issuer.did:
        key_for(by, issuer)
    return held
