"""Scores as if every reader of the round had read every application, and how strict each reader is.

The adjusted score of an application is the mark that the additive model (``variances``) expects of it on average over
all readers of the round: its own marks, less how far its readers stand from the mean reader. It is **advice, never a
decision**: it assumes that a strict reader is strict with everybody alike, and that readers and applications were not
matched by quality.

Applications are fixed: no score is drawn towards the others because fewer people read it, its interval is wider
instead. Readers are random with the variance that REML finds, which also uses what the marks of different applications
say of readers and stays sound where two readers share little (recovery of inter-block information; Searle, Casella &
McCulloch, 1992, Variance Components, ch. 7; Henderson, 1975, Biometrics 31:423-447). The severity of a reader is a
statement on a person: it is the plain least-squares difference from the mean reader, not drawn towards 0, with an exact
interval. Intervals of both take Student's t with readings - applications - readers + 1 degrees of freedom.
"""

from dataclasses import dataclass

import numpy as np

from groundswell.cohorts.rules.connectivity import must_connect
from groundswell.cohorts.rules.scores import Coded, Id, Marks
from groundswell.cohorts.rules.variances import Design, TooFew, Variances
from groundswell.kernel.numbers import Interval, t_quantile


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number in the units of the marks with its standard error, its interval and how many readings it rests on."""

    value: float
    error: float
    interval: Interval
    readings: int


@dataclass(frozen=True, slots=True, eq=False)
class Adjusted:
    """What the additive model says of a round.

    ``applications``: scores on the rubric's scale. ``severities``: how far a reader's marks lie *below* the mean
    reader's, so that strict is above 0; together they are 0. ``covariance`` (applications, applications) is that of
    the scores' errors, in the order of ``applications``. ``freedom``: degrees of freedom of the rest.
    """

    applications: dict[Id, Estimate]
    severities: dict[Id, Estimate]
    variances: Variances
    covariance: np.ndarray
    freedom: int


def adjusted(marks: Marks, *, confidence: float = 0.95) -> Adjusted:
    """Adjusted scores and severities with intervals at ``confidence``.

    Raises NotConnected where nothing compares some readers with the others, TooFew where no reading is left over to
    tell chance from severity, or all marks are the same.
    """
    must_connect(marks)
    coded = marks.coded()
    freedom = len(coded.values) - sum(coded.shape) + 1
    if min(coded.shape) < 2 or freedom < 1:
        raise TooFew("There are too few readings to tell a reader's severity from chance.")
    found = Design(coded).fitted(coded.values)
    two_way = _TwoWay(coded)
    scores, errors = two_way.scores(found.reader / found.error, found.error)
    severities, severity_errors = two_way.severities(freedom)
    quantile = t_quantile((1 + confidence) / 2, freedom)
    return Adjusted(
        applications=_estimates(
            coded.application_ids, scores, np.sqrt(np.diag(errors)), two_way.counts, quantile
        ),
        severities=_estimates(coded.reader_ids, severities, severity_errors, two_way.loads, quantile),
        variances=found,
        covariance=errors,
        freedom=freedom,
    )


def _estimates(
    ids: tuple[Id, ...], values: np.ndarray, errors: np.ndarray, readings: np.ndarray, quantile: float
) -> dict[Id, Estimate]:
    return {
        key: Estimate(value, error, Interval(value - quantile * error, value + quantile * error), int(count))
        for key, value, error, count in zip(
            ids, values.tolist(), errors.tolist(), readings.tolist(), strict=True
        )
    }


class _TwoWay:
    """The equations of applications and readers, the applications eliminated; readers (J) are what is solved for."""

    def __init__(self, coded: Coded) -> None:
        table = coded.incidence()
        self.coded = coded
        self.counts, self.loads = table.sum(axis=1), table.sum(axis=0)
        self.weights = table / self.counts[:, None]
        self.means = np.bincount(coded.rows, coded.values, coded.shape[0]) / self.counts
        self.within = np.diag(self.loads) - table.T @ self.weights
        # How far a reader's marks lie from the means of the applications that they read, summed up.
        self.apart = np.bincount(coded.columns, coded.values - self.means[coded.rows], coded.shape[1])

    def scores(self, ratio: float, variance: float) -> tuple[np.ndarray, np.ndarray]:
        """Scores (I,) and the covariance of their errors (I, I), readers random with ``ratio`` of their variance to the
        rest's ``variance``. The mean reader is the mean of these readers, which needs no guess at any others."""
        inverse = ratio * np.linalg.inv(ratio * self.within + np.eye(len(self.loads)))
        unlike = self.weights - 1 / len(self.loads)
        scores = self.means - unlike @ (inverse @ self.apart)
        return scores, variance * (np.diag(1 / self.counts) + unlike @ inverse @ unlike.T)

    def severities(self, freedom: int) -> tuple[np.ndarray, np.ndarray]:
        """Severities (J,) and their standard errors (J,), readers fixed."""
        inverse = np.linalg.pinv(self.within, hermitian=True)
        effects = inverse @ self.apart
        apart = self.coded.values - self.means[self.coded.rows]
        expected = effects[self.coded.columns] - (self.weights @ effects)[self.coded.rows]
        variance = ((apart - expected) ** 2).sum() / freedom
        return -effects, np.sqrt(variance * np.diag(inverse))
