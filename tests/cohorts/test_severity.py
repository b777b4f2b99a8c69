"""Adjusted scores and severity: against other ways to work them, and against rounds whose truth is known."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.stats import spearmanr
from statsmodels.api import OLS

from groundswell.cohorts.rules.connectivity import NotConnected
from groundswell.cohorts.rules.scores import Marks, raw
from groundswell.cohorts.rules.severity import adjusted
from groundswell.cohorts.rules.variances import TooFew, variances
from tests.cohorts.rounds import PENICILLIN, drawn, table
from tests.support.counts import count


def holds(estimates, truth) -> float:
    """The share of the intervals that hold the true value."""
    inside = [one.interval.low <= truth[key] <= one.interval.high for key, one in estimates.items()]
    return sum(inside) / len(inside)


def test_in_a_complete_table_everybody_met_the_same_readers():
    """Then the adjusted score is the mean, and severity the distance of a reader's mean from the mean of all."""
    found = adjusted(table(PENICILLIN))
    for plate, one in raw(table(PENICILLIN)).items():
        assert found.applications[plate].value == pytest.approx(one.mean)
    assert [one.value for one in found.severities.values()] == pytest.approx(
        [-2.194444, 1.013889, -1.944444, 0.097222, 0.013889, 3.013889], abs=1e-6
    )
    assert found.freedom == 144 - 24 - 6 + 1


def test_a_small_round_by_hand():
    """y gives 1 less than x to both that they share; so 3, whom y alone read at 2, would have had 2.5 on average."""
    marks = Marks.of([
        (1, "x", 4.0), (1, "y", 3.0), (2, "x", 3.1), (2, "y", 2.0), (3, "y", 2.0), (4, "x", 4.0), (4, "y", 3.1),
    ])  # fmt: skip
    found = adjusted(marks)
    assert found.severities["y"].value == pytest.approx(0.5)
    assert found.severities["x"].value == pytest.approx(-0.5)
    assert found.applications[3].value == pytest.approx(2.5, abs=0.01)
    assert found.applications[1].value == pytest.approx(3.5)
    widths = {key: one.interval.high - one.interval.low for key, one in found.applications.items()}
    assert widths[3] > 1.3 * widths[1], "what fewer people read is less sure, and is not drawn to the middle"


def dense(marks: Marks):
    """The same by whole matrices: generalised least squares, and the conditional mean of the readers."""
    coded, found = marks.coded(), variances(marks)
    count_of, readers = coded.shape
    x, z = np.eye(count_of)[coded.rows], np.eye(readers)[coded.columns]
    ratio = found.reader / found.error
    inverse = np.linalg.inv(np.block([[x.T @ x, x.T @ z], [z.T @ x, z.T @ z + np.eye(readers) / ratio]]))
    solved = inverse @ np.concatenate([x.T @ coded.values, z.T @ coded.values])
    mean_reader = np.hstack([np.eye(count_of), np.full((count_of, readers), 1 / readers)])
    return mean_reader @ solved, found.error * mean_reader @ inverse @ mean_reader.T


def test_hendersons_equations_as_a_whole_say_the_same():
    marks = drawn(np.random.default_rng(5), applications=20, readers=5).marks(np.random.default_rng(6), 0.5)
    found = adjusted(marks)
    scores, covariance = dense(marks)
    assert [one.value for one in found.applications.values()] == pytest.approx(scores.tolist())
    assert np.allclose(found.covariance, covariance)


def test_statsmodels_least_squares_says_the_same_of_severity():
    marks = drawn(np.random.default_rng(7), applications=20, readers=5).marks(np.random.default_rng(8), 0.5)
    coded = marks.coded()
    readers = np.vstack([np.eye(4), -np.ones((1, 4))])[coded.columns]
    fitted = OLS(coded.values, np.hstack([np.eye(20)[coded.rows], readers])).fit()
    found = adjusted(marks).severities
    for at in range(4):
        low, high = fitted.conf_int()[20 + at]
        assert found[at].value == pytest.approx(-fitted.params[20 + at])
        assert (found[at].interval.low, found[at].interval.high) == pytest.approx((-high, -low))


def test_the_search_finds_the_top_of_the_likelihood():
    """Restricted likelihood by whole matrices, in a table with holes: nothing near is better."""
    marks = drawn(np.random.default_rng(9), applications=25, readers=6).marks(np.random.default_rng(10), 0.5)
    coded, found = marks.coded(), variances(marks)

    def criterion(application, reader, error):
        rows, columns = coded.rows, coded.columns
        whole = application * np.equal.outer(rows, rows) + reader * np.equal.outer(columns, columns)
        whole = whole + error * np.eye(len(rows))
        inverse, ones = np.linalg.inv(whole), np.ones(len(rows))
        mean = ones @ inverse @ coded.values / (ones @ inverse @ ones)
        rest = coded.values - mean
        determinants = np.linalg.slogdet(whole)[1] + np.log(ones @ inverse @ ones)
        return determinants + rest @ inverse @ rest + (len(rows) - 1) * np.log(2 * np.pi)

    best = (found.application, found.reader, found.error)
    assert criterion(*best) == pytest.approx(found.criterion)
    for at in range(3):
        for factor in (0.97, 1.03):
            assert criterion(*(one * (factor if n == at else 1) for n, one in enumerate(best))) > criterion(
                *best
            )


def test_readers_that_nothing_compares_are_not_adjusted():
    apart = [(n, reader, float(n + reader)) for n in range(6) for reader in ((0, 1) if n < 3 else (2, 3))]
    with pytest.raises(NotConnected) as refused:
        adjusted(Marks.of(apart))
    assert len(refused.value.parts) == 2
    assert adjusted(Marks.of([*apart, (0, 2, 3.0), (5, 0, 4.0)])).applications.keys() == set(range(6))


