"""Weights that make those who answered look like those who were invited, by role and school level.

Post-stratification (Holt and Smith, 1979, Journal of the Royal Statistical Society A 142:33-46): each answer counts as
the share of its cell among the invited, divided by its share among those who answered. It corrects for which groups
kept silent, never for who did within a group. Small cells are put together first, because a few answers that stand for
many make a number nervous (Kalton and Flores-Cervantes, 2003, Journal of Official Statistics 19:81-97). The headline is
the unweighted number; the weighted one stands beside it with what it costs (Kish, 1965, Survey Sampling, Wiley).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

Key = tuple[str, ...]  # role first


@dataclass(frozen=True, slots=True)
class Stratum:
    """Groups that are weighted together: how many were invited and answered, and the sum of what they said."""

    keys: tuple[Key, ...]
    invited: int
    answered: int
    total: Fraction

    def __add__(self, other: "Stratum") -> "Stratum":
        return Stratum(
            tuple(sorted(self.keys + other.keys)),
            self.invited + other.invited,
            self.answered + other.answered,
            self.total + other.total,
        )


@dataclass(frozen=True, slots=True)
class Weighted:
    """A share or mean before and after, and the price: 1 for ``design_effect`` is none."""

    unweighted: Fraction
    weighted: Fraction
    largest: Fraction
    effective: Fraction
    answered: int
    strata: int
    by: tuple[str, ...] = ()

    @property
    def design_effect(self) -> Fraction:
        """How many times as many answers the weights make necessary (Kish's approximation)."""
        return self.answered / self.effective


def collapsed(strata: Iterable[Stratum], smallest: int) -> list[Stratum]:
    """Strata of at least ``smallest`` answers each: the smallest joins the next smallest, of its own role if it can."""
    left = sorted(strata, key=_size)
    while len(left) > 1 and left[0].answered < smallest:
        small = left.pop(0)
        roles = {key[0] for key in small.keys}
        kin = [one for one in left if {key[0] for key in one.keys} & roles]
        partner = min(kin or left, key=_size)
        left.remove(partner)
        left = sorted([*left, small + partner], key=_size)
    return left


def _size(stratum: Stratum) -> tuple[int, tuple[Key, ...]]:
    return stratum.answered, stratum.keys


def weighted(strata: Iterable[Stratum], by: tuple[str, ...] = ()) -> Weighted | None:
    """The number with and without weights; None where nobody answered or the weights would change nothing."""
    cells = [stratum for stratum in strata if stratum.answered]
    answered, invited = sum(one.answered for one in cells), sum(one.invited for one in cells)
    if len(cells) < 2 or not invited:
        return None
    weights = [Fraction(one.invited * answered, invited * one.answered) for one in cells]
    squares = sum(
        (weight * weight * one.answered for weight, one in zip(weights, cells, strict=True)), Fraction(0)
    )
    summed = sum((weight * one.total for weight, one in zip(weights, cells, strict=True)), Fraction(0))
    # The weights of all answers add up to their number.
    return Weighted(
        unweighted=sum((one.total for one in cells), Fraction(0)) / answered,
        weighted=summed / answered,
        largest=max(weights),
        effective=answered * answered / squares,
        answered=answered,
        strata=len(cells),
        by=by,
    )
