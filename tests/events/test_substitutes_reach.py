"""Whether a cap has a word in a section: the answer is right, and costs the same in a district of any size."""

import random
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from groundswell.events.actions.school_day import set_cap, take_back_cap
from groundswell.events.models import SubstituteCap
from groundswell.events.queries import school_day as read
from groundswell.events.queries.meetings import times_of
from groundswell.events.rules import substitutes
from groundswell.events.rules.meetings import When
from groundswell.kernel import clock
from groundswell.kernel.tenancy import reading
from groundswell.roster.actions import calendar, organisations
from groundswell.roster.actions.calendar import PlannedDay, PlannedPeriod
from groundswell.roster.choices import DayKind
from groundswell.roster.models import Organisation
from groundswell.roster.queries.schools import school_names
from tests.support.counts import count

pytestmark = pytest.mark.django_db

EAST, WEST = "America/New_York", "America/Los_Angeles"


@pytest.fixture
def lesson(cast, workshop, tuesday):
    """``lesson(9)``: a workshop on that Tuesday from nine, two hours long; ``later`` are further dates."""

    def make(hour, *, later=(), length=timedelta(hours=2)):
        first = datetime.combine(tuesday, time(hour), ZoneInfo(cast.tenant.time_zone))
        dates = [When(day, day + length) for day in (first, *(first + days for days in later))]
        return workshop(begins_at=first, ends_at=first + length, meetings=dates)

    return make


@contextmanager
def asked():
    """Every statement, and how many rows come of it."""
    found = []

    def look(execute, sql, params, many, context):
        if sql.startswith("SELECT") and not sql.startswith("SELECT count(*) FROM ("):
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT count(*) FROM ({sql}) AS counted", params)
                found.append(cursor.fetchone()[0])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield found


def bells(begins, ends):
    return [PlannedPeriod(day, "Day", time(begins), time(ends)) for day in range(5)]


def more_schools(cast, tuesday, names):
    """Schools with bell hours, a day and a cap of their own, so that hardly two are alike."""
    for at, name in enumerate(names):
        school = organisations.add_school(by=cast.system, name=name, parent=cast.places["north"])
        calendar.set_bells(by=cast.system, school=school, periods=bells(8, 13 + at % 3))
        tests = PlannedDay(tuesday, DayKind.TESTING, f"Tests at {name}")
        calendar.set_days(by=cast.system, school=school, days=[tests])
        set_cap(by=cast.actor("ola"), school=school, number=at % 4, begins_on=tuesday - timedelta(days=3))


def test_what_a_section_asks_does_not_grow_with_the_schools(cast, lesson, tuesday):
    set_cap(by=cast.actor("ola"), number=2, begins_on=tuesday - timedelta(days=3))
    morning, evening = lesson(9), lesson(17, later=[timedelta(days=7)])
    seen = {"morning": [], "evening": [], "every school": []}
    for names in ("A", "BCDEFGHIJKLM"):
        more_schools(cast, tuesday, names)
        with reading(cast.tenant):
            with asked() as rows:
                assert substitutes.binding([morning], EAST) == {morning.pk}
            seen["morning"].append(rows)
            with asked() as rows:
                assert substitutes.binding([evening], EAST) == set()
            seen["evening"].append(rows)
            with asked() as rows:
                substitutes.Calendars([pk for pk, _ in school_names()], tuesday, tuesday, EAST)
            seen["every school"].append(rows)
    few, many = seen.pop("every school")
    assert sum(many) > 4 * sum(few), "the control: looking at every school reads more with each"
    for few, many in seen.values():
        assert few == many
        assert len(few) <= 8


def by_every_school(sections):
    """The same answer by looking at every school, one after the other."""
    dates, schools = times_of(sections), [pk for pk, _ in school_names()]
    first = min(clock.local(one.begins_at, EAST).date() for one in sections) - timedelta(days=1)
    last = max(clock.local(one.ends_at, EAST).date() for one in sections) + timedelta(days=1)
    caps = substitutes.Caps(read.caps_between(first, last))
    calendars = substitutes.Calendars(schools, first, last, EAST)
    return {
        pk
        for pk, meetings in dates.items()
        for one in meetings
        for school in schools
        for cost in calendars.costs(school, one.begins_at, one.ends_at)
        if caps.of(school, cost.day) is not None
    }


def change(dice, cast, schools, tuesday):
    """Something that decides about class hours or caps is another one from now on."""
    by, school = cast.actor("ola"), dice.choice(schools)
    day = tuesday + timedelta(days=dice.choice([-1, 0, 0, 0, 1, 7]))
    match dice.randrange(5):
        case 0:
            with reading(cast.tenant):
                held = list(SubstituteCap.objects.filter(taken_back_at=None))
            for one in held:
                take_back_cap(by=by, cap=one)
            set_cap(by=by, number=1, school=school, begins_on=day, ends_on=dice.choice([None, day]))
        case 1:
            kind = dice.choice([DayKind.HOLIDAY, DayKind.WORKDAY, DayKind.INSTRUCTIONAL, DayKind.TESTING])
            calendar.set_days(by=by, school=school, days=[PlannedDay(day, kind)])
        case 2:
            begins = dice.choice([5, 9, 11, 17])
            calendar.set_bells(by=by, school=school, periods=dice.choice([[], bells(begins, begins + 2)]))
        case 3 if school:
            calendar.set_time_zone(by=by, school=school, zone=dice.choice(["", EAST, WEST]))
        case _:
            set_cap(by=by, number=0, begins_on=day, ends_on=dice.choice([None, day]))


@pytest.mark.slow
@pytest.mark.counted
def test_the_answer_is_what_looking_at_every_school_says(cast, lesson, tuesday):
    day = timedelta(days=1)
    sections = [
        lesson(7), lesson(9), lesson(11), lesson(14), lesson(17, later=[day]), lesson(23), lesson(3),
        lesson(10, later=[-day, 7 * day]), lesson(9, length=timedelta(days=2)),
    ]  # fmt: skip
    dice, said = random.Random(11), []
    with reading(cast.tenant):
        schools = [None, *Organisation.objects.filter(pk__in=[pk for pk, _ in school_names()])]
    for _ in range(count(14, 400)):
        change(dice, cast, schools, tuesday)
        with reading(cast.tenant):
            said.append(substitutes.binding(sections, EAST))
            assert said[-1] == by_every_school(sections)
    assert len(set(map(frozenset, said))) > 2, "otherwise it was always the same question"
