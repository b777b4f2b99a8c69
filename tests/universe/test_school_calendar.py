"""Riverbend's calendar is one that an office could have written, and the story's days are school days in it."""

from collections import Counter
from datetime import date

import pytest

from groundswell.kernel.tenancy import reading
from groundswell.roster.choices import DayKind, OrganisationKind
from groundswell.roster.models import Organisation
from groundswell.roster.queries import calendar
from groundswell.universe.districts import found_riverbend
from groundswell.universe.riverbend import school_calendar
from groundswell.universe.sizes import SIZES
from groundswell.universe.story import days
from groundswell.universe.world import RIVERBEND, World
from tests.universe.support import rolled_back


def test_no_day_is_two_things_and_none_is_a_weekend():
    planned = list(school_calendar._days())
    assert max(Counter(one.day for one in planned).values()) == 1
    assert all(one.day.weekday() < 5 for one in planned)
    assert {one.kind for one in planned} == {DayKind.HOLIDAY, DayKind.WORKDAY, DayKind.TESTING}


@pytest.mark.slow
def test_riverbend_has_its_days_and_its_hours(django_db_setup, django_db_blocker, tmp_path):
    with django_db_blocker.unblock(), rolled_back():
        world = World(SIZES["tiny"], 1, tmp_path)
        found_riverbend(world)
        with reading(world.tenants[RIVERBEND]):
            for day in (days.QUARTER, days.SURGE, days.SIX_WEEKS):
                assert calendar.is_instructional(day), day
            assert not calendar.is_instructional(days.INSTITUTE)
            year = calendar.days_between(date(2025, 8, 1), date(2026, 6, 30))
            assert 170 <= sum(one.is_instructional for one in year) <= 190
            schools = Organisation.objects.filter(kind=OrganisationKind.SCHOOL).select_related("school")
            first = {f"{calendar.bell_hours(days.SURGE, one)[0].begins_at:%H:%M}" for one in schools}
            assert "08:15" in first and len(first) > 1
