"""What a meeting costs a school, also when the clocks change."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.events.rules.school_day import DayAtSchool, SubstituteDay, costs, days_touched, half_days

CHARLOTTE = "America/New_York"
TUESDAY = date(2026, 3, 17)
BELLS = ((time(8, 15), time(9, 45)), (time(9, 50), time(11, 20)), (time(12), time(15)))  # 360 minutes


def at(day, hour, minute=0, zone=CHARLOTTE):
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(zone))


def cost(begins, ends, day, zone=CHARLOTTE):
    [found] = costs(begins, ends, zone, [day])
    return found


def school(day=TUESDAY, **changes):
    return DayAtSchool(day, **{"is_instructional": True, "periods": BELLS, **changes})


@pytest.mark.parametrize(
    ("begins", "ends", "substitute", "minutes"),
    [
        ((7, 0), (8, 15), SubstituteDay.NONE, 0),
        ((15, 0), (17, 0), SubstituteDay.NONE, 0),
        ((11, 20), (12, 0), SubstituteDay.NONE, 0),
        ((14, 59), (16, 0), SubstituteDay.HALF, 1),
        ((8, 0), (11, 30), SubstituteDay.HALF, 180),
        ((8, 0), (12, 1), SubstituteDay.FULL, 181),
        ((8, 0), (16, 0), SubstituteDay.FULL, 360),
    ],
)
def test_a_meeting_costs_what_it_takes_of_the_bell_hours(begins, ends, substitute, minutes):
    found = cost(at(TUESDAY, *begins), at(TUESDAY, *ends), school())
    assert (found.substitute, found.minutes, found.of_minutes) == (substitute, minutes, 360)


def test_a_day_without_children_costs_nothing_and_neither_does_one_that_nobody_knows():
    workday = school(is_instructional=False, is_testing=True)
    found = cost(at(TUESDAY, 8), at(TUESDAY, 16), workday)
    assert (found.substitute, found.clashes_with_tests) == (SubstituteDay.NONE, False)
    [unknown] = costs(at(TUESDAY, 8), at(TUESDAY, 16), CHARLOTTE, [])
    assert unknown.substitute == SubstituteDay.NONE


def test_tests_clash_with_what_takes_teachers_away_and_not_with_an_evening():
    tests = school(is_testing=True)
    assert cost(at(TUESDAY, 9), at(TUESDAY, 10), tests).clashes_with_tests
    assert not cost(at(TUESDAY, 17), at(TUESDAY, 19), tests).clashes_with_tests


def test_a_school_that_told_no_bell_hours_is_taken_to_have_a_usual_day():
    found = cost(at(TUESDAY, 9), at(TUESDAY, 15), school(periods=()))
    assert (found.substitute, found.is_assumed) == (SubstituteDay.FULL, True)


def test_periods_that_overlap_count_once():
    found = cost(at(TUESDAY, 8), at(TUESDAY, 9), school(periods=[(time(8), time(10)), (time(9), time(11))]))
    assert (found.minutes, found.of_minutes) == (60, 180)


def test_an_institute_of_several_days_costs_each_day_what_it_takes():
    days = [
        school(date(2026, 3, 17)),
        school(date(2026, 3, 18), is_instructional=False),
        school(date(2026, 3, 19)),
    ]
    found = costs(at(date(2026, 3, 17), 12), at(date(2026, 3, 19), 16), CHARLOTTE, days)
    assert [one.substitute for one in found] == [SubstituteDay.HALF, SubstituteDay.NONE, SubstituteDay.FULL]
    assert half_days(found) == 3


def test_midnight_belongs_to_the_day_that_it_begins():
    assert days_touched(at(date(2026, 3, 17), 20), at(date(2026, 3, 18), 0), CHARLOTTE) == [TUESDAY]


def test_the_bell_rings_by_the_clock_on_the_wall_on_both_sides_of_a_change():
    """A virtual meeting from 12:00 to 13:00 UTC is over before school in winter, and reaches into it in summer."""
    for friday, monday, minutes in (
        (date(2026, 3, 6), date(2026, 3, 9), (0, 45)),
        (date(2026, 10, 30), date(2026, 11, 2), (45, 0)),
    ):
        for day, missed in zip((friday, monday), minutes, strict=True):
            begins = datetime(day.year, day.month, day.day, 12, 0, tzinfo=UTC)
            ends = begins.replace(hour=13)
            bells = school(day, periods=[(time(8, 15), time(12))])
            assert cost(begins, ends, bells).minutes == missed, day


def test_a_lesson_over_the_change_itself_lasts_as_long_as_it_lasts():
    """A boarding school's night watch from 1 to 4: two hours when the clocks go forward, four when they go back."""
    for night, hours in ((date(2026, 3, 8), 2), (date(2026, 11, 1), 4)):
        found = cost(at(night, 0), at(night, 6), school(night, periods=[(time(1), time(4))]))
        assert (found.minutes, found.of_minutes) == (60 * hours, 60 * hours)


def test_a_meeting_within_the_hour_that_comes_twice_ends_after_it_begins():
    night = date(2026, 11, 1)
    begins, ends = at(night, 1, 50), at(night, 1, 10).replace(fold=1)
    assert cost(begins, ends, school(night, periods=[(time(1), time(4))])).minutes == 20


def test_what_is_no_meeting_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        days_touched(datetime(2026, 3, 17, 8), at(TUESDAY, 9), CHARLOTTE)
    with pytest.raises(ValueError, match="ends after"):
        days_touched(at(TUESDAY, 9), at(TUESDAY, 9), CHARLOTTE)


@given(st.integers(0, 1439), st.integers(1, 600), st.integers(1, 600))
def test_a_longer_meeting_never_costs_less(begin, length, more):
    begins = at(date(2026, 11, 1), 0).astimezone(UTC).timestamp() + 60 * begin
    sunday = [school(date(2026, 11, 1)), school(date(2026, 11, 2)), school(date(2026, 11, 3))]

    def price(minutes):
        first, last = datetime.fromtimestamp(begins, UTC), datetime.fromtimestamp(begins + 60 * minutes, UTC)
        return half_days(costs(first, last, CHARLOTTE, sunday))

    assert price(length) <= price(length + more)
