"""When somebody who has not answered is reminded: once, and only while there is time to answer."""

from datetime import datetime, timedelta

PATIENCE = timedelta(days=5)
SHORTEST_WAVE = timedelta(days=2)


def remind_at(asked: datetime, expires: datetime) -> datetime | None:
    """Five days after the question, or halfway where that is too late. None where time is short for a second mail."""
    time_left = expires - asked
    if time_left < SHORTEST_WAVE:
        return None
    return asked + min(PATIENCE, time_left / 2)
