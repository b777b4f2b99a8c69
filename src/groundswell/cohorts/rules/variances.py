"""Where the differences among marks come from: applications, readers, and the rest, as variances.

Additive model with two crossed random effects, mark = mean + application + reader + rest, by restricted maximum
likelihood (Patterson & Thompson, 1971, Biometrika 58:545-554; Searle, Casella & McCulloch, 1992, Variance Components,
ch. 6). The criterion is profiled over mean and error variance and asked at the two relative standard deviations, which
may be 0 (Bates, Mächler, Bolker & Walker, 2015, Journal of Statistical Software 67(1)); applications are eliminated
from Henderson's equations by hand, so that what is solved has the size of the readers.
"""

import math
from dataclasses import dataclass

import numpy as np

from groundswell.cohorts.rules.scores import Coded, Marks

LARGEST = 100.0  # relative standard deviation at which the search stops: marks without any rest
STARTS = ((1.0, 0.7), (0.2, 0.2), (2.5, 2.5))  # small rounds can have more than one hill


class TooFew(ValueError):
    """The readings are too few, or too much alike, for what is asked."""


@dataclass(frozen=True, slots=True)
class Variances:
    """Variances in squared units of the marks, and minus twice the restricted log-likelihood at them."""

    application: float
    reader: float
    error: float
    criterion: float

    @property
    def total(self) -> float:
        """The variance of one mark."""
        return self.application + self.reader + self.error

    @property
    def shares(self) -> tuple[float, float, float]:
        """Parts of the variance of one mark that are the application's, the reader's, and neither's; together 1."""
        return self.application / self.total, self.reader / self.total, self.error / self.total

    def reliability(self, readings: float = 1.0, *, same_readers: bool = False) -> float:
        """The part of the variance of a mean of so many readings that is the application's.

        With ``same_readers`` (or with severity taken out) readers don't count as noise: consistency, the ICC(3) kind;
        without, they do: agreement, the ICC(2) kind (McGraw & Wong, 1996, Psychological Methods 1:30-46).
        """
        noise = self.error + (0.0 if same_readers else self.reader)
        return self.application / (self.application + noise / readings)


def variances(marks: Marks) -> Variances:
    """The three variances. Raises TooFew for fewer than two applications or readers, no application that two read, or
    marks that are all the same."""
    coded = marks.coded()
    design = Design(coded)
    if min(coded.shape) < 2 or design.counts.max() < 2:
        raise TooFew(
            "Variances need two applications and two readers, and an application that two have read."
        )
    return design.fitted(coded.values)


class Design:
    """Who read what, made ready so that many sets of marks can be fitted to it.

    Applications with the same number of readings (C such numbers) weigh the same at every step of the search: their
    parts of the equations are summed up once.
    """

    def __init__(self, coded: Coded) -> None:
        self.coded = coded
        table = coded.incidence()
        self.loads = table.sum(axis=0)
        self.counts, self.group = np.unique(table.sum(axis=1), return_inverse=True)
        groups = [table[self.group == at] for at in range(len(self.counts))]
        self.sizes = np.array([float(len(one)) for one in groups])
        self.by_reader = np.array([one.sum(axis=0) for one in groups])  # (C, J)
        self.together = np.array([one.T @ one for one in groups])  # (C, J, J)
        self.freedom = len(coded.rows) - 1

    def fitted(self, values: np.ndarray) -> Variances:
        """The variances of ``values`` (n,), the marks in the places of ``coded``."""
        from scipy.optimize import minimize  # inline: slow import

        if not np.ptp(values) > 0:
            raise TooFew("All marks are the same.")
        # By their own spread: the search takes the same way on every scale.
        spread = float(values.std())
        sums = self._sums((values - values.mean()) / spread)
        found = min(
            (
                minimize(
                    lambda at: self._criterion(sums, *at),
                    start,
                    method="L-BFGS-B",
                    bounds=[(0.0, LARGEST)] * 2,
                )
                for start in STARTS
            ),
            key=lambda one: round(float(one.fun), 7),
        )
        application, reader = (float(one) for one in found.x)
        error = spread**2 * self._solved(sums, application, reader)[1] / self.freedom
        criterion = float(found.fun) + 2 * self.freedom * math.log(spread)
        return Variances(application**2 * error, reader**2 * error, error, criterion)

    def _sums(self, centred: np.ndarray) -> "_Sums":
        rows, columns, (applications, readers) = self.coded.rows, self.coded.columns, self.coded.shape
        each = np.bincount(rows, centred, applications)
        through = np.zeros((len(self.counts), readers))
        np.add.at(through, (self.group[rows], columns), each[rows])
        return _Sums(
            squares=float(centred @ centred),
            groups=np.bincount(self.group, each),
            group_squares=np.bincount(self.group, each**2),
            readers=np.bincount(columns, centred, readers),
            through=through,
        )

    def _solved(self, sums: "_Sums", application: float, reader: float) -> tuple[float, float]:
        """(log-determinant, residual sum of squares) at these relative standard deviations."""
        shrunk = application**2 / (1 + application**2 * self.counts)
        left = np.empty((len(self.loads) + 1,) * 2)
        left[0, 0] = self.loads.sum() - shrunk @ (self.counts**2 * self.sizes)
        left[0, 1:] = left[1:, 0] = reader * (self.loads - (shrunk * self.counts) @ self.by_reader)
        left[1:, 1:] = reader**2 * (np.diag(self.loads) - np.tensordot(shrunk, self.together, 1))
        left[1:, 1:] += np.eye(len(self.loads))
        right = np.empty(len(left))
        right[0] = -shrunk @ (self.counts * sums.groups)
        right[1:] = reader * (sums.readers - shrunk @ sums.through)
        root = np.linalg.cholesky(left)
        explained = np.linalg.solve(root, right)
        rest = sums.squares - shrunk @ sums.group_squares - explained @ explained
        determinant = self.sizes @ np.log1p(application**2 * self.counts) + 2 * np.log(np.diag(root)).sum()
        return float(determinant), float(rest)

    def _criterion(self, sums: "_Sums", application: float, reader: float) -> float:
        """Minus twice the restricted log-likelihood, at the best mean and error variance."""
        determinant, rest = self._solved(sums, application, reader)
        return determinant + self.freedom * (1 + math.log(2 * math.pi * rest / self.freedom))


@dataclass(frozen=True, slots=True, eq=False)
class _Sums:
    """Of centred marks: of their squares; by number of readings (C,) of applications and of their squares; of each
    reader (J,); and of all marks of the applications that a reader read (C, J)."""

    squares: float
    groups: np.ndarray
    group_squares: np.ndarray
    readers: np.ndarray
    through: np.ndarray
