"""What a page says before one presses: where else one would be, what it costs one's class, why one can't come."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from groundswell.events.actions import events, prerequisites
from groundswell.events.actions.registration import register
from groundswell.events.queries.audience import tokens_of_actor
from groundswell.events.queries.diary import LEADS, SEAT, Taken
from groundswell.events.rules.clashes import elsewhere
from groundswell.events.rules.meetings import When
from groundswell.events.rules.outlook import in_words, outlook_of, outlooks
from groundswell.events.rules.school_day import DayCost, SubstituteDay
from groundswell.kernel import clock
from groundswell.kernel.tenancy import reading
from groundswell.notices.actions import busy
from groundswell.roster.actions import calendar
from groundswell.roster.actions.calendar import PlannedDay
from groundswell.roster.choices import DayKind

HOUR = timedelta(hours=1)


def outlook(cast, section, who="ana"):
    actor = cast.actor(who)
    with reading(cast.tenant):
        return outlook_of(actor, section, tokens_of_actor(actor))


def why_not(cast, section, who="ana"):
    clash = outlook(cast, section, who).clash
    return (clash.why, clash.words) if clash else None


def test_a_seat_elsewhere_at_that_time_is_named(cast, workshop):
    first, second = workshop(title="Fractions"), workshop(title="Small groups")
    assert why_not(cast, second) is None
    register(by=cast.actor("ana"), section=first, person=cast.people["ana"])
    why, words = why_not(cast, second)
    assert why == SEAT and words.startswith("You have a seat in “Fractions” at that time")
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
    dates = [When(last.begins_at, last.ends_at)]
    events.reschedule(by=cast.actor("ola"), section=short, meetings=dates, despite_clash=True)
    assert why_not(cast, short)[0] == SEAT


def test_leading_and_other_busy_times_stand_in_the_way_too(cast, workshop):
    first, second = workshop(title="Fractions"), workshop(title="Small groups")
    assert why_not(cast, second, "dev")[0] == LEADS
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
    assert outlook(cast, section).warning == "Holiday: Spring at your school on that day."
    assert outlook(cast, section, "bao").warning == "Holiday: Spring at Alder Elementary on that day."
    set_day(by=cast.system, days=[PlannedDay(day, DayKind.INSTRUCTIONAL, "")], school=cast.places["alder"])
    assert outlook(cast, section).warning == ""
    assert outlook(cast, section, "ben").warning.startswith("Holiday")
    assert outlook(cast, section, "dev").warning == "", "the district's own staff follow no school's calendar"
    set_day(by=cast.system, days=[PlannedDay(day, DayKind.TESTING, "")], school=cast.places["alder"])
    assert outlook(cast, section).warning == "Testing window at your school on that day."


def test_what_it_costs_ones_class_is_said_to_who_teaches(cast, workshop):
    section = workshop()
    zone = ZoneInfo(cast.tenant.time_zone)
    tuesday = clock.local(section.begins_at, cast.tenant.time_zone).date()
    tuesday += timedelta(days=(1 - tuesday.weekday()) % 7 + 7)

    def on(first: int, last: int, days: int = 1):
        dates = [
            When(*(datetime.combine(tuesday + timedelta(days=n), time(hour), zone) for hour in (first, last)))
            for n in range(days)
        ]
        events.reschedule(by=cast.actor("ola"), section=section, meetings=dates)
        return outlook(cast, section)

    assert on(17, 19).cost == "Outside class hours: your school needs no substitute."
    half = on(8, 10)
    assert half.in_class and half.cost.startswith("In class hours on Tue, ") and "half the day" in half.cost
    assert "needs a substitute for the day." in on(8, 14).cost
    assert "needs a substitute on 3 days." in on(8, 14, days=3).cost
    assert outlook(cast, section, "bao").cost == "", "a principal has no class that waits"


def test_many_days_are_named_by_the_first_of_them():
    days = [DayCost(date(2026, 3, n), SubstituteDay.FULL, 400, 400, False, False) for n in range(2, 9)]
    assert "Mar" in in_words(days) and "3 more days" in in_words(days) and "7 days" in in_words(days)


def test_why_one_can_not_come_is_said_before_one_presses(cast, workshop):
    first = workshop(title="Part one")
    principals = workshop(audience=["principal"])
    assert outlook(cast, principals).why_not.startswith("This event is for others")
    closed = workshop(registration_opens_at=clock.now() + HOUR)
    assert outlook(cast, closed).why_not.startswith("Registration isn't open yet")
    second = workshop(title="Part two")
    prerequisites.set_prerequisites(by=cast.actor("ola"), event=second.event, asked=[(first.event, "")])
    with reading(cast.tenant):
        second.event.refresh_from_db()
    assert outlook(cast, second).why_not.startswith("This event builds on “Part one”")
    assert outlook(cast, first).why_not == ""


def test_a_page_of_sections_costs_as_much_as_one(cast, workshop, django_assert_num_queries):
    made = [workshop(title=f"Number {number}") for number in range(6)]
    register(by=cast.actor("ana"), section=made[0], person=cast.people["ana"])
    actor = cast.actor("ana")
    with reading(cast.tenant):
        tokens = tokens_of_actor(actor)
        for some in (made[:1], made):
            with django_assert_num_queries(7):
                outlooks(actor, some, tokens)
        said = outlooks(actor, made, tokens)
        assert [bool(said[one.pk].clash) for one in made] == [False, *[True] * 5]
        assert outlooks(actor, [], tokens) == {}


@pytest.mark.parametrize(
    ("begins", "ends", "clashes"), [(8, 9, False), (8, 10, True), (9, 10, True), (10, 11, False)]
)
def test_touching_is_no_overlap(begins, ends, clashes):
    def at(hour: int) -> datetime:
        return datetime.fromisoformat(f"2026-03-10T{hour:02}:00:00+00:00")

    taken = [Taken(at(9), at(10), SEAT, "Fractions", 7)]
    assert bool(elsewhere([When(at(begins), at(ends))], taken, "America/New_York")) is clashes
    assert elsewhere([When(at(9), at(10))], taken, "America/New_York", but=7) == []
