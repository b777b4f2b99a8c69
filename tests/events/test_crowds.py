"""Many people and the office at once, with real commits in real processes: whatever they do, the rules hold."""

import pytest

from tests.support import racing
from tests.support.counts import count

PROCESSES, THREADS = 2, 6
POLICY = {"per_facilitator": 4, "freed_seat": "offer", "takes_parties": True}


def ask(environment, function, argument):
    return racing.results([racing.start(environment, f"tests.events.crowds:{function}", argument)])[0]


@pytest.mark.slow
def test_fifteen_design_teams_of_eleven_at_once_get_all_seats_and_none_is_torn(apart):
    plan = ask(apart, "set_up", {"people": 176, "cap": 165, "policy": {"takes_parties": True}})
    teams = [plan["people"][start : start + 11] for start in range(0, 176, 11)]
    halves = [teams[0::2], teams[1::2]]
    errors = racing.results(
        [racing.start(apart, "tests.events.crowds:book_teams", plan | {"teams": half}) for half in halves]
    )
    assert errors == [[], []]
    seen = ask(apart, "look", plan)
    assert seen["wrong"] == []
    assert seen["states"] == {"booked": 165, "waiting": 11}


@pytest.mark.slow
@pytest.mark.counted
@pytest.mark.parametrize("policy", [POLICY, POLICY | {"takes_parties": False}], ids=["by rules", "plain"])
def test_whatever_many_do_at_once_no_rule_breaks(apart, policy):
    people = count(20, 40)
    plan = ask(apart, "set_up", {"people": people, "leaders": 1, "cap": 8, "policy": policy})
    busy = plan | {"threads": THREADS, "acts": count(6, 25)}
    errors = racing.results(
        [
            racing.start(apart, "tests.events.crowds:do_anything", busy | {"seed": 7 + 100 * at})
            for at in range(PROCESSES)
        ]
    )
    assert errors == [[]] * PROCESSES
    seen = ask(apart, "look", plan)
    assert seen["wrong"] == []
    # They were busy: who gets how far is luck, so this asks for half of what is usual.
    assert sum(seen["states"].values()) > people / 2
    assert {"booked", "cancelled"} <= seen["states"].keys()
