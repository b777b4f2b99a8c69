"""How long a freed seat is held for the next in line: as long as the time left allows, and never only at night."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

# The time left from which each span holds.
SPANS = (
    (timedelta(days=14), timedelta(hours=48)),
    (timedelta(days=4), timedelta(hours=24)),
    (timedelta(days=1), timedelta(hours=6)),
    (timedelta(hours=3), timedelta(hours=1)),
)
LEAST_TO_ASK = min(least for least, _span in SPANS)
MORNING, EVENING = time(9), time(20)
LAST_CALL = timedelta(hours=2)


def deadline(now: datetime, begins_at: datetime, zone: str) -> datetime | None:
    """Until when an offer made now is held, as an aware moment; None when too little time is left to ask.

    An offer that would end in the evening or at night is held until the next morning where that is still two hours
    before the beginning; in no case longer than that.
    """
    left, latest = begins_at - now, begins_at - LAST_CALL
    span = next((span for least, span in SPANS if left >= least), None)
    if span is None:
        return None
    ends_at = min(now + span, latest)
    awake = _next_morning(ends_at, zone)
    return awake if awake <= latest else ends_at


def _next_morning(moment: datetime, zone: str) -> datetime:
    """The moment itself by day, else nine o'clock after the night that it falls into."""
    local = moment.astimezone(ZoneInfo(zone))
    if MORNING <= local.time() <= EVENING:
        return moment
    day = local.date() + timedelta(days=local.time() > EVENING)
    return datetime.combine(day, MORNING, ZoneInfo(zone)).astimezone(moment.tzinfo)
