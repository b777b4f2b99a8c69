"""How many mails a relay may be handed in a minute, counted for all districts and workers together."""

from datetime import datetime

from django.conf import settings
from django.db import connection

from groundswell.kernel import clock
from groundswell.kernel.locking import NoTransaction
from groundswell.notices.models import RelayPace

FOR_SIGN_IN = 0.1  # of each minute, so that nobody waits for a sign-in link behind 18,000 invitations


def room(relay: str, *, sign_in: bool = False) -> int:
    """How many mails this relay may still be handed in this minute. Holds the count until the transaction ends."""
    limit = settings.GROUNDSWELL_MAIL_PER_MINUTE
    if not sign_in:
        limit -= int(limit * FOR_SIGN_IN)
    return max(0, limit - _held(relay).taken)


def take(relay: str, count: int) -> None:
    """Count mails that are about to be handed over."""
    pace = _held(relay)
    pace.taken += count
    pace.save(update_fields=["minute", "taken"])


def _held(relay: str) -> RelayPace:
    if not connection.in_atomic_block:
        raise NoTransaction("Two workers would count past the limit: ask for room inside a transaction.")
    minute = _this_minute()
    pace, _ = RelayPace.objects.select_for_update().get_or_create(relay=relay, defaults={"minute": minute})
    if pace.minute != minute:
        pace.minute, pace.taken = minute, 0
    return pace


def _this_minute() -> datetime:
    return clock.now().replace(second=0, microsecond=0)
