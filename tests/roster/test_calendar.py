"""The school calendar: which days are school days where, when the bell rings, and how a file changes it."""

from datetime import UTC, date, datetime, time

import pytest
from django.db import IntegrityError

from groundswell.kernel.models import JournalEntry
from groundswell.kernel.tenancy import reading, serving, writing
from groundswell.roster.actions import calendar, organisations
from groundswell.roster.actions.calendar import PlannedDay, PlannedPeriod
from groundswell.roster.choices import DayKind, OrganisationKind
from groundswell.roster.models import BellPeriod, CalendarDay, CalendarFile, SchoolYear
from groundswell.roster.queries import calendar as queries

FRIDAY_BEFORE_SPRING, MONDAY_AFTER_SPRING = date(2026, 3, 6), date(2026, 3, 9)
FRIDAY_BEFORE_AUTUMN, MONDAY_AFTER_AUTUMN = date(2025, 10, 31), date(2025, 11, 3)


@pytest.fixture
def year(cast):
    """The school year 2025-26, with a holiday, a workday, tests, and a make-up Saturday at Alder."""
    with writing(cast.tenant):
        SchoolYear.objects.create(
            tenant=cast.tenant,
            ends_in=2026,
            title="2025-26",
            begins_on=date(2025, 8, 25),
            ends_on=date(2026, 6, 10),
        )
    days = [
        PlannedDay(date(2025, 9, 1), DayKind.HOLIDAY, "Labor Day"),
        PlannedDay(date(2026, 2, 20), DayKind.WORKDAY, "Teacher workday"),
        PlannedDay(date(2026, 5, 18), DayKind.TESTING, "End-of-year tests"),
    ]
    calendar.set_days(by=cast.system, days=days)
    own = [
        PlannedDay(date(2026, 1, 10), DayKind.INSTRUCTIONAL, "Make-up day"),
        PlannedDay(date(2026, 5, 18), DayKind.HOLIDAY, "Water main"),
    ]
    calendar.set_days(by=cast.system, days=own, school=cast.places["alder"])
    calendar.set_bells(
        by=cast.system,
        periods=[PlannedPeriod(weekday, "Block 1", time(8, 15), time(9, 45)) for weekday in range(5)],
    )
    with serving(cast.tenant):
        yield cast


def test_an_ordinary_weekday_within_the_school_year_is_a_school_day(year):
    assert queries.is_instructional(date(2025, 9, 2))
    assert not queries.is_instructional(date(2025, 9, 6)), "a Saturday"
    assert not queries.is_instructional(date(2025, 8, 22)), "before the year begins"
    assert not queries.is_instructional(date(2026, 6, 11)), "after it ended"


def test_named_days_are_what_they_are_called(year):
    assert not queries.is_instructional(date(2025, 9, 1))
    assert not queries.is_instructional(date(2026, 2, 20))
    assert queries.is_instructional(date(2026, 5, 18)), "children are in school for tests"


def test_a_schools_own_day_replaces_the_districts_there_and_nowhere_else(year):
    alder, birch = year.places["alder"], year.places["birch"]
    assert queries.is_instructional(date(2026, 1, 10), alder)
    assert not queries.is_instructional(date(2026, 1, 10), birch)
    assert not queries.is_instructional(date(2026, 5, 18), alder)
    assert queries.is_instructional(date(2026, 5, 18), birch)
    assert queries.is_instructional(date(2026, 5, 18), year.places["north"]), (
        "a community follows the district"
    )


def test_a_team_follows_its_school(year):
    team = organisations.add(
        by=year.system, kind=OrganisationKind.TEAM, name="Grade 3", parent=year.places["alder"]
    )
    assert queries.is_instructional(date(2026, 1, 10), team)
    assert queries.zone_of(team) == "America/New_York"


def test_the_next_school_day_jumps_over_weekends_and_holidays(year):
    assert queries.next_instructional_day(date(2025, 8, 29)) == date(2025, 9, 2)
    assert queries.next_instructional_day(date(2026, 2, 19)) == date(2026, 2, 23)
    assert queries.next_instructional_day(date(2026, 1, 9), year.places["alder"]) == date(2026, 1, 10)
    assert queries.next_instructional_day(date(2026, 6, 10)) is None


