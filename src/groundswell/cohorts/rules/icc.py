"""Correlation within applications: which part of the differences among marks is the applications' own.

A complete table (everybody read everything) has the six coefficients of Shrout & Fleiss (1979, Psychological Bulletin
86:420-428) with the F intervals of McGraw & Wong (1996, Psychological Methods 1:30-46). Where readers read different
applications there are no mean squares to take them from; then two come from the variances of the mixed model
(``variances``), with an interval by parametric bootstrap.
"""

import math
from dataclasses import dataclass

import numpy as np

from groundswell.cohorts.rules.scores import Marks
from groundswell.cohorts.rules.variances import Design, TooFew, Variances, variances
from groundswell.kernel.numbers import Interval

RESAMPLES = 200
ALIKE = 1e-12  # of the other differences: means that only rounding parts


@dataclass(frozen=True, slots=True)
class Icc:
    """One coefficient: ``kind`` as in "ICC(2,1)", for the mean of ``readings`` readings."""

    kind: str
    value: float
    interval: Interval | None
    readings: float


@dataclass(frozen=True, slots=True)
class Correlations:
    """All that the table carries by kind; ``applies`` names the one that speaks of a round's mean marks.

    That is ICC(2,k): readers are a sample of those who might have read, and a strict one counts as noise. In a complete
    table every application met the same readers, so the *order* within it is as sound as ICC(3,k). For adjusted scores
    of an incomplete table read ICC(3,k), for raw means ICC(2,k).
    """

    coefficients: dict[str, Icc]
    applies: str
    is_complete: bool


def correlations(marks: Marks, *, seed: int, resamples: int = RESAMPLES) -> Correlations:
    """The coefficients that the readings carry. ``seed`` and ``resamples`` are for incomplete tables.

    Raises TooFew for fewer than two applications or readers, no application that two read, or marks all the same; in a
    complete table also where the means of all applications are.
    """
    coded = marks.coded()
    is_complete = len(coded.values) == coded.shape[0] * coded.shape[1]
    if not is_complete:
        return Correlations(_from_variances(marks, seed, resamples), "ICC(2,k)", False)
    if min(coded.shape) < 2 or not np.ptp(coded.values) > 0:
        raise TooFew("Correlations need two applications, two readers, and marks that are not all the same.")
    return Correlations(_from_table(coded.table()), "ICC(2,k)", True)


def _from_table(table: np.ndarray) -> dict[str, Icc]:
    subjects, readers = table.shape
    (between, within), (judges, rest) = _mean_squares(table)
    if not between > ALIKE * (judges + within):
        raise TooFew("The applications do not differ in their means.")
    single = {
        "ICC(1)": (between - within) / (between + (readers - 1) * within),
        "ICC(2,1)": (between - rest)
        / (between + (readers - 1) * rest + readers * (judges - rest) / subjects),
        "ICC(3,1)": (between - rest) / (between + (readers - 1) * rest),
    }
    ends = {
        "ICC(1)": _f_ends(between, within, subjects - 1, subjects * (readers - 1), readers),
        "ICC(2,1)": _agreement_ends(between, judges, rest, subjects, readers, single["ICC(2,1)"]),
        "ICC(3,1)": _f_ends(between, rest, subjects - 1, (subjects - 1) * (readers - 1), readers),
    }
    found = {}
    for kind, value in single.items():
        mean_kind = kind.replace(",1", "").replace(")", ",k)")
        found[kind] = Icc(kind, value, _interval(ends[kind], 1), 1)
        found[mean_kind] = Icc(mean_kind, _stepped(value, readers), _interval(ends[kind], readers), readers)
    return found


def _mean_squares(table: np.ndarray) -> tuple[tuple[float, float], tuple[float, float]]:
    """((between applications, within them), (between readers, the rest))."""
    subjects, readers = table.shape
    mean, means, judges = table.mean(), table.mean(axis=1), table.mean(axis=0)
    between = readers * ((means - mean) ** 2).sum()
    across = subjects * ((judges - mean) ** 2).sum()
    within = ((table - means[:, None]) ** 2).sum()
    rest = ((table - means[:, None] - judges + mean) ** 2).sum()
    return (
        (float(between / (subjects - 1)), float(within / (subjects * (readers - 1)))),
        (float(across / (readers - 1)), float(rest / ((subjects - 1) * (readers - 1)))),
    )


