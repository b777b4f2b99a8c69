"""Bytes that are not what they should be: each fault is told with its file, line and field."""

from __future__ import annotations

import codecs

import pytest

from groundswell.roster.imports.bundle import read_bundle
from groundswell.roster.imports.codes import Code
from tests.roster.imports.bundles import SHARED, USERS_12, add, change, check, folder, found, valid

ROW = "u3,,,true,cy.cruz,,Cy,Cruz,,,,,,,,,,,,,s1,\n"


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_a_valid_bundle_has_no_problem_and_keeps_its_lines(tmp_path, version):
    bundle = check(tmp_path, valid(version))
    assert (bundle.valid, bundle.version, bundle.mode, bundle.problems) == (True, version, "bulk", [])
    assert bundle.counts["users"] == 2
    assert bundle.frames["users"]["_line"].to_list() == [2, 3]
    assert bundle.frames["users"]["email"].to_list() == ["ada@riverbend.example", None]
    assert bundle.frames["classes"]["termSourcedIds"].to_list() == ["t1, y1"]
    assert bundle.fingerprint == read_bundle(tmp_path).fingerprint


def test_a_byte_order_mark_and_windows_line_ends_are_no_fault(tmp_path):
    files = {
        name: codecs.BOM_UTF8 + str(text).replace("\n", "\r\n").encode() for name, text in valid().items()
    }
    bundle = check(tmp_path, files)
    assert bundle.problems == []
    assert bundle.frames["users"]["pronouns"].to_list() == [None, None]


def test_a_last_line_without_an_end_is_no_fault(tmp_path):
    files = {name: str(text).rstrip("\n") for name, text in valid().items()}
    assert check(tmp_path, files).problems == []


