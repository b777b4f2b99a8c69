"""When somebody who has not answered is reminded: as often as the wave says, once where it says nothing, and only
while there is time to answer."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from groundswell.kernel import clock

PATIENCE = timedelta(days=5)
SHORTEST_WAVE = timedelta(days=2)
TIME_TO_ANSWER = timedelta(hours=12)
MOST = 5


def remind_at(asked: datetime, expires: datetime) -> datetime | None:
    """Five days after the question, or halfway where that is too late. None where time is short for a second mail."""
    time_left = expires - asked
    if time_left < SHORTEST_WAVE:
        return None
    return asked + min(PATIENCE, time_left / 2)


def next_reminder(
    asked: datetime, expires: datetime, *, after_days: Sequence[int], sent: int, zone: str
) -> datetime | None:
    """The moment of the next reminder after ``sent`` of them; None where none is left that leaves time to answer.

    ``after_days`` counts days from the question, at its own time on the wall clock of ``zone``. A reminder whose
    day went by (the office sent one by hand, the worker was off) is left out, so that two never come together.
    """
    if not after_days:
        return remind_at(asked, expires) if not sent else None
    begun, now = clock.local(asked, zone), clock.now()
    for days in after_days[sent:]:
        moment = begun + timedelta(days=days)
        if moment > now:
            return moment if moment + TIME_TO_ANSWER <= expires else None
    return None
