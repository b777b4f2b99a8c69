"""A database of its own with real commits, and child processes that work on it and may be killed or starved."""

import json
import subprocess
import sys
import time

import pytest

from tests.support import databases, racing


@pytest.fixture(scope="session")
def apart(engine, django_db_blocker, tmp_path_factory):
    """The environment of an installation that no other test uses. Each story makes a district of its own in it."""
    with django_db_blocker.unblock():
        databases.migrated()
    with racing.separate_database(tmp_path_factory.mktemp("faults")) as environment:
        yield environment


@pytest.fixture(scope="session")
def act(apart):
    """``act("function", argument)``: what this function of tests.faults.acts gives back, run in another process.

    One process serves all calls, because starting one costs a second.
    """
    command = [
        sys.executable,
        "-c",
        "import django; django.setup(); from tests.faults.acts import serve; serve()",
    ]
    server = subprocess.Popen(
        command, cwd=racing.ROOT, env=apart, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )

    def run(function, argument=None):
        server.stdin.write(json.dumps([function, argument]) + "\n")
        server.stdin.flush()
        told = json.loads(server.stdout.readline())
        assert "problem" not in told, told["problem"]
        return told["answer"]

    yield run
    server.stdin.close()
    server.wait(30)
    server.stdout.close()


@pytest.fixture
def alone(apart):
    """``alone("function", argument)``: the same in a fresh process, for what can't be undone in one."""

    def run(function, argument):
        return racing.results([racing.start(apart, f"tests.faults.acts:{function}", argument)])[0]

    return run


@pytest.fixture
def killed(apart, tmp_path):
    """``killed("function", argument)``: begin it and kill -9 it where it says that it stands."""

    def run(function, argument):
        flag = tmp_path / f"flag-{time.monotonic_ns()}"
        child = racing.start(apart, f"tests.faults.acts:{function}", argument | {"flag": str(flag)})
        patience = time.monotonic() + 120
        while not flag.exists() and child.poll() is None and time.monotonic() < patience:
            time.sleep(0.02)
        reached = flag.exists()
        child.kill()
        _out, err = child.communicate()
        assert reached, err[-2000:]

    return run
