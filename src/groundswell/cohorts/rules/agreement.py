"""How far readers agree: Krippendorff's alpha over all readings, and correlations within applications.

Alpha takes any number of readers and missing readings. Its interval resamples applications, since they are what
another round would bring anew (Zapf, Castell, Morawietz & Karch, 2016, BMC Medical Research Methodology 16:93).
Correlations within applications stand in ``icc``.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from groundswell.cohorts.rules.scores import Marks
from groundswell.cohorts.rules.variances import TooFew
from groundswell.kernel.numbers import Interval

Metric = Literal["nominal", "ordinal", "interval"]
RESAMPLES = 1000


@dataclass(frozen=True, slots=True)
class Alpha:
    """1 is perfect agreement, 0 what chance alone gives. ``applications`` and ``readings`` are those that could be
    compared. ``interval`` is None where resampling tells nothing."""

    value: float
    interval: Interval | None
    metric: Metric
    applications: int
    readings: int


def alpha(marks: Marks, metric: Metric = "interval", *, seed: int, resamples: int = RESAMPLES) -> Alpha:
    """Krippendorff's alpha, 1 - observed over expected disagreement (Krippendorff, 2011, Computing Krippendorff's
    alpha-reliability), with a 95 % percentile interval from ``resamples`` draws of applications; 0 draws, no interval.

    ``metric``: do marks differ or not (nominal), by how many marks lie between them (ordinal), by their distance
    (interval). Applications with one reading have nothing to compare and are left out. Raises TooFew where that leaves
    none, or where all marks that remain are the same.
    """
    counts = _counts(marks)
    if not len(counts.table):
        raise TooFew("No application was read twice.")
    value = float(counts.alpha(metric, np.ones((1, len(counts.table))))[0])
    if np.isnan(value):
        raise TooFew("All marks are the same.")
    return Alpha(
        value,
        _resampled(counts, metric, seed, resamples),
        metric,
        len(counts.table),
        int(counts.table.sum()),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Counts:
    """How often each of ``values`` (K,), ascending, was given to each application: ``table`` (U, K)."""

    values: np.ndarray
    table: np.ndarray

    def alpha(self, metric: Metric, times: np.ndarray) -> np.ndarray:
        """Alpha (B,) where the applications count ``times`` (B, U); NaN where nothing differs.

        Ordinal distance is the distance of mid-ranks, so both metrics with distances are one: a squared difference of
        ``places`` (B, K).
        """
        each = self.table.sum(axis=1)
        totals = times @ self.table
        number = totals.sum(axis=1)
        if metric == "nominal":
            same = (self.table**2).sum(axis=1)
            observed = times @ ((each**2 - same) / (each - 1))
            expected = number**2 - (totals**2).sum(axis=1)
        else:
            places = self._places(metric, totals)
            sums, squares = self.table @ places.T, self.table @ (places**2).T
            pairs = 2 * (each[:, None] * squares - sums**2) / (each - 1)[:, None]
            observed = (times * pairs.T).sum(axis=1)
            first, second = (totals * places).sum(axis=1), (totals * places**2).sum(axis=1)
            expected = 2 * (number * second - first**2)
        tiny = 1e-12 * number**2
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(expected > tiny, 1 - (number - 1) * observed / expected, np.nan)

    def _places(self, metric: Metric, totals: np.ndarray) -> np.ndarray:
        if metric == "ordinal":
            return np.cumsum(totals, axis=1) - totals / 2
        # From the middle, so that squares of large numbers don't swallow small differences.
        return np.broadcast_to(self.values - self.values.mean(), totals.shape)


def _counts(marks: Marks) -> _Counts:
    coded = marks.coded()
    paired = np.bincount(coded.rows)[coded.rows] > 1
    values, columns = np.unique(coded.values[paired], return_inverse=True)
    units, rows = np.unique(coded.rows[paired], return_inverse=True)
    table = np.zeros((len(units), len(values)))
    np.add.at(table, (rows, columns), 1.0)
    return _Counts(values, table)


def _resampled(counts: _Counts, metric: Metric, seed: int, resamples: int) -> Interval | None:
    units = len(counts.table)
    if resamples < 1 or units < 2:
        return None
    times = np.random.default_rng(seed).multinomial(units, np.full(units, 1 / units), size=resamples)
    found = counts.alpha(metric, times.astype(float))
    found = found[~np.isnan(found)]
    if not len(found):
        return None
    low, high = np.quantile(found, (0.025, 0.975))
    return Interval(float(low), float(high))
