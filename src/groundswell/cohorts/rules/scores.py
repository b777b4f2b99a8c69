"""What readers gave: one mark for each reading, and the plain numbers of them.

Pure functions on plain data; nothing here knows a table. Keys of applications and readers are whatever sorts, in
practice primary keys. A mark is a number on the rubric's scale.
"""

import math
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean, median
from typing import Any, Self

import numpy as np

Id = Any  # of one sort: all int or all str


class Incomplete(ValueError):
    """A reading lacks a level for a criterion that counts; ``missing`` names the criteria."""

    def __init__(self, missing: Iterable[Hashable]) -> None:
        self.missing = tuple(sorted(missing, key=str))
        super().__init__(f"No level for {', '.join(map(str, self.missing))}.")


@dataclass(frozen=True, slots=True)
class Marks:
    """Every reading that counts: parallel tuples, the n-th entries belong to one reading.

    Held in the order of application and reader, however they came: the same readings always give the same numbers,
    to the last digit. Raises ValueError for tuples of different lengths, no reading at all, a value that is no
    number, or an application read twice by one reader.
    """

    applications: tuple[Id, ...]
    readers: tuple[Id, ...]
    values: tuple[float, ...]

    def __post_init__(self) -> None:
        rows = sorted(zip(self.applications, self.readers, self.values, strict=True), key=lambda row: row[:2])
        if not rows:
            raise ValueError("No reading.")
        if any(one[:2] == other[:2] for one, other in pairwise(rows)):
            raise ValueError("A reader has read the same application twice.")
        applications, readers, values = zip(*rows, strict=True)
        if not all(math.isfinite(value) for value in values):
            raise ValueError("A mark is no number.")
        object.__setattr__(self, "applications", applications)
        object.__setattr__(self, "readers", readers)
        object.__setattr__(self, "values", tuple(map(float, values)))

    @classmethod
    def of(cls, rows: Iterable[tuple[Id, Id, float]]) -> Self:
        """From (application, reader, value)."""
        applications, readers, values = zip(*rows, strict=True) if (rows := list(rows)) else ((), (), ())
        return cls(applications, readers, values)

    def by_application(self) -> dict[Id, list[float]]:
        """The marks of each application, in the order of its readers."""
        found: dict[Id, list[float]] = {}
        for application, value in zip(self.applications, self.values, strict=True):
            found.setdefault(application, []).append(value)
        return found

    def coded(self) -> "Coded":
        """The same as arrays, to reckon with."""
        application_ids, rows = np.unique(np.array(self.applications, dtype=object), return_inverse=True)
        reader_ids, columns = np.unique(np.array(self.readers, dtype=object), return_inverse=True)
        return Coded(
            tuple(application_ids.tolist()),
            tuple(reader_ids.tolist()),
            rows.astype(int),
            columns.astype(int),
            np.array(self.values),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Coded:
    """Marks as arrays: ``rows`` and ``columns`` (n,) say which application and which reader each of ``values`` (n,)
    belongs to, as places in the sorted ids."""

    application_ids: tuple[Id, ...]
    reader_ids: tuple[Id, ...]
    rows: np.ndarray
    columns: np.ndarray
    values: np.ndarray

    @property
    def shape(self) -> tuple[int, int]:
        """Applications, readers."""
        return len(self.application_ids), len(self.reader_ids)

    def incidence(self) -> np.ndarray:
        """(applications, readers): 1 where that reader read that application."""
        table = np.zeros(self.shape)
        table[self.rows, self.columns] = 1.0
        return table

    def table(self) -> np.ndarray:
        """(applications, readers): the mark, NaN where there is none."""
        table = np.full(self.shape, np.nan)
        table[self.rows, self.columns] = self.values
        return table


@dataclass(frozen=True, slots=True)
class Raw:
    """The marks of one application as they are: mean and median on the rubric's scale, and how many readings."""

    mean: float
    median: float
    readings: int


def raw(marks: Marks) -> dict[Id, Raw]:
    """Mean, median and N of each application."""
    return {
        application: Raw(fmean(values), median(values), len(values))
        for application, values in marks.by_application().items()
    }


def weighted_total(levels: Mapping[Hashable, float], weights: Mapping[Hashable, float]) -> float:
    """Mean of the criteria's levels by weight, on the levels' own scale: sum of weight times level over sum of weights.

    Raises Incomplete where a criterion of ``weights`` has no level (a missing level is not a nought), ValueError where
    a level belongs to no criterion, a weight is negative or all are 0.
    """
    if missing := set(weights) - set(levels):
        raise Incomplete(missing)
    if stray := set(levels) - set(weights):
        raise ValueError(f"Levels of no criterion: {sorted(map(str, stray))}")
    if any(weight < 0 for weight in weights.values()) or not sum(weights.values()) > 0:
        raise ValueError("Weights are 0 or more, and not all of them 0.")
    return math.fsum(weights[one] * levels[one] for one in weights) / math.fsum(weights.values())
