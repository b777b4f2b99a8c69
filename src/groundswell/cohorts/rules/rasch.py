"""The many-facet Rasch model: quality, severity, difficulty and the steps of the scale told apart, in logits.

log(P(level k)/P(level k - 1)) = ability - severity - difficulty - threshold k (Linacre, 1989, Many-Facet Rasch
Measurement; thresholds shared by all, Andrich, 1978). Unlike a mean of levels it does not take the step from 1 to 2
to be as long as the one from 3 to 4, and lets criteria differ. Criteria count alike: a rubric's weights are no part of
it.

Fitted by joint maximum likelihood, which needs no guess at how abilities are spread but **overstates** every distance,
because each application brings its own unknown. With L ratings an application, facets and thresholds are drawn in by
(L - 1)/L (Wright & Douglas, 1977, Educational and Psychological Measurement 37:573-586) and their variances taken for
L - 1 ratings; L is the harmonic mean. What is left over is a few per cent with eight ratings and more. Abilities are
then Warm's weighted estimates (1989), which are finite where every level is the lowest or the highest; such
applications are marked, and took no part in finding the facets.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from groundswell.cohorts.rules.connectivity import must_connect
from groundswell.cohorts.rules.rasch_fit import Fit, Scale, joint, moments, summing_to_nought, weighted
from groundswell.cohorts.rules.scores import Id, Marks
from groundswell.cohorts.rules.variances import TooFew
from groundswell.kernel.numbers import Z95, Interval

FEWEST_AT_A_LEVEL = 10  # Linacre, 2002, Journal of Applied Measurement 3:85-106
FEWEST_PER_APPLICATION = 4  # below, the correction of the bias leaves more than a tenth of it

Rating = tuple[Id, Id, Id, int]  # application, reader, criterion, level


@dataclass(frozen=True, slots=True)
class Measure:
    """A place on the logit scale with standard error and 95 % interval. ``ratings`` it rests on; ``is_extreme`` where
    all of them are the lowest or the highest level."""

    value: float
    error: float
    interval: Interval
    ratings: int
    is_extreme: bool = False


@dataclass(frozen=True, slots=True)
class Rasch:
    """Abilities (higher is better), severities and difficulties (higher is stricter, harder; each sums to 0), and
    ``thresholds`` by the level that they lead to. ``fair`` is the level, in the rubric's units, that the model expects
    of each application from the mean reader on the mean criterion. ``rounds`` is how long the search took to settle."""

    abilities: dict[Id, Measure]
    severities: dict[Id, Measure]
    difficulties: dict[Id, Measure]
    thresholds: dict[int, float]
    fair: dict[Id, float]
    rounds: int


def rasch(ratings: Iterable[Rating]) -> Rasch:
    """Fit the model to the levels that readers gave on criteria.

    Raises NotConnected where readers cannot be compared; ValueError for a rating given twice. Raises TooFew where a
    reader or a criterion has only lowest or only highest levels, or met only applications that have; where a level was
    given fewer than FEWEST_AT_A_LEVEL times, or applications have fewer than FEWEST_PER_APPLICATION ratings; where
    readers and criteria cannot be told apart; and where the search does not settle.
    """
    rows = sorted(ratings, key=lambda row: row[:3])
    if not rows or len({row[:3] for row in rows}) < len(rows):
        raise ValueError("No rating, or the same reader rated a criterion of an application twice.")
    levels = [row[3] for row in rows]
    lowest, highest = min(levels), max(levels)
    inner, extreme = _without_extremes(rows, lowest, highest)
    _must_carry(rows, inner, lowest, highest)
    part = _Facets(inner, lowest, highest).scale
    _must_tell_apart(part)
    fit = joint(part)
    if not fit.settled:
        raise TooFew("The search for the measures does not settle: the levels part too neatly.")
    kept = 1 - float((1 / part.per_application).mean())
    return _said(_Facets(rows, lowest, highest), fit, kept, extreme)


def _without_extremes(rows: list[Rating], lowest: int, highest: int) -> tuple[list[Rating], set[Id]]:
    """(the ratings that can tell something of the facets, the applications whose ratings cannot)."""
    given: dict[Id, set[int]] = {}
    for application, _, _, level in rows:
        given.setdefault(application, set()).add(level)
    extreme = {application for application, levels in given.items() if levels in ({lowest}, {highest})}
    return [row for row in rows if row[0] not in extreme], extreme


def _must_carry(rows: list[Rating], inner: list[Rating], lowest: int, highest: int) -> None:
    counts = Counter(row[3] for row in inner)
    if rare := [level for level in range(lowest, highest + 1) if counts[level] < FEWEST_AT_A_LEVEL]:
        raise TooFew(f"Levels given fewer than {FEWEST_AT_A_LEVEL} times: {', '.join(map(str, rare))}.")
    each = Counter(row[0] for row in inner)
    if len(each) / sum(1 / count for count in each.values()) < FEWEST_PER_APPLICATION:
        raise TooFew(f"Fewer than {FEWEST_PER_APPLICATION} ratings an application.")
    for place, what in ((1, "reader"), (2, "criterion")):
        given: dict[Id, set[int]] = {row[place]: set() for row in rows}
        for row in inner:
            given[row[place]].add(row[3])
        if flat := sorted(key for key, levels in given.items() if levels <= {lowest} or levels <= {highest}):
            raise TooFew(f"A {what} with only lowest or only highest levels: {', '.join(map(str, flat))}.")
    pairs = {row[:2] for row in inner}
    if len({reader for _, reader in pairs}) < 2:
        raise TooFew("One reader alone is neither strict nor mild.")
    must_connect(Marks.of((*pair, 0.0) for pair in pairs))


def _must_tell_apart(scale: Scale) -> None:
    """Within applications, every facet has to vary on its own."""
    means = scale.sums(scale.design) / scale.per_application[:, None]
    within = scale.design - means[scale.rows]
    if np.linalg.matrix_rank(within.T @ within, hermitian=True) < within.shape[1]:
        raise TooFew(
            "Readers and criteria cannot be told apart: some readers gave levels on some criteria only."
        )


class _Facets:
    """Sorted ratings as arrays, and whom they are of."""

    def __init__(self, rows: list[Rating], lowest: int, highest: int) -> None:
        self.applications, self.readers, self.criteria = (
            sorted({row[place] for row in rows}) for place in range(3)
        )
        self.lowest = lowest
        at = [
            {key: place for place, key in enumerate(keys)}
            for keys in (self.applications, self.readers, self.criteria)
        ]
        places = np.array([[index[key] for index, key in zip(at, row[:3], strict=True)] for row in rows])
        design = -np.hstack([
            summing_to_nought(len(self.readers))[places[:, 1]],
            summing_to_nought(len(self.criteria))[places[:, 2]],
        ])  # fmt: skip
        levels = np.array([float(row[3] - lowest) for row in rows])
        self.scale = Scale(places[:, 0], design, levels, highest - lowest)
        self.loads = [np.bincount(places[:, place]).tolist() for place in range(3)]


def _said(facets: _Facets, fit: Fit, kept: float, extreme: set[Id]) -> Rasch:
    """``kept`` is (L - 1)/L. Errors of abilities hold those of the facets under them."""
    scale, readers = facets.scale, len(facets.readers)
    to_steps, covariance = summing_to_nought(scale.top), kept * fit.covariance
    steps = kept * (to_steps @ fit.thresholds)
    offsets = kept * (scale.design @ fit.facets)
    abilities, information = weighted(scale, offsets, steps)
    now = moments(abilities[scale.rows] + offsets, steps)
    slopes = scale.sums(np.hstack([now.variance[:, None] * scale.design, -now.tied @ to_steps]))
    slopes = slopes / information[:, None]
    errors = np.sqrt(1 / information + np.einsum("ij,jk,ik->i", slopes, covariance, slopes))
    measured = dict(zip(facets.applications, _measures(abilities, errors, facets.loads[0]), strict=True))
    split, end = readers - 1, len(fit.facets)
    return Rasch(
        abilities={
            key: Measure(one.value, one.error, one.interval, one.ratings, key in extreme)
            for key, one in measured.items()
        },
        severities=dict(
            zip(facets.readers, _facet(fit, covariance, kept, slice(0, split), facets.loads[1]), strict=True)
        ),
        difficulties=dict(
            zip(
                facets.criteria,
                _facet(fit, covariance, kept, slice(split, end), facets.loads[2]),
                strict=True,
            )
        ),
        thresholds={facets.lowest + at: step for at, step in enumerate(steps.tolist(), start=1)},
        fair=dict(
            zip(facets.applications, (facets.lowest + moments(abilities, steps).mean).tolist(), strict=True)
        ),
        rounds=fit.rounds,
    )


def _facet(fit: Fit, covariance: np.ndarray, kept: float, where: slice, loads: list[int]) -> list[Measure]:
    """One facet's measures out of the sum-to-0 coding."""
    whole = summing_to_nought(where.stop - where.start + 1)
    errors = np.sqrt(np.diag(whole @ covariance[where, where] @ whole.T))
    return _measures(kept * (whole @ fit.facets[where]), errors, loads)


def _measures(values: np.ndarray, errors: np.ndarray, loads: list[int]) -> list[Measure]:
    return [
        Measure(value, error, Interval(value - Z95 * error, value + Z95 * error), load)
        for value, error, load in zip(values.tolist(), errors.tolist(), loads, strict=True)
    ]
