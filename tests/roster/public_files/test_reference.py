"""The state's other report-card files, and the district's list of schools."""

from decimal import Decimal

import pytest

from groundswell.roster.public_files.enrolment_list import read_enrolment_list
from groundswell.roster.public_files.reference import (
    read_code_list,
    read_devices,
    read_locations,
    read_membership,
    read_poverty,
    split_grades,
)
from groundswell.roster.public_files.table import UnreadableFile


def a_file(tmp_path, *lines, ends="\n"):
    path = tmp_path / "raw.csv"
    path.write_bytes((ends.join(lines) + ends).encode("utf-8"))
    return path


LOCATION = (
    "year,agency_code,category_code,agency_level,lea_code,name,county,city,zip,grade_span,school_type,"
    "calendar_type,title_I"
)


def test_locations_keep_schools_and_districts_apart(tmp_path):
    school = (
        "2018,600300,E,SCH,600LEA,Albemarle Road,Mecklenburg,Charlotte,28227.0,KG:05,Magnet,Traditional,Y"
    )
    unmarked = "2018,010303,H,SCH,010LEA,Middle College,Alamance,Graham,27253.0,09:13,Regular,Traditional,"
    district = "2018,600LEA,,LEA,,Charlotte-Mecklenburg Schools,Mecklenburg,Charlotte,28202.0,,,,"
    parsed = read_locations(a_file(tmp_path, LOCATION, school, unmarked, district, ends="\r\n"))
    assert [(row.code, row.level, row.title_one) for row in parsed.rows] == [
        ("600300", "school", True),
        ("010303", "school", False),
        ("600LEA", "district", None),
    ]
    assert parsed.rows[0].postcode == "28227"


def test_poverty_masks_are_states(tmp_path):
    lines = ("2018,600507,5.0,2.0", "2018,010311,,3.0", "2018,600LEA,40.1,", "2018,600300,lots,")
    parsed = read_poverty(a_file(tmp_path, "year,agency_code,pct_eds,pct_eds_masking", *lines))
    assert [row.percent.state for row in parsed.rows] == ["below", "suppressed", "measured"]
    assert str(parsed.problems[0]).startswith("raw.csv:5:pct_eds: “lots” is not a number")


def test_a_districts_membership_by_category_is_not_its_total(tmp_path):
    lines = ("2018,600LEA,,146693", "2018,600LEA,E,666", "2018,600300,,1040")
    parsed = read_membership(a_file(tmp_path, "year,agency_code,category_code,avg_student_num", *lines))
    assert not parsed.problems
    assert [(row.category, row.students) for row in parsed.rows if row.code == "600LEA"] == [
        ("", 146693),
        ("E", 666),
    ]


def test_grades_that_a_spreadsheet_took_for_a_time_are_read_as_grades(tmp_path):
    assert split_grades("3:04:05") == ("3", "4", "5")
    assert split_grades("K:1:2") == ("K", "1", "2")
    assert split_grades("10:11:12") == ("10", "11", "12")
    header = "year,agency_code,devices,device_access,device_access_grades,device_home,device_home_grades"
    parsed = read_devices(
        a_file(tmp_path, header, "2018,600300,0.81,Yes,3:04:05,No,-", "2018,600LEA,0.76,,,,")
    )
    assert (parsed.rows[0].at_school_grades, parsed.rows[0].at_home, parsed.rows[0].at_home_grades) == (
        ("3", "4", "5"),
        False,
        (),
    )
    assert parsed.rows[1].at_school is None


def test_code_lists_say_each_code_once(tmp_path):
    parsed = read_code_list(a_file(tmp_path, "code_set,code,description", "masking,1,>95%", "masking,1,>95%"))
    assert [(row.code, row.description) for row in parsed.rows] == [("1", ">95%")]


LIST = (
    "Year,School,School_Consistant,Type,LearningCommunity,lon,lat,AMIN_Pop,Asian_Pop,Hispanic_Pop,Black_Pop,"
    "White_Pop,Pacific_Pop,Mixed_Pop,Total"
)


def test_a_group_that_nobody_has_was_not_asked(tmp_path):
    lines = (
        "2010,ALBEMARLE RD,ALBEMARLE,Elementary,Southeast,-80.7295137,35.1970888,1,52,445,417,45,0,0,960",
        "2014,Albemarle Road,ALBEMARLE,Elementary,Southeast,-80.7295137,35.1970888,0,62,423,391,41,2,40,959",
        "2014,Other,OTHER,Elementary,Southeast,-80.7,35.1,0,1,1,1,1,0,0,4",
    )
    parsed = read_enrolment_list(a_file(tmp_path, LIST, *lines))
    assert parsed.rows[0].groups["pacific_islander"] is None
    assert parsed.rows[0].groups["two_or_more"] is None
    assert parsed.rows[2].groups["pacific_islander"] == 0
    assert parsed.rows[1].lon == Decimal("-80.7295137")
    assert not parsed.problems


def test_the_list_names_what_it_cannot_read(tmp_path):
    good = "2014,A,A,Middle,Southeast,-80.7,35.1,0,1,1,1,1,1,1,6"
    lines = (
        good,
        good,
        good.replace(",6", ",7").replace(",A,A", ",B,B"),
        good.replace("35.1", "north"),
        "2014,C",
    )
    parsed = read_enrolment_list(a_file(tmp_path, LIST, *lines))
    assert [row.name for row in parsed.rows] == ["A", "B"]
    assert [str(problem) for problem in parsed.problems] == [
        "raw.csv:6:*: 2 cells, 15 columns; row left out",
        "raw.csv:4:Total: the groups add up to 6, the total says 7",
        "raw.csv:5:*: “north” is not a place in degrees",
        "raw.csv:3:School_Consistant: line 2 already has this; this row is left out",
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"Year,Year\n2014,2015\n", "twice"),
        (b"year,agency_code\n2018,\x00\n", "NUL"),
        (b"year,name\n2018,Pe\xf1a\n", "not UTF-8"),
        (b'year,name\n2018,"open\n', "quotes"),
    ],
)
def test_a_file_that_is_no_table_is_refused_as_a_whole(tmp_path, content, message):
    path = tmp_path / "raw.csv"
    path.write_bytes(content)
    with pytest.raises(UnreadableFile, match=message):
        read_poverty(path)


def test_a_byte_order_mark_is_no_part_of_the_first_column(tmp_path):
    path = tmp_path / "raw.csv"
    path.write_bytes(b"\xef\xbb\xbfyear,agency_code,pct_eds,pct_eds_masking\n2018,600300,50,\n")
    assert read_poverty(path).rows[0].year == 2018
