"""The school calendar on pages: what everybody reads, and how the office and a principal change it."""

from datetime import UTC, date, datetime, time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from icalendar import Calendar

from groundswell.kernel import clock
from groundswell.kernel.tenancy import reading, writing
from groundswell.roster.actions import calendar
from groundswell.roster.actions.calendar import PlannedDay, PlannedPeriod
from groundswell.roster.choices import DayKind
from groundswell.roster.models import CalendarFile, SchoolYear, Term
from groundswell.roster.queries import calendar as queries
from tests.portal.world import many_schools
from tests.support.statements import statements

HERE = "/d/riverbend/schools/calendar/"
FILES = "/d/riverbend/schools/calendar/files/"


@pytest.fixture
def year(cast):
    with writing(cast.tenant):
        made = SchoolYear.objects.create(
            tenant=cast.tenant, ends_in=2026, title="2025-26",
            begins_on=date(2025, 8, 25), ends_on=date(2026, 6, 10),
        )  # fmt: skip
        Term.objects.create(
            tenant=cast.tenant, school_year=made, title="Semester 1",
            begins_on=date(2025, 8, 25), ends_on=date(2026, 1, 16),
        )  # fmt: skip
    days = [PlannedDay(date(2026, 4, day), DayKind.HOLIDAY, "Spring break") for day in (3, 6, 7)]
    calendar.set_days(by=cast.system, days=[*days, PlannedDay(date(2026, 5, 18), DayKind.TESTING)])
    own = [PlannedDay(date(2026, 4, 7), DayKind.INSTRUCTIONAL, "=Make-up day")]
    calendar.set_days(by=cast.system, days=own, school=cast.places["alder"])
    periods = [PlannedPeriod(weekday, "Block 1", time(8, 15), time(9, 45)) for weekday in range(5)]
    calendar.set_bells(by=cast.system, periods=periods)
    with clock.standing_at(datetime(2026, 3, 17, 16, tzinfo=UTC)):
        yield cast


def page(client, path=HERE):
    answer = client.get(path)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def bring(client, content: bytes, *, place: int = 0, name: str = "days.csv", **more):
    file = SimpleUploadedFile(name, content)
    return client.post(f"{FILES}bring/", {"file": file, "place": place, **more})


def test_everybody_of_the_district_reads_it(year, browse):
    for name in ("ana", "gus", "sam"):
        shown = page(browse(name))
        assert "April 3 to April 7" in shown and "Spring break" in shown and "Testing window" in shown
        assert "Monday to Friday" in shown and "8:15 a.m. to 9:45 a.m." in shown and "Semester 1" in shown
        assert "Next school day: March 18, 2026" in shown
    assert browse("noor").get(HERE).status_code == 404


def test_no_kind_of_day_is_told_by_its_colour_alone(year, browse):
    shown = page(browse("ana"))
    assert '>3<b aria-hidden="true">H</b><span class="visually-hidden">, Spring break, Holiday' in shown


def test_a_schools_own_day_stands_only_at_that_school(year, browse):
    own = page(browse("ana"), f"/d/riverbend/schools/{year.places['alder'].pk}/calendar/")
    assert "Make-up day" in own and "only at this school" in own
    assert "Make-up day" not in page(browse("ana"))


def test_a_district_without_a_calendar_says_how_it_comes_in(cast, browse):
    assert "is not here yet" in page(browse("ana"))
    assert "Bring a calendar file" in page(browse("ola"))


def test_the_calendar_goes_out_and_comes_in_unchanged(year, browse):
    office = browse("ola")
    for kind in ("csv", "bells"):
        answer = office.get(f"{HERE}?format={kind}")
        content = b"".join(answer.streaming_content)
        assert b"'=Make-up" in content or kind == "bells"
        brought = bring(office, content)
        with reading(year.tenant):
            file = CalendarFile.objects.get(pk=int(brought["Location"].split("/")[-2]))
        assert file.state == "unchanged", file.problems


def test_the_calendar_file_is_one_that_calendars_read_and_so_do_we(year, browse):
    office = browse("ola")
    content = office.get(f"{HERE}?format=ics&year=2026").content
    events = Calendar.from_ical(content).walk("VEVENT")
    assert [str(one["SUMMARY"]) for one in events] == ["Spring break", "Testing window"]
    assert events[0]["DTEND"].dt == date(2026, 4, 8)
    bring(office, content, name="calendar.ics")
    with reading(year.tenant):
        assert CalendarFile.objects.first().state in ("unchanged", "ready")
        assert CalendarFile.objects.first().counts["new"] == 0


