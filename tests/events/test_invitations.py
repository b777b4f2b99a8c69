"""Several dates in somebody's calendar: each an entry of its own, that moves and goes by itself, whatever happens."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from groundswell.events.actions import events, registration
from groundswell.events.models import LearningEvent, Meeting, Registration, Section
from groundswell.events.queries.meetings import meetings_of
from groundswell.events.rules import calendar
from groundswell.events.rules.meetings import When, rows_for
from groundswell.kernel import clock
from groundswell.kernel.tenancy import reading
from groundswell.notices.models import BusyTime
from groundswell.notices.rules import calendars
from tests.support.calendars import Attendee
from tests.support.counts import count as few_or_all

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
START = datetime(2027, 3, 8, 14, tzinfo=UTC)  # the clock changes on the fourteenth


def at(*days: int, place: str = "Library") -> list[When]:
    return [When(START + day * DAY, START + day * DAY + HOUR, place) for day in days]


@pytest.fixture
def ana(cast, post):
    """Ana's calendar, after all her mail so far."""

    def so_far() -> Attendee:
        hers, taken = Attendee(), []
        for kind in ("events.booked", "events.moved", "events.left", "events.cancelled"):
            taken += post(kind, to=cast.people["ana"])
        for mail in sorted(taken, key=lambda one: one.pk):
            for file in calendars.files(
                mail.calendar, name="Ana", address="ana@x.example", sender="o@x.example", stamp=mail.queued_at
            ):
                hers.take(file)
        return hers

    return so_far


@pytest.fixture
def institute(cast):
    """A section with three dates, in which Ana has a seat."""
    with clock.standing_at(START - 20 * DAY):
        event = events.draft_event(
            by=cast.actor("ola"), title="Institute, “all”; 日本 " + "ü" * 60, why="Weil\nes."
        )
        section = events.add_section(by=cast.actor("ola"), event=event, meetings=at(0, 5, 9), seats=5)
        section = events.publish(by=cast.actor("ola"), section=section)
        registration.register(by=cast.actor("ana"), section=section, person=cast.people["ana"])
        yield section


def days(section, cast) -> list[tuple[datetime, datetime]]:
    with reading(cast.tenant):
        return [(one.begins_at, one.ends_at) for one in meetings_of(section)]


def test_each_date_is_an_entry_and_follows_what_happens_to_it(cast, institute, ana, post):
    office, hers = cast.actor("ola"), ana()
    assert hers.dates == days(institute, cast) and len(post("events.booked")) == 1
    kept = {one.begins_at: uid for uid, one in hers.entries.items()}
    steps = [at(0, 5, 9, 12), at(0, 6, 9, 12), at(0, 9, 12), at(9, 12), at(9, 10, 12), at(10)]
    for number, step in enumerate(steps, start=1):
        events.reschedule(by=office, section=institute, meetings=step)
        assert ana().dates == days(institute, cast) == [(one.begins_at, one.ends_at) for one in step]
        assert len(post("events.moved", to=cast.people["ana"])) == number, (
            "one mail for each change, however many dates"
        )
    told = [mail.calendar or {} for mail in post("events.moved", to=cast.people["ana"])]
    changes = [1 + len(one.get("further", [])) for one in told]
    assert changes[:3] == [1, 1, 1], "a calendar hears of nothing that stayed as it was"
    assert told[1]["uid"] == kept[START + 5 * DAY], "the date that moved is the entry that it was"
    with reading(cast.tenant):
        busy = BusyTime.objects.get(person=cast.people["ana"])
    assert (busy.begins_at, busy.place) == (START + 10 * DAY, "Library")
    registration.leave(by=cast.actor("ana"), section=institute, person=cast.people["ana"])
    assert ana().dates == []


def test_a_cancelled_section_leaves_every_date(cast, institute, ana, post):
    events.cancel(by=cast.actor("ola"), section=institute)
    assert ana().dates == [] and len(post("events.cancelled", to=cast.people["ana"])) == 1


def test_a_change_of_the_place_alone_reaches_the_calendar(cast, institute, ana):
    events.reschedule(by=cast.actor("ola"), section=institute, meetings=[*at(0, 5), *at(9, place="Gym")])
    assert sorted(one.place for one in ana().entries.values()) == ["Gym", "Library", "Library"]


def test_each_date_stands_on_the_wall_clock_of_its_own_day(cast, institute, post):
    [mail] = post("events.booked")
    first, _second, third = calendars.files(
        mail.calendar, name="Ana", address="ana@x.example", sender="o@x.example", stamp=mail.queued_at
    )
    assert b"DTSTART;TZID=America/New_York:20270308T090000" in first, "standard time"
    assert b"DTSTART;TZID=America/New_York:20270317T100000" in third, (
        "the same moment of the day, an hour later"
    )
    assert b"BEGIN:VTIMEZONE" in first and b"VALUE=DATE:" not in first + third, "never an all-day entry"


@pytest.mark.slow
@settings(
    max_examples=few_or_all(8, 25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(histories=st.lists(st.lists(st.integers(0, 9), min_size=1, max_size=5, unique=True), max_size=7))
def test_after_any_history_the_calendar_has_the_dates(inside, histories):
    """Whatever dates come, go and move, the attendee's calendar has what the section has, entry by entry."""
    section = Section(pk=7, event=LearningEvent(pk=3, title="T"), begins_at=START, ends_at=START + HOUR)
    place, hers, numbers = Registration(pk=5, section=section), Attendee(), count(100)
    now: list[Meeting] = []
    for sequence, wanted in enumerate(histories):
        before, now = now, _set(now, at(*sorted(wanted)), numbers)
        section.sequence, section.dates = sequence, len(now)
        section.begins_at, section.ends_at = now[0].begins_at, now[-1].ends_at
        dates = now if len(now) > 1 else []
        about = (section, place, inside.tenant, dates)
        told = calendar.update(*about, before) if before else calendar.invitation(*about)
        for file in (
            calendars.files(told, name="A", address="a@x.example", sender="o@x.example", stamp=START)
            if told
            else []
        ):
            hers.take(file)
        assert hers.dates == [(one.begins_at, one.ends_at) for one in now]


def _set(there: list[Meeting], dates: list[When], numbers) -> list[Meeting]:
    """What ``actions.meetings`` does with the rows."""
    found = []
    for row, when in zip(rows_for(there, dates), dates, strict=True):
        pk = next(numbers) if row is None else row.pk
        found.append(Meeting(pk=pk, begins_at=when.begins_at, ends_at=when.ends_at, place=when.where))
    return found
