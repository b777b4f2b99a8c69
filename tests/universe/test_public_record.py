"""The public record that ships: counted against the raw files when it was made, and pinned here."""

import re
from collections import Counter

from groundswell.roster.public_files import compact
from groundswell.roster.public_files.cells import Cell, letter_fits
from groundswell.universe.public_record import DISTRICT_CODE, FOLDER

SCHOOLS = compact.read_schools(FOLDER)
YEARS = compact.read_school_years(FOLDER)
MEASURES = compact.read_measures(FOLDER)
KEYS = {school.key for school in SCHOOLS}


def test_schools_and_students_by_year_are_those_of_the_districts_list():
    assert Counter(row.year for row in YEARS) == {
        2008: 160, 2009: 166, 2010: 171, 2011: 173, 2012: 163, 2013: 159, 2014: 160, 2015: 164, 2016: 168,
        2017: 170, 2018: 176, 2019: 175, 2020: 175,
    }  # fmt: skip
    students = Counter()
    for row in YEARS:
        students[row.year] += row.students
    assert (students[2008], students[2014], students[2018], students[2020]) == (
        132281,
        142991,
        147359,
        146887,
    )


def test_letters_by_year_tell_the_story_of_the_f_schools_as_the_files_have_it():
    letters = compact.letters_by_year(MEASURES)
    assert {year: found["F"] for year, found in letters.items()} == {2014: 11, 2015: 10, 2016: 5, 2017: 5}
    assert {year: sum(found.values()) for year, found in letters.items()} == {
        2014: 160,
        2015: 164,
        2016: 168,
        2017: 170,
    }
    assert letters[2015]["suppressed"] == 1
    assert {found["no_data"] for found in letters.values()} == {3}


def test_the_seeds_differing_counts_stand_side_by_side_with_ours():
    figures = compact.read_figures(FOLDER)
    schools = {
        (figure.value, figure.kind)
        for figure in figures
        if figure.figure == "schools" and figure.dated == "2018"
    }
    assert schools == {(176, "stated"), (176, "computed")}
    said = [figure.text for figure in figures if figure.figure == "f_schools" and figure.kind == "stated"]
    assert said == ["10 of 168", "cut in half"]
    computed = {
        figure.dated: figure.value
        for figure in figures
        if figure.figure == "f_schools" and figure.kind == "computed"
    }
    assert computed == {"2014": 11, "2015": 10, "2016": 5, "2017": 5}
    enrolment = {
        figure.value for figure in figures if figure.figure == "enrolment" and figure.dated == "2018"
    }
    assert enrolment == {147910, 150000, 147359, 146693}


def test_no_school_has_two_rows_for_a_year_and_every_row_has_its_school():
    assert max(Counter((row.key, row.year) for row in YEARS).values()) == 1
    assert {row.key for row in YEARS} == KEYS
    assert {row.key for row in MEASURES} - {DISTRICT_CODE} <= KEYS
    assert len(compact.read_first_cohort(FOLDER)) == 15
    assert {row.key for row in compact.read_first_cohort(FOLDER)} <= KEYS
    assert (
        max(Counter((m.key, m.year, m.group, m.grade, m.subject, m.measure) for m in MEASURES).values()) == 1
    )


def test_all_176_state_codes_found_their_school_and_26_schools_have_none():
    codes = [school.code for school in SCHOOLS if school.code]
    assert len(codes) == len(set(codes)) == 176
    assert all(re.fullmatch(r"600\d{3}", code) for code in codes)
    without = [school for school in SCHOOLS if not school.code]
    assert len(without) == 26
    assert all(school.title_one is None and school.state_year is None for school in without)


def test_a_school_stays_one_school_through_its_shortened_names():
    names = [row.name.strip() for row in YEARS if row.key == "600693"]
    assert names[0] == "OLYMPIC - RENAISSANC"
    assert names[-1] == "Olympic High - Renaissance School"
    after = {row.after for row in compact.read_successions(FOLDER) if row.before == "600693"}
    assert after == {"cms-olympic-high"}


def test_successions_join_schools_of_the_record_in_the_year_that_they_say():
    first = {school.key: school.first_year for school in SCHOOLS}
    last = {school.key: school.last_year for school in SCHOOLS}
    listed = {(row.key, row.year) for row in YEARS}
    for row in compact.read_successions(FOLDER):
        assert last[row.before] == row.year - 1
        assert first[row.after] <= row.year
        assert (row.after, row.year) in listed
        assert (row.after, row.year - 1) not in listed


def test_there_are_six_learning_communities_and_each_year_has_them_all():
    for year in range(2008, 2021):
        assert {row.learning_community for row in YEARS if row.year == year} == {
            "Center City 1", "Center City 2", "Northeast", "Northwest", "Southeast", "Southwest",
        }  # fmt: skip


def test_a_mask_is_never_a_number_and_a_letter_goes_with_its_score():
    assert {row.state for row in MEASURES if row.value is not None} == {"measured"}
    assert {row.text for row in MEASURES if row.state == "above"} == {">95"}
    cells = {(m.key, m.year, m.subject, m.measure): Cell(m.value, m.text, m.state) for m in MEASURES}
    graded = [
        (key, cell)
        for key, cell in cells.items()
        if key[3] == "performance_grade" and cell.state == "measured"
    ]
    assert len(graded) > 1500
    for key, grade in graded:
        assert letter_fits(cells[(*key[:3], "performance_score")], grade)


def test_groups_add_up_and_are_empty_before_they_were_asked():
    for row in YEARS:
        assert sum(count or 0 for count in row.groups.values()) == row.students
        assert (row.groups["two_or_more"] is None) == (row.year < 2011)
        assert (row.groups["pacific_islander"] is None) == (row.year < 2014)


def test_every_fact_names_a_source_of_the_list():
    known = {source.key for source in compact.read_sources(FOLDER)}
    used = {row.source for row in MEASURES}
    used |= {row.source for row in compact.read_figures(FOLDER)}
    used |= {row.source for row in compact.read_statements(FOLDER)}
    assert used <= known


def test_the_record_is_small_enough_to_read_in_a_diff():
    assert sum(path.stat().st_size for path in FOLDER.glob("*.csv")) < 1_500_000
