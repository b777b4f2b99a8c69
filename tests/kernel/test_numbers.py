"""Shares, their bounds and what is too small to show: against hand-worked numbers, and against every small case."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.kernel.numbers import ShareDefinition, bounds, mean, response_rate, share, suppressed

CONFIDENCE = ("not at all", "slightly", "moderately", "very", "extremely")
TOP_TWO = ShareDefinition("How confident are you?", CONFIDENCE, frozenset({"very", "extremely"}))
TOP_THREE = ShareDefinition("How confident are you?", CONFIDENCE, frozenset(CONFIDENCE[2:]))

group = st.tuples(st.integers(0, 300), st.integers(0, 300), st.integers(0, 300)).map(
    lambda parts: (parts[0], parts[0] + parts[1], sum(parts))
)  # in the box, answered, invited


def test_a_share_worked_by_hand():
    """2 slightly, 4 moderately, 9 very, 5 extremely of 40 invited: 14/20; bounds 14/40 and 34/40."""
    found = share(TOP_TWO, {"slightly": 2, "moderately": 4, "very": 9, "extremely": 5}, invited=40)
    assert found is not None
    assert (found.in_box, found.answered, found.invited) == (14, 20, 40)
    assert found.value == Fraction(7, 10)
    assert found.response_rate == Fraction(1, 2)
    assert (found.low, found.high) == (Fraction(7, 20), Fraction(17, 20))


def test_another_box_is_another_definition():
    """The same answers are 70 % in the top two and 90 % in the top three; the two never compare as equal."""
    counts = {"slightly": 2, "moderately": 4, "very": 9, "extremely": 5}
    assert share(TOP_TWO, counts, invited=20).value == Fraction(7, 10)
    assert share(TOP_THREE, counts, invited=20).value == Fraction(9, 10)
    assert TOP_TWO != TOP_THREE


def test_when_everybody_answers_nothing_is_left_open():
    found = share(TOP_TWO, {"very": 10}, invited=10)
    assert found.low == found.high == found.value == 1


@pytest.mark.parametrize(
    ("people", "threshold", "hidden"), [(9, 10, True), (10, 10, False), (4, 1, True), (5, 1, False)]
)
def test_small_groups_are_hidden_and_no_policy_goes_below_five(people, threshold, hidden):
    assert suppressed(people, threshold) is hidden
    assert (share(TOP_TWO, {"very": people}, invited=50, threshold=threshold) is None) is hidden


def test_a_number_without_proof_is_refused():
    with pytest.raises(ValueError, match="not on the scale"):
        share(TOP_TWO, {"fairly": 10}, invited=20)
    with pytest.raises(ValueError, match="21 answers from 20"):
        share(TOP_TWO, {"very": 21}, invited=20)
    with pytest.raises(ValueError, match="does not have"):
        ShareDefinition("?", ("no", "yes"), frozenset({"maybe"}))


def test_nobody_invited_says_nothing():
    assert response_rate(0, 0) == 0
    assert bounds(0, 0, 0) == (0, 1)
    assert mean([(1, 0), (2, 0)]) is None


def test_a_mean_worked_by_hand():
    """9, 9, 10 and 6: 34/4."""
    assert mean([(6, 1), (9, 2), (10, 1)]) == Fraction(17, 2)


@given(group)
def test_bounds_hold_the_share_and_are_as_wide_as_the_silence(people):
    in_box, answered, invited = people
    if not answered:
        return
    low, high = bounds(in_box, answered, invited)
    assert 0 <= low <= Fraction(in_box, answered) <= high <= 1
    assert high - low == 1 - response_rate(answered, invited)


@given(group, st.data())
def test_whatever_the_silent_would_have_said_lies_between_the_bounds(people, data):
    in_box, answered, invited = people
    if not invited:
        return
    hidden = data.draw(st.integers(0, invited - answered))
    low, high = bounds(in_box, answered, invited)
    assert low <= Fraction(in_box + hidden, invited) <= high


def test_the_bounds_are_sharp():
    """Every small case: both bounds are reached by some behaviour of the silent, and nothing lies outside."""
    for invited, answered, in_box in product(range(1, 8), range(8), range(8)):
        if not in_box <= answered <= invited:
            continue
        reachable = {Fraction(in_box + hidden, invited) for hidden in range(invited - answered + 1)}
        assert bounds(in_box, answered, invited) == (min(reachable), max(reachable))


@given(group, st.integers(1, 50))
def test_one_more_answer_never_widens_the_bounds(people, more):
    in_box, answered, invited = people
    if not answered < invited:
        return
    low, high = bounds(in_box, answered, invited)
    for said_yes in (0, 1):
        new_low, new_high = bounds(in_box + said_yes, answered + 1, invited)
        assert low <= new_low <= new_high <= high


@given(
    st.dictionaries(st.sampled_from(CONFIDENCE), st.integers(0, 60)), st.integers(0, 100), st.integers(1, 20)
)
def test_a_share_counts_exactly_what_is_in_its_box(counts, silent, threshold):
    answered = sum(counts.values())
    found = share(TOP_TWO, counts, invited=answered + silent, threshold=threshold)
    if found is None:
        assert answered < max(threshold, 5)
    else:
        assert found.in_box == counts.get("very", 0) + counts.get("extremely", 0)
        assert found.value * answered == found.in_box


@given(st.lists(st.integers(1, 10), min_size=1, max_size=60))
def test_a_mean_is_the_sum_by_the_count(values):
    pairs = [(value, values.count(value)) for value in range(1, 11)]
    assert mean(pairs) == Fraction(sum(values), len(values))
