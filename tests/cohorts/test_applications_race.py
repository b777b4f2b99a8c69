"""A team that writes and hands in all at once: with real commits, in real processes, on the engine under test."""

import pytest

from tests.support import racing
from tests.support.engines import IS_POSTGRESQL

PROCESSES, WRITERS = 2, 12


def ask(environment, function, argument):
    return racing.results([racing.start(environment, f"tests.cohorts.racers_apply:{function}", argument)])[0]


def race(environment, how, times=1, **more):
    """Everyone at once; what there is afterwards."""
    plan = ask(environment, "set_up", {}) | {"how": how, "times": times}
    if how == "submit":
        assert ask(environment, "write", plan | {"how": "own", "writers": [0, 1]}) == []
    told = racing.results(
        [
            racing.start(
                environment,
                "tests.cohorts.racers_apply:write",
                plan | more | {"writers": list(range(at, WRITERS, PROCESSES))},
            )
            for at in range(PROCESSES)
        ]
    )
    return ask(environment, "look", plan) | {"wrong": [one for each in told for one in each]}


@pytest.mark.slow
def test_all_write_the_same_part_at_once_one_holds_and_all_are_kept(apart):
    after = race(apart, "same")
    assert after["wrong"] == []
    assert [number for _part, number, _holds in after["rows"]] == list(range(1, WRITERS + 1))
    assert [holds for _part, _number, holds in after["rows"]].count(True) == 1 and after["rows"][0][2]


@pytest.mark.slow
def test_all_hand_it_in_at_once_and_it_is_handed_in_once(apart):
    after = race(apart, "submit")
    assert after["wrong"] == []
    assert after["receipts"] == [after["receipt"]] and after["now"] == after["receipt"]


@pytest.mark.slow
def test_what_was_handed_in_while_others_wrote_is_what_its_receipt_says(apart):
    after = race(apart, "mixed", times=2)
    assert after["wrong"] == []
    assert after["now"] == after["receipt"] == after["receipts"][-1]
    assert len(set(after["receipts"])) == len(after["receipts"])


@pytest.mark.slow
@pytest.mark.skipif(
    not IS_POSTGRESQL, reason="SQLite lets one writer in at a time, with or without our locks."
)
def test_without_the_locks_two_wordings_want_one_number(apart):
    after = race(apart, "same", unlocked=True)
    assert any("part_wording_number" in one for one in after["wrong"])