@pytest.mark.parametrize(
    "rows",
    [
        [(1, 1, 2.0), (1, 2, 3.0), (2, 2, 3.0)],
        [(1, 1, 2.0), (2, 1, 3.0), (3, 1, 1.0)],
        [(1, 1, 2.0), (1, 2, 2.0), (2, 1, 2.0), (2, 2, 2.0)],
    ],
    ids=["a chain leaves nothing over", "one reader", "all the same"],
)
def test_too_few_readings_to_tell_severity_from_chance(rows):
    with pytest.raises(TooFew):
        adjusted(Marks.of(rows))


@given(st.integers(0, 10_000), st.randoms(use_true_random=False))
def test_in_whatever_order_readings_come_the_scores_are_the_same(seed, random):
    rng = np.random.default_rng(seed)
    marks = drawn(rng, applications=12, readers=4).marks(rng, 0.5)
    rows = list(zip(marks.applications, marks.readers, marks.values, strict=True))
    again = adjusted(Marks.of(random.sample(rows, len(rows))))
    assert again.applications == adjusted(marks).applications
    assert again.severities == adjusted(marks).severities


@given(st.integers(0, 10_000), st.floats(-50, 50), st.floats(0.1, 30))
@example(193, 0.0, 0.109375)  # two hills, of which rounding chose one
def test_on_another_scale_the_scores_move_along(seed, shift, stretch):
    rng = np.random.default_rng(seed)
    marks = drawn(rng, applications=12, readers=4).marks(rng, 0.5)
    moved = Marks(marks.applications, marks.readers, tuple(shift + stretch * one for one in marks.values))
    plain, found = adjusted(marks).applications, adjusted(moved).applications
    for key, one in plain.items():
        assert found[key].value == pytest.approx(
            shift + stretch * one.value, abs=1e-5 * (stretch + abs(shift))
        )


@pytest.mark.counted
@pytest.mark.parametrize(("readers", "each"), [(8, 2), (8, 3), (20, 2)])
def test_adjusted_scores_rank_better_than_raw_means(readers, each):
    """Means of Spearman's rank correlation with true quality."""
    rng, plain, better = np.random.default_rng(20), [], []
    for _ in range(count(20, 300)):
        true = drawn(rng, readers=readers, each=each)
        marks = true.marks(rng, 0.5)
        plain.append(spearmanr(true.quality, [one.mean for one in raw(marks).values()]).statistic)
        scores = [one.value for one in adjusted(marks).applications.values()]
        better.append(spearmanr(true.quality, scores).statistic)
    assert np.mean(better) > np.mean(plain) + 0.01


@pytest.mark.counted
@pytest.mark.parametrize(
    "shape",
    [
        {},
        {"each": 3, "severity": 0.1},
        {"applications": 20, "readers": 5},
        {"readers": 20},
        {"applications": 30, "readers": 15, "severity": 0.0},
    ],
    ids=["usual", "mild readers", "small", "many readers", "no severity"],
)
def test_intervals_hold_the_truth_as_often_as_they_say(shape):
    """Within two points of 95 % in 1,000 rounds. The score's truth is the mean over the readers of the round."""
    rng, scores, severities = np.random.default_rng(21), [], []
    for _ in range(count(40, 1000)):
        true = drawn(rng, **shape)
        found = adjusted(true.marks(rng, 0.6))
        scores.append(holds(found.applications, true.quality))
        severities.append(holds(found.severities, true.severity))
    near = count(0.04, 0.02)
    assert abs(np.mean(scores) - 0.95) < near
    assert abs(np.mean(severities) - 0.95) < near


@pytest.mark.counted
def test_intervals_of_the_best_hold_as_often_as_those_of_all():
    """No score is drawn to the middle, so the best are not understated; drawn in by their reliability they are."""
    rng, kept, drawn_in = np.random.default_rng(22), [], []
    for _ in range(count(40, 1000)):
        true = drawn(rng)
        found = adjusted(true.marks(rng, 0.6))
        reliable = found.variances.reliability(2, same_readers=True)
        middle = np.mean([one.value for one in found.applications.values()])
        for key in true.quality.argsort()[-6:].tolist():
            one = found.applications[key]
            kept.append(one.interval.low <= true.quality[key] <= one.interval.high)
            value, half = (
                middle + reliable * (one.value - middle),
                (one.interval.high - one.value) * reliable**0.5,
            )
            drawn_in.append(abs(value - true.quality[key]) <= half)
    assert abs(np.mean(kept) - 0.95) < count(0.04, 0.02)
    assert np.mean(drawn_in) < 0.9


@pytest.mark.counted
def test_without_severity_intervals_say_more_than_they_know():
    """The control: means with an interval from chance alone, as if readers were alike."""
    rng, held = np.random.default_rng(23), []
    for _ in range(count(40, 1000)):
        true = drawn(rng, severity=0.6)
        marks = true.marks(rng, 0.4)
        half = 1.96 * 0.4 / 2**0.5
        held.append(np.mean([abs(one.mean - true.quality[key]) < half for key, one in raw(marks).items()]))
    assert np.mean(held) < 0.8


def test_the_largest_round_is_worked_at_once():
    """500 applications, 60 readers, three readings each: it is a page that waits for it."""
    rng = np.random.default_rng(24)
    true = drawn(rng, applications=500, readers=60, each=3)
    found = adjusted(true.marks(rng, 0.5))
    assert abs(holds(found.applications, true.quality) - 0.95) < 0.03
    assert found.variances.reader == pytest.approx(true.severity.var(), rel=0.2)
