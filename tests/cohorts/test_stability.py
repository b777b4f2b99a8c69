"""How firm a list is, and who is in under each way to score."""

import numpy as np
import pytest

from groundswell.cohorts.rules.connectivity import NotConnected
from groundswell.cohorts.rules.scores import Marks
from groundswell.cohorts.rules.severity import adjusted
from groundswell.cohorts.rules.stability import best, stability, who_is_in
from groundswell.cohorts.rules.variances import TooFew
from tests.cohorts.rounds import drawn
from tests.support.counts import count


def test_who_stands_out_is_surely_in_and_who_is_at_the_cut_is_not():
    rng = np.random.default_rng(1)
    readings = [(n, reader) for n in range(6) for reader in range(3)]
    levels = [9.0, 5.1, 5.0, 5.0, 4.9, 1.0]
    found = adjusted(Marks.of((n, reader, levels[n] + rng.normal(0, 0.5)) for n, reader in readings))
    places = stability(found, 3, seed=1)
    assert places[0].selection_probability == 1 and (places[0].low, places[0].high) == (1, 1)
    assert places[5].selection_probability == 0 and places[5].low == places[5].high == 6
    assert all(0.02 < places[n].selection_probability < 0.98 for n in range(1, 5))
    assert sum(one.selection_probability for one in places.values()) == pytest.approx(3)


def test_a_seed_gives_the_same_shares_again():
    rng = np.random.default_rng(2)
    found = adjusted(drawn(rng, applications=20, readers=5).marks(rng, 0.5))
    assert stability(found, 5, seed=3) == stability(found, 5, seed=3) != stability(found, 5, seed=4)
    for places in (0, 21):
        with pytest.raises(ValueError):
            stability(found, places, seed=3)


@pytest.mark.counted
def test_how_often_the_truth_is_so():
    """Of applications in in 65 to 85 of 100 resamples about so many are truly among the best; the middle 95 % of the
    ranks hold the true rank in about 93 of 100."""
    rng, inside, held = np.random.default_rng(3), [], []
    for at in range(count(20, 400)):
        true = drawn(rng)
        rank = (-true.quality).argsort().argsort() + 1
        for key, one in stability(adjusted(true.marks(rng, 0.5)), 15, seed=at, resamples=500).items():
            held.append(one.low <= rank[key] <= one.high)
            if 0.65 <= one.selection_probability <= 0.85:
                inside.append(rank[key] <= 15)
    assert 0.65 - count(0.1, 0) < np.mean(inside) < 0.85
    assert np.mean(held) == pytest.approx(0.935, abs=count(0.03, 0.015))


def test_who_is_in_depends_on_how_it_is_scored():
    """x is three points stricter than y and z, and read 1 and 2: out by their means, in once that is known."""
    quality = {1: 4.2, 2: 4.1, 3: 3.0, 4: 3.1, 5: 2.0, 6: 2.2}
    readings = {1: "xy", 2: "xz", 3: "yz", 4: "yz", 5: "xy", 6: "xz"}
    rest = iter([0.1, 0.0, -0.1, 0.1, 0.0, -0.1, 0.1, 0.0, -0.1, 0.0, 0.1, -0.1])
    marks = Marks.of(
        (n, reader, quality[n] - (3 if reader == "x" else 0) + next(rest))
        for n, readers in readings.items()
        for reader in readers
    )
    found = who_is_in(marks, 2)
    assert found["mean"].inside == found["median"].inside == {3, 4}
    assert found["adjusted"].inside == {1, 2}
    assert "rasch" not in found


def test_with_ratings_by_criterion_rasch_stands_beside():
    rng = np.random.default_rng(5)
    true = drawn(rng, quality=1.2)
    ratings = true.ratings(rng, np.linspace(-0.5, 0.5, 5), np.array([-1.5, 0.0, 1.5]))
    marks = Marks.of(
        (n, reader, np.mean([row[3] for row in ratings if row[:2] == (n, reader)]))
        for n, reader in sorted({row[:2] for row in ratings})
    )
    found = who_is_in(marks, 15, ratings)
    assert list(found) == ["mean", "median", "adjusted", "rasch"]
    assert len(found["rasch"].inside & found["adjusted"].inside) >= 12


def test_a_way_that_the_data_do_not_carry_names_nobody():
    apart = Marks.of((n, reader, float(n)) for n in range(6) for reader in ((0, 1) if n < 3 else (2, 3)))
    ratings = [(*row, 0, 1) for row in zip(apart.applications, apart.readers, strict=True)]
    found = who_is_in(apart, 2, ratings)
    assert found["mean"].inside == {4, 5}
    assert isinstance(found["adjusted"].refused, NotConnected) and not found["adjusted"].inside
    assert isinstance(found["rasch"].refused, TooFew)


def test_equal_scores_at_the_cut_are_not_parted():
    chosen = best({1: 4.0, 2: 3.0, 3: 3.0 + 1e-12, 4: 1.0}, 2)
    assert (chosen.inside, chosen.tied) == ({1}, {2, 3})
    assert best({1: 4.0, 2: 3.0, 3: 3.0, 4: 1.0}, 3).inside == {1, 2, 3}
    assert best({1: 4.0, 2: 3.0}, 5).inside == {1, 2}
    assert best({1: 4.0, 2: 3.0}, 0).inside == set()
