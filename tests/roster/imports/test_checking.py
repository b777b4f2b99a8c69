"""Values, ids and references: what is wrong is told with its place, and nothing else is."""

from __future__ import annotations

import pytest

from groundswell.roster.imports.bundle import read_bundle
from groundswell.roster.imports.checking import find_cycles
from groundswell.roster.imports.codes import Code, Level
from tests.roster.imports.bundles import add, as_delta, change, check, folder, found, valid
from tests.support.counts import some

ONE_VALUE = [
    ("users.csv", "Baird", "", 3, "familyName", "required"),
    ("users.csv", "Baird", "  ", 3, "familyName", "required"),
    ("users.csv", "u2,,,true", "u2,,,", 3, "enabledUser", "required"),
    ("users.csv", "u2,,,true", "u2,,,TRUE", 3, "enabledUser", "boolean-case"),
    ("users.csv", "u2,,,true", "u2,,,1", 3, "enabledUser", "not-boolean"),
    ("users.csv", ",07,", ",seventh,", 3, "grades", "grade-unknown"),
    ("users.csv", "u2,,,", "u2,active,,", 3, "status", "blank-in-bulk"),
    ("users.csv", "u2,,,", "u2,,2026-01-01T00:00:00Z,", 3, "dateLastModified", "blank-in-bulk"),
    ("orgs.csv", ",school,", ",School,", 3, "type", "vocabulary-case"),
    ("orgs.csv", ",district,", ",county,", 2, "type", "not-in-vocabulary"),
    ("orgs.csv", ",district,", ",ext:county,", 2, "type", "vocabulary-extension"),
    ("roles.csv", ",teacher,", ",wizard,", 2, "role", "not-in-vocabulary"),
    ("academicSessions.csv", "2026-01-16", "2026-02-30", 3, "endDate", "not-date"),
    ("academicSessions.csv", "2026-01-16", "1/16/2026", 3, "endDate", "not-date"),
    ("academicSessions.csv", "2026-01-16", "2026-1-16", 3, "endDate", "not-date"),
    ("academicSessions.csv", "2026-01-16", "2024-01-16", 3, "startDate", "begin-after-end"),
    ("academicSessions.csv", "y1,2026", "y1,26", 3, "schoolYear", "not-year"),
    ("enrollments.csv", "2025-08-25,2026-06-10", "2027-08-25,2026-06-10", 2, "beginDate", "begin-after-end"),
    ("enrollments.csv", "k1,s1,u2", "k9,s1,u2", 3, "classSourcedId", "dangling-reference"),
    ("enrollments.csv", "k1,s1,u2", "k1,s1,u9", 3, "userSourcedId", "dangling-reference"),
    ("enrollments.csv", "k1,s1,u2", "k1,s1,U2", 3, "userSourcedId", "dangling-reference"),
    ("classes.csv", "t1, y1", "t1, t9", 2, "termSourcedIds", "dangling-reference"),
    ("classes.csv", ",07,c1,", ",07,c9,", 2, "courseSourcedId", "dangling-reference"),
    ("roles.csv", "student,,,s1", "student,,,s9", 3, "orgSourcedId", "dangling-reference"),
    ("orgs.csv", "school,,d1", "school,,d9", 3, "parentSourcedId", "dangling-reference"),
    ("courses.csv", ",y1,", ",t1,", 2, "schoolYearSourcedId", "reference-type"),
    ("orgs.csv", "district,,", "district,,s1", 2, "parentSourcedId", "cycle"),
    ("orgs.csv", "district,,", "district,,d1", 2, "parentSourcedId", "cycle"),
]


ONE_OF_EACH = {one[-1]: one for one in ONE_VALUE}.values()


@pytest.mark.parametrize(("file", "old", "new", "line", "field", "code"), some(ONE_VALUE, *ONE_OF_EACH))
def test_one_wrong_value_is_the_one_problem(tmp_path, file, old, new, line, field, code):
    bundle = check(tmp_path, change(valid(), file, old, new))
    assert found(bundle) == {(file, line, field, code)}
    assert all(p.message and p.remedy and "{" not in p.message + p.remedy for p in bundle.problems)


def test_capital_booleans_can_be_tolerated_and_are_then_written_small(tmp_path):
    files = change(valid(), "users.csv", "u2,,,true", "u2,,,TRUE")
    bundle = check(tmp_path, files, tolerate=[Code.BOOLEAN_CASE])
    assert bundle.valid and bundle.totals[Level.WARNING] == 1
    assert bundle.frames["users"]["enabledUser"].to_list() == ["true", "true"]


@pytest.mark.parametrize("bad", ["a b ", " u2", "u" * 256])
def test_an_id_that_can_not_be_one(tmp_path, bad):
    files = change(change(valid(), "roles.csv", "r2,", f'"{bad}",'), "roles.csv", "r1", "r1")
    assert found(check(tmp_path, files)) == {("roles.csv", 3, "sourcedId", "id-unusable")}


def test_an_id_with_unusual_characters_is_a_warning(tmp_path):
    bundle = check(tmp_path, change(valid(), "roles.csv", "r2,", "=cmd|x {7},"))
    assert bundle.valid and found(bundle) == {("roles.csv", 3, "sourcedId", "id-unusual")}


def test_two_people_with_one_id_and_a_row_sent_twice_are_told_apart(tmp_path):
    files = add(valid(), "users.csv", "u1,,,true,cy.cruz,,Cy,Cruz,,,,,,,,,,,,,s1,")
    files = add(files, "enrollments.csv", "e2,,,k1,s1,u2,student,false,,")
    bundle = check(tmp_path, files)
    assert found(bundle) == {
        ("users.csv", 4, "sourcedId", "two-people-one-id"),
        ("enrollments.csv", 4, "sourcedId", "duplicate-id"),
    }
    assert "line 2" in next(p.message for p in bundle.problems if p.file == "users.csv")


