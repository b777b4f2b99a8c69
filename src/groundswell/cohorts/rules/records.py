"""The record of a selection that a later study rests on: its shape, and the one text that its digest is of.

Schools stand in it by their number in the roster; nobody's name does.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

SHAPE = 1


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """One school of the call. ``score`` is the running variable, the raw mean of ``readings`` to three digits as text,
    None where nobody read an application. ``place`` and ``placed_by`` are empty for who was not in the running at the
    end; ``findings`` are (criterion, state, value, met)."""

    school: int
    candidacy: int
    state: str
    score: str | None
    readings: int
    visit: str | None
    place: str
    placed_by: str
    level: str
    title_one: bool | None
    community: int | None
    findings: Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Frozen:
    """What is known at the moment of the decision. Moments and days are ISO texts in UTC, numbers with digits texts."""

    call: int
    initiative: str
    wave: int
    year: int
    waves: Sequence[dict[str, int]]
    places: int
    cut: str
    band: str | None
    lots: dict[str, Any] | None
    phases: Sequence[dict[str, Any]]
    criteria: Sequence[dict[str, Any]]
    schools: Sequence[SchoolRow]
    decided_at: str
    code: str


def as_data(frozen: Frozen) -> dict[str, Any]:
    """Plain values, those that JSON gives back as they are. ``chosen`` and ``pool`` (all that were not chosen, whatever
    became of them) are the schools' numbers."""
    data = asdict(frozen) | {"shape": SHAPE}
    data["chosen"] = sorted(one.school for one in frozen.schools if one.place == "chosen")
    data["pool"] = sorted(one.school for one in frozen.schools if one.place != "chosen")
    return json.loads(json.dumps(data))


def digest(data: dict[str, Any]) -> str:
    """SHA-256 of the data as JSON with sorted keys, no blanks, UTF-8."""
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
