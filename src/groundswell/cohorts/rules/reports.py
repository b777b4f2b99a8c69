"""What the statistics say of a round of readings, as plain values that keep: made beside the pages, shown by them.

All of it advises. Keys of applications and readers are text, because JSON has no other.
"""

import math
from collections.abc import Iterable, Mapping
from typing import Any

from groundswell.cohorts.rules.agreement import alpha
from groundswell.cohorts.rules.connectivity import NotConnected, bridges
from groundswell.cohorts.rules.icc import correlations
from groundswell.cohorts.rules.rasch import Rating, rasch
from groundswell.cohorts.rules.scores import Marks
from groundswell.cohorts.rules.severity import Adjusted, adjusted
from groundswell.cohorts.rules.stability import stability
from groundswell.cohorts.rules.variances import TooFew
from groundswell.kernel.numbers import Interval

SEED = 20140701  # of resampling: the same readings always give the same numbers
NOT_CONNECTED, TOO_FEW = "not_connected", "too_few"


def report(marks: Marks, ratings: Iterable[Rating], *, places: int) -> dict[str, Any]:
    """Everything at once. ``refused`` says for ``adjusted``, ``rasch``, ``alpha`` and ``icc`` why there is none:
    ``not_connected`` (then ``parts`` has the size of each part: applications, readers) or ``too_few``."""
    found: dict[str, Any] = {"places": places, "readings": len(marks.values), "refused": {}, "parts": []}
    found["bridges"] = len(bridges(marks))
    whole = _adjusted(marks, found)
    if whole is not None:
        found["adjusted"] = {key: _with(one.value, one.interval) for key, one in _text(whole.applications)}
        found["severity"] = {
            key: [*_with(one.value, one.interval), one.readings] for key, one in _text(whole.severities)
        }
        count = len(whole.applications)
        if 1 <= places < count:
            shares = stability(whole, places, seed=SEED)
            found["share"] = {
                key: [one.selection_probability, one.low, one.high] for key, one in _text(shares)
            }
    _rasch(ratings, found)
    _agreement(marks, found)
    return found


def _adjusted(marks: Marks, found: dict[str, Any]) -> Adjusted | None:
    try:
        return adjusted(marks)
    except NotConnected as refused:
        found["parts"] = [[len(one.applications), len(one.readers)] for one in refused.parts]
        found["refused"]["adjusted"] = NOT_CONNECTED
    except TooFew:
        found["refused"]["adjusted"] = TOO_FEW
    return None


def _rasch(ratings: Iterable[Rating], found: dict[str, Any]) -> None:
    try:
        measured = rasch(ratings)
        found["rasch"] = {key: _with(one.value, one.interval) for key, one in _text(measured.abilities)}
    except NotConnected:
        found["refused"]["rasch"] = NOT_CONNECTED
    except (TooFew, ValueError):
        found["refused"]["rasch"] = TOO_FEW


def _agreement(marks: Marks, found: dict[str, Any]) -> None:
    try:
        agreed = alpha(marks, seed=SEED)
        found["alpha"] = _with(agreed.value, agreed.interval)
    except TooFew:
        found["refused"]["alpha"] = TOO_FEW
    try:
        tables = correlations(marks, seed=SEED)
        one = tables.coefficients[tables.applies]
        found["icc"] = [one.kind, *_with(one.value, one.interval), one.readings]
    except (TooFew, KeyError):
        found["refused"]["icc"] = TOO_FEW


def _with(value: float, interval: Interval | None) -> list[float | None]:
    ends = (None, None) if interval is None else (interval.low, interval.high)
    return [None if one is None or not math.isfinite(one) else round(float(one), 4) for one in (value, *ends)]


def _text(values: Mapping[Any, Any]) -> list[tuple[str, Any]]:
    return [(str(key), one) for key, one in values.items()]
