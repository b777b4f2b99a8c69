"""A calendar file that was applied is taken back in one step; who changed a day since keeps their change."""

from datetime import UTC, date, datetime, time

import pytest

from groundswell.kernel import clock, work
from groundswell.kernel.models import JournalEntry
from groundswell.kernel.tenancy import reading
from groundswell.notices.actions import outbox
from groundswell.notices.models import OutgoingMail
from groundswell.roster.actions import calendar
from groundswell.roster.actions.calendar import NotNow, PlannedDay, PlannedPeriod
from groundswell.roster.choices import DayKind, PositionRole
from groundswell.roster.models import BellPeriod, CalendarDay, CalendarFile
from tests.cast import hire
from tests.support.statements import statements

FILES = "/d/riverbend/schools/calendar/files/"
DAYS = b"date,kind,title\n2026-04-06,workday,Planning\n2026-04-07,holiday,Fair\n2026-04-09,holiday,Storm\n"


@pytest.fixture(autouse=True)
def spring():
    with clock.standing_at(datetime(2026, 3, 17, 16, tzinfo=UTC)):
        yield


@pytest.fixture
def year(cast):
    """One holiday that the file changes, one that it leaves alone, and one of Alder's own."""
    days = [
        PlannedDay(date(2026, 4, 6), DayKind.HOLIDAY, "Break"),
        PlannedDay(date(2026, 4, 8), DayKind.TESTING),
    ]
    calendar.set_days(by=cast.system, days=days)
    own = [PlannedDay(date(2026, 4, 7), DayKind.TESTING, "Own test")]
    calendar.set_days(by=cast.system, days=own, school=cast.places["alder"])
    return cast


def applied(cast, content=DAYS, who="ola", **more) -> CalendarFile:
    file = calendar.bring_file(by=cast.actor(who), name="days.csv", content=content, **more)
    return calendar.apply_file(by=cast.actor(who), file=file)


def standing(cast) -> set[tuple]:
    with reading(cast.tenant):
        return set(CalendarDay.objects.values_list("school_id", "day", "kind", "title"))


def bells(cast) -> set[tuple]:
    with reading(cast.tenant):
        return set(BellPeriod.objects.values_list("school_id", "weekday", "name", "begins_at", "ends_at"))


def page(client, path) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize("replaces", [False, True])
def test_one_step_brings_the_calendar_back(year, replaces):
    before = standing(year)
    file = applied(year, replaces=replaces)
    assert standing(year) != before
    file = calendar.take_back_file(by=year.actor("ola"), file=file)
    assert standing(year) == before
    assert file.state == "taken_back"
    with reading(year.tenant):
        entry = JournalEntry.objects.get(kind="roster.calendar.taken_back")
    assert entry.data == {"back": 4 if replaces else 3, "stayed": 0, "kept_by": []}


def test_it_is_shown_first_and_done_on_the_button(year, browse):
    before, file, office = standing(year), applied(year), browse("ola")
    where = f"{FILES}{file.pk}/take-back/"
    assert where in page(office, f"{FILES}{file.pk}/")
    shown = page(office, where)
    assert "3 come back" in shown and "Planning, Teacher workday" in shown and "Break, Holiday" in shown
    assert "nothing of its own" in shown, "April 7 was an ordinary day"
    assert standing(year) != before, "looking changes nothing"
    office.post(where)
    assert standing(year) == before
    assert "This file was taken back" in page(office, f"{FILES}{file.pk}/")
    assert "can't be taken back" in page(office, where).replace("&#x27;", "'")


def test_who_changed_a_day_since_keeps_it_and_it_is_told(year, browse):
    file = applied(year)
    applied(year, b"date,kind,title\n2026-04-07,testing,Exams\n")
    calendar.set_days(by=year.system, days=[PlannedDay(date(2026, 4, 9), DayKind.HOLIDAY, "Storm, still")])
    office = browse("ola")
    shown = page(office, f"{FILES}{file.pk}/take-back/")
    assert "1 comes back" in shown and "2 were changed since and stay" in shown
    assert "Exams, Testing window" in shown and "ola@riverbend.example" in shown and "no file" in shown
    office.post(f"{FILES}{file.pk}/take-back/")
    now = {(day.day, kind, title) for school, day, kind, title in standing(year) if school is None}
    assert now == {
        (6, "holiday", "Break"), (7, "testing", "Exams"), (8, "testing", ""), (9, "holiday", "Storm, still"),
    }  # fmt: skip
    assert "2 days or weekdays that were changed since stayed" in page(office, f"{FILES}{file.pk}/")


def test_who_changed_a_day_since_gets_a_mail_once_and_who_took_it_back_none(year, browse):
    hire(year, "olaf", "Olaf", "Berg", PositionRole.LEARNING_OFFICE, "district")
    file = applied(year)
    applied(year, b"date,kind,title\n2026-04-07,testing,Exams\n", who="olaf")
    applied(year, b"date,kind,title\n2026-04-09,testing,Exams\n", who="ola")
    calendar.take_back_file(by=year.actor("ola"), file=file)
    for _round in range(2):
        work.do_some()
    with reading(year.tenant):
        [mail] = OutgoingMail.objects.filter(kind="roster.calendar_kept")
        text = outbox.write(mail, year.tenant).text
    assert mail.to_person_id == year.people["olaf"].pk
    assert "What you changed since stayed" in text and "days.csv" in text
    assert "A calendar file was taken back" in page(browse("ida"), f"/d/riverbend/mail/{mail.pk}/")


