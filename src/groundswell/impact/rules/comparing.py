"""Whether chance alone could make the difference of two numbers."""

from groundswell.impact.rules.statements import Number
from groundswell.kernel import numbers


def may_be_chance(one: Number, other: Number) -> bool:
    """True where the 95 % interval of the difference holds 0; False also where it can't be told.

    Shares: Newcombe's hybrid score interval; means: Welch's (``kernel.numbers``). Both take the groups for independent:
    of people who answered twice the difference is known better than that, so that the rule errs towards silence.
    """
    if not one.answered or not other.answered or one.kind != other.kind:
        return False
    if one.kind == "share" and one.in_box is not None and other.in_box is not None:
        apart = numbers.shares_apart((one.in_box, one.answered), (other.in_box, other.answered))
    else:
        found = numbers.means_apart(numbers.Sums.of(one.pairs), numbers.Sums.of(other.pairs))
        if found is None:
            return False
        apart = found
    return apart.low <= 0 <= apart.high
