"""kill -9 at any moment of a restore leaves the old state or the new one, and the next start tidies up."""

import os
import signal
import subprocess
import sys
import time

import pytest

from tests.config.installations import IS_POSTGRESQL, PATIENCE

pytestmark = [pytest.mark.slow, pytest.mark.proof]

SETTLE = "import django; django.setup()\nfrom groundswell.config.operations import restore; restore.finish()"
# Stops dead in the named place; what the operating system then does is the same as after kill -9.
DIE_AT = """
import os, signal, sys
import django; django.setup()
from pathlib import Path
from groundswell.config.operations import archive, restore, restore_postgresql
where, _, nth = sys.argv[2].partition(" ")
left = int(nth or 1)
def watch(frame, event, argument):
    global left
    code = frame.f_code
    if event == "call" and code.co_name == where and code.co_filename.endswith(("pathlib.py", *OURS)):
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
OURS = (restore.__file__, restore_postgresql.__file__, archive.__file__)
sys.setprofile(watch)
restore.restore(Path(sys.argv[1]), overwrite=True)
"""
# The second rename sets the old files aside, the third puts the new ones in their place.
EVERYWHERE = ["unpack", "_put_in_place", "_settle", "_marker", "rename 1", "rename 2", "rename 3"]
PLACES = EVERYWHERE + (
    ["write_into", "_section", "marker"] if IS_POSTGRESQL else ["_check_sqlite", "_write_into_sqlite"]
)


def run_until_killed(machine, *arguments) -> int:
    return subprocess.run(
        [sys.executable, "-c", DIE_AT, *map(str, arguments)],
        env=machine.environment,
        capture_output=True,
        timeout=PATIENCE,
    ).returncode


@pytest.mark.parametrize("place", PLACES)
def test_killed_at_a_named_step(place, riverbend, backed_up):
    riverbend.add_people(5)
    (riverbend.home / "files" / "later.txt").write_text("x")
    before = riverbend.signature()
    assert run_until_killed(riverbend, backed_up.file, place) == -signal.SIGKILL
    riverbend.python(SETTLE)
    assert riverbend.signature() in (before, backed_up.signature)
    assert not (riverbend.home / "restoring").exists()
    riverbend.did("restore", backed_up.file, "--yes")
    assert riverbend.signature() == backed_up.signature


def test_killed_at_many_moments(riverbend, backed_up):
    """A restore takes about two seconds here; each round kills it a little later."""
    outcomes = set()
    for step in range(12):
        riverbend.add_people(1)
        (riverbend.home / "files" / f"later-{step}.txt").write_text("x")
        before = riverbend.signature()
        process = riverbend.start("restore", backed_up.file, "--yes")
        time.sleep(0.5 + step * 0.2)
        if process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        riverbend.python(SETTLE)
        after = riverbend.signature()
        assert after in (before, backed_up.signature), step
        outcomes.add(after == before)
    assert outcomes, "no round ran"
