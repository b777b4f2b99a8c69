"""No school sends more teachers away in class hours than it has substitutes; the others wait and are not forgotten."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groundswell.events.actions import events, registration, school_day, seats
from groundswell.events.actions.policy import keep_seats, set_policy
from groundswell.events.models import Registration, Section
from groundswell.events.rules import standing
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import work
from groundswell.kernel.tenancy import reading
from groundswell.roster.actions import calendar
from groundswell.roster.actions.calendar import PlannedDay
from groundswell.roster.choices import DayKind
from tests.support import racing
from tests.support.counts import count

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson(cast, workshop, tuesday):
    """``lesson(9)``: a workshop on that Tuesday from nine to eleven."""

    def make(hour: int = 9, *, day: date | None = None, **values) -> Section:
        begins = datetime.combine(day or tuesday, time(hour), ZoneInfo(cast.tenant.time_zone))
        return workshop(**{"begins_at": begins, "ends_at": begins + timedelta(hours=2)} | values)

    return make


def cap(cast, number, tuesday, school=None, **values):
    place = cast.places[school] if school else None
    return school_day.set_cap(
        by=cast.actor("ola"), number=number, begins_on=tuesday - timedelta(days=3), school=place, **values
    )


def take(section, pair):
    return registration.register(by=pair[1], section=section, person=pair[0])


def states(cast, section):
    with reading(cast.tenant):
        rows = Registration.objects.filter(section=section).order_by("line")
        return list(rows.values_list("state", flat=True))


def again(cast, section):
    with reading(cast.tenant):
        return Section.objects.select_related("event").get(pk=section.pk)


def test_the_third_teacher_of_a_school_with_two_substitutes_waits_and_reads_why(
    cast, lesson, crowd, tuesday, post
):
    cap(cast, 2, tuesday)
    section = lesson()
    alder, birch = crowd(3), crowd(1, "B", "birch")
    for pair in (*alder, *birch):
        take(section, pair)
    assert states(cast, section) == ["booked", "booked", "waiting", "booked"], "Birch has its own two"
    with reading(cast.tenant):
        mine = Registration.objects.get(section=section, state="waiting")
        said = standing.why_passed_over(again(cast, section), mine)
    assert said.startswith("Your school has 2 substitutes on ")
    assert "all are taken" in said
    [mail] = post("events.waiting")
    assert said in mail.context["why"]


def test_without_a_cap_nobody_asks_and_the_hot_path_is_as_short_as_before(cast, lesson, crowd, tuesday):
    """The negative control: the same four people in a district without caps, and on an evening in one with."""
    section = lesson()
    assert not section.by_rules
    for pair in crowd(4):
        take(section, pair)
    assert states(cast, section) == ["booked"] * 4
    people = crowd(2, "E")
    with CaptureQueriesContext(
        connection,
    ) as before:
        take(section, people[0])
    cap(cast, 0, tuesday)
    evening = lesson(17)
    assert not evening.by_rules
    with CaptureQueriesContext(connection) as after:
        take(evening, people[1])
    assert states(cast, evening) == ["booked"]
    assert len(after) == len(before)


def test_who_needs_no_substitute_is_not_held_back(cast, lesson, tuesday):
    cap(cast, 0, tuesday)
    section = lesson()
    for name in ("cora", "bao", "ana"):
        registration.register(by=cast.actor(name), section=section, person=cast.people[name])
    assert states(cast, section) == ["booked", "booked", "waiting"]


def test_two_things_on_one_day_need_one_substitute_and_count_once(cast, lesson, crowd, tuesday):
    cap(cast, 1, tuesday)
    morning, noon = lesson(8), lesson(12)
    first, second = crowd(2)
    take(morning, first)
    take(noon, second)
    take(noon, first)
    assert states(cast, morning) == ["booked"]
    assert states(cast, noon) == ["waiting", "booked"], (
        "the first is away already, the second would be one more"
    )


@pytest.mark.slow
def test_a_colleague_who_stays_frees_the_line_of_another_section(cast, lesson, crowd, tuesday):
    cap(cast, 1, tuesday)
    one, other = lesson(8), lesson(12)
    first, second, third = crowd(3)
    take(one, first)
    take(other, second)
    take(one, third)
    assert work.do_all() is not None
    assert states(cast, other) == ["waiting"], "as long as nobody stays, nothing moves"
    registration.leave(by=first[1], section=one, person=first[0])
    assert states(cast, one) == ["cancelled", "booked"], "the line of the same section comes first, at once"
    registration.leave(by=third[1], section=one, person=third[0])
    with reading(cast.tenant):
        assert school_day.due(cast.tenant) == 1
    assert school_day.work_off(cast.tenant) == 1
    assert states(cast, other) == ["booked"]
    assert school_day.work_off(cast.tenant) == 0


def test_a_cap_that_comes_later_takes_no_seat_and_one_that_goes_lets_the_line_in(
    cast, lesson, crowd, tuesday
):
    section = lesson()
    people = crowd(4)
    for pair in people[:3]:
        take(section, pair)
    held = cap(cast, 1, tuesday)
    assert again(cast, section).by_rules
    take(section, people[3])
    assert states(cast, section) == ["booked"] * 3 + ["waiting"]
    school_day.take_back_cap(by=cast.actor("ola"), cap=held)
    assert states(cast, section) == ["booked"] * 4
    assert not again(cast, section).by_rules


def test_a_school_s_own_cap_comes_before_the_district_s_and_ends_with_its_last_day(
    cast, lesson, crowd, tuesday
):
    cap(cast, 0, tuesday)
    cap(cast, 1, tuesday, "alder", ends_on=tuesday)
    section, later = lesson(), lesson(day=tuesday + timedelta(days=7))
    pair, birch = crowd(1)[0], crowd(1, "B", "birch")[0]
    for one in (pair, birch):
        take(section, one)
    take(later, pair)
    assert states(cast, section) == ["booked", "waiting"]
    assert states(cast, later) == ["waiting"], "from the next day on the district's cap holds again"


def test_a_workday_in_the_calendar_frees_the_line(cast, lesson, crowd, tuesday):
    cap(cast, 0, tuesday)
    section = lesson()
    take(section, crowd(1)[0])
    assert states(cast, section) == ["waiting"]
    calendar.set_days(by=cast.actor("ola"), days=[PlannedDay(tuesday, DayKind.WORKDAY, "Workday")])
    work.do_all()
    assert states(cast, section) == ["booked"]
    assert not again(cast, section).by_rules


def test_seats_that_are_kept_while_a_calendar_waits_for_the_section_stay_kept(
    cast, lesson, tuesday, monkeypatch
):
    cap(cast, 0, tuesday)
    section = lesson()
    hold = seats.hold_all

    def wait(ids):
        """Somebody else had the section; this is what they did."""
        keep_seats(
            by=cast.actor("ola"), section=section, name="Birch", group=[f"school:{cast.places['birch'].pk}"],
            number=3, until=section.begins_at,
        )  # fmt: skip
        hold(ids)

    monkeypatch.setattr(seats, "hold_all", wait)
    calendar.set_days(by=cast.actor("ola"), days=[PlannedDay(tuesday, DayKind.WORKDAY, "Workday")])
    work.do_all()
    assert again(cast, section).by_rules, "otherwise the next press takes a seat that is kept for Birch"


def test_a_section_that_moves_into_class_hours_counts_from_then_on(cast, lesson, crowd, tuesday):
    cap(cast, 0, tuesday)
    section = lesson(17)
    assert not section.by_rules
    begins = section.begins_at - timedelta(hours=8)
    events.move(
        by=cast.actor("ola"),
        section=section,
        begins_at=begins,
        ends_at=begins + timedelta(hours=1),
        place="Here",
    )
    assert again(cast, section).by_rules
    take(again(cast, section), crowd(1)[0])
    assert states(cast, section) == ["waiting"]


def test_a_limit_that_goes_while_somebody_waits_beside_a_free_seat_lets_them_in(cast, workshop, crowd):
    section = workshop(policy={"school_cap": 1})
    for pair in crowd(2):
        take(section, pair)
    assert states(cast, section) == ["booked", "waiting"]
    set_policy(by=cast.actor("ola"), section=again(cast, section), school_cap=None)
    assert states(cast, section) == ["booked", "booked"]
    assert not again(cast, section).by_rules


def test_caps_that_can_t_be_are_refused_in_words(cast, tuesday):
    with pytest.raises(Refused, match="before the first"):
        cap(cast, 1, tuesday, ends_on=tuesday - timedelta(days=5))
    with pytest.raises(Refused, match="from 0 to 1000"):
        cap(cast, -1, tuesday)


# Many at once


@pytest.fixture
def busy_day(apart):
    """Two processes of four threads each in which the teachers of two schools come and go; then a look."""

    def run(**values):
        crowd = {"teachers": count(8, 12), "cap": 3, "threads": 4, "acts": count(7, 10)}
        plan = ask(apart, "set_up", crowd | values)
        halves = [plan | {"seed": 11 + 100 * at} for at in range(2)]
        started = [racing.start(apart, "tests.events.away:come_and_go", half) for half in halves]
        errors = racing.results(started)
        return errors, ask(apart, "look", plan)

    return run


def ask(environment, function, argument):
    return racing.results([racing.start(environment, f"tests.events.away:{function}", argument)])[0]


@pytest.mark.slow
@pytest.mark.counted
def test_whoever_comes_and_goes_at_once_no_school_is_short_and_nobody_is_forgotten(busy_day):
    errors, seen = busy_day()
    assert errors == [[], []]
    assert seen == {"away": [3, 3], "left": [], "wrong": []}


@pytest.mark.proof
@pytest.mark.slow
def test_without_the_lock_two_sections_count_the_same_substitute(busy_day, engine):
    """The negative control. SQLite has one writer at a time, so that there the lock is never asked."""
    _errors, seen = busy_day(naive=True, cap=1, acts=3)
    assert seen["away"] == [1, 1] if engine == "sqlite" else max(seen["away"]) > 1
