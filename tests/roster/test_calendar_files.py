"""Calendar files: what they say, what is wrong with them, and hostile ones that do no harm. No database."""

import time
from datetime import date
from textwrap import dedent

import pytest

from groundswell.roster.choices import CalendarSubject
from groundswell.roster.rules import calendar_csv
from groundswell.roster.rules.calendar_csv import weekdays_of
from groundswell.roster.rules.calendar_files import read
from groundswell.roster.rules.calendar_rows import Places

ZONE = "America/New_York"
PLACES = Places(None, {"alder elementary": 7, "310": 7})


def days(text: str, places: Places = PLACES) -> list[tuple]:
    found = read(dedent(text).encode(), places=places, zone=ZONE)
    assert found.is_valid, found.problems
    return [(row["school"], row["day"], row["kind"], row["title"]) for row in found.rows]


def told(content: str | bytes) -> list[tuple[int, str]]:
    found = read(
        content if isinstance(content, bytes) else dedent(content).encode(), places=PLACES, zone=ZONE
    )
    return [(problem["line"], problem["level"]) for problem in found.problems]


def calendar(*events: str) -> str:
    inner = "\n".join(f"BEGIN:VEVENT\n{dedent(event).strip()}\nEND:VEVENT" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//A district//EN\n{inner}\nEND:VCALENDAR\n"


def test_a_table_of_days_as_an_office_writes_it():
    assert days("""\
        Date,Last date,Kind,Title,School
        2025-09-01,,Holiday,Labor Day,
        12/24/2025,12/29/2025,no school,Winter break,
        2026-01-10,,instructional,Make-up day,Alder Elementary
        2026-05-18,,testing,,310
        """) == [
        (None, "2025-09-01", "holiday", "Labor Day"),
        (None, "2025-12-24", "holiday", "Winter break"),
        (None, "2025-12-25", "holiday", "Winter break"),
        (None, "2025-12-26", "holiday", "Winter break"),
        (None, "2025-12-29", "holiday", "Winter break"),
        (7, "2026-01-10", "instructional", "Make-up day"),
        (7, "2026-05-18", "testing", ""),
    ]


def test_a_spreadsheet_that_separates_with_semicolons_and_marks_its_encoding():
    found = read(
        "\ufeffkind;date;title\nholiday;2025-09-01;Día del Trabajo, feriado\n".encode(),
        places=PLACES,
        zone=ZONE,
    )
    assert [row["title"] for row in found.rows] == ["Día del Trabajo, feriado"]


def test_bell_hours_for_a_pattern_of_weekdays():
    found = read(
        b"weekdays,period,begins,ends,school\nMon-Thu,Block 1,8:15 AM,9:45 a.m.,\nFri,Block 1,08:15,09:00,310\n",
        places=PLACES,
        zone=ZONE,
    )
    assert found.is_valid and found.subject == CalendarSubject.BELLS
    assert [(row["school"], row["weekday"], row["begins"], row["ends"]) for row in found.rows] == [
        (None, 0, "08:15", "09:45"),
        (None, 1, "08:15", "09:45"),
        (None, 2, "08:15", "09:45"),
        (None, 3, "08:15", "09:45"),
        (7, 4, "08:15", "09:00"),
    ]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Mon-Fri", [0, 1, 2, 3, 4]),
        ("lun – mié", [0, 1, 2]),
        ("Mon Wed, Friday", [0, 2, 4]),
        ("Fri-Mon", []),
        ("someday", []),
        ("", []),
        ("Mon-Tue-Wed", []),
    ],
)
def test_weekdays_in_words(text, named):
    assert weekdays_of(text) == named


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("name,color\na,b\n", [1]),
        ("date,kind\n", [1]),
        ("date,kind\n2026-02-30,holiday\n", [2]),
        ("date,kind\n17.3.2026,holiday\n", [2]),
        ("date,kind\n2026-03-17,party\n", [2]),
        ("date,kind,school\n2026-03-17,holiday,Birch Middle\n", [2]),
        ("date,last_date,kind\n2026-03-17,2026-03-01,holiday\n", [2]),
        ("date,last_date,kind\n2026-03-17,2036-03-01,holiday\n", [2]),
        ("date,kind\n0001-01-01,holiday\n", [2]),
        ("date,kind\n2026-03-17,holiday\n2026-03-17,testing\n", [3]),
        ("weekdays,period,begins,ends\nMon,One,8:00,9:00\nMon,Two,8:30,9:30\n", [3]),
        ("weekdays,period,begins,ends\nMon,One,9:00,8:00\n", [2]),
        ("weekdays,period,begins,ends\nMon,,8:00,9:00\n", [2]),
        ("weekdays,period,begins,ends\nMon,One,25:00,26:00\n", [2]),
        ("weekdays,period,begins,ends\nMon,One,0:15 PM,1:00 PM\n", [2]),
        ('date,kind\n"2026-03-17,holiday\n', [0]),
    ],
)
def test_what_is_wrong_in_a_table_is_told_with_its_line(text, lines):
    assert [line for line, level in told(text) if level == "error"] == lines


