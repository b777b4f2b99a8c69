"""The command line as a whole: it ends quietly when its reader has had enough."""

import os
import subprocess
import sys

import pytest

from groundswell.config import cli

IN_BASH = ["bash", "-c"]


@pytest.mark.proof
def test_a_reader_that_stops_reading_sees_no_traceback(tmp_path):
    command = f"GROUNDSWELL_HOME={tmp_path} {sys.executable} -m groundswell settings | true; exit ${{PIPESTATUS[0]}}"
    ended = subprocess.run([*IN_BASH, command], capture_output=True, text=True, timeout=300)
    assert ended.returncode in (0, 141)
    assert "Traceback" not in ended.stderr


@pytest.mark.slow
def test_an_unknown_command_is_answered_with_those_that_there_are(tmp_path):
    command = [sys.executable, "-m", "groundswell", "rooster"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert ended.returncode == 2
    assert "There is no command “rooster”" in ended.stderr and "  roster " in ended.stderr


def test_the_universes_commands_are_about_the_demonstration(monkeypatch, tmp_path):
    """Whoever builds or moves the invented districts by hand does not have to say that they are invented."""
    asked = []
    monkeypatch.setenv("GROUNDSWELL_HOME", str(tmp_path))
    monkeypatch.setenv("GROUNDSWELL_DEMO", "")
    monkeypatch.setattr("django.core.management.execute_from_command_line", asked.append)
    cli._run(["universe", "list"])
    assert os.environ["GROUNDSWELL_DEMO"] == "1" and asked == [["groundswell", "universe", "list"]]
