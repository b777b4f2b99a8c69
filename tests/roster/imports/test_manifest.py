"""The manifest, and what is there against what it says."""

from __future__ import annotations

import pytest

from tests.roster.imports.bundles import SHARED, change, check, found, valid


def test_a_missing_manifest_is_told_and_the_rest_is_checked_all_the_same(tmp_path):
    files = change(valid(), "users.csv", ",true,ben", ",no,ben")
    del files["manifest.csv"]
    bundle = check(tmp_path, files)
    assert bundle.version == "1.2"
    assert found(bundle) == {
        ("manifest.csv", 0, "", "manifest-missing"),
        ("users.csv", 3, "enabledUser", "not-boolean"),
    }


@pytest.mark.parametrize(
    ("old", "new", "field", "code"),
    [
        ("propertyName,value", "name,value", "", "manifest-header"),
        ("manifest.version,1.0", "manifest.version,2.0", "manifest.version", "manifest-version"),
        ("oneroster.version,1.2", "oneroster.version,3.0", "oneroster.version", "oneroster-version"),
        ("file.orgs,bulk", "file.orgs,Bulk", "file.orgs", "manifest-mode"),
        ("file.results,absent", "file.results,", "file.results", "manifest-mode"),
        ("file.results,absent", "file.resluts,absent", "file.resluts", "manifest-unknown"),
        ("file.results,absent", "file.orgs,bulk", "file.orgs", "manifest-twice"),
    ],
)
def test_a_wrong_line_of_the_manifest_is_told(tmp_path, old, new, field, code):
    bundle = check(tmp_path, change(valid(), "manifest.csv", old, new))
    assert (field, code) in {(p.field, str(p.code)) for p in bundle.problems if p.file == "manifest.csv"}
    assert bundle.valid == (code == "manifest-unknown")


def test_a_file_that_was_promised_and_one_that_was_not(tmp_path):
    files = valid()
    text = (
        str(files["manifest.csv"])
        .replace("results,absent", "results,bulk")
        .replace("courses,bulk", "courses,absent")
    )
    bundle = check(tmp_path, {**files, "manifest.csv": text})
    assert found(bundle) == {
        ("results.csv", 0, "", "file-missing"),
        ("courses.csv", 0, "", "file-undeclared"),
    }


def test_a_bulk_bundle_needs_to_say_who_exists(tmp_path):
    files = valid()
    del files["roles.csv"]
    text = str(files["manifest.csv"]).replace("roles,bulk", "roles,absent")
    assert found(check(tmp_path, {**files, "manifest.csv": text})) == {("roles.csv", 0, "", "file-needed")}


def test_a_misnamed_file_is_read_all_the_same_and_an_unknown_one_is_not(tmp_path):
    files = valid()
    files["Orgs.csv"] = files.pop("orgs.csv")
    bundle = check(tmp_path, files | {"notes.csv": "a\n1\n"})
    assert found(bundle) == {("Orgs.csv", 0, "", "file-misnamed"), ("notes.csv", 0, "", "file-unknown")}
    assert bundle.counts["orgs"] == 2


def test_a_1_2_file_in_a_1_1_bundle_is_not_read(tmp_path):
    bundle = check(tmp_path, valid("1.1") | {"roles.csv": SHARED["orgs.csv"]})
    assert bundle.valid and found(bundle) == {("roles.csv", 0, "", "file-unknown")}
