"""Erasing and joining people while an import runs or a rush comes in: real processes, real commits, both engines.

On SQLite whoever comes second waits for the first. On PostgreSQL one waits as long as the role's lock_timeout says
(half a second here), is told to try again, and nothing was done.
"""

import pytest
from django.db import connection

from tests.support import racing

pytestmark = [pytest.mark.slow, pytest.mark.proof]
ACTS = "tests.faults.people_acts:"
IMPATIENT = {"PGOPTIONS": "-c lock_timeout=500"}


@pytest.fixture
def ask(act):
    return lambda function, argument: act(ACTS + function, argument)


@pytest.fixture
def at_once(apart):
    """``at_once((function, argument), …)``: in processes of their own; ``impatient`` ones give up waiting early."""

    def run(*calls, impatient=()):
        children = [
            racing.start(
                apart | (IMPATIENT if function in impatient else {}),
                ACTS + function,
                argument,
            )
            for function, argument in calls
        ]
        return racing.results(children)

    return run


@pytest.mark.parametrize("where", ["_keep_names", "_make_schools"])
def test_who_is_erased_during_an_import_stays_erased(ask, at_once, tmp_path, where):
    story = ask("begin", {}) | {"flag": str(tmp_path / "flag"), "where": where}
    calls = ("bring_in_slowly", story), ("erase_meanwhile", story)
    imported, told = at_once(*calls, impatient={"erase_meanwhile"})
    assert imported == "applied"
    after = ask("person_now", story)
    if connection.vendor == "postgresql":
        assert "Nothing was done. Try again in a minute." in told
        assert after == {
            "name": "B Thorn", "erased": False, "tombstones": 0, "listed": 0, "entries": 0,
            "imports": ["applied", "applied"],
        }  # fmt: skip
        assert ask("erase_meanwhile", story) == "erased"
        after = ask("person_now", story)
    else:
        assert told == "erased"
    gone = {"name": "", "erased": True, "tombstones": 1, "listed": 1, "entries": 1}
    assert after == gone | {"imports": ["applied", "applied"]}
    assert ask("bring_in_again", story) == "unchanged", "the same files say nothing of the person any more"
    assert ask("person_now", story) == gone | {"imports": ["applied", "applied", "unchanged"]}


def test_without_waiting_for_each_other_the_import_would_bring_the_person_back(ask, at_once, tmp_path):
    """Negative control, on PostgreSQL; on SQLite nobody writes beside another in any case."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    story = ask("begin", {}) | {"flag": str(tmp_path / "flag"), "where": "_make_schools"}
    _imported, told = at_once(("bring_in_slowly", story), ("erase_meanwhile", story | {"unguarded": True}))
    assert told == "erased"
    assert ask("person_now", story)["name"] == "B Thorn", "a name in the row of somebody who was erased"


def test_who_joins_during_a_long_import_is_told_to_try_again(ask, at_once, tmp_path):
    story = ask("begin_pairs", {"pairs": 2}) | {"flag": str(tmp_path / "flag")}
    calls = ("hold_the_roster", story), ("join_meanwhile", story)
    _held, told = at_once(*calls, impatient={"join_meanwhile"})
    if connection.vendor == "postgresql":
        assert "Nothing was done. Try again in a minute." in told
        assert ask("hand_on_and_look", story)["merges"] == 0
        told = ask("join_meanwhile", story)
    assert told == "joined"
    assert ask("hand_on_and_look", story)["merges"] == 1


def test_places_taken_while_records_are_joined_are_the_kept_persons(ask, at_once):
    """Both records of each person take a place while they are joined: each person has one place in the end."""
    story = ask("begin_pairs", {"pairs": 16})
    problems = at_once(
        ("join_all", story),
        ("register_all", story | {"which": 1}),
        ("register_all", story | {"which": 0}),
    )
    assert problems == [[], [], []]
    after = ask("hand_on_and_look", story)
    assert (after["merges"], after["failed"]) == (16, [])
    assert after["people"] == sorted(keep for keep, _other in story["pairs"])
    assert after["differences"] == []