def test_every_value_in_quotes_is_no_fault(tmp_path):
    text = SHARED["orgs.csv"].splitlines()
    quoted = "\n".join(",".join(f'"{cell}"' for cell in line.split(",")) for line in text)
    bundle = check(tmp_path, {**valid(), "orgs.csv": quoted})
    assert bundle.problems == []
    assert bundle.frames["orgs"]["parentSourcedId"].to_list() == [None, "d1"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_wide_encodings_are_named_and_cause_no_second_problem(tmp_path, encoding):
    bundle = check(tmp_path, {**valid(), "users.csv": USERS_12.encode(encoding)})
    assert found(bundle) == {("users.csv", 1, "", "utf-16")}


def test_latin_1_is_named_with_every_line(tmp_path):
    rows = [
        ROW.replace("Cy,", "José,"),
        ROW.replace("u3", "u4").replace("cy.cruz", "x"),
        ROW.replace("u3", "ü5"),
    ]
    bundle = check(tmp_path, {**valid(), "users.csv": USERS_12.encode() + "".join(rows).encode("latin-1")})
    bad = {(p.line, str(p.code)) for p in bundle.problems if p.level == "error"}
    assert bad == {(4, "not-utf-8"), (6, "not-utf-8")}
    assert bundle.counts["users"] == 5


def test_accents_in_utf_8_are_no_fault_wherever_a_piece_ends(tmp_path, monkeypatch):
    monkeypatch.setattr("groundswell.roster.imports.intake.PIECE", 7)
    files = change(valid(), "users.csv", "Ada,Abara", "Ádá,Ñandú 𝒜")
    bundle = check(tmp_path, files)
    assert bundle.problems == []
    assert bundle.frames["users"]["familyName"][0] == "Ñandú 𝒜"


def test_a_nul_is_found_in_its_field(tmp_path):
    bundle = check(tmp_path, change(valid(), "users.csv", "Baird", "Ba\0ird"))
    assert found(bundle) == {("users.csv", 3, "familyName", "control-character")}
    assert "\\x00" in bundle.problems[0].message


def test_a_carriage_return_inside_a_value_is_found(tmp_path):
    bundle = check(tmp_path, change(valid(), "users.csv", "Baird", "Ba\rird"))
    assert found(bundle) == {("users.csv", 3, "familyName", "control-character")}


def test_lines_that_end_in_a_carriage_return_alone_are_told_once(tmp_path):
    bundle = check(tmp_path, {**valid(), "users.csv": USERS_12.replace("\n", "\r")})
    assert found(bundle) == {("users.csv", 1, "", "line-ends")}
    assert bundle.counts["users"] == 2


@pytest.mark.parametrize("row", ["u9,,", ROW.strip() + ",,", "u9"])
def test_a_row_of_another_length_is_told_and_left_out(tmp_path, row):
    files = add(valid(), "users.csv", row, ROW.strip())
    files = add(
        files, "roles.csv", f"r3,,,{row.split(',')[0]},primary,aide,,,s1,", "r4,,,u3,secondary,aide,,,s1,"
    )
    bundle = check(tmp_path, files)
    assert {p for p in found(bundle) if p[3] != "person-without-role"} == {("users.csv", 4, "", "row-length")}
    assert bundle.frames["users"]["_line"].to_list() == ([2, 3, 5])


def test_blank_lines_are_skipped_and_the_lines_after_them_keep_their_number(tmp_path):
    files = change(valid(), "users.csv", "\nu2,", "\n\n\nu2,")
    files = change(
        {**files, "users.csv": str(files["users.csv"]) + "\n\n"}, "users.csv", ",true,ben", ",no,ben"
    )
    bundle = check(tmp_path, files)
    assert found(bundle) == {
        ("users.csv", 3, "", "blank-line"),
        ("users.csv", 4, "", "blank-line"),
        ("users.csv", 5, "enabledUser", "not-boolean"),
    }


def test_a_quote_that_never_closes_is_told_where_it_opens(tmp_path):
    files = add(
        valid(), "users.csv", 'u3,,,true,"cy.cruz,,Cy,Cruz,,,,,,,,,,,,,s1,', ROW.replace("u3", "u4").strip()
    )
    bundle = check(tmp_path, files)
    assert found(bundle) == {("users.csv", 4, "", "quote-unclosed")}
    assert bundle.counts["users"] == 2


def test_a_quote_inside_a_value_is_told(tmp_path):
    files = add(valid(), "users.csv", 'u3,,,true,cy.cruz,,Cy "C" Z,Cruz,,,,,,,,,,,,,s1,')
    assert ("users.csv", 4, "", "quote-broken") in found(check(tmp_path, files))


def test_a_line_break_inside_a_value_is_told_and_later_lines_keep_their_number(tmp_path):
    files = change(valid(), "users.csv", "Abara,", '"Aba\nra",')
    files = change(files, "users.csv", "u2,,,true", "u2,,,yes")
    bundle = check(tmp_path, files)
    assert found(bundle) == {
        ("users.csv", 2, "", "line-break"),
        ("users.csv", 4, "enabledUser", "not-boolean"),
    }
    assert bundle.frames["users"]["familyName"].to_list() == ["Aba\nra", "Baird"]


def test_a_field_of_megabytes_ends_the_reading_of_its_file_alone(tmp_path):
    bundle = check(tmp_path, change(valid(), "users.csv", "Baird", "B" * 5_000_000))
    assert found(bundle) == {("users.csv", 3, "", "line-too-long")}
    bundle = check(tmp_path, change(valid(), "users.csv", "Baird", "B" * 100_000))
    assert found(bundle) == {("users.csv", 3, "", "field-too-long")}
    # Negative control: a long name is only a long name.
    assert check(tmp_path, change(valid(), "users.csv", "Baird", "B" * 1_000)).valid


def test_an_empty_file_and_one_without_rows_are_told(tmp_path):
    bundle = check(
        tmp_path, {**valid(), "orgs.csv": "", "courses.csv": SHARED["courses.csv"].splitlines()[0]}
    )
    assert ("orgs.csv", 0, "", "file-empty") in found(bundle)
    assert ("courses.csv", 1, "", "file-without-rows") in found(bundle)


def test_a_column_twice_and_one_without_a_name_are_told(tmp_path):
    head = SHARED["orgs.csv"].splitlines()[0]
    text = f"{head},name,\nd1,,,Riverbend,district,,,,\ns1,,,Alder,school,,d1,,\n"
    assert found(check(tmp_path, {**valid(), "orgs.csv": text})) == {
        ("orgs.csv", 1, "name", "column-twice"),
        ("orgs.csv", 1, "", "column-unnamed"),
    }


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("preferredGivenName", "prefferedGivenName", "preferredGivenName"),
        ("familyName", "FamilyName", "familyName"),
        ("sourcedId,", "sourcedID,", "sourcedId"),
        ("dateLastModified", "dataLastModified", "dateLastModified"),
    ],
)
def test_a_misspelt_column_is_told_with_the_right_name(tmp_path, old, new, field):
    bundle = check(tmp_path, change(valid(), "users.csv", old, new))
    assert found(bundle) == {("users.csv", 1, field, "column-misspelt")}
    assert field in bundle.problems[0].remedy


