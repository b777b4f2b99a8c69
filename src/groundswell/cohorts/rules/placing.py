"""Who is in by score and by lot: the raw mean decides, a line says where, and lots stand only near the line.

Pure functions on plain data. Scores are raw means to three digits, exactly as they are shown, stored and frozen: what
looks equal is equal. Keys are candidacies.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from groundswell.cohorts.choices import Place, PlacedBy

THOUSANDTH = Decimal("0.001")
Scores = Mapping[int, Decimal | None]


@dataclass(frozen=True, slots=True)
class Line:
    """Where the line is: ``cut`` is the lowest raw mean that is in. With ``band`` nobody within that distance of it is
    in or out by score; lots decide there. None: there are no lots; 0: only among equals at the line."""

    cut: Decimal
    band: Decimal | None = None

    def side(self, score: Decimal) -> int:
        """1 above (in by score), 0 near the line, -1 below."""
        if self.band is None:
            return 1 if score >= self.cut else -1
        return 0 if abs(score - self.cut) <= self.band else 1 if score > self.cut else -1


@dataclass(frozen=True, slots=True)
class Placed:
    place: Place
    by: PlacedBy


def mean(totals: Iterable[Decimal]) -> Decimal | None:
    """The raw mean of an application's readings to three digits; None where nobody has read it."""
    given = list(totals)
    return (sum(given, Decimal()) / len(given)).quantize(THOUSANDTH, ROUND_HALF_UP) if given else None


def cut_for(scores: Scores, places: int) -> Decimal | None:
    """The score of the last that is in when the best ``places`` are; None where nobody has a score."""
    known = sorted((one for one in scores.values() if one is not None), reverse=True)
    return known[min(places, len(known)) - 1] if known and places > 0 else None


def near(scores: Scores, line: Line) -> list[int]:
    """Among whom lots are drawn, in the order of their keys; nobody where the line has no band."""
    return sorted(key for key, score in scores.items() if score is not None and line.side(score) == 0)


def places_left(scores: Scores, line: Line, places: int) -> int:
    """How many places are left for lots, once those above the band are in. Never below 0."""
    return max(0, places - sum(score is not None and line.side(score) == 1 for score in scores.values()))


def placed(scores: Scores, line: Line, places: int, order: Sequence[int] = ()) -> dict[int, Placed]:
    """Where the line and the lots put everybody. Who has no score is not in.

    ``order`` is the order of the lots: the first of them take the places that are left.
    """
    drawn = set(order[: places_left(scores, line, places)])
    found = {}
    for key, score in scores.items():
        side = -1 if score is None else line.side(score)
        inside = key in drawn if side == 0 else side == 1
        by = PlacedBy.LOTTERY if side == 0 else PlacedBy.SCORE
        found[key] = Placed(Place.CHOSEN if inside else Place.NOT_CHOSEN, by)
    return found