def test_before_the_roster_knows_a_school_year_weekdays_count(inside):
    assert queries.is_instructional(date(2025, 9, 2)) and not queries.is_instructional(date(2025, 9, 6))


@pytest.mark.parametrize(
    ("before", "after", "hours_before", "hours_after"),
    [
        (FRIDAY_BEFORE_SPRING, MONDAY_AFTER_SPRING, 13, 12),
        (FRIDAY_BEFORE_AUTUMN, MONDAY_AFTER_AUTUMN, 12, 13),
    ],
)
def test_the_bell_follows_the_wall_clock_over_both_changes(year, before, after, hours_before, hours_after):
    [friday], [monday] = queries.bell_hours(before), queries.bell_hours(after)
    assert friday.begins_at.astimezone(UTC).hour == hours_before
    assert monday.begins_at.astimezone(UTC).hour == hours_after
    assert friday.begins_at.hour == monday.begins_at.hour == 8
    assert queries.next_instructional_day(before) == after


def test_which_period_runs_at_a_moment_over_both_changes(year):
    for day in (FRIDAY_BEFORE_SPRING, FRIDAY_BEFORE_AUTUMN):
        now = datetime(day.year, day.month, day.day, 12 if day.month == 10 else 13, 30, tzinfo=UTC)
        assert [one.name for one in queries.bell_hours_at(now)] == ["Block 1"]
    same_utc_after = datetime(2026, 3, 9, 13, 46, tzinfo=UTC)
    assert queries.bell_hours_at(same_utc_after) == [], "9:46 on the wall: the block is over"
    assert queries.bell_hours_at(datetime(2026, 3, 8, 12, 30, tzinfo=UTC)) == [], "a Sunday"


def test_a_school_in_another_zone_hears_its_bell_an_hour_later(year):
    calendar.set_time_zone(by=year.system, school=year.places["birch"], zone="America/Chicago")
    [here] = queries.bell_hours(date(2026, 3, 9), year.places["alder"])
    [there] = queries.bell_hours(date(2026, 3, 9), year.places["birch"])
    assert (there.begins_at - here.begins_at).total_seconds() == 3600
    with pytest.raises(calendar.NotNow, match="no time zone"):
        calendar.set_time_zone(by=year.system, school=year.places["birch"], zone="Mars/Olympus")


def test_a_school_with_hours_of_its_own_follows_them_on_those_weekdays_alone(year):
    alder = year.places["alder"]
    calendar.set_bells(
        by=year.system, periods=[PlannedPeriod(2, "Early block", time(7, 30), time(8, 0))], school=alder
    )
    assert [one.name for one in queries.bell_hours(date(2025, 9, 3), alder)] == ["Early block"]
    assert [one.name for one in queries.bell_hours(date(2025, 9, 4), alder)] == ["Block 1"]
    calendar.set_bells(by=year.system, periods=[], school=alder)
    assert [one.name for one in queries.bell_hours(date(2025, 9, 3), alder)] == ["Block 1"]


def test_no_bell_rings_on_a_day_without_school(year):
    assert queries.bell_hours(date(2025, 9, 1)) == []


def test_the_database_itself_refuses_a_day_twice_and_a_period_backwards(year):
    with pytest.raises(IntegrityError), writing(year.tenant):
        CalendarDay.objects.create(tenant=year.tenant, day=date(2025, 9, 1), kind=DayKind.WORKDAY)


def test_a_period_that_ends_before_it_begins_is_refused(year):
    with pytest.raises(IntegrityError), writing(year.tenant):
        BellPeriod.objects.create(
            tenant=year.tenant, weekday=0, name="Back", begins_at=time(9), ends_at=time(8)
        )


FILE = b"""date,last_date,kind,title,school
2025-09-01,,holiday,Labor Day,
2025-11-26,2025-11-28,holiday,Thanksgiving,
2026-02-20,,instructional,Snow make-up,
2026-01-10,,instructional,Make-up day,Alder Elementary
"""


