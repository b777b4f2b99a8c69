"""Everybody presses twice, from several places at once: with real commits, on the engine under test."""

import pytest
from django.db import connection

from tests.support import racing

PEOPLE, PROCESSES, THREADS = 24, 3, 2


def run(environment, function, argument):
    return racing.results([racing.start(environment, f"tests.surveys.racers:{function}", argument)])[0]


@pytest.mark.slow
@pytest.mark.proof
def test_one_answer_counts_for_each_person(apart):
    plan = run(apart, "set_up", {"people": PEOPLE}) | {"threads": THREADS}
    children = [racing.start(apart, "tests.surveys.racers:answer_all", plan) for _ in range(PROCESSES)]
    told = racing.results(children)
    after = run(apart, "look", plan)
    assert [error for one in told for error in one["errors"]] == []
    assert sum(one["stored"] for one in told) == PEOPLE
    assert sum(one["spent"] for one in told) == PEOPLE * (PROCESSES * THREADS - 1)
    assert (after["responses"], after["entries"]) == (PEOPLE, PEOPLE)
    assert after["released"] % PEOPLE == 0 or PEOPLE - after["released"] >= 5


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time.")
@pytest.mark.slow
def test_a_stop_and_a_round_of_reminders_wait_for_each_other_in_one_order(apart):
    """Each would hold a person whom the other wants next."""
    plan = run(apart, "set_up", {"people": 3})
    assert run(apart, "stop_while_mailing", plan) == []