def test_a_needed_column_that_is_missing_is_told_once_and_not_for_each_row(tmp_path):
    text = "\n".join(
        ",".join(line.split(",")[:4] + line.split(",")[5:]) for line in SHARED["orgs.csv"].splitlines()
    )
    bundle = check(tmp_path, {**valid(), "orgs.csv": text})
    assert {p for p in found(bundle) if p[0] == "orgs.csv"} == {("orgs.csv", 1, "type", "column-missing")}


def test_an_optional_column_that_is_missing_or_one_too_many_is_a_warning(tmp_path):
    text = "\n".join(
        ",".join(line.split(",")[:5] + line.split(",")[6:]) + ",x" for line in SHARED["orgs.csv"].splitlines()
    )
    bundle = check(
        tmp_path, {**valid(), "orgs.csv": text.replace("parentSourcedId,x", "parentSourcedId,colour")}
    )
    assert bundle.valid
    assert found(bundle) == {
        ("orgs.csv", 1, "identifier", "column-left-out"),
        ("orgs.csv", 1, "colour", "column-unknown"),
    }


def test_columns_in_another_order_are_an_error_that_can_be_tolerated(tmp_path):
    lines = [line.split(",") for line in SHARED["orgs.csv"].splitlines()]
    text = "\n".join(",".join([a, b, c, e, d, *rest]) for a, b, c, d, e, *rest in lines)
    bundle = check(tmp_path, {**valid(), "orgs.csv": text})
    assert found(bundle) == {("orgs.csv", 1, "type", "column-order")}
    assert not bundle.valid
    assert read_bundle(tmp_path, tolerate=[Code.COLUMN_ORDER]).valid
    assert bundle.frames["orgs"]["name"].to_list() == ["Riverbend", "Alder Creek"]


def test_what_could_be_misread_can_not_be_tolerated(tmp_path):
    with pytest.raises(ValueError, match="dangling-reference"):
        read_bundle(folder(tmp_path, valid()), tolerate=[Code.DANGLING_REFERENCE])


def test_metadata_columns_are_kept_at_the_end(tmp_path):
    head, *rows = SHARED["orgs.csv"].splitlines()
    text = "\n".join([f"{head},metadata.colour", *(f"{row},green" for row in rows)])
    bundle = check(tmp_path, {**valid(), "orgs.csv": text})
    assert bundle.problems == []
    assert bundle.frames["orgs"].columns[-2:] == ["metadata.colour", "_line"]


def test_older_names_of_1_1_columns_are_understood(tmp_path):
    files = valid("1.1") | {
        "demographics.csv": "userSourcedId,status,dateLastModified,birthdate,sex\nu2,,,2013-02-01,male\n"
    }
    files["manifest.csv"] = str(files["manifest.csv"]).replace("demographics,absent", "demographics,bulk")
    bundle = check(tmp_path, files)
    assert bundle.valid
    assert bundle.frames["demographics"]["birthDate"].to_list() == ["2013-02-01"]


@pytest.mark.parametrize("formula", ["=cmd|' /C calc'!A0", "+cmd", "-cmd", "@SUM(A1)", "\tx"])
def test_formulas_are_kept_as_text_with_a_warning(tmp_path, formula):
    bundle = check(tmp_path, change(valid(), "users.csv", "Baird", formula))
    assert bundle.valid
    assert found(bundle) == {("users.csv", 3, "familyName", "formula")}
    assert bundle.frames["users"]["familyName"][1] == formula


def test_a_phone_number_with_a_plus_is_no_formula(tmp_path):
    assert (
        check(
            tmp_path, change(valid(), "users.csv", "ada@riverbend.example,,", "a@b.example,+1 704,")
        ).problems
        == []
    )


def test_canvas_files_are_recognised(tmp_path):
    files = {
        "users.csv": "user_id,login_id,status\n1,a,active\n",
        "courses.csv": "course_id,short_name\n1,x\n",
    }
    codes = {str(p.code) for p in check(tmp_path, files).problems}
    assert codes == {"canvas-files", "manifest-missing", "file-needed"}
