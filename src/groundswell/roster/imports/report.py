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
        return {
            "valid": False,
            "version": None,
            "mode": None,
            "counts": {},
            "problems": [outcome.as_dict()],
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


COLUMNS = ("file", "line", "field", "code", "message", "remedy", "level")


def plain(report: dict[str, Any]) -> dict[str, Any]:
    """The report (or anything else with ``problems``) for a program: each problem with its seven columns alone."""
    return report | {"problems": [{key: one[key] for key in COLUMNS} for one in report["problems"]]}


def exit_code(outcome: Bundle | Unreadable) -> int:
    """0 valid, 1 invalid, 2 unreadable."""
    if isinstance(outcome, Unreadable):
        return UNREADABLE
    return VALID if outcome.valid else INVALID
