"""Rounds of reading whose truth is known, and tables from the literature."""

from dataclasses import dataclass

import numpy as np

from groundswell.cohorts.rules.connectivity import components
from groundswell.cohorts.rules.scores import Marks

# Davies & Goldsmith (1972), Statistical Methods in Research and Production, section 6.6: diameter of the zone, six
# samples of penicillin (columns) on each of 24 plates (rows). Stored with R's lme4 as `Penicillin`.
PENICILLIN = """
27 23 26 23 23 21 / 27 23 26 23 23 21 / 25 21 25 24 24 20 / 26 23 25 23 23 20 / 25 22 26 22 23 20 / 24 22 25 23 22 19
24 20 23 21 22 19 / 26 22 26 24 24 21 / 24 21 24 22 22 20 / 24 21 24 23 22 19 / 26 23 26 24 24 21 / 25 22 26 24 24 20
26 24 26 24 25 22 / 26 23 26 23 23 20 / 26 23 25 24 24 22 / 25 22 25 23 23 20 / 25 21 24 23 23 20 / 25 22 24 23 23 19
24 21 23 21 21 19 / 26 23 26 24 24 21 / 25 21 24 22 22 18 / 25 22 25 22 22 20 / 24 21 24 22 24 19 / 24 21 24 22 21 18
"""
# Shrout & Fleiss (1979), Psychological Bulletin 86:420-428, table 2: six targets (rows), four judges.
SHROUT_FLEISS = "9 2 5 8 / 6 1 3 2 / 8 4 6 8 / 7 1 2 6 / 10 5 6 9 / 6 2 4 7"
# Krippendorff (2011), Computing Krippendorff's alpha-reliability, section C: twelve units (rows), four observers.
KRIPPENDORFF = """
1 1 . 1 / 2 2 3 2 / 3 3 3 3 / 3 3 3 3 / 2 2 2 2 / 1 2 3 4 / 4 4 4 4 / 1 1 2 1 / 2 2 2 2 / . 5 5 5 / . . 1 1 / . 3 . .
"""


def table(text: str) -> Marks:
    """Applications are rows, readers columns; a point is a reading that is missing."""
    rows = [row.split() for row in text.strip().replace("\n", "/").split("/")]
    return Marks.of(
        (application, reader, float(word))
        for application, row in enumerate(rows)
        for reader, word in enumerate(row)
        if word != "."
    )


@dataclass(frozen=True)
class Round:
    """Who read what (``rows``, ``columns``), and the truth: quality (I,) and severity (J,), which sum to 0."""

    rows: np.ndarray
    columns: np.ndarray
    quality: np.ndarray
    severity: np.ndarray

    def marks(self, rng: np.random.Generator, rest: float) -> Marks:
        values = self.quality[self.rows] - self.severity[self.columns] + rng.normal(0, rest, len(self.rows))
        return Marks.of(zip(self.rows.tolist(), self.columns.tolist(), values.tolist(), strict=True))

    def ratings(self, rng: np.random.Generator, difficulty: np.ndarray, steps: np.ndarray) -> list:
        """Levels from 1 on criteria, drawn from the rating-scale model."""
        reading, criterion = (one.ravel() for one in np.indices((len(self.rows), len(difficulty))))
        applications, readers = self.rows[reading], self.columns[reading]
        measures = self.quality[applications] - self.severity[readers] - difficulty[criterion]
        levels = np.arange(len(steps) + 1)
        weights = np.exp(levels * measures[:, None] - np.concatenate([[0], np.cumsum(steps)]))
        reached = (weights / weights.sum(axis=1, keepdims=True)).cumsum(axis=1)
        given = 1 + (rng.random(len(measures))[:, None] > reached).sum(axis=1)
        return list(
            zip(applications.tolist(), readers.tolist(), criterion.tolist(), given.tolist(), strict=True)
        )


def drawn(
    rng: np.random.Generator,
    *,
    applications: int = 60,
    readers: int = 8,
    each: int = 2,
    quality: float = 0.6,
    severity: float = 0.4,
) -> Round:
    """A connected round in which ``each`` readers, least loaded first and else by lot, read each application."""
    rows = np.repeat(np.arange(applications), each)
    columns = assigned(rng, applications, readers, each)
    while len(components(Marks(tuple(rows.tolist()), tuple(columns), (0.0,) * len(columns)))) > 1:
        columns = assigned(rng, applications, readers, each)
    strict = rng.normal(0, severity, readers)
    return Round(rows, np.array(columns), rng.normal(0, quality, applications), strict - strict.mean())


def assigned(rng: np.random.Generator, applications: int, readers: int, each: int) -> list[int]:
    load, columns = np.zeros(readers), []
    for _ in range(applications):
        who = np.lexsort((rng.random(readers), load))[:each]
        load[who] += 1
        columns.extend(who.tolist())
    return columns
