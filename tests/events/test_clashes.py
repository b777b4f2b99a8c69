"""A person can't be in two places at once, and the clash has a name."""

from datetime import datetime, timedelta

import pytest

from groundswell.events.actions import events
from groundswell.events.actions.registration import register
from groundswell.events.queries.diary import SEAT, Diary, Taken
from groundswell.events.rules.clashes import clash_of, clashes_of, first_clash
from groundswell.events.rules.meetings import When
from groundswell.kernel import clock
from groundswell.kernel.tenancy import reading
from groundswell.notices.actions import busy
from groundswell.roster.actions import calendar
from groundswell.roster.actions.calendar import PlannedDay
from groundswell.roster.choices import DayKind

HOUR = timedelta(hours=1)


def why_not(cast, section, who="ana"):
    with reading(cast.tenant):
        clash = clash_of(cast.people[who].pk, section)
    return (clash.why, clash.words) if clash else None


def test_a_seat_elsewhere_at_that_time_is_named(cast, workshop):
    first, second = workshop(title="Fractions"), workshop(title="Small groups")
    assert why_not(cast, second) is None
    register(by=cast.actor("ana"), section=first, person=cast.people["ana"])
    why, words = why_not(cast, second)
    assert why == "seat" and words.startswith("You have a seat in “Fractions” at that time")
    assert why_not(cast, first) is None, "one's own seat is no clash with itself"
    assert why_not(cast, second, "ben") is None


def test_between_two_dates_of_a_section_there_is_no_clash(cast, workshop):
    """Seven days over five months take seven days, not five months."""
    start = clock.now().replace(microsecond=0) + timedelta(days=5)
    long, short = workshop(title="Seven days"), workshop(title="In between")
    dates = [When(start + timedelta(days=20 * n), start + timedelta(days=20 * n) + HOUR) for n in range(7)]
    events.reschedule(by=cast.actor("ola"), section=long, meetings=dates)
    register(by=cast.actor("ana"), section=long, person=cast.people["ana"])
    between = start + timedelta(days=3)
    events.reschedule(by=cast.actor("ola"), section=short, meetings=[When(between, between + HOUR)])
    assert why_not(cast, short) is None
    last = dates[-1]
    events.reschedule(by=cast.actor("ola"), section=short, meetings=[When(last.begins_at, last.ends_at)])
    assert why_not(cast, short)[0] == "seat"


def test_leading_and_other_busy_times_stand_in_the_way_too(cast, workshop):
    first, second = workshop(title="Fractions"), workshop(title="Small groups")
    assert why_not(cast, second, "dev")[0] == "leads"
    events.set_facilitators(by=cast.actor("ola"), section=first, people=[])
    events.set_facilitators(by=cast.actor("ola"), section=second, people=[])
    assert why_not(cast, second, "dev") is None
    busy.put(
        by=cast.system, person=cast.people["dev"], key="visit:1", begins_at=second.begins_at - HOUR,
        ends_at=second.begins_at, label="School visit",
    )  # fmt: skip
    assert why_not(cast, second, "dev") is None, "back to back is no clash"
    busy.put(
        by=cast.system, person=cast.people["dev"], key="visit:1", begins_at=second.begins_at - HOUR,
        ends_at=second.begins_at + HOUR, label="School visit",
    )  # fmt: skip
    assert "School visit" in why_not(cast, second, "dev")[1]


def test_testing_days_and_holidays_of_ones_own_school_are_named(cast, workshop):
    section = workshop()
    day = clock.local(section.begins_at, cast.tenant.time_zone).date()
    set_day = calendar.set_days
    set_day(by=cast.system, days=[PlannedDay(day, DayKind.HOLIDAY, "Spring")])
    assert why_not(cast, section) == ("holiday", "Holiday: Spring at Alder Elementary on that day.")
    set_day(by=cast.system, days=[PlannedDay(day, DayKind.INSTRUCTIONAL, "")], school=cast.places["alder"])
    assert why_not(cast, section) is None
    assert why_not(cast, section, "ben")[0] == "holiday"
    assert why_not(cast, section, "dev") is None, "the district's own staff follow no school's calendar"
    set_day(by=cast.system, days=[PlannedDay(day, DayKind.TESTING, "")], school=cast.places["alder"])
    assert why_not(cast, section) == ("testing", "Testing window at Alder Elementary on that day.")


def test_a_page_of_sections_costs_as_much_as_one(cast, workshop, django_assert_num_queries):
    made = [workshop(title=f"Number {number}") for number in range(6)]
    register(by=cast.actor("ana"), section=made[0], person=cast.people["ana"])
    with reading(cast.tenant):
        for some in (made[:1], made):
            with django_assert_num_queries(5):
                clashes_of(cast.people["ana"].pk, some)
        assert [bool(clash) for clash in clashes_of(cast.people["ana"].pk, made).values()] == [
            False,
            *[True] * 5,
        ]
        assert clashes_of(cast.people["ana"].pk, []) == {}


@pytest.mark.parametrize(
    ("begins", "ends", "clashes"), [(8, 9, False), (8, 10, True), (9, 10, True), (10, 11, False)]
)
def test_touching_is_no_overlap(begins, ends, clashes):
    def at(hour: int) -> datetime:
        return datetime.fromisoformat(f"2026-03-10T{hour:02}:00:00+00:00")

    diary = Diary("America/New_York", [Taken(at(9), at(10), SEAT, "Fractions", 7)])
    assert bool(first_clash([When(at(begins), at(ends))], diary)) is clashes
    assert first_clash([When(at(9), at(10))], diary, but=7) is None
