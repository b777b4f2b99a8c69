"""A rush, and a power cut in the middle of it: with real commits, in real processes, on the engine under test."""

import time

import pytest

from tests.support import racing
from tests.support.counts import count

PROCESSES, THREADS = 2, 8


def ask(environment, function, argument):
    return racing.results([racing.start(environment, f"tests.events.racers:{function}", argument)])[0]


def rush(environment, plan, **more):
    """Everyone at once: 16 at a time."""
    children = [
        racing.start(
            environment,
            "tests.events.racers:take_seats",
            plan | {"people": plan["people"][at::PROCESSES], "threads": THREADS} | more,
        )
        for at in range(PROCESSES)
    ]
    return racing.results(children)


@pytest.mark.slow
@pytest.mark.counted
def test_a_rush_for_twenty_seats(apart):
    people = count(60, 200)
    plan = ask(apart, "set_up", {"people": people, "seats": 20})
    told = rush(apart, plan)
    assert [error for one in told for error in one["errors"]] == []
    after = ask(apart, "look", plan)
    assert after["counters"] == [20, people - 20, people]
    assert after["states"] == ["booked"] * 20 + ["waiting"] * (people - 20)
    assert after["lines"] == list(range(1, people + 1)) and after["people"] == people
    assert after["entries"] == after["mails"] == people
    assert after["differences"] == []


@pytest.mark.proof
def test_everybody_presses_twice(apart):
    """The same people in all processes at once: each has one place."""
    plan = ask(apart, "set_up", {"people": 12, "seats": 5})
    children = [
        racing.start(apart, "tests.events.racers:take_seats", plan | {"threads": THREADS})
        for _ in range(PROCESSES)
    ]
    assert [error for one in racing.results(children) for error in one["errors"]] == []
    after = ask(apart, "look", plan)
    assert after["counters"] == [5, 7, 12] and after["people"] == 12
    assert after["entries"] == after["mails"] == 12


@pytest.mark.proof
def test_without_the_guard_the_rush_goes_wrong(apart):
    """Negative control: counting first and writing then loses seats or breaks on a constraint.

    On SQLite the writers stand in one queue, so that this naive way is safe there; it shows on PostgreSQL.
    """
    from django.db import connection

    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time: nobody can come between")
    plan = ask(apart, "set_up", {"people": 60, "seats": 20})
    told = rush(apart, plan, naive=True)
    after = ask(apart, "look", plan)
    assert after["differences"] or any(one["errors"] for one in told)


def both_at_once(environment, people, **more):
    """Everybody presses for two workshops at the same time, at the same moment."""
    plan = ask(environment, "set_up_two", {"people": people, "seats": people})
    told = ask(environment, "take_both", plan | {"pairs": 4} | more)
    return told, ask(environment, "look_at_both", plan)


@pytest.mark.slow
@pytest.mark.parametrize("people", [16, pytest.param(200, marks=pytest.mark.proof)])
def test_two_presses_at_one_moment_give_nobody_two_seats_at_one_time(apart, people):
    told, after = both_at_once(apart, people)
    assert told["errors"] == []
    assert after == {"two": 0, "one": people, "taken": people, "differences": []}
    assert len(told["refused"]) == people
    assert all(" at that time (" in said and "Give that seat back first" in said for said in told["refused"])


@pytest.mark.proof
def test_without_the_persons_lock_somebody_is_in_two_places(apart):
    """Negative control: both presses looked before either was written down. SQLite has one writer, as above."""
    from django.db import connection

    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time: nobody can come between")
    _told, after = both_at_once(apart, 16, unlocked=True)
    assert after["two"] > 0


@pytest.mark.proof
@pytest.mark.parametrize("unlocked", [False, True])
def test_who_change_over_in_opposite_directions_all_have_one_seat(apart, unlocked):
    """Each holds the section that the others need. Without locks in one order PostgreSQL has to end some of them."""
    from django.db import connection

    if unlocked and connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time: nobody holds what the other needs")
    plan = ask(apart, "set_up_two", {"people": 12, "seats": 12})
    told = ask(apart, "swap_both_ways", plan | {"unlocked": unlocked})
    after = ask(apart, "look_at_both", plan)
    assert any("deadlock" in one for one in told) if unlocked else told == []
    assert after == {"two": 0, "one": 12, "taken": 12, "differences": []}, "nobody is lost in either case"


@pytest.mark.proof
@pytest.mark.parametrize("unlocked", [False, True])
def test_two_files_that_name_the_same_events_in_opposite_orders_do_not_block_each_other(apart, unlocked):
    """One is brought, the other is told to look again. Without locks in one order PostgreSQL has to end one of them."""
    from django.db import connection

    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time: nobody holds what the other needs")
    plan = ask(apart, "set_up_undated", {})
    [told] = ask(apart, "bring_both_ways", plan | {"unlocked": unlocked})
    assert ("deadlock" in told) if unlocked else told.startswith("Refused: Something changed"), told


@pytest.mark.slow
def test_a_process_killed_in_the_middle_leaves_nothing_half_done(apart, tmp_path):
    steps = ["the guard", "the registration", "the journal", "the mail", "the busy time"]
    plans = ask(apart, "set_up_many", {"people": 2, "seats": 1, "number": len(steps)})
    for step, plan in zip(steps, plans, strict=True):
        flag = tmp_path / step
        child = racing.start(apart, "tests.events.racers:die_at", plan | {"step": step, "flag": str(flag)})
        kill_when(flag, child)
    for step, (before, errors, after) in zip(steps, ask(apart, "come_back", plans), strict=True):
        assert before["counters"] == [0, 0, 0], step
        assert (before["states"], before["entries"], before["mails"]) == ([], 0, 0), step
        assert errors == [] and after["counters"] == [1, 1, 2], step
        assert before["differences"] == after["differences"] == [], step


def kill_when(flag, child):
    """Wait until the child stands at its step, then take its life as a power cut would."""
    patience = time.monotonic() + 120
    while not flag.exists() and not child.ended() and time.monotonic() < patience:
        time.sleep(0.02)
    reached = flag.exists()
    child.kill()
    words = child.words(racing.PATIENCE)
    assert reached, words
