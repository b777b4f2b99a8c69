"""The change log of an import, row by row, as it is downloaded."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from groundswell.roster.imports import differing
from groundswell.roster.imports.kinds import BY_NAME, KINDS, SOURCE_ID, Kind
from groundswell.roster.queries.imports import values_of

HEADER = ["kind", "change", "source_id", "what", "details"]
PORTION = 2_000
SAYS_WHAT = ("name", "title", "family_name", "role")


def change_rows(folder: Path) -> Iterator[list[Any]]:
    """A line for each row that is new, changed or ended; ``details`` tells old and new values where they differ."""
    for kind in KINDS:
        for sort in ("new", "changed", "ended"):
            rows = differing.load(folder, kind, sort)
            for part in rows.iter_slices(PORTION) if rows.height else ():
                yield from _lines(kind, sort, folder, part)
        if not (folder / f"{kind.name}.new.parquet").exists():
            restored = differing.load(folder, kind, "before")
            for row in restored.iter_rows(named=True):
                yield [kind.name, "restored or ended", row[SOURCE_ID], _what(row), ""]


def _lines(kind: Kind, sort: str, folder: Path, part: Any) -> Iterator[list[Any]]:
    had = {} if sort == "new" else _former(kind, folder, part["id"].to_list())
    for row in part.iter_rows(named=True):
        old = had.get(row.get("id"), {})
        shown = row if sort != "ended" else old
        yield [kind.name, sort, row[SOURCE_ID], _what(shown), _details(kind, sort, row, old)]


def _details(kind: Kind, sort: str, row: dict[str, Any], old: dict[str, Any]) -> str:
    if sort == "new":
        return "; ".join(
            f"{column}: {row[column]}" for column in kind.content if row[column] not in (None, "")
        )
    if sort == "ended":
        return ""
    told = []
    for column in kind.content:
        before, after = _text(old.get(column)), _text(row[column])
        if before != after:
            told.append(f"{column}: {before or '–'} → {after or '–'}")
    return "; ".join(told)


def _former(kind: Kind, folder: Path, ids: list[int]) -> dict[int, dict[str, Any]]:
    """What the rows said before: from the log once applied, from the roster until then; references by source id."""
    columns = ("id", *kind.content)
    kept = differing.load(folder, kind, "before")
    if kept.height:
        rows = differing.of_ids(kept, ids).select(columns).rows()
    else:
        rows = values_of(kind.table, columns, ids)
    found = [dict(zip(columns, row, strict=True)) for row in rows]
    for column, target in kind.references.items():
        numbers = sorted({row[column] for row in found if row[column] is not None})
        names: dict[int, str] = dict(values_of(BY_NAME[target].table, ("id", SOURCE_ID), numbers))
        for row in found:
            row[column] = names.get(row[column])
    return {row["id"]: row for row in found}


def _what(row: dict[str, Any]) -> str:
    name = " ".join(filter(None, [row.get("given_name"), row.get("family_name")]))
    return name or next((str(row[column]) for column in SAYS_WHAT if row.get(column)), "")


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    return "" if value is None else str(value)
