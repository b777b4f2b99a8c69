"""Shares that carry their proof: the definition, N, the response rate and what the silent could make of it.

Pure functions. A share is a fraction between 0 and 1; the page turns it into per cent.
"""

import math
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate
from statistics import NormalDist

SMALLEST_THRESHOLD = 5
DEFAULT_THRESHOLD = 10
Z95 = NormalDist().inv_cdf(0.975)

Number = int | Decimal | Fraction


@dataclass(frozen=True, slots=True)
class ShareDefinition:
    """What a share counts: the question, its scale in order, and the answers in the box.

    Two shares may stand side by side only when their definitions are equal.
    """

    question: str
    scale: tuple[str, ...]
    box: frozenset[str]

    def __post_init__(self) -> None:
        stray = self.box - set(self.scale)
        if stray:
            raise ValueError(f"The box names answers that the scale does not have: {sorted(stray)}")


@dataclass(frozen=True, slots=True)
class Share:
    """A share with all that is needed to judge it. ``low`` and ``high`` are Manski's bounds."""

    definition: ShareDefinition
    in_box: int
    answered: int
    invited: int

    @property
    def value(self) -> Fraction:
        """Share of those who answered."""
        return Fraction(self.in_box, self.answered)

    @property
    def response_rate(self) -> Fraction:
        """Those who answered among those who were invited."""
        return response_rate(self.answered, self.invited)

    @property
    def low(self) -> Fraction:
        """The share of all invited if nobody who kept silent belonged in the box."""
        return bounds(self.in_box, self.answered, self.invited)[0]

    @property
    def high(self) -> Fraction:
        """The share of all invited if everybody who kept silent belonged in the box."""
        return bounds(self.in_box, self.answered, self.invited)[1]

    @property
    def interval(self) -> "Interval":
        """What chance alone leaves open, 95 %; the silent are not in it."""
        return wilson(self.in_box, self.answered)


def share(
    definition: ShareDefinition,
    counts: Mapping[str, int],
    *,
    invited: int,
    threshold: int = DEFAULT_THRESHOLD,
) -> Share | None:
    """The share of answers in the box, or None when fewer than ``threshold`` people answered.

    ``counts`` maps each answer of the scale to how often it was given. Raises ValueError when more answered than
    were invited, or an answer is not on the scale: such a number has no proof.
    """
    stray = set(counts) - set(definition.scale)
    if stray:
        raise ValueError(f"Answers that are not on the scale: {sorted(stray)}")
    answered = sum(counts.values())
    if answered > invited:
        raise ValueError(f"{answered} answers from {invited} invitations.")
    if suppressed(answered, threshold):
        return None
    in_box = sum(counts.get(answer, 0) for answer in definition.box)
    return Share(definition, in_box, answered, invited)


def suppressed(people: int, threshold: int = DEFAULT_THRESHOLD) -> bool:
    """True when a group of this size may not be shown. A threshold below 5 counts as 5."""
    return people < max(threshold, SMALLEST_THRESHOLD)


def response_rate(answered: int, invited: int) -> Fraction:
    """Answered among invited; 0 where nobody was invited."""
    return Fraction(answered, invited) if invited else Fraction(0)


def bounds(in_box: int, answered: int, invited: int) -> tuple[Fraction, Fraction]:
    """Worst-case bounds of a share under non-response (Manski, 1989, Journal of Human Resources 24:343-360).

    No assumption is made about those who kept silent: all of them may be outside the box, or all inside.
    """
    if not invited:
        return Fraction(0), Fraction(1)
    silent = invited - answered
    return Fraction(in_box, invited), Fraction(in_box + silent, invited)


def mean(values: Iterable[tuple[Number, int]]) -> Fraction | None:
    """Mean of (value, count) pairs, exact; None where nothing was counted."""
    pairs = list(values)
    total = sum(count for _, count in pairs)
    return sum((Fraction(value) * count for value, count in pairs), Fraction(0)) / total if total else None


@dataclass(frozen=True, slots=True)
class Interval:
    """What chance alone leaves open, 95 %, in the unit of the number that it belongs to."""

    low: float
    high: float

    def within(self, lowest: float, highest: float) -> "Interval":
        """The same, cut where the scale ends."""
        return Interval(max(self.low, lowest), min(self.high, highest))


def wilson(in_box: int, answered: int) -> Interval:
    """95 % score interval of a share (Wilson, 1927, Journal of the American Statistical Association 22:209-212)."""
    share, square = in_box / answered, Z95 * Z95
    middle = (share + square / (2 * answered)) / (1 + square / answered)
    half = (
        Z95 * math.sqrt(share * (1 - share) / answered + square / (4 * answered**2)) / (1 + square / answered)
    )
    # At none and at all one end is exactly 0 or 1, which the square root misses by a rounding.
    return Interval(
        0.0 if in_box == 0 else middle - half,
        1.0 if in_box == answered else middle + half,
    )


