"""From files to a plan: what is wrong with a bundle, or what it would change and whether that is too much."""

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from groundswell.roster.imports import differing
from groundswell.roster.imports.bundle import read_bundle
from groundswell.roster.imports.codes import Code
from groundswell.roster.imports.differing import Difference, Roster
from groundswell.roster.imports.erased import Erased, drop_erased
from groundswell.roster.imports.kinds import BY_NAME, KEEP, SOURCE_ID
from groundswell.roster.imports.report import as_json
from groundswell.roster.imports.wanted import wanted_rows

GUARD_SHARE = 0.10
FILES_BY_KIND = {
    "organisations": "orgs",
    "school_years": "academicSessions",
    "terms": "academicSessions",
    "courses": "courses",
    "classes": "classes",
    "people": "users",
    "positions": "roles",
    "enrolments": "enrollments",
}

GROUPS = {"organisations": "kind", "people": "is_student", "positions": "role"}
"""Kinds within which the guard also looks at each group by itself: all principals are few among all positions."""
FEWEST = 3
"""So many of a group, at least, must be missing before the guard asks: one of four nurses leaving is no accident."""

Tell = Callable[[int], None]


@dataclass
class Plan:
    """What one bundle would do. ``report`` is the JSON of ``roster check``; ``guard`` maps a kind to
    (ending, active) where more than a tenth of it would end; ``erased`` counts people who were left out because the
    district erased them."""

    valid: bool
    version: str
    mode: str
    fingerprint: str
    report: dict[str, Any]
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    guard: dict[str, tuple[int, int]] = field(default_factory=dict)
    erased: int = 0

    @property
    def changes_nothing(self) -> bool:
        return not any(c["new"] or c["changed"] or c["ended"] for c in self.counts.values())


def make_plan(
    path: Path,
    *,
    roster: Roster,
    folder: Path,
    top_id: int | None = None,
    tolerate: Collection[Code] = (),
    tell: Tell = lambda percent: None,
    erased: Erased | None = None,
) -> Plan:
    """Read and check the bundle at ``path``, compare it with the roster, keep the differences in ``folder``.

    ``top_id`` is the district's own row when no file has claimed it yet; ``tell`` hears how far it is, in percent;
    whoever is in ``erased`` is left out.
    Raises Unreadable. Nothing but the report is kept when the bundle has errors.
    """
    bundle = read_bundle(path, keep=KEEP, known=_Known(roster, erased), tolerate=tolerate)
    plan = Plan(bundle.valid, bundle.version, bundle.mode, bundle.fingerprint, as_json(bundle))
    tell(50)
    if not bundle.valid:
        return plan
    wanted = wanted_rows(bundle, roster.values)
    plan.erased = drop_erased(wanted, erased) if erased else 0
    modes, version = bundle.modes, bundle.version
    del bundle
    tell(65)
    for name in list(wanted):
        rows, kind = wanted.pop(name), BY_NAME[name]
        claimed = _top_of(rows, top_id) if name == "organisations" else None
        found = differing.difference(
            kind, rows, roster, delta=_is_delta(modes, version, name), claimed=claimed
        )
        found.keep(folder)
        plan.counts[name] = found.counts
        if kind.ends:
            plan.guard |= _doubts(found, roster)
    tell(95)
    return plan


def _doubts(found: Difference, roster: Roster) -> dict[str, tuple[int, int]]:
    """Where more than a tenth would end: of the kind, and of each group in it, less those who come in their place."""
    name, ending = found.kind.name, found.ended.height
    doubts = {name: (ending, found.active)} if ending > GUARD_SHARE * found.active else {}
    column = GROUPS.get(name)
    if not ending or column is None:
        return doubts
    ended = set(found.ended["id"].to_list())
    active: Counter[str] = Counter()
    lost: Counter[str] = Counter()
    for number, value in roster.groups(found.kind.table, column):
        group = str(int(value)) if isinstance(value, bool) else str(value)
        active[group] += 1
        lost[group] += number in ended
    lost.subtract(Counter(found.new[column].to_list()))
    for group, missing in sorted(lost.items()):
        if missing >= FEWEST and missing > GUARD_SHARE * active[group]:
            doubts[f"{name}:{group}"] = (missing, active[group])
    return doubts


def ending_ids(folder: Path, kind_name: str) -> list[int]:
    """Ids of the rows of a kind that the plan in ``folder`` would end."""
    rows = differing.load(folder, BY_NAME[kind_name], "ended")
    return rows["id"].to_list() if rows.width else []


def _is_delta(modes: dict[str, str], version: str, kind_name: str) -> bool:
    file = FILES_BY_KIND[kind_name]
    if kind_name == "positions" and version == "1.1":
        file = "users"
    return modes.get(file) == "delta"


class _Known(dict):
    """Ids that the roster has, looked up only for a file that a reference needs; None for what it does not keep."""

    def __init__(self, roster: Roster, erased: Erased | None = None) -> None:
        super().__init__()
        self.roster = roster
        self.erased = erased

    def get(self, file: str, default: Any = None) -> Any:
        tables = [BY_NAME[kind].table for kind, of in FILES_BY_KIND.items() if of == file]
        if not tables:
            return None
        if file not in self:
            self[file] = pl.concat([self.roster.rows(table)[SOURCE_ID] for table in tables])
        return self[file]

    def left_out(self, ids: list[str]) -> list[str]:
        """Those of these ids that are nobody's any more: what names them is no fault of the files, and stays out."""
        return self.erased.among(ids) if self.erased else []


def _top_of(wanted: pl.DataFrame, top_id: int | None) -> tuple[str, int] | None:
    """The district's own row stands for the file's one district, so that it is not made twice."""
    top = wanted.filter(pl.col("kind") == "district")
    return (top[SOURCE_ID][0], top_id) if top_id is not None and top.height == 1 else None
