"""Which applications should be read once more before anybody decides.

Two readings that lie far apart say little together, and an application near the cut is in or out by chance. Both are
reasons to ask a third reader, none is a reason for or against the application (Johnson, Penny & Gordon, 2009, Assessing
Performance, on the resolution of discrepant scores).
"""

from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean

from groundswell.cohorts.rules.scores import Id, Marks, raw


class Why(StrEnum):
    """What speaks for a third reading."""

    APART = "apart"
    NEAR_THE_CUT = "near_the_cut"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason; ``distance`` is between the two readings, or from the mean to the cut, on the rubric's scale."""

    why: Why
    distance: float


def third_readings(
    marks: Marks, *, apart: float, cut: float | None = None, margin: float = 0.0, each: int = 2
) -> dict[Id, tuple[Reason, ...]]:
    """Reasons of each application with exactly ``each`` readings that has some.

    The highest and the lowest lie more than ``apart`` from each other, or their mean lies within ``margin`` of
    ``cut``, both on the rubric's scale; without a cut only the first counts. Raises ValueError for a negative ``apart``
    or ``margin``.
    """
    if apart < 0 or margin < 0:
        raise ValueError("A limit is 0 or more.")
    found: dict[Id, tuple[Reason, ...]] = {}
    for application, values in marks.by_application().items():
        if len(values) != each:
            continue
        between, away = _rounded(max(values) - min(values)), _rounded(abs(fmean(values) - (cut or 0.0)))
        reasons = [Reason(Why.APART, between)] if between > apart else []
        if cut is not None and away <= margin:
            reasons.append(Reason(Why.NEAR_THE_CUT, away))
        if reasons:
            found[application] = tuple(reasons)
    return found


def cut_score(marks: Marks, places: int) -> float | None:
    """Half-way between the mean mark of the last that is in and of the first that is out, when the best ``places`` go
    in; None where all or none do."""
    means = sorted((one.mean for one in raw(marks).values()), reverse=True)
    return fmean(means[places - 1 : places + 1]) if 0 < places < len(means) else None


def _rounded(value: float) -> float:
    """3.3 - 2.3 is 1, not a hair less or more."""
    return round(value, 9)
