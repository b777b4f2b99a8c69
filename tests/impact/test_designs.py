"""The smallest effect that a study of schools would find, held against published reckonings."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.impact.choices import Design
from groundswell.impact.rules.designs import Plan, detectable


# Dong & Maynard (2013, Journal of Research on Educational Effectiveness 6:24-67) reckon two-level designs by the same
# formula; their tool gives 0.629 for 20 schools of 15 pupils at an intraclass correlation of 0.17, half of them drawn.
def test_a_published_example_comes_out():
    assert round(detectable(Plan("randomised", 10, 10, 15, 0.17)), 3) == 0.629


# Bloom (1995): with many schools the multiple is 2.8 for 80 % power at a two-sided level of 5 %; 1.96 + 0.84.
def test_the_multiple_is_that_of_the_paper_with_many_schools():
    effect = detectable(Plan("randomised", 5000, 5000, 10**9, 1.0))
    assert round(effect / math.sqrt(1 / 2500), 1) == 2.8


def test_a_cut_costs_precision_and_a_single_group_tells_nothing():
    drawn = detectable(Plan("randomised", 15, 33, 100, 0.15))
    assert detectable(Plan("discontinuity", 15, 33, 100, 0.15)) == pytest.approx(drawn * math.sqrt(2.75))
    for design in (Design.NO_COMPARISON, Design.BEFORE_AFTER):
        assert detectable(Plan(design, 15, 33, 100, 0.15)) is None
    assert detectable(Plan("matched", 1, 1, 100, 0.15)) is None
    assert detectable(Plan("matched", 15, 0, 100, 0.15)) is None


@given(
    st.integers(2, 80), st.integers(2, 80), st.integers(1, 500), st.floats(0, 1, allow_nan=False)
)  # fmt: skip
def test_more_schools_or_pupils_never_find_less(treated, compared, pupils, icc):
    effect = detectable(Plan("randomised", treated, compared, pupils, icc))
    assert effect > 0
    assert detectable(Plan("randomised", treated + 1, compared, pupils, icc)) <= effect + 1e-9
    assert detectable(Plan("randomised", treated, compared, pupils * 2, icc)) <= effect + 1e-9


@pytest.mark.parametrize("bad", [{"icc": 1.1}, {"icc": -0.1}, {"pupils": 0}, {"compared": -1}])
def test_numbers_that_make_no_sense_are_refused(bad):
    with pytest.raises(ValueError, match="Between 0 and 1"):
        detectable(Plan(**{"design": "matched", "treated": 5, "compared": 5, "pupils": 10, "icc": 0.2} | bad))