def test_every_problem_says_what_and_what_to_do():
    found = read(b"date,kind\n2026-03-17,party\n", places=PLACES, zone=ZONE)
    [problem] = found.problems
    assert "party" in problem["message"] and "holiday" in problem["remedy"] and not found.is_valid


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"  \n ",
        "date,kind\n2026-03-17,holiday\n".encode("utf-16"),
        b"date,kind\n2026-03-17,hol\0iday\n",
        b"date,kind,title\n2026-03-17,holiday,D\xeda\n",
        b"date,kind\n" + b"2026-03-17,holiday\n" * 60_000,
        b"date,kind,title\n2026-03-17,holiday," + b"x" * 200_000,
        b"\x89PNG\r\n\x1a\n" + b"\xff" * 100,
    ],
)
def test_what_is_no_plain_text_is_refused_whole(content):
    assert [level for _line, level in told(content)] == ["error"]


def test_a_formula_is_a_title_like_any_other():
    assert days("date,kind,title\n2026-03-17,holiday,=cmd|' /C calc'!A0\n")[0][3] == "=cmd|' /C calc'!A0"


def test_whole_days_of_a_calendar():
    assert days(
        calendar(
            "DTSTART;VALUE=DATE:20251224\nDTEND;VALUE=DATE:20251227\nSUMMARY:Winter break",
            "DTSTART;VALUE=DATE:20260119\nSUMMARY:Dr. King\\, remembered\nCATEGORIES:Holiday",
            "DTSTART:20260220T050000Z\nDTEND:20260221T050000Z\nSUMMARY:Teacher workday",
            "DTSTART;VALUE=DATE:20260518\nDURATION:P2D\nSUMMARY:EOG tests",
        )
    ) == [
        (None, "2025-12-24", "holiday", "Winter break"),
        (None, "2025-12-25", "holiday", "Winter break"),
        (None, "2025-12-26", "holiday", "Winter break"),
        (None, "2026-01-19", "holiday", "Dr. King, remembered"),
        (None, "2026-02-20", "workday", "Teacher workday"),
        (None, "2026-05-18", "testing", "EOG tests"),
        (None, "2026-05-19", "testing", "EOG tests"),
    ]


def test_a_calendar_for_one_school_is_that_schools():
    [day] = days(calendar("DTSTART;VALUE=DATE:20260119\nSUMMARY:Holiday"), Places(7, {}))
    assert day[0] == 7


def test_what_is_no_day_of_the_school_calendar_is_left_out_and_told():
    text = calendar(
        "DTSTART:20260120T183000Z\nDTEND:20260120T200000Z\nSUMMARY:Board meeting",
        "DTSTART;VALUE=DATE:20260121\nSUMMARY:Picture day",
        "DTSTART;VALUE=DATE:20260122\nSUMMARY:Holiday\nSTATUS:CANCELLED",
        "DTSTART;VALUE=DATE:20260123\nSUMMARY:Holiday",
    )
    found = read(text.encode(), places=PLACES, zone=ZONE)
    assert [row["day"] for row in found.rows] == ["2026-01-23"] and found.is_valid
    assert [problem["line"] for problem in found.problems] == [4, 9, 13]


@pytest.mark.parametrize(
    ("rule", "count"),
    [
        ("FREQ=DAILY;COUNT=3", 3),
        ("FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20260201", 8),
        ("FREQ=WEEKLY;INTERVAL=2;COUNT=4", 4),
        ("FREQ=YEARLY", 4),
    ],
)
def test_plain_repetitions_are_written_out(rule, count):
    text = calendar(f"DTSTART;VALUE=DATE:20260105\nSUMMARY:Make-up day\nRRULE:{rule}")
    assert len(days(text)) == count


