"""The state's performance files, with the traps that they really have."""

from decimal import Decimal

import pytest

from groundswell.roster.public_files.performance import (
    UNIFORM,
    read_uniform_performance,
    read_yearly_performance,
)
from groundswell.roster.public_files.table import UnreadableFile

TAIL = "EVAAS Growth Status,EVAAS Growth Score,Overall Achievement Score"
OLD = f"LEA Name,unit_code,School Name,SBE Region,SPG Grade,SPG Score,Reading SPG Grade,Reading  SPG Score,{TAIL}"
NEW = f"District Name,unit_code,School Name,SBE District,SPG Grade,SPG Score,Reading SPG Score,Reading SPG Grade,{TAIL}"


def a_file(tmp_path, *lines):
    path = tmp_path / "spg.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_columns_are_found_under_each_years_names(tmp_path):
    old = read_yearly_performance(
        a_file(
            tmp_path, OLD, "Charlotte-Mecklenburg Schools,600300,Albemarle Road,6,D,46.0,F,38.0,Met,83.9,37"
        ),
        2014,
    )
    new = read_yearly_performance(
        a_file(
            tmp_path, NEW, "Charlotte-Mecklenburg Schools,600300,Albemarle Road,SW,C,57.0,47.0,D,Met,86.3,49"
        ),
        2017,
    )
    for parsed, number, grade in ((old, 38, "F"), (new, 47, "D")):
        assert not parsed.problems
        assert parsed.rows[0].district == "Charlotte-Mecklenburg Schools"
        assert parsed.rows[0].measures["RD", "performance_score"].value == number
        assert parsed.rows[0].measures["RD", "performance_grade"].text == grade
        assert ("E2", "achievement_score") not in parsed.rows[0].measures


@pytest.mark.parametrize("year", [2014, 2016, 2031])
def test_mislabelled_columns_are_found_by_their_values_in_any_year(tmp_path, year):
    """In 2016 the scores stood under "Grade" and the letters under "Score"."""
    lines = [f"CMS,60030{n},School {n},6,C,56.0,45.0,D,Exceeded,92.6,47" for n in range(5)]
    parsed = read_yearly_performance(a_file(tmp_path, OLD, *lines), year)
    assert parsed.rows[0].measures["RD", "performance_score"].value == Decimal(45)
    assert parsed.rows[0].measures["RD", "performance_grade"].text == "D"
    assert parsed.rows[0].measures["ALL", "performance_score"].value == Decimal(56)
    assert [(note.field, note.level) for note in parsed.problems] == [("Reading  SPG Score", "note")]


def test_one_stray_letter_is_a_fault_of_its_cell_and_swaps_nothing(tmp_path):
    lines = [f"CMS,60030{n},School {n},6,C,56.0,D,45.0,Met,80,47" for n in range(9)]
    parsed = read_yearly_performance(
        a_file(tmp_path, OLD, *lines, "CMS,600309,Odd,6,C,56.0,45.0,D,Met,80,47"), 2015
    )
    assert parsed.rows[0].measures["RD", "performance_grade"].text == "D"
    assert parsed.rows[9].measures["RD", "performance_score"].state == "no_data"
    assert str(parsed.errors[0]).startswith("spg.csv:11:Reading  SPG Score: “D” is not a number")


def test_a_letter_that_its_score_contradicts_is_noted(tmp_path):
    parsed = read_yearly_performance(a_file(tmp_path, OLD, "CMS,600300,S,6,F,77,B,71,Met,80,47"), 2015)
    assert [problem.message for problem in parsed.problems] == ["ALL: letter F does not go with score 77"]


def test_codes_keep_zeros_and_letters_and_are_never_padded(tmp_path):
    lines = [f"X,{code},School,6,C,56,C,56,Met,80,47" for code in ("010303", "00A000", "10303", "010303")]
    parsed = read_yearly_performance(a_file(tmp_path, OLD, *lines), 2015)
    assert [row.code for row in parsed.rows] == ["010303", "00A000"]
    assert str(parsed.problems[0]) == (
        "spg.csv:4:unit_code: “10303” is not a six-character agency code; a spreadsheet may have dropped leading zeros"
    )
    assert str(parsed.problems[1]) == "spg.csv:5:unit_code: line 2 already has this; this row is left out"


def uniform(tmp_path, *rows):
    names = ["year", "agency_code", "asm_option", "subgroup"]
    for header in UNIFORM.values():
        names += (
            [header, f"{header}_masking"] if header.endswith("_score") and "spg" not in header else [header]
        )
    lines = [",".join(names)]
    lines += [",".join(str(row.get(name, "")) for name in names) for row in rows]
    return a_file(tmp_path, *lines)


def test_the_uniform_file_hides_what_its_masking_columns_hide(tmp_path):
    school = {"year": 2014, "agency_code": "600302", "subgroup": "ALL", "spg_score": 94, "spg_grade": "A"}
    masked = {"mcr_score": 95, "mcr_score_masking": 1, "ma_score": 5, "ma_score_masking": 2, "sc_score": 95}
    state = {"year": 2016, "agency_code": "NC-SEA", "subgroup": "EDS", "ach_score": 47}
    other = {"year": 2014, "agency_code": "600454", "subgroup": "ALL", "asm_option": "Y"}
    parsed = read_uniform_performance(uniform(tmp_path, school | masked, state, other))
    assert not parsed.problems
    measures = parsed.rows[0].measures
    assert (
        measures["MATH_RIGOR", "achievement_score"].state,
        measures["MATH_RIGOR", "achievement_score"].value,
    ) == (
        "above",
        None,
    )
    assert measures["MA", "achievement_score"].text == "<5"
    assert measures["SC", "achievement_score"].value == 95
    assert measures["RD", "achievement_score"].state == "no_data"
    assert (parsed.rows[1].code, parsed.rows[1].group) == ("NC-SEA", "EDS")
    assert [row.alternative for row in parsed.rows] == [False, False, True]


def test_a_file_of_another_kind_is_refused_with_the_missing_column(tmp_path):
    with pytest.raises(UnreadableFile, match="spg_score"):
        read_uniform_performance(a_file(tmp_path, "year,agency_code", "2014,600300"))
    with pytest.raises(UnreadableFile, match="SPG Score"):
        read_yearly_performance(a_file(tmp_path, "LEA Name,unit_code,School Name", "CMS,600300,S"), 2014)
