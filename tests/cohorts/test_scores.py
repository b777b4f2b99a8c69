"""Marks as they are given: totals by weight, means, medians, who can be compared, who should be read once more."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.cohorts.rules.connectivity import Bridge, NotConnected, bridges, components, must_connect
from groundswell.cohorts.rules.scores import Incomplete, Marks, Raw, raw, weighted_total
from groundswell.cohorts.rules.third import Reason, Why, cut_score, third_readings


def test_a_total_is_the_mean_of_levels_by_weight():
    """Need counts twice: (2 x 4 + 1 x 1)/3 = 3."""
    assert weighted_total({"need": 4, "plan": 1}, {"need": 2, "plan": 1}) == 3
    assert weighted_total({"need": 4, "plan": 1}, {"need": 1, "plan": 1}) == 2.5


def test_a_missing_level_is_not_a_nought():
    with pytest.raises(Incomplete) as refused:
        weighted_total({"need": 4}, {"need": 2, "plan": 1, "team": 1})
    assert refused.value.missing == ("plan", "team")


@pytest.mark.parametrize(
    ("levels", "weights"),
    [
        ({"need": 4, "stray": 1}, {"need": 1}),
        ({"need": 4}, {"need": 0}),
        ({"a": 1, "b": 1}, {"a": 2, "b": -1}),
    ],
)
def test_levels_and_weights_that_make_no_total(levels, weights):
    with pytest.raises(ValueError):
        weighted_total(levels, weights)


def test_mean_median_and_number_of_readings():
    marks = Marks.of([("a", 1, 2.0), ("a", 2, 2.0), ("a", 3, 5.0), ("b", 1, 4.0)])
    assert raw(marks) == {"a": Raw(3.0, 2.0, 3), "b": Raw(4.0, 4.0, 1)}


@pytest.mark.parametrize(
    "rows", [[], [(1, 1, 2.0), (1, 1, 3.0)], [(1, 1, float("nan"))], [(1, 1, float("inf"))]]
)
def test_what_is_no_set_of_readings(rows):
    with pytest.raises(ValueError):
        Marks.of(rows)


def test_columns_of_different_lengths_are_no_marks():
    with pytest.raises(ValueError):
        Marks((1, 2), (1,), (2.0, 3.0))


def test_two_rooms_of_readers_cannot_be_compared():
    apart = Marks.of([(1, "x", 3.0), (1, "y", 2.0), (2, "x", 3.0), (8, "z", 4.0)])
    assert [(one.applications, one.readers) for one in components(apart)] == [
        ((1, 2), ("x", "y")),
        ((8,), ("z",)),
    ]
    with pytest.raises(NotConnected) as refused:
        must_connect(apart)
    assert refused.value.parts == components(apart)
    must_connect(
        Marks.of([*zip(apart.applications, apart.readers, apart.values, strict=True), (8, "x", 2.0)])
    )


def test_one_reading_alone_may_join_two_rooms():
    """Readers x and y read 1 and 2 both, z and w read 3 and 4; only the reading of 3 by x compares them."""
    room = [(1, "x"), (1, "y"), (2, "x"), (2, "y"), (3, "z"), (3, "w"), (4, "z"), (4, "w")]
    joined = Marks.of((*pair, 1.0) for pair in [*room, (3, "x")])
    assert bridges(joined) == (Bridge(3, "x"),)
    assert bridges(Marks.of((*pair, 1.0) for pair in [*room, (3, "x"), (1, "z")])) == ()


def test_the_only_reading_of_an_application_or_a_reader_joins_nothing_else():
    assert bridges(Marks.of([(1, "x", 1.0), (2, "x", 1.0), (3, "x", 1.0)])) == ()
    assert bridges(Marks.of([(1, "x", 1.0), (1, "y", 1.0), (1, "z", 1.0)])) == ()


@given(st.sets(st.tuples(st.integers(0, 7), st.integers(100, 104)), min_size=1, max_size=24))
def test_bridges_are_what_cuts_when_taken_away(pairs):
    """Against taking each away in turn."""
    marks = Marks.of((*pair, 0.0) for pair in pairs)
    cutting = set()
    for pair in pairs:
        rest = [one for one in pairs if one != pair]
        lonely = not {one[0] for one in rest} >= {pair[0]} or not {one[1] for one in rest} >= {pair[1]}
        if not lonely and len(components(Marks.of((*one, 0.0) for one in rest))) > len(components(marks)):
            cutting.add(Bridge(*pair))
    assert set(bridges(marks)) == cutting


def test_a_round_of_any_size_is_walked_through():
    chain = Marks.of(pair for n in range(3000) for pair in ((n, n, 0.0), (n, n + 1, 0.0)))
    assert len(components(chain)) == 1
    assert len(bridges(chain)) == 5998


def test_a_third_reading_where_two_lie_apart_or_the_cut_is_near():
    marks = Marks.of([
        ("apart", 1, 2.0), ("apart", 2, 3.6),
        ("near", 1, 3.0), ("near", 2, 3.2),
        ("both", 1, 2.2), ("both", 2, 3.8),
        ("clear", 1, 3.9), ("clear", 2, 4.0),
        ("once", 1, 3.1),
        ("thrice", 1, 1.0), ("thrice", 2, 5.0), ("thrice", 3, 3.3),
    ])  # fmt: skip
    found = third_readings(marks, apart=1.0, cut=3.05, margin=0.1)
    assert found == {
        "apart": (Reason(Why.APART, 1.6),),
        "near": (Reason(Why.NEAR_THE_CUT, 0.05),),
        "both": (Reason(Why.APART, 1.6), Reason(Why.NEAR_THE_CUT, 0.05)),
    }
    assert set(third_readings(marks, apart=1.0)) == {"apart", "both"}
    assert third_readings(marks, apart=1.0, each=3) == {"thrice": (Reason(Why.APART, 4.0),)}


def test_as_far_as_the_limit_is_not_beyond_it():
    marks = Marks.of([(1, 1, 2.3), (1, 2, 3.3)])
    assert third_readings(marks, apart=1.0) == {}
    assert third_readings(marks, apart=0.999) == {1: (Reason(Why.APART, 1.0),)}
    with pytest.raises(ValueError):
        third_readings(marks, apart=-1)


def test_the_cut_lies_between_the_last_in_and_the_first_out():
    marks = Marks.of([(1, 1, 4.0), (2, 1, 3.0), (3, 1, 1.0)])
    assert [cut_score(marks, places) for places in range(5)] == [None, 3.5, 2.0, None, None]


def test_arrays_hold_what_was_given():
    coded = Marks.of([("b", 2, 1.0), ("a", 1, 2.0), ("b", 1, 3.0)]).coded()
    assert (coded.application_ids, coded.reader_ids) == (("a", "b"), (1, 2))
    assert coded.incidence().tolist() == [[1, 0], [1, 1]]
    assert np.array_equal(coded.table(), [[2, np.nan], [3, 1]], equal_nan=True)
