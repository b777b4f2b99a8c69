"""Check-in by code. A date of a section has a secret; what is shown in the room is made of it and of the time.

A code is six characters, changes every ``STEP`` and holds for its own step and the next, so that whoever reads it in
the last second can still type it. It is the HMAC-SHA-256 of the number of the step under the date's secret, as RFC 6238
makes one-time passwords, written in letters and digits that are not taken for another.
"""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from groundswell.events.models import Meeting
from groundswell.events.rules.certificates import LETTERS
from groundswell.events.rules.refusals import Refused

STEP = timedelta(seconds=45)
LENGTH = 6  # of 30 letters: a guess hits one of 729 million
OPENS_BEFORE = timedelta(hours=1)
MISSES, MISSES_IN = 10, timedelta(minutes=10)
SAMPLE = 5  # how many a spot check names


class NoSeat(Refused):
    """The code is right, and who typed it has no seat there."""


class Changed(Refused):
    """Somebody else noted something else meanwhile; ``there`` is what stands now (an ``Arrival``, or None)."""

    def __init__(self, message: str, there: object = None) -> None:
        super().__init__(message)
        self.there = there


def secret_of(meeting: Meeting, key: str) -> bytes:
    """The secret of a date, from the installation's ``key``. Nobody stores it, so nobody can read it in a backup."""
    return hmac.digest(
        key.encode(), f"groundswell check-in {meeting.tenant_id} {meeting.pk}".encode(), "sha256"
    )


def code_at(secret: bytes, moment: datetime) -> str:
    """The code that is shown at a moment (aware)."""
    return _code(secret, _step(moment))


def next_change(moment: datetime) -> datetime:
    """When the code that is shown at a moment gives way to the next."""
    return moment + STEP - timedelta(seconds=moment.timestamp() % STEP.total_seconds())


def fits(typed: str, secret: bytes, moment: datetime) -> bool:
    """True for the code of this step or the one before. Compares in constant time."""
    now = _step(moment)
    return any(hmac.compare_digest(plain(typed), _code(secret, step)) for step in (now, now - 1))


def plain(typed: str) -> str:
    """A code as somebody typed it, without gaps and in capitals; nothing that isn't one of the letters."""
    return "".join(letter for letter in typed.upper() if letter in LETTERS)[: 2 * LENGTH]


def in_groups(code: str) -> str:
    """As it stands on the wall: "K4M 9QX"."""
    return f"{code[:3]} {code[3:]}"


def is_open(meeting: Meeting, moment: datetime) -> bool:
    """True from an hour before a date until its end: then its code is shown and taken."""
    return meeting.begins_at - OPENS_BEFORE <= moment < meeting.ends_at


def current(meetings: Iterable[Meeting], moment: datetime) -> Meeting:
    """The date that a list is about when nobody says which: the last that is about to begin, else the first."""
    dates = sorted(meetings, key=lambda one: one.begins_at)
    begun = [one for one in dates if one.begins_at - OPENS_BEFORE <= moment]
    return (begun or dates)[-1 if begun else 0]


def too_many_misses() -> Refused:
    """The refusal for somebody who guesses."""
    return Refused(
        _(
            "That was wrong too often, so codes are not taken from you for ten minutes. "
            "Ask who leads the event: they can note you on their list."
        )
    )


def _step(moment: datetime) -> int:
    return int(moment.timestamp() // STEP.total_seconds())


def _code(secret: bytes, step: int) -> str:
    number = int.from_bytes(hmac.new(secret, step.to_bytes(8, "big"), hashlib.sha256).digest(), "big")
    letters = []
    for _at in range(LENGTH):
        number, rest = divmod(number, len(LETTERS))
        letters.append(LETTERS[rest])
    return "".join(letters)
