"""Several people decide at once while a reading is being finished: with real commits, on the engine under test."""

import pytest

from tests.support import racing

PROCESSES, THREADS, SCHOOLS = 2, 2, 8


def start(environment, function, argument):
    return racing.start(environment, f"tests.cohorts.racers_deciding:{function}", argument)


@pytest.mark.slow
def test_of_several_who_decide_at_once_one_does_and_no_score_is_lost(apart):
    plan = racing.results([start(apart, "set_up", {"schools": SCHOOLS})])[0] | {"threads": THREADS}
    children = [start(apart, "decide", plan) for _ in range(PROCESSES)]
    racing.results([start(apart, "finish", plan)])
    told = racing.results(children)
    assert [error for one in told for error in one["errors"]] == []
    assert sum(one["decided"] for one in told) == 1
    assert sum(one["refused"] for one in told) == PROCESSES * THREADS - 1
    after = racing.results([start(apart, "look", plan)])[0]
    assert after == {"records": 1, "told": 1, "readings": 2, "score": "2.500"}
