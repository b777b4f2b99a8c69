"""Generated districts: the same bytes each time, valid, of the right shape; planted faults are all found."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from groundswell.roster.imports.bundle import read_bundle, same_files
from groundswell.roster.imports.generator import generate, mutate
from groundswell.roster.imports.generator_names import RIVERBEND, Names
from groundswell.roster.imports.problems import Unreadable
from groundswell.roster.imports.report import as_json, exit_code, plain

SIZE = {"students": 600, "staff": 80, "schools": 5}


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_a_generated_bundle_is_valid_and_the_same_each_time(tmp_path, version):
    made = generate(tmp_path / "a.zip", **SIZE, seed=3, version=version)
    generate(tmp_path / "b.zip", **SIZE, seed=3, version=version)
    generate(tmp_path / "c.zip", **SIZE, seed=4, version=version)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    assert (tmp_path / "a.zip").read_bytes() != (tmp_path / "c.zip").read_bytes()
    bundle = read_bundle(tmp_path / "a.zip")
    assert (bundle.valid, bundle.version, bundle.problems) == (True, version, [])
    assert bundle.counts == made.counts
    assert made.counts["users"] == 680


def test_zip_and_folder_hold_the_same(tmp_path):
    generate(tmp_path / "a.zip", **SIZE, seed=3)
    generate(tmp_path / "a", **SIZE, seed=3)
    assert read_bundle(tmp_path / "a.zip").fingerprint == read_bundle(tmp_path / "a").fingerprint
    assert same_files(tmp_path / "a.zip", read_bundle(tmp_path / "a").fingerprint)


def test_the_district_has_a_shape(tmp_path):
    generate(tmp_path / "a", students=3_000, staff=360, schools=12, seed=1)
    frames = read_bundle(tmp_path / "a").frames
    orgs, roles, enrollments = frames["orgs"], frames["roles"], frames["enrollments"]
    assert orgs["type"].value_counts().sort("type").rows() == [
        ("department", 6),
        ("district", 1),
        ("school", 12),
    ]
    assert orgs["name"].n_unique() == orgs.height
    assert roles.filter(pl.col("role") == "principal")["orgSourcedId"].n_unique() == 12
    assert {"teacher", "aide", "counselor", "siteAdministrator", "districtAdministrator"} <= set(
        roles["role"]
    )
    assert "secondary" in roles["roleType"]
    taught = enrollments.filter(pl.col("role") == "teacher")["classSourcedId"]
    assert taught.n_unique() == taught.len() == frames["classes"].height
    assert 6 < enrollments.filter(pl.col("role") == "student").height / 3_000 < 7
    assert frames["users"].filter(pl.col("email").is_not_null()).height == 360
    assert frames["users"]["email"].drop_nulls().str.ends_with("@riverbend.example").all()


def test_other_names_make_another_district(tmp_path):
    names = Names(
        ("Zed",), ("Zwei",), RIVERBEND.places, RIVERBEND.features, "Lakeside Schools", "lakeside.example"
    )
    generate(tmp_path / "a", **SIZE, seed=3, names=names)
    frames = read_bundle(tmp_path / "a").frames
    assert frames["orgs"]["name"][0] == "Lakeside Schools"
    assert set(frames["users"]["familyName"]) == {"Zwei"}
    assert frames["users"]["username"].n_unique() == 680


@pytest.mark.parametrize("sizes", [(0, 80, 5), (600, 8, 5), (600, 80, 0)])
def test_a_district_of_nobody_is_refused(tmp_path, sizes):
    students, staff, schools = sizes
    with pytest.raises(ValueError, match="district needs"):
        generate(tmp_path / "a", students=students, staff=staff, schools=schools, seed=1)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_planted_faults_are_found_each_on_its_line_and_nothing_else(tmp_path, seed):
    made = generate(tmp_path / "a.zip", **SIZE, seed=seed, defects=10)
    bundle = read_bundle(tmp_path / "a.zip")
    seen: dict[tuple[str, str, str], list[int]] = {}
    for p in bundle.problems:
        seen.setdefault((p.file, p.field, str(p.code)), []).append(p.line)
    assert seen == made.truth
    assert not bundle.valid


def test_a_changed_copy_differs_in_the_rows_that_it_says(tmp_path):
    generate(tmp_path / "a.zip", **SIZE, seed=3)
    changed = mutate(tmp_path / "a.zip", tmp_path / "b.zip", share=0.05, seed=9)
    before, after = read_bundle(tmp_path / "a.zip").frames, read_bundle(tmp_path / "b.zip").frames
    for name, frame in before.items():
        differ = sum(a != b for a, b in zip(frame.rows(), after[name].rows(), strict=True))
        assert differ == changed.get(name, 0)
    assert changed["enrollments"] == round(before["enrollments"].height * 0.05)
    assert read_bundle(tmp_path / "b.zip").valid


def outcome(path: Path):
    try:
        return read_bundle(path)
    except Unreadable as refused:
        return refused


def test_the_report_is_json_and_the_exit_code_says_valid_invalid_or_unreadable(tmp_path):
    generate(tmp_path / "good.zip", **SIZE, seed=3)
    generate(tmp_path / "bad.zip", **SIZE, seed=3, defects=2)
    (tmp_path / "torn.zip").write_bytes((tmp_path / "good.zip").read_bytes()[:900])
    reports = {}
    for name, code in (("good", 0), ("bad", 1), ("torn", 2)):
        result = outcome(tmp_path / f"{name}.zip")
        assert exit_code(result) == code
        reports[name] = json.loads(json.dumps(plain(as_json(result))))
    assert reports["good"] | {"counts": None} == {
        "valid": True,
        "version": "1.2",
        "mode": "bulk",
        "counts": None,
        "problems": [],
        "totals": {"error": 0, "warning": 0},
        "groups": [],
    }
    assert set(reports["bad"]["problems"][0]) == {
        "file",
        "line",
        "field",
        "code",
        "message",
        "remedy",
        "level",
    }
    assert reports["torn"]["valid"] is False and "cut off" in reports["torn"]["problems"][0]["message"]
