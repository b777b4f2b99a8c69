"""Two who score, approve or decide at once, and a power cut in the middle: real commits in real processes."""

import time

import pytest

from tests.support import racing

pytestmark = pytest.mark.slow
RACERS = "tests.cohorts.racers_selection"


@pytest.fixture
def ask(apart):
    """``ask("look", story)``: what a child of its own gives back."""
    return lambda function, argument: racing.results([racing.start(apart, f"{RACERS}:{function}", argument)])[
        0
    ]


@pytest.fixture
def at_once(apart):
    """What each of these is told who act at the same time."""
    return lambda *stories: racing.results([racing.start(apart, f"{RACERS}:act", story) for story in stories])


@pytest.fixture
def killed(apart, tmp_path):
    """Begin it and kill -9 it where it has written all and not committed."""

    def run(story, stands_at):
        flag = tmp_path / f"flag-{time.monotonic_ns()}"
        child = racing.start(apart, f"{RACERS}:act", story | {"flag": str(flag), "stands_at": stands_at})
        patience = time.monotonic() + 120
        while not flag.exists() and not child.ended() and time.monotonic() < patience:
            time.sleep(0.02)
        reached = flag.exists()
        child.kill()
        words = child.words(racing.PATIENCE)
        assert reached, words

    return run


def told(answers) -> list[str]:
    return sorted(one.partition(":")[0] for one in answers)


def test_two_windows_of_a_reader_at_once_one_holds_and_the_other_is_told(ask, at_once):
    story = ask("set_up", "reading")
    answers = at_once(*(story | {"does": "keep", "level": level} for level in (1, 2, 3, 4)))
    assert told(answers) == ["done", "newer", "newer", "newer"]
    after = ask("look", story)
    state, revision, _total, comment = after["reading"]
    assert (state, revision) == ("draft", 1)
    assert after["levels"] == [int(comment)] * 2, "nothing of two windows is mixed"


def test_finished_in_two_windows_it_is_finished_once(ask, at_once):
    story = ask("set_up", "reading")
    answers = at_once(*(story | {"does": "finish", "level": level} for level in (1, 4)))
    assert told(answers) in (["done", "newer"], ["done", "refused"])
    after = ask("look", story)
    assert after["reading"][0] == "done" and after["levels"] == [int(after["reading"][3])] * 2
    assert after["kinds"].count("cohorts.reading.finished") == 1


def test_dropped_while_they_finish_a_reader_has_finished_or_not_and_never_half(ask, at_once):
    story = ask("set_up", "reading")
    finishing, dropping = at_once(story | {"does": "finish", "level": 3}, story | {"does": "drop"})
    after = ask("look", story)
    state, _revision, total, _comment = after["reading"]
    assert dropping == "done"
    assert (finishing, state, total) == ("done", "done", "3.000") or (
        finishing.startswith("refused") and (state, total) == ("released", "None")
    )


def test_of_two_approvers_at_once_one_is_told_what_the_other_said(ask, at_once):
    story = ask("set_up", "approval") | {"does": "approve"}
    answers = at_once(
        story | {"who": "first", "outcome": "passed"}, story | {"who": "second", "outcome": "not_passed"}
    )
    assert told(answers) == ["done", "refused"]
    [(outcome, reason)] = ask("look", story)["outcomes"]
    assert (outcome, reason) in (("passed", "first says so"), ("not_passed", "second says so"))
    [refused] = [one for one in answers if one != "done"]
    assert "has answered for this school already" in refused and reason in refused


def test_without_the_defences_one_would_write_over_the_other(ask, at_once):
    """Negative control of the two above."""
    story = ask("set_up", "reading") | {"does": "keep", "unguarded": True}
    assert told(at_once(*(story | {"level": level} for level in (1, 4)))) == ["done", "done"]
    assert ask("look", story)["reading"][1] == 2
    story = ask("set_up", "approval") | {"does": "approve", "unguarded": True}
    both = ({"who": "first", "outcome": "passed"}, {"who": "second", "outcome": "not_passed"})
    assert told(at_once(*(story | one for one in both))) == ["done", "done"]
    assert len(ask("look", story)["outcomes"]) == 1


def test_of_two_deciders_at_once_one_decides_and_one_record_is_frozen(ask, at_once):
    story = ask("set_up", "decide") | {"does": "decide"}
    assert told(at_once(story, story, story)) == ["done", "refused", "refused"]
    after = ask("look", story)
    assert (after["call"], after["records"], after["entries"]) == ("decided", 1, ["chosen"])
    assert after["kinds"].count("cohorts.decision.decided") == 1


def test_told_twice_at_once_everybody_is_told_once(ask, at_once):
    story = ask("set_up", "decide")
    assert ask("act", story | {"does": "decide"}) == "done"
    assert told(at_once(*[story | {"does": "publish"}] * 2)) == ["done", "refused"]
    after = ask("look", story)
    assert (after["call"], after["candidacy"], after["cohorts"], after["mails"]) == (
        "published",
        "chosen",
        [1, 1],
        1,
    )


@pytest.mark.parametrize(
    ("at", "before", "does", "stands_at"),
    [
        ("reading", None, {"does": "finish", "level": 3}, "cohorts.reading.finished"),
        ("reading", None, {"does": "keep", "level": 3}, "cohorts.reading.saved"),
        ("approval", None, {"does": "approve", "who": "first", "outcome": "passed"}, "cohorts.phase.outcome_given"),
        ("decide", None, {"does": "decide"}, "cohorts.decision.decided"),
        ("decide", "decide", {"does": "publish"}, "cohorts.decision.published"),
        ("writing", None, {"does": "submit"}, "cohorts.application.submitted"),
    ],
    ids=["finish", "keep", "approve", "decide", "publish", "submit"],
)  # fmt: skip
def test_a_power_cut_leaves_all_as_it_was_and_the_next_press_does_it_once(
    ask, killed, at, before, does, stands_at
):
    story = ask("set_up", at)
    if before:
        assert ask("act", story | {"does": before}) == "done"
    state = ask("look", story)
    killed(story | does, stands_at)
    cut = ask("look", story)
    # What decides draws the line first, in a verb of its own: that one stands.
    cut["kinds"] = [kind for kind in cut["kinds"] if kind != "cohorts.decision.line_drawn"]
    state["kinds"] = [kind for kind in state["kinds"] if kind != "cohorts.decision.line_drawn"]
    assert cut == state
    assert ask("act", story | does) == "done"
    after = ask("look", story)
    assert after["kinds"].count(stands_at) == 1 and after["receipt_is_true"]
    assert {key for key in after if after[key] != cut[key]} >= {"kinds"}
