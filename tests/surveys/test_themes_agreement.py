"""Agreement of two coders: by hand, by a second library, and what it does not say."""

import random
from fractions import Fraction

import pytest
from statsmodels.stats.inter_rater import cohens_kappa

from groundswell.surveys.rules.themes_agreement import Judged, pairs


def test_a_table_worked_by_hand():
    """50 texts: both found it in 20, the first alone in 5, the second alone in 10, neither in 15."""
    judged = Judged(texts=50, first=25, second=30, both=20)
    assert judged.agreed == Fraction(35, 50)
    assert judged.by_chance == Fraction(25 * 30 + 25 * 20, 2500) == Fraction(1, 2)
    assert judged.kappa == Fraction(2, 5)


def test_agreement_in_everything_is_one_and_as_chance_would_is_nought():
    assert Judged(20, 8, 8, 8).kappa == 1
    assert Judged(20, 10, 10, 5).kappa == 0
    assert Judged(20, 10, 10, 0).kappa == -1


def test_where_both_say_no_to_everything_there_is_nothing_to_agree_about():
    assert Judged(20, 0, 0, 0).kappa is None and Judged(20, 20, 20, 20).kappa is None


def test_statsmodels_says_the_same():
    rng = random.Random(3)
    for _ in range(200):
        texts = rng.randint(5, 60)
        first, second = (
            [rng.random() < share for _ in range(texts)] for share in (rng.random(), rng.random())
        )
        both = sum(a and b for a, b in zip(first, second, strict=True))
        judged = Judged(texts, sum(first), sum(second), both)
        table = [
            [both, sum(first) - both],
            [sum(second) - both, texts - sum(first) - sum(second) + both],
        ]
        if judged.kappa is not None:
            assert float(judged.kappa) == pytest.approx(cohens_kappa(table, return_results=False), abs=1e-12)


def coded(*texts):
    """Texts as (the first coder's themes, the second's); None where that coder did not read it."""
    return {
        at: {coder: frozenset(given) for coder, given in enumerate(both, start=1) if given is not None}
        for at, both in enumerate(texts)
    }


def test_pooled_over_themes_by_its_parts():
    """Two themes in four texts: 1 judged alike in all, 2 in two; chance 1/2 and 1/2; (3/4 - 1/2) / (1/2) = 1/2."""
    (pair,) = pairs(coded(([1], [1]), ([1, 2], [1]), ([], [2]), ([2], [2])), [1, 2], at_least=4)
    assert pair.themes[1].kappa == 1
    assert pair.themes[2] == Judged(4, 2, 2, 1)
    assert (pair.agreed, pair.kappa) == (Fraction(3, 4), Fraction(1, 2))


def test_only_texts_that_both_read_are_compared():
    """Read and found nothing is a judgement; not read is none."""
    texts = coded(([1], [1]), ([1], None), (None, [1]), ([], [1]), ([], []))
    (pair,) = pairs(texts, [1], at_least=3)
    assert pair.texts == 3 and pair.themes[1] == Judged(3, 1, 2, 1)
    assert pairs(texts, [1], at_least=4) == []


def test_a_hand_that_is_forgotten_is_compared_with_nobody():
    assert pairs({n: {None: frozenset([1]), 1: frozenset([1])} for n in range(9)}, [1], at_least=5) == []


def test_of_three_coders_each_two_are_a_pair():
    texts = {n: {coder: frozenset([1]) for coder in (1, 2, 3)} for n in range(6)}
    assert [pair.coders for pair in pairs(texts, [1], at_least=5)] == [(1, 2), (1, 3), (2, 3)]