def test_two_people_with_one_user_name_are_a_warning(tmp_path):
    bundle = check(tmp_path, change(valid(), "users.csv", "ben.baird", "Ada.Abara"))
    assert bundle.valid and found(bundle) == {("users.csv", 3, "username", "shared-value")}


def test_things_that_do_not_fit_together_are_warnings(tmp_path):
    files = add(valid(), "orgs.csv", "s2,,,Bluff,school,,d1", "x1,,,Desk,department,,d1")
    files = add(files, "enrollments.csv", "e3,,,k1,s2,u2,student,false,,", "e4,,,k1,s1,u2,teacher,true,,")
    files = add(files, "classes.csv", "k2,,,Desk,07,c1,,scheduled,,x1,t1,,,")
    files = add(files, "roles.csv", "r3,,,u2,primary,aide,,,s1,")
    files = add(files, "users.csv", "u3,,,true,cy.cruz,,Cy,Cruz,,,,,,,,,,,,,s1,")
    bundle = check(tmp_path, files)
    assert bundle.valid
    assert found(bundle) == {
        ("enrollments.csv", 4, "schoolSourcedId", "school-differs"),
        ("enrollments.csv", 5, "primary", "several-primary-teachers"),
        ("classes.csv", 3, "schoolSourcedId", "reference-type"),
        ("roles.csv", 4, "roleType", "several-primary-roles"),
        ("users.csv", 4, "sourcedId", "person-without-role"),
    }


def test_cycles_are_found_once_each_however_long():
    parents = {"a": "b", "b": "c", "c": "a", "x": "a", "self": "self", "top": "nowhere"}
    parents |= {str(n): str(n + 1) for n in range(50_000)}
    rings = find_cycles(parents)
    assert sorted(sorted(ring) for ring in rings) == [["a", "b", "c"], ["self"]]
    assert len(find_cycles({str(n): str((n + 1) % 9_999) for n in range(9_999)})[0]) == 9_999


def test_a_delta_is_read_and_must_say_what_happens_to_each_row(tmp_path):
    bundle = check(tmp_path / "good", as_delta(valid()))
    assert (bundle.valid, bundle.mode, bundle.problems) == (True, "delta", [])
    files = change(as_delta(valid()), "users.csv", "u2,active,", "u2,,")
    files = change(files, "users.csv", "u1,active,2026-03-02T12:00:00.000Z", "u1,gone,2026-03-02")
    assert found(check(tmp_path / "bad", files)) == {
        ("users.csv", 3, "status", "needed-in-delta"),
        ("users.csv", 2, "status", "not-in-vocabulary"),
        ("users.csv", 2, "dateLastModified", "date-without-time"),
    }


def test_a_delta_may_point_to_what_was_sent_before(tmp_path):
    sent = as_delta({name: valid()[name] for name in ("enrollments.csv",)})
    path = folder(tmp_path, sent)
    unknown = read_bundle(path)
    assert unknown.valid
    assert {(p.field, str(p.code)) for p in unknown.problems} == {
        (field, "outside-reference") for field in ("classSourcedId", "schoolSourcedId", "userSourcedId")
    }
    known = {"classes": {"k1"}, "orgs": ["s1"], "users": {"u1", "u2"}}
    assert read_bundle(path, known=known).problems == []
    known["users"] = {"u1"}
    assert found(read_bundle(path, known=known)) == {
        ("enrollments.csv", 3, "userSourcedId", "dangling-reference"),
    }


def test_a_row_that_is_to_be_deleted_may_point_anywhere(tmp_path):
    files = change(as_delta(valid()), "enrollments.csv", "e2,active,", "e2,tobedeleted,")
    files = change(files, "enrollments.csv", "s1,u2,", "s1,u9,")
    assert read_bundle(folder(tmp_path, files), known={}).problems == []


def test_a_bulk_bundle_may_point_into_a_file_that_was_not_sent_when_its_ids_are_known(tmp_path):
    files = valid()
    del files["courses.csv"]
    files["manifest.csv"] = str(files["manifest.csv"]).replace("courses,bulk", "courses,absent")
    path = folder(tmp_path, files)
    assert found(read_bundle(path)) == {("classes.csv", 2, "courseSourcedId", "dangling-reference")}
    assert read_bundle(path, known={"courses": {"c1"}}).problems == []
    # What was sent as complete is complete: knowing more does not help.
    files = change(valid(), "enrollments.csv", "s1,u2,", "s1,u9,")
    assert not check(tmp_path / "more", files, known={"users": {"u9"}}).valid


def test_a_hopeless_file_is_counted_in_full_and_shown_in_part(tmp_path):
    rows = [f"e{n},,,k1,s1,nobody,student,false,," for n in range(10, 5_010)]
    bundle = check(tmp_path, add(valid(), "enrollments.csv", *rows))
    group = ("enrollments.csv", "userSourcedId", Code.DANGLING_REFERENCE)
    assert bundle.problem_counts[group] == bundle.totals[Level.ERROR] == 5_000
    assert len(bundle.problems) == 1_000


def test_only_the_columns_that_are_wanted_are_kept(tmp_path):
    bundle = read_bundle(folder(tmp_path, valid()), keep={"users": {"sourcedId", "email"}})
    assert bundle.frames["users"].columns == ["sourcedId", "email", "_line"]
    assert "name" in bundle.frames["orgs"].columns
