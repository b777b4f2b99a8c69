"""Several people open, answer and edit one call at once: with real commits, on the engine under test."""

import pytest

from tests.support import racing

SCHOOLS, PROCESSES, THREADS = 8, 2, 2


def run(environment, function, argument):
    return racing.results([racing.start(environment, f"tests.cohorts.racers_calls:{function}", argument)])[0]


def together(environment, function, plan):
    children = [
        racing.start(environment, f"tests.cohorts.racers_calls:{function}", plan) for _ in range(PROCESSES)
    ]
    return racing.results(children)


@pytest.mark.slow
def test_a_call_opened_and_answered_by_several_at_once_is_so_once(apart):
    plan = run(apart, "set_up", {"schools": SCHOOLS}) | {"threads": THREADS}
    told = together(apart, "open_and_answer", plan)
    assert [error for one in told for error in one["errors"]] == []
    after = run(apart, "look", plan)
    assert after == {"candidacies": SCHOOLS, "mails": SCHOOLS, "opened": 1, "interested": SCHOOLS}


@pytest.mark.slow
def test_of_several_who_edit_one_version_at_once_one_keeps_it_and_the_others_are_told(apart):
    plan = run(apart, "set_up", {"schools": 1}) | {"threads": THREADS}
    told = together(apart, "edit", plan | {"seen": 2})  # the timetable made it the second version
    assert sum(one["kept"] for one in told) == 1
    assert sum(one["refused"] for one in told) == PROCESSES * THREADS - 1
    # Without the version each writes over the one before.
    told = together(apart, "edit", plan)
    assert sum(one["kept"] for one in told) == PROCESSES * THREADS
