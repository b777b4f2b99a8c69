"""docs/selection.md works the numbers of a small round; here its lines are held against the code."""

import re
from pathlib import Path

import numpy as np
import pytest

from groundswell.cohorts.rules.agreement import alpha
from groundswell.cohorts.rules.connectivity import components
from groundswell.cohorts.rules.icc import correlations
from groundswell.cohorts.rules.rasch_fit import moments
from groundswell.cohorts.rules.scores import raw, weighted_total
from groundswell.cohorts.rules.severity import adjusted
from groundswell.cohorts.rules.stability import who_is_in
from groundswell.cohorts.rules.third import cut_score, third_readings
from groundswell.cohorts.rules.variances import variances
from tests.cohorts.rounds import table

PAGE = Path(__file__).parents[2] / "docs" / "selection.md"
LINES = [line[2:].rsplit(": ", 1) for line in PAGE.read_text().splitlines() if line.startswith("→ ")]


def mark(text: str) -> list[float]:
    levels, weights = ([float(word) for word in part.split()] for part in text.split(", weights "))
    return [weighted_total(dict(enumerate(levels)), dict(enumerate(weights)))]


def parts(text: str) -> list[float]:
    found = variances(table(text))
    return [found.application, found.reader, found.error]


def severity_interval(text: str) -> list[float]:
    interval = adjusted(table(text)).severities[1].interval
    return [interval.low, interval.high]


def icc(text: str) -> list[float]:
    found = correlations(table(text), seed=1).coefficients
    return [found["ICC(2,1)"].value, found["ICC(3,1)"].value]


def expected(text: str) -> list[float]:
    at, thresholds = text.split(", thresholds ")
    return [1 + moments(np.array([float(at)]), np.array(thresholds.split(), dtype=float)).mean[0]]


def inside(text: str) -> list[int]:
    """Applications are counted from 1 on the page."""
    found = who_is_in(table(text), 2)
    return [1 + key for method in ("mean", "adjusted") for key in sorted(found[method].inside)]


WORKED = {
    "mark": mark,
    "means": lambda text: [one.mean for one in raw(table(text)).values()],
    "parts": lambda text: [len(components(table(text)))],
    "severities": lambda text: [one.value for one in adjusted(table(text)).severities.values()],
    "severity interval": severity_interval,
    "variances": parts,
    "adjusted": lambda text: [one.value for one in adjusted(table(text)).applications.values()],
    "alpha interval": lambda text: [alpha(table(text), seed=1).value],
    "icc": icc,
    "expected level at": expected,
    "in of 2 by mean, adjusted": inside,
    "cut with 2 places": lambda text: [cut_score(table(text), 2)],
    "third beyond 1, margin 0": lambda text: [1 + key for key in third_readings(table(text), apart=1)],
}


@pytest.mark.parametrize(("what", "said"), LINES, ids=[what for what, _ in LINES])
def test_the_page_and_the_code_agree(what, said):
    name = max((name for name in WORKED if what.startswith(name)), key=len)
    found = WORKED[name](what.removeprefix(name).strip())
    shown = re.findall(r"-?\d+(?:\.\d+)?", said)
    assert len(shown) == len(found)
    for digits, value in zip(shown, found, strict=True):
        decimals = len(digits.partition(".")[2])
        assert float(digits) == pytest.approx(value, abs=0.501 / 10**decimals)


def test_every_way_to_work_a_number_stands_on_the_page():
    assert {max((n for n in WORKED if what.startswith(n)), key=len) for what, _ in LINES} == set(WORKED)