def test_from_a_file_to_the_calendar(year, browse):
    office = browse("ola")
    where = bring(office, b"date,kind,title\n2026-04-20,workday,Planning day\n")["Location"]
    assert "This is what would change" in page(office, where)
    with reading(year.tenant):
        assert queries.is_instructional(date(2026, 4, 20))
    office.post(f"{where}apply/")
    assert "The calendar is what this file says" in page(office, where)
    with reading(year.tenant):
        assert not queries.is_instructional(date(2026, 4, 20))
    assert "days.csv" in page(office, FILES) and "Planning day" in page(office)


def test_what_is_wrong_is_told_by_line_and_nothing_changes(year, browse):
    office = browse("ola")
    where = bring(office, b"date,kind\n2026-04-20,party\n")["Location"]
    shown = page(office, where)
    assert "Line 2" in shown and "party" in shown and "Write instructional, workday" in shown
    office.post(f"{where}apply/")
    with reading(year.tenant):
        assert queries.is_instructional(date(2026, 4, 20))


def test_what_is_discarded_can_not_be_applied(year, browse):
    office = browse("ola")
    where = bring(office, b"date,kind\n2026-04-20,holiday\n")["Location"]
    office.post(f"{where}discard/")
    office.post(f"{where}apply/")
    assert "This file was discarded" in page(office, where)
    with reading(year.tenant):
        assert queries.is_instructional(date(2026, 4, 20))


def test_a_principal_keeps_the_own_schools_calendar_and_no_other(year, browse):
    bao, alder, birch = browse("bao"), year.places["alder"], year.places["birch"]
    assert bring(bao, b"date,kind\n2026-04-20,holiday\n", place=birch.pk).status_code == 400
    assert bring(bao, b"date,kind\n2026-04-20,holiday\n", place=0).status_code == 400
    where = bring(bao, b"date,kind\n2026-04-20,holiday\n", place=alder.pk)["Location"]
    bao.post(f"{where}apply/")
    with reading(year.tenant):
        assert not queries.is_instructional(date(2026, 4, 20), alder)
        assert queries.is_instructional(date(2026, 4, 20), birch)
    assert (
        bao.post(f"/d/riverbend/schools/{birch.pk}/calendar/zone/", {"zone": "America/Chicago"}).status_code
        == 404
    )
    bao.post(f"/d/riverbend/schools/{alder.pk}/calendar/zone/", {"zone": "America/Chicago"})
    assert "America/Chicago" in page(bao, f"/d/riverbend/schools/{alder.pk}/calendar/")
    assert "no step back" not in page(bao, FILES)


def test_a_principal_does_not_see_the_files_of_others(year, browse):
    where = bring(browse("ola"), b"date,kind\n2026-04-20,holiday\n")["Location"]
    assert browse("bao").get(where).status_code == 404
    assert browse("ana").get(FILES).status_code == 403


def test_a_file_that_is_too_large_or_missing_gets_plain_words(year, browse):
    office = browse("ola")
    answer = bring(office, b"x" * (1024 * 1024 + 1))
    assert answer.status_code == 400 and "larger than one megabyte" in answer.content.decode()
    assert "Choose a file" in office.post(f"{FILES}bring/", {"place": 0}).content.decode()


def test_the_pages_cost_the_same_whatever_the_calendar_holds(year, browse):
    alder = f"/d/riverbend/schools/{year.places['alder'].pk}/calendar/"
    bring(browse("ola"), b"date,kind\n2026-04-21,holiday\n")
    counts = [statements(browse("ola"), path) for path in (HERE, alder, FILES)]
    many_schools(year, 20)
    days = [PlannedDay(date(2026, 2, day), DayKind.TESTING, f"Test {day}") for day in range(1, 28)]
    calendar.set_days(by=year.system, days=days)
    bring(browse("ola"), b"date,kind\n2026-04-20,holiday\n")
    again = [statements(browse("ola"), path) for path in (HERE, alder, FILES)]
    assert again == counts and max(counts) <= 15