def _stepped(value: float, readings: float) -> float:
    """Of the mean of so many readings, from that of one (Spearman, 1910, and Brown, 1910)."""
    below = 1 + (readings - 1) * value
    return readings * value / below if below > 0 else -math.inf


def _interval(ends: tuple[float, float], readings: float) -> Interval:
    low, high = ends
    return Interval(_stepped(float(low), readings), _stepped(float(high), readings))


def _f_ends(between: float, noise: float, top: int, bottom: int, readers: int) -> tuple[float, float]:
    """95 % ends of a ratio of mean squares, as the correlation of single readings."""
    from scipy.special import fdtri  # inline: slow import

    if not noise > 0:
        return 1.0, 1.0
    ratio = between / noise
    low, high = ratio / fdtri(top, bottom, 0.975), ratio * fdtri(bottom, top, 0.975)
    return (low - 1) / (low + readers - 1), (high - 1) / (high + readers - 1)


def _agreement_ends(
    between: float, judges: float, rest: float, subjects: int, readers: int, value: float
) -> tuple[float, float]:
    """95 % ends of ICC(2,1) with Satterthwaite's degrees of freedom (Shrout & Fleiss, 1979, p. 424)."""
    from scipy.special import fdtri  # inline: slow import

    if not rest > 0:
        return (1.0, 1.0) if not judges > 0 else (0.0, 1.0)
    ratio, wide = judges / rest, subjects * (1 + (readers - 1) * value) - readers * value
    freedom = (
        (readers - 1)
        * (subjects - 1)
        * (readers * value * ratio + wide) ** 2
        / ((subjects - 1) * readers**2 * value**2 * ratio**2 + wide**2)
    )
    upper, lower = fdtri(subjects - 1, freedom, 0.975), fdtri(freedom, subjects - 1, 0.975)
    spread = readers * judges + (readers * subjects - readers - subjects) * rest
    return (
        subjects * (between - upper * rest) / (upper * spread + subjects * between),
        subjects * (lower * between - rest) / (spread + subjects * lower * between),
    )


def _from_variances(marks: Marks, seed: int, resamples: int) -> dict[str, Icc]:
    """k is the harmonic mean of the readings of an application."""
    found = variances(marks)
    counts = marks.coded().incidence().sum(axis=1)
    usual = float(len(counts) / (1 / counts).sum())
    drawn = _redrawn(marks, found, seed, resamples)

    def coefficient(kind: str, readings: float, same_readers: bool) -> Icc:
        value = found.reliability(readings, same_readers=same_readers)
        each = [one.reliability(readings, same_readers=same_readers) for one in drawn]
        ends = Interval(*map(float, np.quantile(each, (0.025, 0.975)))) if each else None
        return Icc(kind, value, ends, readings)

    return {
        f"ICC({kind},{name})": coefficient(f"ICC({kind},{name})", readings, kind == 3)
        for kind in (2, 3)
        for name, readings in (("1", 1.0), ("k", usual))
    }


def _redrawn(marks: Marks, found: Variances, seed: int, resamples: int) -> list[Variances]:
    """The variances of rounds with these readings, drawn from the model as it was found."""
    coded, rng = marks.coded(), np.random.default_rng(seed)
    design = Design(coded)
    spread = np.sqrt([found.application, found.reader, found.error])
    drawn = []
    for _ in range(resamples):
        applications, readers = (
            rng.normal(0, one, size) for one, size in zip(spread, coded.shape, strict=False)
        )
        rest = rng.normal(0, spread[2], len(coded.values))
        drawn.append(design.fitted(applications[coded.rows] + readers[coded.columns] + rest))
    return drawn
