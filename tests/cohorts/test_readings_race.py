"""One reading in several windows at once: with real commits, on the engine under test."""

import pytest

from tests.support import racing

PROCESSES, THREADS = 2, 2


def run(environment, function, argument):
    return racing.results([racing.start(environment, f"tests.cohorts.racers_readings:{function}", argument)])[
        0
    ]


def together(environment, plan):
    children = [
        racing.start(
            environment, "tests.cohorts.racers_readings:write", plan | {"above": at * plan["threads"]}
        )
        for at in range(PROCESSES)
    ]
    return racing.results(children)


@pytest.mark.slow
@pytest.mark.parametrize("verb", ["save", "finish"])
def test_of_several_windows_one_writes_and_the_others_are_told(apart, verb):
    plan = run(apart, "set_up", {}) | {"threads": THREADS, "verb": verb}
    told = together(apart, plan)
    assert sum(one["kept"] for one in told) == 1
    others = sum(one["newer"] + len(one["errors"]) for one in told)
    assert others == PROCESSES * THREADS - 1
    if verb == "finish":  # who comes second is told that it is finished
        assert all("You have finished" in said for one in told for said in one["errors"])
    else:
        assert [one["errors"] for one in told] == [[], []]
    stands = run(apart, "look", plan)
    assert (stands["revision"], stands["levels"]) == (1, 1)  # one window's levels, not a mixture of two
    assert stands["finished"] == (verb == "finish")
