"""The same again next year: dates move by whole weeks on the district's wall clock, so that weekdays and hours stay."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from groundswell.roster.models import SchoolYear

WEEKS_IN_A_YEAR = 52


def shifted(moment: datetime, weeks: int, zone: str) -> datetime:
    """The same weekday and time on the wall, so many weeks later. A time that the clocks skip is an hour later."""
    local = moment.astimezone(ZoneInfo(zone)) + timedelta(
        weeks=weeks
    )  # on the wall: it knows no change of clocks
    return local.astimezone(UTC)


def weeks_between(this: SchoolYear | None, following: SchoolYear | None) -> int:
    """How many weeks one school year begins after another, to the nearest week; 52 where one of them isn't known."""
    if this is None or following is None:
        return WEEKS_IN_A_YEAR
    return round((following.begins_on - this.begins_on).days / 7)