@dataclass(frozen=True, slots=True)
class Sums:
    """What a mean and its interval are made of: how many, their sum and the sum of their squares. Exact."""

    n: int
    total: Fraction
    squares: Fraction

    @classmethod
    def of(cls, pairs: Iterable[tuple[Number, int]]) -> "Sums":
        """Of (value, count) pairs."""
        known = [(Fraction(value), count) for value, count in pairs]
        return cls(
            sum(count for _, count in known),
            sum((value * count for value, count in known), Fraction(0)),
            sum((value * value * count for value, count in known), Fraction(0)),
        )

    @property
    def mean(self) -> Fraction | None:
        return self.total / self.n if self.n else None

    @property
    def variance(self) -> Fraction | None:
        """Sample variance (n - 1); None for fewer than two."""
        return (self.squares - self.total * self.total / self.n) / (self.n - 1) if self.n > 1 else None


def mean_interval(sums: Sums) -> Interval | None:
    """95 % interval of a mean by Student's t (1908, Biometrika 6:1-25), without a finite population correction.

    It speaks of many people like those who answered, not of the few who were invited and kept silent: for them
    there are the bounds. None for fewer than two answers and where all are the same: nothing can be told then.
    """
    if not sums.variance:
        return None
    middle = float(sums.total / sums.n)
    half = t_quantile(0.975, sums.n - 1) * math.sqrt(sums.variance / sums.n)
    return Interval(middle - half, middle + half)


def means_apart(first: Sums, second: Sums) -> Interval | None:
    """95 % interval of the second mean less the first, of different people (Welch, 1947, Biometrika 34:28-35)."""
    if first.variance is None or second.variance is None or not first.variance + second.variance:
        return None
    error, other = first.variance / first.n, second.variance / second.n
    both = error + other
    freedom = both * both / (error * error / (first.n - 1) + other * other / (second.n - 1))
    half = t_quantile(0.975, float(freedom)) * math.sqrt(both)
    apart = float(second.total / second.n - first.total / first.n)
    return Interval(apart - half, apart + half)


def shares_apart(first: tuple[int, int], second: tuple[int, int]) -> Interval:
    """95 % interval of the second share less the first, of different people; each is (in the box, answered).

    Hybrid score interval (Newcombe, 1998, Statistics in Medicine 17:873-890, method 10).
    """
    one, two = first[0] / first[1], second[0] / second[1]
    a, b = wilson(*first), wilson(*second)
    low = math.sqrt((two - b.low) ** 2 + (a.high - one) ** 2)
    high = math.sqrt((b.high - two) ** 2 + (one - a.low) ** 2)
    return Interval(two - one - low, two - one + high)


@lru_cache(maxsize=1000)
def t_quantile(probability: float, freedom: float) -> float:
    """Quantile of Student's t for ``probability`` between 0.5 and 1, by Newton's method on its distribution."""
    at = NormalDist().inv_cdf(probability)
    lead = math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2) - math.log(freedom * math.pi) / 2
    # From the normal quantile, which lies below, a concave function is climbed from one side: it can't overshoot.
    for _ in range(100):
        density = math.exp(lead - (freedom + 1) / 2 * math.log1p(at * at / freedom))
        step = (probability - 1 + _beyond(at, freedom)) / density
        at += step
        if abs(step) < 1e-14 * at:
            break
    return at


def _beyond(at: float, freedom: float) -> float:
    """Probability that Student's t is above ``at``: half the incomplete beta function of freedom/(freedom + at²)."""
    a, b, x = freedom / 2, 0.5, freedom / (freedom + at * at)
    if x > (a + 1) / (a + b + 2):
        return (1 - _incomplete_beta(b, a, at * at / (freedom + at * at))) / 2
    return _incomplete_beta(a, b, x) / 2


def _incomplete_beta(a: float, b: float, x: float) -> float:
    """Regularised incomplete beta function by its continued fraction (DLMF 8.17.22, in Lentz's way)."""
    if x <= 0:
        return 0.0
    front = math.exp(
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    )
    c, d = 1.0, 1 / (1 - (a + b) * x / (a + 1))
    fraction = d
    for m in range(1, 1000):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d, c = 1 / (1 + term * d), 1 + term / c
            fraction *= d * c
        if abs(d * c - 1) < 1e-15:
            break
    return front * fraction / a


def quantile(pairs: Iterable[tuple[Number, int]], part: Fraction) -> Fraction:
    """The value below which ``part`` of the answers lie, by linear interpolation between ranks.

    Definition 7 of Hyndman and Fan (1996, American Statistician 50:361-365), that of R, NumPy and spreadsheets.
    """
    values = sorted(pairs)
    last = list(accumulate(count for _, count in values))  # rank, from 1, of the last answer of each value
    at = part * (last[-1] - 1)
    rank = math.floor(at)
    below, above = (
        Fraction(values[bisect_right(last, one)][0]) for one in (rank, min(rank + 1, last[-1] - 1))
    )
    return below + (at - rank) * (above - below)
