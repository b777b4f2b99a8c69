"""Reports and imports in plain lines, for a person at a command line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

SHOWN = 20
REUSED = "people:reused"
FIRST_WORDS = {
    "applied": "Applied: the roster is now what these files say.",
    "unchanged": "These files change nothing: the roster says the same already.",
    "ready": "Read and compared. Nothing was applied.",
    "refused": "Refused. Nothing of the roster was touched.",
    "taken_back": "Taken back.",
    "failed": "It failed. Nothing of the roster was touched.",
}


def count_lines(counts: Mapping[str, int]) -> list[str]:
    """Rows per file."""
    return [f"  {name + '.csv':<26}{count:>12,}" for name, count in counts.items()]


def report_lines(report: Mapping[str, Any], name: str) -> list[str]:
    """What ``roster check`` says: the verdict, counts per file, the kinds of fault, the first of them."""
    errors, warnings = report["totals"].get("error", 0), report["totals"].get("warning", 0)
    if report["version"] is None:
        head = f"{name} could not be read."
    elif report["valid"]:
        head = f"{name} is a valid OneRoster {report['version']} bundle ({report['mode']})."
    else:
        head = f"{name} can't be imported as it is: {errors:,} error{'s' * (errors != 1)} to correct."
    lines = [head, *count_lines(report["counts"])]
    if warnings and report["version"]:
        lines.append(f"{warnings:,} warning{'s' * (warnings != 1)} that do not stop an import.")
    return [*lines, *_group_lines(report["groups"]), *problem_lines(report["problems"], errors + warnings)]


def _group_lines(groups: list[dict[str, Any]]) -> list[str]:
    if len(groups) < 2:
        return []
    ordered = sorted(groups, key=lambda group: -group["count"])[:SHOWN]
    return ["", "By file and field:"] + [
        f"  {group['count']:>9,}  {group['file']} {group['field']} ({group['code']})" for group in ordered
    ]


def problem_lines(problems: list[dict[str, Any]], total: int) -> list[str]:
    """The first problems, errors before warnings, and where the others are."""
    if not problems:
        return []
    ordered = sorted(problems, key=lambda problem: problem["level"] != "error")
    lines = ["", "First problems:" if total > SHOWN else "Problems:"]
    for problem in ordered[:SHOWN]:
        lines += [f"  {_place(problem)}{problem['message']}", f"      {problem['remedy']}"]
    if total > SHOWN:
        lines.append(
            f"  … and {total - SHOWN:,} more. --json lists them; the import's page gives them as CSV."
        )
    return lines


def _place(problem: Mapping[str, Any]) -> str:
    place = ":".join(str(problem[key]) for key in ("file", "line", "field") if problem[key])
    return f"{problem['level']}: {place}: " if place else ""


def import_lines(one: Any, note: str = "") -> list[str]:
    """An import: what became of it, what it changes, what the guard doubts, its note in words, what was wrong."""
    lines = [f"Import {one.number}: {one.file_name}", FIRST_WORDS.get(str(one.state), "Not read yet.")]
    if any(sum(c[key] for key in ("new", "changed", "ended")) for c in one.counts.values()):
        lines.append(f"  {'':<16}{'new':>11}{'changed':>11}{'ended':>11}{'same':>11}")
        for kind, c in one.counts.items():
            lines.append(
                f"  {kind.replace('_', ' '):<16}"
                + "".join(f"{c[key]:>11,}" for key in ("new", "changed", "ended", "same"))
            )
    if one.guard and str(one.state) == "ready":
        lines += guard_lines(one.guard)
    if note:
        lines.append(note)
    return [*lines, *problem_lines(one.problems, one.problem_count)]


def guard_lines(guard: Mapping[str, Iterable[int]]) -> list[str]:
    """What the guard asks: what would end, of how many, and whether identifiers still name the same people."""
    ending = {kind: numbers for kind, numbers in guard.items() if kind != REUSED}
    lines = []
    if ending:
        lines += ["", "More than a tenth of these would end:"]
        words = {kind: kind.replace("_", " ").replace(":", ": ") for kind in ending}
        lines += [f"  {words[kind]}: {gone:,} of {active:,}" for kind, (gone, active) in ending.items()]
        lines.append("If that is right, say --yes. If not, ask for a complete bundle.")
    if REUSED in guard:
        count = next(iter(guard[REUSED]))
        lines += [
            "",
            f"{count:,} identifiers name somebody else: other first name, family name and e-mail address.",
        ]
        lines.append("If they are the same people, say --yes. If not, they need identifiers of their own.")
    return lines


def history_lines(imports: list[Any], tenant: Any) -> list[str]:
    """The imports of a district, newest first."""
    if not imports:
        return [
            f"{tenant.name} has had no import yet. `groundswell roster import PATH --district {tenant.slug}`"
        ]
    lines = [f"{'No.':>5}  {'begun (UTC)':<17} {'state':<11} {'by':<26} files"]
    for one in imports:
        who = str(one.brought_by) if one.brought_by_id else "command line"
        lines.append(
            f"{one.number:>5}  {one.begun_at:%Y-%m-%d %H:%M}  {one.state:<11} {who:<26.26} {one.file_name}"
        )
    return lines
