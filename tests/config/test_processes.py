"""When a child that keeps ending is started again."""

import subprocess
import sys

import pytest

from groundswell.config.operations import processes
from groundswell.config.operations.refusals import Refused


def test_the_pauses_grow_to_a_minute():
    child = processes.Child(["true"], restarts=True)
    child.started = processes.time.monotonic()
    assert [child.plan_restart() for _ in range(9)] == [0, 1, 2, 4, 8, 16, 32, 60, 60]


def test_a_child_that_lived_for_long_is_started_at_once():
    child = processes.Child(["true"], restarts=True)
    child.failures, child.started = 7, processes.time.monotonic() - 2 * processes.SETTLED_AFTER
    assert child.plan_restart() == 0


def test_a_host_that_is_not_ours_is_refused():
    with pytest.raises(Refused, match="--port"):
        processes.refuse_taken_port("192.0.2.1", 8000)


GROUP = """
import sys
from groundswell.config.operations import processes
said = []
code = processes.run_group([sys.executable, "-c", WEB], [sys.executable, "-c", WORKER], say=said.append)
print(code, len(said))
"""
# The web server goes when the worker has been there three times.
WEB = """
import pathlib, time
beginning = time.monotonic()
while pathlib.Path({file!r}).stat().st_size < 3 and time.monotonic() < beginning + 60:
    time.sleep(0.02)
raise SystemExit(3)
"""
WORKER = """
with open({file!r}, "a") as file:
    file.write("x")
raise SystemExit(1)
"""


@pytest.mark.slow
def test_the_group_ends_with_the_code_of_the_web_server(tmp_path):
    file = tmp_path / "starts"
    file.touch()
    programs = f"WEB, WORKER = {WEB.format(file=str(file))!r}, {WORKER.format(file=str(file))!r}\n"
    done = subprocess.run(
        [sys.executable, "-c", programs + GROUP], capture_output=True, text=True, timeout=120
    )
    code, lines = done.stdout.split()
    assert code == "3"
    assert int(lines) >= 3  # twice the worker ended, and in the end the web server
    assert len(file.read_text()) >= 3