def test_two_files_taken_back_in_either_order_leave_what_stood_before_both(year):
    before = standing(year)
    first = applied(year)
    second = applied(year, b"date,kind,title\n2026-04-06,testing,Exams\n2026-04-07,testing,Exams\n")
    calendar.take_back_file(by=year.actor("ola"), file=first)
    calendar.take_back_file(by=year.actor("ola"), file=second)
    assert standing(year) == before
    first = applied(year)
    second = applied(year, b"date,kind,title\n2026-04-06,testing,Exams\n2026-04-07,testing,Exams\n")
    for file in (second, first):
        calendar.take_back_file(by=year.actor("ola"), file=file)
    assert standing(year) == before


def test_bell_hours_come_back_weekday_by_weekday(year):
    periods = [PlannedPeriod(weekday, "Block 1", time(8, 15), time(9, 45)) for weekday in range(5)]
    calendar.set_bells(by=year.system, periods=periods)
    before = bells(year)
    table = b"weekdays,period,begins,ends\nMon-Thu,Early,7:30,8:10\nMon-Thu,Block 1,8:15,9:00\n"
    file = applied(year, table)
    assert {weekday for _, weekday, *_ in bells(year)} == {0, 1, 2, 3}
    late = table.replace(b"Mon-Thu,Early,7:30,8:10", b"Mon-Tue,Early,7:30,8:10\nWed-Thu,Early,7:35,8:10")
    applied(year, late)
    calendar.take_back_file(by=year.actor("ola"), file=file)
    now = bells(year)
    assert {row for row in now if row[1] in (0, 1, 4)} == {row for row in before if row[1] in (0, 1, 4)}
    assert {row[2] for row in now if row[1] in (2, 3)} == {"Early", "Block 1"}


def test_twice_and_what_was_never_applied_is_refused_in_plain_words(year, browse):
    file = applied(year)
    calendar.take_back_file(by=year.actor("ola"), file=file)
    with pytest.raises(NotNow, match="taken back already"):
        calendar.take_back_file(by=year.actor("ola"), file=file)
    waiting = calendar.bring_file(by=year.actor("ola"), name="a.csv", content=DAYS)
    with pytest.raises(NotNow, match="not what was applied"):
        calendar.take_back_file(by=year.actor("ola"), file=waiting)
    assert f"{FILES}{waiting.pk}/take-back/" not in page(browse("ola"), f"{FILES}{waiting.pk}/")


def test_where_everything_was_changed_since_nothing_happens(year, browse):
    file = applied(year, b"date,kind,title\n2026-04-07,holiday,Fair\n")
    applied(year, b"date,kind,title\n2026-04-07,holiday,Fair and parade\n")
    before = standing(year)
    with pytest.raises(NotNow, match="changed since"):
        calendar.take_back_file(by=year.actor("ola"), file=file)
    assert standing(year) == before
    assert "Nothing of this file is left" in page(browse("ola"), f"{FILES}{file.pk}/take-back/")


def test_it_is_all_or_nothing(year, monkeypatch):
    file = applied(year)
    before = standing(year)

    def broken(*args, **kwargs):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(calendar.journal, "record", broken)
    with pytest.raises(RuntimeError):
        calendar.take_back_file(by=year.actor("ola"), file=file)
    assert standing(year) == before
    with reading(year.tenant):
        assert CalendarFile.objects.get(pk=file.pk).state == "applied"


def test_a_principal_takes_back_the_own_schools_files_and_no_other(year, browse):
    alder = year.places["alder"]
    own, districts = applied(year, who="bao", school=alder), applied(year)
    bao = browse("bao")
    assert bao.post(f"{FILES}{districts.pk}/take-back/").status_code == 404
    assert bao.post(f"{FILES}{own.pk}/take-back/").status_code == 302
    with reading(year.tenant):
        states = dict(CalendarFile.objects.values_list("pk", "state"))
    assert states == {own.pk: "taken_back", districts.pk: "applied"}
    assert browse("ana").get(f"{FILES}{own.pk}/take-back/").status_code == 403
    assert browse("noor").get(f"{FILES}{own.pk}/take-back/").status_code == 404


def test_the_page_costs_the_same_whatever_the_file_holds(year, browse):
    small, office = applied(year), browse("ola")
    rows = b"".join(b"2026-05-%02d,holiday,Day %d\n" % (day, day) for day in range(1, 30))
    large = applied(year, b"date,kind,title\n" + rows)
    counts = [statements(office, f"{FILES}{file.pk}/take-back/") for file in (small, large)]
    assert counts[0] == counts[1] <= 15
