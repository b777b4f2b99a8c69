"""A bundle, or why there is none, as the JSON and the exit code of `groundswell roster check`."""

from __future__ import annotations

from typing import Any

from groundswell.roster.imports.bundle import Bundle
from groundswell.roster.imports.codes import Level
from groundswell.roster.imports.problems import Unreadable

VALID, INVALID, UNREADABLE = 0, 1, 2


def as_json(outcome: Bundle | Unreadable) -> dict[str, Any]:
    """The report as plain data. `totals` and `groups` are exact where `problems` shows only the first of many."""
    if isinstance(outcome, Unreadable):
        problem = {
            "file": "",
            "line": 0,
            "field": "",
            "code": "unreadable",
            "message": outcome.message,
            "remedy": outcome.remedy,
            "level": str(Level.ERROR),
        }
        return {
            "valid": False,
            "version": None,
            "mode": None,
            "counts": {},
            "problems": [problem],
            "totals": {"error": 1, "warning": 0},
            "groups": [],
        }
    return {
        "valid": outcome.valid,
        "version": outcome.version,
        "mode": outcome.mode,
        "counts": outcome.counts,
        "problems": [problem.as_dict() for problem in outcome.problems],
        "totals": {str(level): outcome.totals.get(level, 0) for level in Level},
        "groups": [
            {"file": file, "field": field, "code": str(code), "count": count}
            for (file, field, code), count in sorted(outcome.problem_counts.items())
        ],
    }


def exit_code(outcome: Bundle | Unreadable) -> int:
    """0 valid, 1 invalid, 2 unreadable."""
    if isinstance(outcome, Unreadable):
        return UNREADABLE
    return VALID if outcome.valid else INVALID
