"""``groundswell roster …``: what district IT and their scripts see at the command line."""

import json
import os
import subprocess
import sys
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from groundswell.kernel.tenancy import reading
from groundswell.roster.models import Person, RosterImport


def roster(*arguments) -> tuple[int, str]:
    """Exit code and what was printed."""
    out = StringIO()
    try:
        call_command("roster", *map(str, arguments), stdout=out)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_a_good_bundle_is_valid(bundles):
    code, text = roster("check", bundles / "all.zip", "--json")
    report = json.loads(text)
    assert code == 0
    assert (report["valid"], report["version"], report["mode"]) == (True, "1.2", "bulk")
    assert report["counts"]["users"] == 72
    assert "valid OneRoster 1.2 bundle" in roster("check", bundles / "all.zip")[1]


def test_a_faulty_bundle_names_file_line_field_and_remedy(bundles, tmp_path):
    folder = tmp_path / "faulty"
    folder.mkdir()
    for file in (bundles / "all").iterdir():
        (folder / file.name).write_bytes(file.read_bytes().replace(b",school,", b",kindergarten,"))
    code, text = roster("check", folder, "--json")
    problem = json.loads(text)["problems"][0]
    assert code == 1
    assert problem.keys() == {"file", "line", "field", "code", "message", "remedy", "level"}
    assert (problem["file"], problem["field"], problem["level"]) == ("orgs.csv", "type", "error")
    assert "orgs.csv:" in roster("check", folder)[1]


def test_what_is_no_bundle_is_unreadable(tmp_path):
    (tmp_path / "roster.zip").write_bytes(b"no zip")
    code, text = roster("check", tmp_path / "roster.zip", "--json")
    assert code == 2
    assert json.loads(text)["problems"][0]["message"]
    assert roster("check", tmp_path / "nowhere")[0] == 2


def test_a_fault_can_be_tolerated(bundles, tmp_path):
    folder = tmp_path / "loud"
    folder.mkdir()
    for file in (bundles / "all").iterdir():
        text = file.read_text()
        (folder / file.name).write_text(
            text.replace(",true,", ",TRUE,") if file.name == "users.csv" else text
        )
    assert roster("check", folder)[0] == 1
    assert roster("check", folder, "--tolerate", "boolean-case")[0] == 0
    with pytest.raises(CommandError, match="invalid choice"):
        roster("check", folder, "--tolerate", "duplicate-id")


@pytest.mark.proof
def test_check_needs_no_database(bundles, tmp_path):
    environment = os.environ | {
        "GROUNDSWELL_HOME": str(tmp_path / "home"),
        "GROUNDSWELL_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
    }
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from groundswell.config.cli import main; main()",
            "roster",
            "check",
            bundles / "all",
        ],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_import_history_and_revert(cast, bundles, school_year):
    code, text = roster("import", bundles / "all.zip", "--district", "riverbend", "--yes", "--json")
    assert code == 0 and json.loads(text)["state"] == "applied"
    code, text = roster("import", bundles / "all.zip", "--district", "riverbend")
    assert code == 0 and "change nothing" in text
    listed = json.loads(roster("history", "--district", "riverbend", "--json")[1])["imports"]
    assert [(one["number"], one["state"]) for one in listed] == [(2, "unchanged"), (1, "applied")]
    code, text = roster("revert", "1", "--district", "riverbend", "--yes", "--json")
    assert code == 0 and json.loads(text)["takes_back"] == 1
    with reading(cast.tenant):
        assert not Person.objects.filter(source_id__isnull=False, ended_on=None).exists()


@pytest.mark.slow
def test_the_guard_stops_a_script_that_did_not_say_yes(cast, loaded, bundles, tmp_path):
    folder = tmp_path / "half"
    folder.mkdir()
    for file in (bundles / "all").iterdir():
        lines = file.read_text().splitlines(keepends=True)
        (folder / file.name).write_text(
            "".join(lines[: len(lines) // 2] if file.name == "enrollments.csv" else lines)
        )
    code, text = roster("import", folder, "--district", "riverbend")
    assert code == 1 and "More than a tenth" in text
    assert roster("import", folder, "--district", "riverbend", "--yes")[0] == 0


def test_an_unknown_district_is_told_with_those_that_are_known(cast, bundles):
    with pytest.raises(CommandError, match=r"Known: .*harbor-point, riverbend"):
        roster("import", bundles / "all.zip", "--district", "elsewhere")
    with pytest.raises(CommandError, match="no import 7"):
        roster("revert", "7", "--district", "riverbend", "--yes")


def test_a_refused_bundle_changes_nothing_and_leaves_a_record(cast, tmp_path):
    (tmp_path / "roster.zip").write_bytes(b"no zip")
    assert roster("import", tmp_path / "roster.zip", "--district", "riverbend", "--yes")[0] == 2
    with reading(cast.tenant):
        assert RosterImport.objects.get().state == "refused"


def test_generate_makes_the_same_bytes_for_the_same_seed(tmp_path):
    sizes = ["--students", "20", "--staff", "4", "--schools", "2", "--seed", "3"]
    for name in ("a.zip", "b.zip"):
        assert roster("generate", *sizes, tmp_path / name)[0] == 0
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    assert roster("generate", *sizes, "--version", "1.1", tmp_path / "old")[0] == 0
    assert roster("check", tmp_path / "old")[0] == 0
    with pytest.raises(CommandError, match="two staff members"):
        roster("generate", "--students", "5", "--staff", "1", "--schools", "2", "--seed", "1", tmp_path / "x")
