"""The commands that the README names are there, and continuous integration runs all of the tests."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = ["demo", "run", "test", "check", "proof", "bench", "screenshots", "dist", "lock"]


@pytest.fixture(scope="module")
def listing() -> str:
    return subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_make_alone_lists_the_command(listing, command):
    assert f"  make {command} " in listing


@pytest.mark.parametrize("command", COMMANDS)
def test_the_command_can_be_planned(command):
    plan = subprocess.run(["make", "--dry-run", command], cwd=ROOT, capture_output=True, text=True)
    assert plan.returncode == 0, plan.stderr
    assert plan.stdout.strip()


def test_continuous_integration_runs_the_tests_and_then_the_proofs():
    script = ROOT / ".ci/run"
    lines = script.read_text().splitlines()
    assert script.stat().st_mode & 0o100
    assert "set -euo pipefail" in lines
    assert lines.index("make test") < lines.index("make proof")
