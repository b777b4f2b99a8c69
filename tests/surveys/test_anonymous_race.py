"""Everybody signs and sends several times at once, some with many tokens: with real commits."""

from collections import Counter

import pytest

from tests.support import counts, racing

PROCESSES, THREADS = 2, 2


def run(environment, function, argument):
    started = [racing.start(environment, f"tests.surveys.racers_anonymous:{function}", argument)]
    return racing.results(started)[0]


@pytest.mark.slow
@pytest.mark.counted
def test_one_answer_counts_for_each_person(apart):
    people = counts.count(7, 24)
    plan = run(apart, "set_up", {"people": people}) | {"threads": THREADS}
    started = [
        racing.start(apart, "tests.surveys.racers_anonymous:answer_all", plan) for _ in range(PROCESSES)
    ]
    told = racing.results(started)
    what = sum((Counter(one["what"]) for one in told), Counter())
    after = run(apart, "look", plan)
    assert [error for one in told for error in one["errors"]] == []
    assert (
        what["stored"] == after["answers"] == after["tokens"] == after["done"] == after["entries"] == people
    )
    # Who signs the same value again gets the same signature; of all other values one at most is signed for a person.
    assert len({each for one in told for each in one["signatures"]}) == people
    assert what["signed "] + what["spent "] == people * PROCESSES
    assert what["signed another"] + what["spent another"] == people * PROCESSES
    assert what["signed another"] <= people
    assert after["waiting"] == people  # for the close


@pytest.mark.slow
def test_the_power_goes_out_between_taking_part_and_the_answer(apart):
    plan = run(apart, "set_up", {"people": 1})
    with pytest.raises(AssertionError):
        run(apart, "answer_and_die", plan)
    assert run(apart, "look", plan) == {"done": 1, "tokens": 0, "answers": 0, "waiting": 0, "entries": 1}
    assert run(apart, "answer_without_script", plan) == ["stored", "spent"]
    assert run(apart, "look", plan) == {"done": 1, "tokens": 1, "answers": 1, "waiting": 1, "entries": 1}
