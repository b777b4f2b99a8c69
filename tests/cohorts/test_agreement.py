"""Agreement against the tables of the literature, and what it means where readings are missing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.cohorts.rules.agreement import alpha
from groundswell.cohorts.rules.icc import correlations
from groundswell.cohorts.rules.scores import Marks
from groundswell.cohorts.rules.variances import TooFew, variances
from tests.cohorts.rounds import KRIPPENDORFF, PENICILLIN, SHROUT_FLEISS, drawn, table
from tests.support.counts import count


@pytest.mark.parametrize(
    ("metric", "published"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)]
)
def test_krippendorffs_own_example(metric, published):
    """Krippendorff (2011), sections C and D: twelve units, four observers, seven readings missing."""
    found = alpha(table(KRIPPENDORFF), metric, seed=1)
    assert round(found.value, 3) == published
    assert found.interval.low < published < found.interval.high
    # The last unit was read once: it is there, and compares nothing.
    assert (found.applications, found.readings) == (11, 40)


@pytest.mark.parametrize(
    ("kind", "published"),
    [
        ("ICC(1)", 0.17), ("ICC(2,1)", 0.29), ("ICC(3,1)", 0.71),
        ("ICC(1,k)", 0.44), ("ICC(2,k)", 0.62), ("ICC(3,k)", 0.91),
    ],
)  # fmt: skip
def test_the_six_coefficients_of_shrout_and_fleiss(kind, published):
    """Shrout & Fleiss (1979), table 4."""
    found = correlations(table(SHROUT_FLEISS), seed=1)
    assert found.is_complete and found.applies == "ICC(2,k)"
    assert round(found.coefficients[kind].value, 2) == published


@pytest.mark.parametrize(
    ("kind", "third", "low", "high"),
    [
        ("ICC(1)", 0.166, -0.133, 0.72),
        ("ICC(2,1)", 0.290, 0.019, 0.76),
        ("ICC(3,1)", 0.715, 0.342, 0.95),
        ("ICC(1,k)", 0.443, -0.884, 0.91),
        ("ICC(2,k)", 0.620, 0.071, 0.93),
        ("ICC(3,k)", 0.909, 0.676, 0.99),
    ],
)
def test_their_intervals(kind, third, low, high):
    """As R's psych (Revelle) prints them for this table, function ICC: F intervals."""
    found = correlations(table(SHROUT_FLEISS), seed=1).coefficients[kind]
    assert (round(found.value, 3), round(found.interval.low, 3)) == (third, low)
    assert round(found.interval.high, 2) == high


def test_on_a_complete_table_the_variances_give_the_same():
    """Mean squares and restricted likelihood are one where the table is complete and no variance would be negative."""
    exact, fitted = correlations(table(SHROUT_FLEISS), seed=1).coefficients, variances(table(SHROUT_FLEISS))
    assert fitted.reliability() == pytest.approx(exact["ICC(2,1)"].value, abs=1e-5)
    assert fitted.reliability(4) == pytest.approx(exact["ICC(2,k)"].value, abs=1e-5)
    assert fitted.reliability(4, same_readers=True) == pytest.approx(exact["ICC(3,k)"].value, abs=1e-5)


@pytest.mark.counted
def test_where_readers_read_different_applications_the_mixed_model_answers():
    """True parts: application 0.36, reader 0.16, rest 0.25; one reading 0.47, the mean of two 0.64, adjusted 0.74."""
    rng = np.random.default_rng(11)
    marks = drawn(rng, applications=400, readers=40).marks(rng, 0.5)
    found = correlations(marks, seed=1, resamples=count(20, 200))
    assert not found.is_complete and set(found.coefficients) == {
        "ICC(2,1)",
        "ICC(2,k)",
        "ICC(3,1)",
        "ICC(3,k)",
    }
    for kind, true in {"ICC(2,1)": 0.468, "ICC(2,k)": 0.637, "ICC(3,k)": 0.742}.items():
        assert found.coefficients[kind].value == pytest.approx(true, abs=0.06)
        assert found.coefficients[kind].interval.low < true < found.coefficients[kind].interval.high
    assert found.coefficients["ICC(2,k)"].readings == 2


