"""Imports in the words of a page: kinds of rows, totals, what the guard doubts."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from groundswell.roster.choices import OrganisationKind, PositionRole

SHOWN = 100
PROBLEM_COLUMNS = ("level", "file", "line", "field", "code", "message", "remedy")
SORTS = ("new", "changed", "ended", "same")

KINDS = {
    "organisations": _("Schools and other places"),
    "school_years": _("School years"),
    "terms": _("Terms"),
    "courses": _("Courses"),
    "classes": _("Classes"),
    "people": _("People"),
    "positions": _("Positions of staff"),
    "enrolments": _("Enrolments"),
}


def count_rows(counts: Mapping[str, Mapping[str, int]]) -> list[tuple[Any, dict[str, int]]]:
    """Kind in words and its counts, in the order of the files."""
    return [(name, dict(counts[kind])) for kind, name in KINDS.items() if kind in counts]


def total_of(counts: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    """Rows new, changed, ended and the same over all kinds."""
    return {sort: sum(one[sort] for one in counts.values()) for sort in SORTS}


def doubts(guard: Mapping[str, Sequence[int]]) -> list[tuple[Any, int, int]]:
    """(what, ending, of how many) for each thing of which more than a tenth would end."""
    return [(_what(key), ending, active) for key, (ending, active) in guard.items()]


def _what(key: str) -> Any:
    kind, _colon, group = key.partition(":")
    if kind == "people" and group:
        return _("Students") if group == "1" else _("Staff")
    labels = {"positions": dict(PositionRole.choices), "organisations": dict(OrganisationKind.choices)}
    return labels.get(kind, {}).get(group) or KINDS.get(kind, key)
