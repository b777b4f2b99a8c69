"""The many-facet Rasch model against rounds drawn from it, and what it refuses to say."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.cohorts.rules.connectivity import NotConnected
from groundswell.cohorts.rules.rasch import rasch
from groundswell.cohorts.rules.rasch_fit import moments
from groundswell.cohorts.rules.variances import TooFew
from tests.cohorts.rounds import drawn
from tests.support.counts import count

DIFFICULTY = np.array([-0.6, -0.2, 0.0, 0.3, 0.5])
STEPS = np.array([-1.5, 0.0, 1.5])


def a_round(seed: int, **shape):
    rng = np.random.default_rng(seed)
    true = drawn(rng, **{"quality": 1.2, "severity": 0.5, **shape})
    return true, true.ratings(rng, DIFFICULTY, STEPS)


def values(measures) -> np.ndarray:
    return np.array([one.value for one in measures.values()])


def test_known_severities_are_found_again():
    true, ratings = a_round(1, applications=200)
    found = rasch(ratings)
    assert np.abs(values(found.severities) - true.severity).max() < 0.25
    assert np.abs(values(found.difficulties) - DIFFICULTY).max() < 0.2
    assert list(found.thresholds.values()) == pytest.approx(STEPS.tolist(), abs=0.25)
    assert np.corrcoef(values(found.abilities), true.quality)[0, 1] > 0.9
    assert values(found.severities).sum() == pytest.approx(0, abs=1e-9)


def test_the_fair_level_is_what_the_mean_reader_would_give():
    _, ratings = a_round(2)
    found = rasch(ratings)
    for key, one in found.abilities.items():
        expected = moments(np.array([one.value]), np.array(list(found.thresholds.values()))).mean[0]
        assert found.fair[key] == pytest.approx(1 + expected)
        assert 1 < found.fair[key] < 4


@pytest.mark.counted
def test_measures_and_their_intervals_hold_the_truth():
    """Within two points of 95 % in 1,000 rounds, ten ratings each; the plain joint estimate is a tenth too wide."""
    rng = np.random.default_rng(3)
    held: dict[str, list[float]] = {"abilities": [], "severities": [], "difficulties": []}
    slopes = []
    for _ in range(count(15, 1000)):
        true = drawn(rng, quality=1.2, severity=0.5)
        found = rasch(true.ratings(rng, DIFFICULTY, STEPS))
        for name, truth in zip(held, (true.quality, true.severity, DIFFICULTY), strict=True):
            measures = getattr(found, name).items()
            held[name].append(
                np.mean([one.interval.low <= truth[key] <= one.interval.high for key, one in measures])
            )
        slopes.append(values(found.severities) @ true.severity / (true.severity @ true.severity))
    for shares in held.values():
        assert abs(np.mean(shares) - 0.95) < count(0.06, 0.02)
    assert np.mean(slopes) == pytest.approx(1, abs=count(0.15, 0.06))


def test_all_highest_is_a_place_far_up_with_a_wide_interval():
    _, ratings = a_round(4)
    best = {row[0] for row in ratings} - {row[0] for row in ratings if row[3] < 4}
    top = min(best) if best else 0
    ratings = [(*row[:3], 4) if row[0] == top else row for row in ratings]
    found = rasch(ratings)
    one = found.abilities[top]
    assert one.is_extreme and np.isfinite(one.value)
    assert one.value > np.quantile(values(found.abilities), 0.9)
    others = [other.error for other in found.abilities.values() if not other.is_extreme]
    assert one.error > np.median(others)


def test_readers_that_nothing_compares():
    _, ratings = a_round(5)
    apart = [row for row in ratings if (row[0] < 30) == (row[1] < 4)]
    with pytest.raises(NotConnected):
        rasch(apart)


def test_a_level_that_hardly_anybody_gave():
    _, ratings = a_round(6)
    rare = [(*row[:3], 1 if row[3] == 1 and n < 12 else max(row[3], 2)) for n, row in enumerate(ratings)]
    assert 0 < sum(row[3] == 1 for row in rare) < 10
    with pytest.raises(TooFew, match="Levels given fewer than 10 times: 1"):
        rasch(rare)


def test_a_reader_who_gives_the_highest_to_all():
    _, ratings = a_round(7)
    with pytest.raises(TooFew, match="reader with only lowest or only highest levels: 3"):
        rasch([(*row[:3], 4) if row[1] == 3 else row for row in ratings])


def test_too_few_ratings_an_application():
    _, ratings = a_round(8, applications=200)
    with pytest.raises(TooFew, match="ratings an application"):
        rasch([row for row in ratings if row[2] == 0])


def test_readers_and_criteria_that_are_one():
    """Half of the readers rate the first criteria only, the others the rest: who is strict, and what is hard?"""
    _, ratings = a_round(9, applications=200, each=4)
    with pytest.raises(TooFew, match="told apart"):
        rasch([row for row in ratings if (row[1] < 4) == (row[2] < 2)])


def test_levels_that_part_too_neatly_have_no_measure():
    """Nobody reaches criterion 2 or 3 before both 0 and 1: how far apart the pairs lie has no end."""
    patterns = ((2, 1, 1, 1), (1, 2, 1, 1), (2, 2, 2, 1), (2, 2, 1, 2))
    neat = [
        (n, reader, criterion, patterns[n % 4][criterion])
        for n, reader, criterion in product(range(60), range(2), range(4))
    ]
    with pytest.raises(TooFew, match="does not settle"):
        rasch(neat)
    less_neat = [(*row[:3], 3 - row[3]) if row[0] in (0, 3, 6) and row[2] in (1, 2) else row for row in neat]
    assert rasch(less_neat).difficulties[3].value > 0.5


def test_twice_the_same_rating_is_a_mistake():
    _, ratings = a_round(10)
    for wrong in ([*ratings, ratings[0]], []):
        with pytest.raises(ValueError, match="twice"):
            rasch(wrong)


@given(st.randoms(use_true_random=False))
def test_in_whatever_order_ratings_come_the_measures_are_the_same(random):
    _, ratings = a_round(11, applications=20, readers=4)
    assert rasch(random.sample(ratings, len(ratings))) == rasch(ratings)
