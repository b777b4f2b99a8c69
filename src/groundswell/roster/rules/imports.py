"""Imports in the words of a page: kinds of rows, totals, what the guard doubts."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext, gettext_noop, ngettext
from django.utils.translation import gettext_lazy as _

from groundswell.roster.choices import OrganisationKind, PositionRole
from groundswell.roster.imports.texts import TEXTS
from groundswell.roster.rules.reuse import REUSED

SHOWN = 100
LINES_SHOWN = 6
PROBLEM_COLUMNS = ("level", "file", "line", "field", "code", "message", "remedy")
PLAIN_WORDS = {gettext_noop("blank"), gettext_noop("one megabyte"), gettext_noop("nothing of it")}
"""Words inside a problem's text that are the program's own and no name of a column, a file or a value."""
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
    return [(_what(key), ending, active) for key, (ending, active) in guard.items() if key != REUSED]


def reused_ids(guard: Mapping[str, Sequence[int]]) -> int:
    """How many identifiers name somebody else now."""
    return guard.get(REUSED, (0,))[0]


def erased_people(count: int) -> dict[str, Any]:
    """The warning that so many people of these files were erased and stay out. It does not say who."""
    message = ngettext(
        "%(count)s person in these files was erased from this district and stays out, with positions and classes.",
        "%(count)s people in these files were erased from this district and stay out, with positions and classes.",
        count,
    )
    remedy = gettext("Take them out of your export. Whoever really comes back needs a new identifier there.")
    problem = {
        "file": "users.csv",
        "line": 0,
        "field": "sourcedId",
        "code": "erased-person",
        "level": "warning",
    }
    return {**problem, "message": message % {"count": count}, "remedy": remedy, "count": count}


def gathered(problems: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Problems for a page: the first of each sort in a file's column, with the lines on which it stands ``again``.

    What is only a warning comes last. ``lines`` names a few of the other lines.
    """
    groups: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
    for problem in sorted(problems, key=lambda problem: problem["level"] != "error"):
        sort = (problem["file"], problem["field"], problem["code"], problem["line"] > 0)
        groups.setdefault(sort, []).append(problem)
    shown = []
    for first, *others in list(groups.values())[:SHOWN]:
        lines = [str(other["line"]) for other in others]
        few = ", ".join(lines[:LINES_SHOWN]) + (" …" if len(lines) > LINES_SHOWN else "")
        shown.append({**in_words(first), "again": len(others), "lines": few})
    return shown


def in_words(problem: Mapping[str, Any]) -> dict[str, Any]:
    """A problem in the reader's language; as it was kept where nothing is known of its text."""
    if problem["code"] == "erased-person" and "count" in problem:
        return erased_people(problem["count"])
    text = TEXTS.get(problem["code"])
    message, remedy = problem.get("texts") or ((text.message, text.remedy) if text else ("", ""))
    if not message or "words" not in problem:
        return dict(problem)
    words = {name: gettext(word) if word in PLAIN_WORDS else word for name, word in problem["words"].items()}
    told = {"message": gettext(message).format(**words), "remedy": gettext(remedy).format(**words)}
    return {**problem, **told}


def _what(key: str) -> Any:
    kind, _colon, group = key.partition(":")
    if kind == "people" and group:
        return _("Students") if group == "1" else _("Staff")
    labels = {"positions": dict(PositionRole.choices), "organisations": dict(OrganisationKind.choices)}
    return labels.get(kind, {}).get(group) or KINDS.get(kind, key)
