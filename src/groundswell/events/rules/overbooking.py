"""How many seats more than there are can be given, because some who have one don't come.

The share of those who come is learnt from past registrations of the same kind. With a Beta(1, 1) prior, the number
who come of n is beta-binomial (Gelman et al., Bayesian Data Analysis, 3rd ed., section 2.4). The answer is the
largest n for which more people than the room takes would come with a probability of at most ``RISK``.
"""

from dataclasses import dataclass
from functools import cache
from math import exp, lgamma

RISK = 0.05
LEAST_SEEN = 30  # below this many past seats nothing is learnt
MOST = 0.25  # never more than a quarter on top


@dataclass(frozen=True, slots=True)
class Learnt:
    """Extra seats, and what they rest on: past seats and how many of them were used."""

    extra: int
    seen: int
    came: int


def extra_seats(*, seats: int, room: int, seen: int, came: int) -> Learnt:
    """How many to give beyond ``seats`` when ``came`` of ``seen`` past seats were used; never beyond ``room``.

    ``room`` is what the room holds: the number of extra seats is bounded by it, and nobody ever stands.
    """
    if not 0 <= came <= seen:
        raise ValueError(f"{came} of {seen} can't have come.")
    if seen < LEAST_SEEN or seats <= 0:
        return Learnt(0, seen, came)
    most = min(int(seats * MOST), room - seats)
    extra = 0
    while extra < most and _too_many(seats + extra + 1, seats, seen, came) <= RISK:
        extra += 1
    return Learnt(extra, seen, came)


def _too_many(given: int, seats: int, seen: int, came: int) -> float:
    """Probability that more than ``seats`` of ``given`` come."""
    alpha, beta = 1 + came, 1 + seen - came
    return sum(_beta_binomial(k, given, alpha, beta) for k in range(seats + 1, given + 1))


@cache
def _beta_binomial(k: int, n: int, alpha: int, beta: int) -> float:
    choose = lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
    ratio = lgamma(k + alpha) + lgamma(n - k + beta) - lgamma(n + alpha + beta)
    norm = lgamma(alpha) + lgamma(beta) - lgamma(alpha + beta)
    return exp(choose + ratio - norm)