def test_a_seed_gives_the_same_interval_again():
    marks = table(KRIPPENDORFF)
    assert alpha(marks, seed=4) == alpha(marks, seed=4) != alpha(marks, seed=5)
    assert correlations(marks, seed=4, resamples=5) == correlations(marks, seed=4, resamples=5)
    assert correlations(marks, seed=4, resamples=5) != correlations(marks, seed=5, resamples=5)
    assert alpha(marks, seed=4, resamples=0).interval is None


@pytest.mark.parametrize("metric", ["nominal", "ordinal", "interval"])
def test_readers_who_throw_dice_agree_in_nothing(metric):
    rng = np.random.default_rng(2)
    rows = [(n, reader, float(rng.integers(1, 5))) for n in range(400) for reader in range(3)]
    found = alpha(Marks.of(rows), metric, seed=1, resamples=200)
    assert abs(found.value) < 0.05 and found.interval.low < 0 < found.interval.high


@pytest.mark.parametrize("metric", ["nominal", "ordinal", "interval"])
def test_readers_who_always_agree(metric):
    marks = Marks.of((n, reader, float(n % 4)) for n in range(12) for reader in range(2))
    assert alpha(marks, metric, seed=1).value == 1
    assert correlations(marks, seed=1).coefficients["ICC(2,1)"].value == 1


def test_where_nothing_can_be_compared():
    for rows in ([(1, 1, 2.0), (2, 1, 3.0)], [(1, 1, 2.0), (1, 2, 2.0), (2, 1, 2.0), (2, 2, 2.0)]):
        with pytest.raises(TooFew):
            alpha(Marks.of(rows), seed=1)
        with pytest.raises(TooFew):
            correlations(Marks.of(rows), seed=1)


def slow_alpha(marks: Marks, metric: str) -> float:
    """As the definition reads: every pair of values, one by one."""
    units = [values for values in marks.by_application().values() if len(values) > 1]
    pool = sorted(value for values in units for value in values)

    def distance(one, other):
        if metric == "nominal":
            return float(one != other)
        if metric == "interval":
            return (one - other) ** 2
        low, high = sorted((one, other))
        between = sum(low <= value <= high for value in pool) - (pool.count(low) + pool.count(high)) / 2
        return between**2 if low != high else 0.0

    observed = sum(
        sum(distance(a, b) for a in values for b in values) / (len(values) - 1) for values in units
    )
    expected = sum(distance(a, b) for a in pool for b in pool) / (len(pool) - 1)
    return 1 - observed / expected


def test_where_all_means_are_the_same_there_is_no_correlation_to_find():
    """Who is up with one reader is down with the other."""
    marks = table("1 2 / 2 1 / 1.5 1.5")
    with pytest.raises(TooFew, match="do not differ"):
        correlations(marks, seed=1)
    assert alpha(marks, seed=1).value < 0


READINGS = st.dictionaries(
    st.tuples(st.integers(0, 6), st.integers(0, 3)), st.integers(1, 4), min_size=4, max_size=20
)


@given(READINGS, st.sampled_from(["nominal", "ordinal", "interval"]))
def test_alpha_is_its_definition(readings, metric):
    marks = Marks.of((*pair, float(level)) for pair, level in readings.items())
    try:
        found = alpha(marks, metric, seed=1, resamples=0).value
    except TooFew:
        return
    assert found == pytest.approx(slow_alpha(marks, metric), abs=1e-9)


@given(READINGS, st.randoms(use_true_random=False))
def test_in_whatever_order_readings_come_the_numbers_are_the_same(readings, random):
    rows = [(*pair, float(level)) for pair, level in readings.items()]
    shuffled = random.sample(rows, len(rows))
    try:
        found = alpha(Marks.of(rows), "ordinal", seed=3, resamples=20)
    except TooFew:
        return
    assert alpha(Marks.of(shuffled), "ordinal", seed=3, resamples=20) == found


def test_lme4s_fit_of_penicillin():
    """lme4, example `Penicillin`: spread of plates 0.8467, samples 1.9316, rest 0.5499; criterion 330.8606."""
    found = variances(table(PENICILLIN))
    spread = [round(one**0.5, 4) for one in (found.application, found.reader, found.error)]
    assert spread == [0.8467, 1.9316, 0.5499]
    assert found.criterion == pytest.approx(330.8606, abs=5e-5)
    assert sum(found.shares) == pytest.approx(1)
