"""How long people waited from a need to a place that they could take."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from groundswell.events.models import LearningRequest
from groundswell.events.queries.requests import holidays_between
from groundswell.kernel import clock

SATURDAY = 5
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Wait:
    """From a request to the first open section: whole calendar days in the district's zone, and working days."""

    days: int
    working_days: int


def wait(at: datetime, opened_at: datetime, zone: str, holidays: Collection[date]) -> Wait:
    """Days after the day of the request until the day of the opening, both in ``zone``; the same day is 0."""
    first, last = clock.local(at, zone).date(), clock.local(opened_at, zone).date()
    days = max(0, (last - first).days)
    after = (first + number * A_DAY for number in range(1, days + 1))
    return Wait(days, sum(day.weekday() < SATURDAY and day not in holidays for day in after))


def waits(requests: Collection[LearningRequest], zone: str) -> dict[int, Wait]:
    """How long each of these requests waited for its open section, by id; without one it is left out. One statement."""
    opened = {one.pk: (one.at, one.opened_at) for one in requests if one.opened_at is not None}
    if not opened:
        return {}
    first, last = min(at for at, _ in opened.values()), max(until for _, until in opened.values())
    holidays = holidays_between(clock.local(first, zone).date(), clock.local(last, zone).date())
    return {pk: wait(at, until, zone, holidays) for pk, (at, until) in opened.items()}
