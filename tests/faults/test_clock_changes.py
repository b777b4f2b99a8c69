"""Deadlines and day counts across both changes of the clock: they run on the wall of the district."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from groundswell.events.actions import attendance, events, registration
from groundswell.events.rules import window
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock, journal
from groundswell.kernel.models import JournalEntry
from groundswell.kernel.tenancy import reading, verb
from groundswell.surveys.actions import waves

NEW_YORK = ZoneInfo("America/New_York")
SPRING, AUTUMN = date(2027, 3, 14), date(2027, 11, 7)  # the nights of the change
OFFSETS = {SPRING: (-5, -4), AUTUMN: (-4, -5)}


def on_the_wall(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=NEW_YORK).astimezone(UTC)


@pytest.fixture
def three_weeks(cast):
    """A wave that is opened ten days before the change, for 21 days."""

    def opened(change: date):
        first = change - timedelta(days=10)
        with clock.standing_at(on_the_wall(first, 9)):
            return waves.open_for(
                by=cast.system, instrument_key="post_event", subject_key=f"change:{change}", title="Change",
                context_label="", people=[cast.people["ana"]], anchor=first,
            )  # fmt: skip

    return opened


@pytest.mark.parametrize("change", OFFSETS, ids=["spring", "autumn"])
def test_a_wave_of_21_days_ends_at_midnight_on_the_wall(three_weeks, change):
    closes = three_weeks(change).closes_at
    wall = clock.local(closes, "America/New_York")
    assert (wall.hour, wall.minute, wall.date()) == (0, 0, change + timedelta(days=12))
    before, after = OFFSETS[change]
    assert wall.utcoffset() == timedelta(hours=after) != timedelta(hours=before)


@pytest.mark.parametrize("change", OFFSETS, ids=["spring", "autumn"])
def test_counting_hours_instead_of_days_would_miss_midnight(three_weeks, change):
    """Negative control: 22 times 24 hours after the first midnight is not midnight."""
    begin = on_the_wall(change - timedelta(days=10), 0)
    naive = begin + timedelta(days=22)
    assert clock.local(naive, "America/New_York").hour == (1 if change == SPRING else 23)
    assert three_weeks(change).closes_at != naive


@pytest.mark.parametrize("change", OFFSETS, ids=["spring", "autumn"])
def test_today_changes_at_midnight_on_the_wall_also_on_the_short_and_the_long_day(change):
    for day in (change, change + timedelta(days=1)):
        for minutes, expected in ((-1, day - timedelta(days=1)), (0, day), (1, day)):
            with clock.standing_at(on_the_wall(day, 0) + timedelta(minutes=minutes)):
                assert clock.today("America/New_York") == expected


@pytest.fixture
def morning(cast):
    """``morning(day)``: a workshop at nine on the wall, registration until eight in the evening before."""

    def make(day: date):
        with clock.standing_at(on_the_wall(day - timedelta(days=5), 12)):
            section = events.draft(
                by=cast.actor("ola"), title="Nine o'clock", begins_at=on_the_wall(day, 9),
                ends_at=on_the_wall(day, 10), seats=5, facilitators=[cast.people["dev"]],
                registration_closes_at=on_the_wall(day - timedelta(days=1), 20),
            )  # fmt: skip
            return events.publish(by=cast.actor("ola"), section=section)

    return make


@pytest.mark.parametrize("change", OFFSETS, ids=["spring", "autumn"])
def test_registration_closes_on_the_wall_whatever_the_night_does(cast, morning, change):
    section = morning(change)
    closes = on_the_wall(change - timedelta(days=1), 20)
    assert window.is_open(section, closes - timedelta(seconds=1)) and not window.is_open(section, closes)
    with clock.standing_at(closes - timedelta(minutes=1)):
        registration.register(by=cast.actor("ana"), section=section, person=cast.people["ana"])
    with clock.standing_at(closes + timedelta(minutes=1)), pytest.raises(Refused, match="8"):
        registration.register(by=cast.actor("ben"), section=section, person=cast.people["ben"])


@pytest.mark.parametrize("change", OFFSETS, ids=["spring", "autumn"])
def test_attendance_opens_with_the_day_on_the_wall(cast, morning, change):
    """One minute before midnight it is refused, one after it is taken: no day is an hour too early or too late."""
    section = morning(change)
    with clock.standing_at(on_the_wall(change - timedelta(days=2), 12)):
        place = registration.register(by=cast.actor("ana"), section=section, person=cast.people["ana"])
    midnight = on_the_wall(change, 0)
    with clock.standing_at(midnight - timedelta(minutes=1)), pytest.raises(Refused, match="from the day"):
        attendance.note(by=cast.actor("dev"), section=section, registration=place, state="attended")
    with clock.standing_at(midnight + timedelta(minutes=1)):
        noted = attendance.note(by=cast.actor("dev"), section=section, registration=place, state="attended")
    assert noted.state == "attended"


def test_the_journal_keeps_its_order_when_an_hour_comes_twice(cast):
    """Stored in UTC: what happened in the second 1:30 stands after the first."""

    @verb
    def notes(*, by):
        return journal.record("tests.tick", by=by)

    twice = datetime(2027, 11, 7, 5, 30, tzinfo=UTC)  # 1:30 on the wall, and an hour later 1:30 again
    for moment in (twice, twice + timedelta(minutes=30), twice + timedelta(hours=1)):
        with clock.standing_at(moment):
            notes(by=cast.system)
    with reading(cast.tenant):
        at = list(JournalEntry.objects.filter(kind="tests.tick").order_by("pk").values_list("at", flat=True))
    assert at == sorted(at)
    assert [clock.local(moment, "America/New_York").strftime("%H:%M") for moment in at] == [
        "01:30",
        "01:00",
        "01:30",
    ]
