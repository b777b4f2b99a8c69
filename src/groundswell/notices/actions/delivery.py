"""One batch of mail, whoever it belongs to: claimed before, handed over here, settled one by one.

No transaction is open while the relay is spoken to. A mail is settled as soon as the relay answered, so that a
crash repeats at most the one in hand; what a dead worker's batch did not get to is due again when its lease ends.
"""

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from groundswell.kernel import clock
from groundswell.notices.actions.relays import Outcome, Relay, RelayDown
from groundswell.notices.choices import MailState
from groundswell.notices.models.mail import Letter

log = logging.getLogger(__name__)

L = TypeVar("L", bound=Letter)

BATCH = 50
LEASE = timedelta(minutes=10)
STOP_AFTER = 30  # seconds: with a slow relay, sign-in links and all other work get their turn
MAX_ATTEMPTS = 10
PAUSE_WHEN_DOWN = timedelta(minutes=2)
LONGEST_PAUSE = timedelta(hours=6)


class Unsendable(ValueError):
    """This mail can't be sent to anybody as it is; the text says why."""


@dataclass(frozen=True, slots=True)
class Parcel(Generic[L]):
    """A mail as it goes to the relay."""

    mail: L
    to_address: str
    message: bytes


def hand_over(
    relay: Relay,
    mails: Iterable[L],
    *,
    pack: Callable[[L], Parcel[L]],
    settle: Callable[[L, Outcome], None],
    put_back: Callable[[list[L], str], None],
) -> int:
    """Send these mails through one connection. Returns how many were settled, one way or the other.

    What a slow relay leaves of the batch is put back at once, so that what is more urgent goes before it.
    """
    left = list(mails)
    try:
        relay.open()
    except RelayDown as problem:
        put_back(left, str(problem))
        return 0
    began, settled = time.monotonic(), 0
    try:
        while left and time.monotonic() - began < STOP_AFTER:
            settle(left[0], attempt(relay, left[0], pack))
            left.pop(0)
            settled += 1
        if left:
            put_back(left, "")
    except RelayDown as problem:
        log.warning("%s", problem)
        put_back(left, str(problem))
    finally:
        relay.close()
    return settled


def attempt(relay: Relay, mail: L, pack: Callable[[L], Parcel[L]]) -> Outcome:
    """Write and hand over one mail. A mail that can't be written is that mail's trouble alone."""
    try:
        parcel = pack(mail)
    except Unsendable as problem:
        return Outcome("never", str(problem))
    except Exception as problem:
        log.exception("Mail %s could not be written", mail.pk)
        return Outcome("later", f"It could not be written: {type(problem).__name__}: {problem}")
    return relay.deliver(parcel.to_address, parcel.message)


def mark(mail: Letter, outcome: Outcome, now: datetime) -> None:
    """Set on ``mail`` what became of it (not saved): sent, put off with a growing pause, or failed."""
    mail.attempts += 1
    mail.error, mail.not_before = outcome.said[:2000], None
    if outcome.result == "sent":
        mail.state, mail.sent_at = MailState.SENT, now
    elif outcome.result == "never" or mail.attempts >= MAX_ATTEMPTS:
        mail.state = MailState.FAILED
    else:
        mail.not_before = now + min(timedelta(minutes=2**mail.attempts), LONGEST_PAUSE)


def back_in_line(why: str) -> dict[str, Any]:
    """What mail gets that was not handed over: due again in a while where ``why`` says what is wrong, else now."""
    if not why:
        return {"not_before": None}
    return {"not_before": clock.now() + PAUSE_WHEN_DOWN, "error": why[:2000]}


def lease() -> datetime:
    """Until when a claimed mail is in this worker's hand."""
    return clock.now() + LEASE
