"""How far two people who read the same texts found the same themes in them.

Each theme is one judgement a text: it is in it or not. Cohen's kappa (1960, Educational and Psychological Measurement
20:37-46) is the agreement beyond what two coders with the same habits would reach by chance. Over several themes it is
pooled by its parts (De Vries, Elliott, Kanouse and Teleki, 2008, Field Methods 20:272-282): the mean of single kappas
jumps about where a theme is rare.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Any

Coded = Mapping[Any, Mapping[int | None, frozenset[int]]]  # text: coder: themes; every text somebody coded


@dataclass(frozen=True, slots=True)
class Judged:
    """One theme in ``texts`` that two coders read: found by the first, by the second, by both."""

    texts: int
    first: int
    second: int
    both: int

    @property
    def agreed(self) -> Fraction:
        """Share of the texts in which both said yes or both said no."""
        return Fraction(self.texts - self.first - self.second + 2 * self.both, self.texts)

    @property
    def by_chance(self) -> Fraction:
        """What they would agree in if each gave the theme as often, and blindly."""
        yes = self.first * self.second
        no = (self.texts - self.first) * (self.texts - self.second)
        return Fraction(yes + no, self.texts * self.texts)

    @property
    def kappa(self) -> Fraction | None:
        """From -1 to 1; None where chance alone would agree in everything."""
        return None if self.by_chance == 1 else (self.agreed - self.by_chance) / (1 - self.by_chance)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two coders, how many texts both read, and each theme in these."""

    coders: tuple[int, int]
    texts: int
    themes: Mapping[int, Judged]

    @property
    def agreed(self) -> Fraction | None:
        """Share of all judgements, over texts and themes, that are the same; None without a theme."""
        judged = self.themes.values()
        return sum((one.agreed for one in judged), Fraction(0)) / len(judged) if judged else None

    @property
    def kappa(self) -> Fraction | None:
        """Pooled over the themes; None where chance alone would agree in everything."""
        judged = self.themes.values()
        expected = sum((one.by_chance for one in judged), Fraction(0))
        if self.agreed is None or expected == len(judged):
            return None
        return (self.agreed * len(judged) - expected) / (len(judged) - expected)


def pairs(coded: Coded, themes: Collection[int], *, at_least: int) -> list[Pair]:
    """Every two known coders who both read ``at_least`` so many texts, those with the most first."""
    coders = sorted({coder for by in coded.values() for coder in by if coder is not None})
    found = []
    for first, second in combinations(coders, 2):
        shared = [(by[first], by[second]) for by in coded.values() if first in by and second in by]
        if len(shared) >= at_least:
            judged = {theme: _judged(theme, shared) for theme in themes}
            found.append(Pair((first, second), len(shared), judged))
    return sorted(found, key=lambda pair: -pair.texts)


def _judged(theme: int, shared: Collection[tuple[frozenset[int], frozenset[int]]]) -> Judged:
    return Judged(
        len(shared),
        sum(theme in one for one, _other in shared),
        sum(theme in other for _one, other in shared),
        sum(theme in one and theme in other for one, other in shared),
    )