def test_a_file_shows_what_it_would_change_and_changes_nothing_yet(year):
    file = calendar.bring_file(by=year.actor("ola"), name="days.csv", content=FILE)
    assert file.state == "ready" and file.counts == {"new": 3, "changed": 1, "removed": 0, "same": 2}
    assert queries.is_instructional(date(2025, 11, 26))


def test_applied_once_it_changes_nothing_the_second_time(year):
    office = year.actor("ola")
    file = calendar.bring_file(by=office, name="days.csv", content=FILE)
    calendar.apply_file(by=office, file=file)
    assert not queries.is_instructional(date(2025, 11, 26)) and queries.is_instructional(date(2026, 2, 20))
    again = calendar.bring_file(by=office, name="days.csv", content=FILE)
    assert again.state == "unchanged" and again.counts["same"] == 6
    entry = JournalEntry.objects.get(kind="roster.calendar.applied")
    assert entry.actor_person == year.people["ola"].pk and entry.data["new"] == 3
    with pytest.raises(calendar.NotNow):
        calendar.apply_file(by=office, file=file)


def test_only_when_asked_do_unnamed_days_become_ordinary_again(year):
    office = year.actor("ola")
    kept = calendar.bring_file(by=office, name="days.csv", content=FILE)
    assert kept.counts["removed"] == 0
    whole = FILE + b"2026-06-10,,workday,Last workday,\n"
    file = calendar.bring_file(by=office, name="days.csv", content=whole, replaces=True)
    assert file.counts["removed"] == 2, "the tests in May, and Alder's own day then"
    calendar.apply_file(by=office, file=file)
    assert queries.is_instructional(date(2026, 5, 18), year.places["alder"])


def test_a_file_with_one_wrong_line_changes_nothing_at_all(year):
    file = calendar.bring_file(
        by=year.actor("ola"), name="days.csv", content=FILE + b"2026-13-01,,holiday,,\n"
    )
    assert file.state == "refused" and file.rows == [] and file.problems[0]["line"] == 6
    with pytest.raises(calendar.NotNow):
        calendar.apply_file(by=year.actor("ola"), file=file)


def test_a_principal_speaks_for_the_own_school_alone(year):
    bao, alder = year.actor("bao"), year.places["alder"]
    elsewhere = b"date,kind,school\n2026-03-02,holiday,Birch Middle\n"
    refused = calendar.bring_file(by=bao, name="days.csv", content=elsewhere, school=alder)
    assert refused.state == "refused" and "Birch Middle" in refused.problems[0]["message"]
    own = calendar.bring_file(
        by=bao, name="days.csv", content=b"date,kind\n2026-03-02,holiday\n", school=alder
    )
    calendar.apply_file(by=bao, file=own)
    assert not queries.is_instructional(date(2026, 3, 2), alder)
    assert queries.is_instructional(date(2026, 3, 2))


def test_bell_hours_in_a_file_replace_those_of_the_places_that_it_names(year):
    office = year.actor("ola")
    lines = ["weekdays,period,begins,ends,school", "Mon-Thu,Block 1,8:15 AM,9:45 AM,"]
    content = "\n".join([*lines, "Mon,Home room,7:30,7:45,Alder Elementary"]).encode()
    file = calendar.bring_file(by=office, name="bells.csv", content=content)
    assert file.counts == {"new": 1, "changed": 0, "removed": 1, "same": 4}
    calendar.apply_file(by=office, file=file)
    assert sorted(queries.periods_by_weekday(None)) == [0, 1, 2, 3]
    assert [one.name for one in queries.periods_on(0, year.places["alder"])] == ["Home room"]
    assert calendar.bring_file(by=office, name="bells.csv", content=content).state == "unchanged"


def test_the_neighbours_know_nothing_of_it(year):
    with reading(year.other):
        assert not CalendarDay.objects.exists() and not BellPeriod.objects.exists()
        assert not CalendarFile.objects.exists()
