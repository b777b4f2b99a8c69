"""Child processes that work on a database apart with real commits, and may be killed or starved."""

import time

import pytest

from tests.support import racing


@pytest.fixture
def act(apart):
    """``act("function", argument)``: what this function of tests.faults.acts, or ``module:function``, gives back.

    It runs in a process of its own, so that what can't be undone in one is gone with it.
    """

    def run(function, argument=None):
        name = function if ":" in function else f"tests.faults.acts:{function}"
        return racing.results([racing.start(apart, name, argument)])[0]

    return run


@pytest.fixture
def killed(apart, tmp_path):
    """``killed("function", argument)``: begin it and kill -9 it where it says that it stands."""

    def run(function, argument):
        flag = tmp_path / f"flag-{time.monotonic_ns()}"
        child = racing.start(apart, f"tests.faults.acts:{function}", argument | {"flag": str(flag)})
        patience = time.monotonic() + 120
        while not flag.exists() and not child.ended() and time.monotonic() < patience:
            time.sleep(0.02)
        reached = flag.exists()
        child.kill()
        words = child.words(racing.PATIENCE)
        assert reached, words

    return run