def test_a_day_that_is_taken_out_of_a_repetition_stays_out():
    rule = "RRULE:FREQ=WEEKLY;COUNT=3\nEXDATE;VALUE=DATE:20260112"
    text = calendar(f"DTSTART;VALUE=DATE:20260105\nSUMMARY:Holiday\n{rule}")
    assert [day[1] for day in days(text)] == ["2026-01-05", "2026-01-19"]


@pytest.mark.parametrize(
    "event",
    [
        "DTSTART;VALUE=DATE:20260105\nSUMMARY:Holiday\nRRULE:FREQ=SECONDLY;COUNT=2000000000",
        "DTSTART;VALUE=DATE:20260105\nSUMMARY:Holiday\nRRULE:FREQ=MONTHLY;BYMONTHDAY=30;BYMONTH=2",
        "DTSTART;VALUE=DATE:20260105\nSUMMARY:Holiday\nRRULE:FREQ=DAILY;INTERVAL=0",
        "DTSTART;VALUE=DATE:20260105\nSUMMARY:Holiday\nRRULE:FREQ=DAILY;COUNT=many",
        "DTSTART;VALUE=DATE:20260105\nSUMMARY:Holiday\nRRULE:nonsense",
        "DTSTART;VALUE=DATE:20260105\nSUMMARY:Holiday\nRRULE:FREQ=DAILY\nRRULE:FREQ=WEEKLY",
        "DTSTART;VALUE=DATE:20260105\nSUMMARY:Holiday\nRDATE;VALUE=DATE:20270105",
        "DTSTART;VALUE=DATE:00010101\nSUMMARY:Holiday\nRRULE:FREQ=DAILY",
        "DTSTART;VALUE=DATE:20260105\nDTEND;VALUE=DATE:99991231\nSUMMARY:Holiday",
        "DTSTART;VALUE=DATE:20260105\nDURATION:P999999999W\nSUMMARY:Holiday",
        "DTSTART;VALUE=DATE:20261332\nSUMMARY:Holiday",
        "SUMMARY:Holiday",
        "DTSTART;TZID=Nowhere/Else:tomorrow\nSUMMARY:Holiday",
        "DTSTART;VALUE=DATE:20260105\nBEGIN:VALARM\nSUMMARY:Holiday",
    ],
)
def test_a_hostile_event_is_told_with_its_line_and_costs_nothing(event):
    before = time.process_time()
    problems = told(calendar(event))
    assert problems and problems[0][0] == 4 and time.process_time() - before < 1


def test_a_rule_without_an_end_stops_after_a_while():
    before = time.process_time()
    found = days(calendar("DTSTART;VALUE=DATE:20260105\nSUMMARY:Holiday\nRRULE:FREQ=DAILY;COUNT=999999999"))
    assert len(found) <= 400 and time.process_time() - before < 1


@pytest.mark.parametrize(
    "text",
    [
        "BEGIN:VCALENDAR\n" + "BEGIN:VEVENT\n" * 39_000,
        "BEGIN:VCALENDAR\n" + "BEGIN:VCALENDAR\n" * 39_000,
        "BEGIN:VCALENDAR\n" + "BEGIN:VEVENT\nSUMMARY:x\nEND:VEVENT\n" * 10_000,
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:" + "a" * 900_000 + "\nEND:VEVENT\nEND:VCALENDAR\n",
        "BEGIN:VCALENDAR\nEND:VCALENDAR\n",
        "BEGIN:VCALENDAR\n" + "X:\n" * 100_000,
    ],
)
def test_a_calendar_that_is_built_to_harm_is_refused_quickly(text):
    before = time.process_time()
    assert "error" in [level for _line, level in told(text)]
    assert time.process_time() - before < 2


def test_the_wrong_zone_does_not_make_a_day_out_of_an_evening():
    text = calendar("DTSTART:20260119T000000Z\nDTEND:20260120T000000Z\nSUMMARY:Holiday")
    found = read(text.encode(), places=PLACES, zone=ZONE)
    assert found.rows == [] and [problem["level"] for problem in found.problems] == ["warning"]
    in_london = read(text.encode(), places=PLACES, zone="Europe/London")
    assert [row["day"] for row in in_london.rows] == [date(2026, 1, 19).isoformat()]


def test_the_examples_on_the_page_can_be_read():
    for example in (calendar_csv.EXAMPLE_DAYS, calendar_csv.EXAMPLE_BELLS):
        assert told(example) == []
