"""The numbers behind ``rasch``: the rating-scale model with several facets, fitted to arrays.

At measure x the level k of 0..m has weight exp(k x - (t1 + … + tk)), with x = ability - severity - difficulty (Andrich,
1978, Psychometrika 43:561-573; Linacre, 1989, Many-Facet Rasch Measurement). Severities, difficulties and thresholds
each sum to 0.
"""

from dataclasses import dataclass

import numpy as np

MOST_ROUNDS = 100
CLOSE = 1e-8
LONGEST_STEP = 1.0  # logits
FARTHEST = 15.0  # logits: nothing that people rate lies so far out; the search is running away


@dataclass(frozen=True, slots=True, eq=False)
class Scale:
    """Ratings as arrays, in the order of ``rows`` (n,), the application of each; ``design`` (n, p) is what severity and
    difficulty, coded to sum to 0, take from the measure; ``levels`` (n,) run from 0 to ``top``."""

    rows: np.ndarray
    design: np.ndarray
    levels: np.ndarray
    top: int

    @property
    def per_application(self) -> np.ndarray:
        """How many ratings each application has."""
        return np.bincount(self.rows)

    def sums(self, each: np.ndarray) -> np.ndarray:
        """Of ``each`` (n, …) by application."""
        return np.add.reduceat(each, np.searchsorted(self.rows, np.arange(self.rows[-1] + 1)))


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """``abilities`` (I,) in logits; ``facets`` (p,) and ``thresholds`` (m - 1,) in sum-to-0 coding with ``covariance``
    over both; whether the search ``settled``, and after how many rounds."""

    abilities: np.ndarray
    facets: np.ndarray
    thresholds: np.ndarray
    covariance: np.ndarray
    settled: bool
    rounds: int


def summing_to_nought(size: int) -> np.ndarray:
    """(size, size - 1): the last is minus the sum of the others."""
    return np.vstack([np.eye(size - 1), -np.ones((1, size - 1))])


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """What the model expects at each measure (n,): mean, variance and third moment of the level; ``above`` (n, m),
    probability of reaching each level; ``tied`` (n, m), how that goes with the level."""

    mean: np.ndarray
    variance: np.ndarray
    third: np.ndarray
    above: np.ndarray
    tied: np.ndarray


def moments(measures: np.ndarray, steps: np.ndarray) -> Moments:
    """``steps`` (m,): the thresholds."""
    levels = np.arange(len(steps) + 1.0)
    weights = levels * measures[:, None] - np.concatenate([[0.0], np.cumsum(steps)])
    weights = np.exp(weights - weights.max(axis=1, keepdims=True))
    chances = weights / weights.sum(axis=1, keepdims=True)
    mean = chances @ levels
    apart = levels - mean[:, None]
    above = chances[:, ::-1].cumsum(axis=1)[:, ::-1][:, 1:]
    beyond = (chances * apart)[:, ::-1].cumsum(axis=1)[:, ::-1][:, 1:]
    return Moments(mean, (chances * apart**2).sum(axis=1), (chances * apart**3).sum(axis=1), above, beyond)


def joint(scale: Scale) -> Fit:
    """Joint maximum likelihood: all parameters at once by Newton's method, abilities eliminated at each step."""
    to_steps = summing_to_nought(scale.top)
    reached = scale.levels[:, None] >= np.arange(1, scale.top + 1)
    split, means = scale.design.shape[1], scale.sums(scale.levels) / scale.per_application
    abilities = np.log(means / (scale.top - means))
    others = np.zeros(split + scale.top - 1)
    rounds, farthest = 0, np.inf
    while farthest >= CLOSE and rounds < MOST_ROUNDS and max(np.abs([*abilities, *others])) < FARTHEST:
        rounds += 1
        steps = to_steps @ others[split:]
        now = moments(abilities[scale.rows] + scale.design @ others[:split], steps)
        slopes = np.hstack([now.variance[:, None] * scale.design, -now.tied @ to_steps])
        own, shared = scale.sums(now.variance), scale.sums(slopes)
        information = _information(scale, now, slopes, to_steps) - shared.T @ (shared / own[:, None])
        off = scale.levels - now.mean
        pull = np.concatenate([scale.design.T @ off, to_steps.T @ (now.above - reached).sum(axis=0)])
        own_pull = scale.sums(off)
        move = np.linalg.solve(information, pull - shared.T @ (own_pull / own))
        own_move = (own_pull - shared @ move) / own
        farthest = max(np.abs(move).max(initial=0.0), np.abs(own_move).max())
        short = LONGEST_STEP / max(farthest, LONGEST_STEP)
        others, abilities = others + short * move, abilities + short * own_move
    covariance = np.linalg.inv(information)
    return Fit(abilities, others[:split], others[split:], covariance, bool(farthest < CLOSE), rounds)


def _information(scale: Scale, now: Moments, slopes: np.ndarray, to_steps: np.ndarray) -> np.ndarray:
    """(p + m - 1, p + m - 1) of facets and thresholds, abilities held."""
    split = scale.design.shape[1]
    later = np.maximum.outer(np.arange(scale.top), np.arange(scale.top))
    jumps = now.above.sum(axis=0)[later] - now.above.T @ now.above
    found = np.empty((slopes.shape[1],) * 2)
    found[:, :split] = slopes.T @ scale.design
    found[:split, split:] = found[split:, :split].T
    found[split:, split:] = to_steps.T @ jumps @ to_steps
    return found


def weighted(scale: Scale, offsets: np.ndarray, steps: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Abilities (I,) with everything else known, and their information (I,): ``offsets`` (n,) is what facets add to
    each measure. By Warm's weighted likelihood (1989, Psychometrika 54:427-450), which takes out the bias of the first
    order and is finite where all levels are the lowest or the highest."""
    abilities = np.zeros(scale.rows[-1] + 1)
    for _ in range(MOST_ROUNDS):
        now = moments(abilities[scale.rows] + offsets, steps)
        information = scale.sums(now.variance)
        pull = scale.sums(scale.levels - now.mean) + scale.sums(now.third) / (2 * information)
        move = np.clip(pull / information, -LONGEST_STEP, LONGEST_STEP)
        abilities = abilities + move
        if np.abs(move).max() < CLOSE:
            break
    return abilities, information
