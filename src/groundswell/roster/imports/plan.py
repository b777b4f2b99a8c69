"""From files to a plan: what is wrong with a bundle, or what it would change and whether that is too much."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from groundswell.roster.imports import differing
from groundswell.roster.imports.bundle import Bundle, fingerprint_of, read_bundle
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

Have = Callable[[str], list[list[tuple[Any, ...]]]]


@dataclass
class Plan:
    """What one bundle would do. ``report`` is the JSON of ``roster check``; ``guard`` maps a kind to
    (ending, active) where more than a tenth of it would end."""

    valid: bool
    version: str
    mode: str
    fingerprint: str
    report: dict[str, Any]
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    guard: dict[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def changes_nothing(self) -> bool:
        return not any(c["new"] or c["changed"] or c["ended"] for c in self.counts.values())


def quick_fingerprint(path: Path) -> str:
    """One text that is equal for equal files. Raises Unreadable."""
    return _joined(fingerprint_of(path))


def make_plan(path: Path, *, have: Have, folder: Path, top_id: int | None = None) -> Plan:
    """Read and check the bundle at ``path``, compare it with the roster, keep the differences in ``folder``.

    ``have(table)`` gives (source_id, id, content_hash) tuples in chunks; ``top_id`` is the district's own row when
    no file has claimed it yet. Raises Unreadable. Nothing is kept when the bundle has errors.
    """
    bundle = read_bundle(path, keep=KEEP, known=_known(have))
    plan = Plan(bundle.valid, bundle.version, bundle.mode, _joined(bundle.fingerprint), as_json(bundle))
    if not bundle.valid:
        return plan
    for name, wanted in wanted_rows(bundle).items():
        kind = BY_NAME[name]
        rows = differing.frame_of_have(have(kind.table))
        if name == "organisations" and top_id is not None:
            rows = _with_top(rows, wanted, top_id)
        found = differing.difference(kind, wanted, rows, delta=_is_delta(bundle, name))
        found.save(folder)
        plan.counts[name] = found.counts
        ending = found.ended.height
        if kind.ends and found.active and ending > GUARD_SHARE * found.active:
            plan.guard[name] = (ending, found.active)
    return plan


def ending_ids(folder: Path, kind_name: str) -> list[int]:
    """Ids of the rows of a kind that the plan in ``folder`` would end."""
    rows = differing.load(folder, BY_NAME[kind_name], "ended")
    return rows["id"].to_list() if rows.width else []


def _joined(prints: dict[str, str]) -> str:
    text = "\n".join(f"{name} {digest}" for name, digest in sorted(prints.items()))
    return hashlib.sha256(text.encode()).hexdigest()


def _is_delta(bundle: Bundle, kind_name: str) -> bool:
    file = FILES_BY_KIND[kind_name]
    if kind_name == "positions" and bundle.version == "1.1":
        file = "users"
    return bundle.modes.get(file) == "delta"


class _Known(dict):
    """Ids that the roster has, looked up only for a file that a reference needs."""

    def __init__(self, have: Have) -> None:
        super().__init__()
        self.have = have

    def get(self, file: str, default: Any = None) -> Any:
        tables = [BY_NAME[kind].table for kind, of in FILES_BY_KIND.items() if of == file]
        ids = [row[0] for table in tables for chunk in self.have(table) for row in chunk]
        return pl.Series(ids, dtype=pl.String) if ids else default


def _known(have: Have) -> _Known:
    return _Known(have)


def _with_top(rows: pl.DataFrame, wanted: pl.DataFrame, top_id: int) -> pl.DataFrame:
    """The district's own row stands for the file's one district, so that it is not made twice."""
    top = wanted.filter(pl.col("kind") == "district")
    if top.height != 1 or top[SOURCE_ID][0] in rows[SOURCE_ID]:
        return rows
    claimed = pl.DataFrame([(top[SOURCE_ID][0], top_id, None)], schema=differing.HAVE, orient="row")
    return pl.concat([rows, claimed])


