"""Minutes become hours and hours become credit: by a rule that stands on the paper."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.events.rules.credit import (
    Attendance,
    CreditRule,
    Meeting,
    Presence,
    Rounding,
    earned,
    minutes_at,
    rounded,
)

EIGHT = datetime(2026, 3, 17, 12, 0, tzinfo=UTC)  # eight o'clock in Charlotte
DAY = Meeting(EIGHT, EIGHT + timedelta(hours=7), break_minutes=60)  # six hours of learning
EVENING = Meeting(EIGHT + timedelta(hours=9), EIGHT + timedelta(hours=10, minutes=30))
THERE, PARTLY, ABSENT, NOT_NOTED = Presence


def at(minutes: int) -> datetime:
    return EIGHT + timedelta(minutes=minutes)


def test_a_whole_day_is_its_length_without_the_breaks():
    done = earned([Attendance(DAY, THERE)], CreditRule())
    assert (done.minutes_there, done.minutes_held, done.hours) == (360, 360, Decimal("6.00"))
    assert done.has_credit and done.share == 1


@pytest.mark.parametrize(
    ("came", "went", "minutes"),
    [
        (None, None, 360),
        (10, None, 360),  # within the grace of ten minutes
        (11, None, 350),  # 409 of 420 minutes, less their part of the breaks
        (-30, None, 360),  # early birds
        (None, 410, 360),
        (None, 409, 350),
        (None, 500, 360),  # stayed to talk
        (210, None, 180),
        (60, 120, 51),
        (420, None, 0),
        (300, 200, 0),  # went before coming: a slip of the pen earns nothing
    ],
)
def test_late_and_early(came, went, minutes):
    one = Attendance(
        DAY, THERE, arrived_at=None if came is None else at(came), left_at=None if went is None else at(went)
    )
    assert minutes_at(one, 10) == minutes


def test_what_the_facilitator_wrote_counts_as_written():
    assert minutes_at(Attendance(DAY, PARTLY, arrived_at=at(300), minutes=45)) == 45
    assert minutes_at(Attendance(DAY, PARTLY, minutes=9_999)) == 360
    assert minutes_at(Attendance(DAY, PARTLY, minutes=-5)) == 0


def test_partly_without_a_time_is_not_guessed():
    assert minutes_at(Attendance(DAY, PARTLY)) == 0


def test_absent_stays_absent_whatever_times_say():
    assert minutes_at(Attendance(DAY, ABSENT, arrived_at=at(0), minutes=60)) == 0


def test_minutes_of_all_meetings_are_added_before_one_rounding():
    """Three times 50 minutes are two and a half hours; rounded one by one they would be two and a quarter."""
    meetings = [Meeting(EIGHT + timedelta(days=n), EIGHT + timedelta(days=n, minutes=50)) for n in (0, 7, 14)]
    done = earned([Attendance(one, THERE) for one in meetings], CreditRule())
    assert done.hours == Decimal("2.50")


def test_who_was_there_for_too_little_keeps_the_hours_and_earns_no_credit():
    rule = CreditRule(unit="CEU", rate=Decimal("0.1"))
    done = earned([Attendance(DAY, THERE), Attendance(DAY, ABSENT)], rule)
    assert (done.hours, done.credit, done.has_credit) == (Decimal("6.00"), Decimal(0), False)


def test_exactly_the_least_share_is_enough():
    rule = CreditRule(minimum_share=Fraction(1, 2), rate=Decimal("0.1"))
    done = earned([Attendance(DAY, THERE), Attendance(DAY, ABSENT)], rule)
    assert done.has_credit and done.credit == Decimal("0.6000")


def test_nobody_earns_by_not_coming_even_where_no_share_is_asked():
    done = earned([Attendance(DAY, ABSENT)], CreditRule(minimum_share=Fraction(0)))
    assert not done.has_credit and done.hours == 0


def test_a_meeting_that_nobody_noted_keeps_the_paper_waiting():
    done = earned([Attendance(DAY, THERE), Attendance(EVENING, NOT_NOTED)], CreditRule())
    assert not done.is_complete
    assert done.minutes_held == 450
    assert not earned([], CreditRule()).is_complete


def test_a_section_gives_no_more_than_the_programme_allows():
    done = earned([Attendance(DAY, THERE)], CreditRule(most_hours=Decimal(4), rate=Decimal("0.1")))
    assert (done.hours, done.credit) == (Decimal(4), Decimal("0.4000"))


def test_the_night_when_clocks_change_has_the_hours_that_it_has():
    zone = ZoneInfo("America/New_York")
    spring = Meeting(datetime(2026, 3, 8, 0, 0, tzinfo=zone), datetime(2026, 3, 8, 6, 0, tzinfo=zone))
    autumn = Meeting(datetime(2026, 11, 1, 0, 0, tzinfo=zone), datetime(2026, 11, 1, 6, 0, tzinfo=zone))
    assert (spring.minutes, autumn.minutes) == (300, 420)
    late = Attendance(spring, THERE, arrived_at=datetime(2026, 3, 8, 4, 0, tzinfo=zone))
    assert minutes_at(late) == 120


@pytest.mark.parametrize(
    ("rounding", "minutes", "hours"),
    [("down", 89, "1.25"), ("down", 90, "1.50"), ("nearest", 97, "1.50"), ("nearest", 98, "1.75")],
)
def test_rounding_by_the_quarter(rounding, minutes, hours):
    assert rounded(Fraction(minutes, 60), CreditRule(rounding=Rounding(rounding))) == Decimal(hours)


def test_half_a_step_goes_up_where_the_rule_rounds_to_the_nearest():
    rule = CreditRule(rounding=Rounding.NEAREST, step=Decimal("0.5"))
    assert rounded(Fraction(75, 60), rule) == Decimal("1.5")


@pytest.mark.parametrize(
    "values",
    [
        {"step": Decimal(0)},
        {"rate": Decimal(-1)},
        {"grace_minutes": -1},
        {"minimum_share": Fraction(3, 2)},
        {"most_hours": Decimal(-1)},
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(values):
    with pytest.raises(ValueError):
        CreditRule(**values)


def test_a_meeting_has_a_length_and_shorter_breaks():
    with pytest.raises(ValueError):
        Meeting(EIGHT, EIGHT)
    with pytest.raises(ValueError):
        Meeting(EIGHT, EIGHT + timedelta(minutes=60), break_minutes=60)


@given(
    length=st.integers(15, 600),
    pause=st.integers(0, 60),
    came=st.integers(-60, 660),
    went=st.integers(-60, 660),
    grace=st.integers(0, 30),
    step=st.sampled_from(["0.25", "0.5", "0.1", "1"]),
)
def test_no_paper_says_more_than_was(length, pause, came, went, grace, step):
    """Rounded down, hours never exceed the minutes, nor minutes what the meeting held; who stays longer never loses."""
    meeting = Meeting(EIGHT, EIGHT + timedelta(minutes=length), break_minutes=min(pause, length - 1))
    rule = CreditRule(step=Decimal(step), grace_minutes=grace)
    done = earned([Attendance(meeting, THERE, arrived_at=at(came), left_at=at(went))], rule)
    assert 0 <= done.minutes_there <= done.minutes_held
    assert done.hours * 60 <= done.minutes_there
    assert done.hours % rule.step == 0
    longer = Attendance(meeting, THERE, arrived_at=at(came - 5), left_at=at(went + 5))
    assert earned([longer], rule).minutes_there >= done.minutes_there
