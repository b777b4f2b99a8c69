"""How long a freed seat is held, and what no-shows teach: pure rules."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from math import comb
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.events.rules import capacity
from groundswell.events.rules.offers import LAST_CALL, deadline
from groundswell.events.rules.overbooking import extra_seats

ZONE = "America/New_York"


def at(day: int, hour: int, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=ZoneInfo(ZONE)).astimezone(UTC)


def local(moment: datetime) -> tuple[int, int, int]:
    there = moment.astimezone(ZoneInfo(ZONE))
    return there.month, there.day, there.hour


@pytest.mark.parametrize(
    ("now", "begins", "until"),
    [
        (at(6, 13), at(30, 8), (3, 8, 14)),  # 48 hours; the clocks go forward in between
        (at(17, 10), at(24, 8), (3, 18, 10)),  # a week left: a day
        (at(17, 10), at(19, 8), (3, 17, 16)),  # two days left: six hours
        (at(17, 16), at(19, 8), (3, 18, 9)),  # six hours would end at ten in the evening: until the morning
        (at(17, 9), at(17, 15), (3, 17, 10)),  # the same day: an hour
    ],
)
def test_an_offer_is_held_as_long_as_the_time_left_allows(now, begins, until):
    assert local(deadline(now, begins, ZONE)) == until


def test_in_the_last_three_hours_nobody_is_asked():
    assert deadline(at(17, 10), at(17, 12), ZONE) is None


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC)),
    st.timedeltas(timedelta(hours=3), timedelta(days=60)),
)
def test_an_offer_ends_in_the_future_and_in_time_for_the_next_one(now, left):
    ends_at = deadline(now, now + left, ZONE)
    assert now < ends_at <= now + left - LAST_CALL


def test_what_the_facilitators_may_lead_bounds_the_seats():
    assert capacity.effective(cap=60, per_facilitator=20, facilitators=2) == 40
    assert capacity.effective(cap=30, per_facilitator=20, facilitators=2) == 30
    assert capacity.effective(cap=30, per_facilitator=20, facilitators=0, extra=3) == 0
    assert capacity.effective(cap=30, per_facilitator=None, facilitators=0, extra=3) == 33
    assert capacity.facilitators_needed(people=141, per_facilitator=20) == 8
    assert capacity.facilitators_needed(people=400, per_facilitator=20) == 20


def test_where_half_never_comes_more_seats_are_given_and_where_all_come_none():
    half = extra_seats(seats=40, room=60, seen=400, came=200)
    assert half.extra == 10  # a quarter on top is the most that is ever given
    assert extra_seats(seats=40, room=60, seen=400, came=399).extra == 0
    assert extra_seats(seats=40, room=43, seen=400, came=200).extra == 3
    assert extra_seats(seats=40, room=60, seen=20, came=5).extra == 0  # too little was seen to learn from


@given(st.integers(1, 60), st.integers(30, 300), st.data())
def test_too_many_come_rarely(seats, seen, data):
    """The promise, in exact fractions of the learnt distribution: at most one time in twenty."""
    came = data.draw(st.integers(0, seen))
    extra = extra_seats(seats=seats, room=seats * 2, seen=seen, came=came).extra
    given_out, alpha, beta = seats + extra, 1 + came, 1 + seen - came
    ways = sum(
        comb(alpha + k - 1, k) * comb(beta + given_out - k - 1, given_out - k)
        for k in range(seats + 1, given_out + 1)
    )
    assert Fraction(ways, comb(alpha + beta + given_out - 1, given_out)) <= Fraction(1, 20)
