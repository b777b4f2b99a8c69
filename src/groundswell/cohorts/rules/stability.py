"""How far a ranking hangs on chance, and who is in under each way to score.

Ranks look surer than they are (Goldstein & Spiegelhalter, 1996, Journal of the Royal Statistical Society A
159:385-443). Here the round is read again many times in thought: each time every adjusted score moves by an error as
large, and as tied to the others, as the model says; the applications are ranked anew. Adjusted scores and these shares
**advise, they never decide**.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from groundswell.cohorts.rules.connectivity import NotConnected
from groundswell.cohorts.rules.rasch import Rating, rasch
from groundswell.cohorts.rules.scores import Id, Marks, raw
from groundswell.cohorts.rules.severity import Adjusted, adjusted
from groundswell.cohorts.rules.variances import TooFew

RESAMPLES = 2000
Method = Literal["mean", "median", "adjusted", "rasch"]


@dataclass(frozen=True, slots=True)
class Place:
    """``selection_probability``: the share of resampled rounds in which an application is among the first; ``low`` and
    ``high`` hold the middle 95 % of its ranks there (1 is best)."""

    selection_probability: float
    low: int
    high: int


def stability(found: Adjusted, places: int, *, seed: int, resamples: int = RESAMPLES) -> dict[Id, Place]:
    """How each application fares in ``resamples`` rounds, of which the best ``places`` are chosen.

    A parametric bootstrap of the readings with the shares of the variances held: errors are drawn from the joint
    distribution of the scores' errors, their size as uncertain as the degrees of freedom leave it (multivariate t). It
    says how firm the list is, not how likely an application is truly among the best: scores that stand out by luck
    stand out here, too. Raises ValueError where ``places`` is not between 1 and the number of applications.
    """
    ids = tuple(found.applications)
    if not 1 <= places <= len(ids):
        raise ValueError(f"{places} places for {len(ids)} applications.")
    rng = np.random.default_rng(seed)
    values, vectors = np.linalg.eigh(found.covariance)
    root = vectors * np.sqrt(np.clip(values, 0, None))
    errors = rng.standard_normal((resamples, len(ids))) @ root.T
    errors *= np.sqrt(found.freedom / rng.chisquare(found.freedom, size=(resamples, 1)))
    scores = np.array([one.value for one in found.applications.values()]) + errors
    ranks = (-scores).argsort(axis=1).argsort(axis=1) + 1
    inside = (ranks <= places).mean(axis=0)
    low, high = np.quantile(ranks, (0.025, 0.975), axis=0, method="inverted_cdf")
    return {
        key: Place(share, int(first), int(last))
        for key, share, first, last in zip(ids, inside.tolist(), low, high, strict=True)
    }


@dataclass(frozen=True, slots=True)
class Chosen:
    """Who is in by one way to score. ``tied`` have the same score at the cut, and more of them than places are left:
    the numbers don't decide between them. ``refused`` says why the data do not carry this way; then nobody is in."""

    inside: frozenset[Id]
    tied: frozenset[Id] = frozenset()
    refused: NotConnected | TooFew | None = None


def who_is_in(marks: Marks, places: int, ratings: Iterable[Rating] = ()) -> dict[Method, Chosen]:
    """Who would be among the best ``places`` by raw mean, raw median, adjusted score and, where ``ratings`` by
    criterion are given, by Rasch ability: side by side, for people to look at where they differ."""
    plain = raw(marks)
    found: dict[Method, Chosen] = {
        "mean": best({key: one.mean for key, one in plain.items()}, places),
        "median": best({key: one.median for key, one in plain.items()}, places),
    }
    try:
        scores = {key: one.value for key, one in adjusted(marks).applications.items()}
        found["adjusted"] = best(scores, places)
    except (NotConnected, TooFew) as refused:
        found["adjusted"] = Chosen(frozenset(), refused=refused)
    if rows := list(ratings):
        try:
            abilities = {key: one.value for key, one in rasch(rows).abilities.items()}
            found["rasch"] = best(abilities, places)
        except (NotConnected, TooFew) as refused:
            found["rasch"] = Chosen(frozenset(), refused=refused)
    return found


def best(scores: Mapping[Id, float], places: int) -> Chosen:
    """The ``places`` highest; scores that agree to nine digits are the same."""
    rounded = {key: round(score, 9) for key, score in scores.items()}
    if places >= len(rounded):
        return Chosen(frozenset(rounded))
    if places < 1:
        return Chosen(frozenset())
    last = sorted(rounded.values(), reverse=True)[places - 1]
    above = frozenset(key for key, score in rounded.items() if score > last)
    level = frozenset(key for key, score in rounded.items() if score == last)
    if len(above) + len(level) == places:
        return Chosen(above | level)
    return Chosen(above, level)
