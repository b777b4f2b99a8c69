"""Shares that carry their proof: the definition, N, the response rate and what the silent could make of it.

Pure functions. A share is a fraction between 0 and 1; the page turns it into per cent.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

SMALLEST_THRESHOLD = 5
DEFAULT_THRESHOLD = 10


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


def mean(values: Iterable[tuple[int, int]]) -> Fraction | None:
    """Mean of (value, count) pairs; None where nothing was counted."""
    pairs = list(values)
    total = sum(count for _, count in pairs)
    return Fraction(sum(value * count for value, count in pairs), total) if total else None
