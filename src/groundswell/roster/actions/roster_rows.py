"""The writing of a plan into the roster's tables, kind by kind, and its inverse. Called by ``roster_files`` alone.

``changes/`` keeps, for each kind, what was new, changed and ended, and ``before``: the former values of every row
that was changed or ended.
"""

from datetime import date
from pathlib import Path
from typing import Any

from groundswell.kernel.models import Tenant
from groundswell.roster.imports import differing, loading
from groundswell.roster.imports.kinds import HASH, KINDS, SOURCE_ID, Kind


def write(connection: Any, tenant: Tenant, folder: Path, *, today: date) -> int:
    """Apply the plan in ``folder``. Returns how many rows were left out because a reference was not found."""
    ids = _Ids(connection, tenant)
    left_out = 0
    for kind in KINDS:
        new, changed = (differing.load(folder, kind, sort) for sort in ("new", "changed"))
        ended = differing.load(folder, kind, "ended")
        _keep_before(connection, kind, folder, changed, ended)
        self_reference = next((c for c, target in kind.references.items() if target == kind.name), "")
        for rows, is_new in ((new, True), (changed, False)):
            if not rows.height:
                continue
            if self_reference:
                resolved, missing = rows.with_columns(differing.nothing(self_reference)), 0
            else:
                resolved, missing = differing.resolve(kind, rows, ids)
            left_out += missing
            if is_new:
                loading.insert(connection, kind, tenant.pk, resolved)
                ids.forget(kind.name)
            else:
                loading.update(connection, kind.table, (SOURCE_ID, *kind.content, HASH), resolved)
        if self_reference:
            _hang_up(connection, kind, ids, self_reference, new, changed)
            _make_schools(connection, tenant)
        _end(connection, kind, ended, today)
    return left_out


def write_back(connection: Any, folder: Path, inverse_folder: Path, *, today: date) -> None:
    """Undo the plan in ``folder``: end what was new, restore what was changed or ended. Keeps its own ``before``."""
    for kind in reversed(KINDS):
        before = differing.load(folder, kind, "before")
        new = differing.load(folder, kind, "new")
        added = _numbers_of(connection, kind, new) if new.height else new
        _keep_before(connection, kind, inverse_folder, before, added)
        if before.height:
            loading.update(connection, kind.table, (SOURCE_ID, *kind.content, HASH), before)
        _end(connection, kind, added, today)


class _Ids(dict):
    """source_id → id of each kind, read when a reference needs it and again after rows were added."""

    def __init__(self, connection: Any, tenant: Tenant) -> None:
        super().__init__()
        self.connection, self.tenant = connection, tenant

    def __missing__(self, kind_name: str) -> Any:
        kind = next(kind for kind in KINDS if kind.name == kind_name)
        sql = f"SELECT source_id, id FROM {kind.table} WHERE tenant_id = %s AND source_id IS NOT NULL"
        self[kind_name] = differing.frame_of_ids(_select(self.connection, sql, [self.tenant.pk]))
        return self[kind_name]

    def forget(self, kind_name: str) -> None:
        self.pop(kind_name, None)


def _select(connection: Any, sql: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def _keep_before(connection: Any, kind: Kind, folder: Path, changed: Any, ended: Any) -> None:
    """Former values of the rows that will change or end."""
    numbers = [number for rows in (changed, ended) if rows.height for number in rows["id"].to_list()]
    if not numbers:
        return
    columns = ("id", SOURCE_ID, *kind.content, HASH)
    rows: list[tuple[Any, ...]] = []
    for start in range(0, len(numbers), 500):
        part = numbers[start : start + 500]
        holes = ", ".join(["%s"] * len(part))
        sql = f"SELECT {', '.join(columns)} FROM {kind.table} WHERE id IN ({holes})"
        rows += _select(connection, sql, part)
    differing.save_before(folder, kind, columns, rows)


def _hang_up(connection: Any, kind: Kind, ids: _Ids, column: str, *frames: Any) -> None:
    """Second step for a tree: now that every row has a number, name the parents."""
    for rows in frames:
        if rows.height:
            placed = differing.parents(rows, ids[kind.name], column)
            loading.update(connection, kind.table, (column,), placed)


def _make_schools(connection: Any, tenant: Tenant) -> None:
    """What only a school has gets its row; what no file knows is filled in later."""
    sql = (
        "INSERT INTO roster_school (organisation_id, tenant_id, state_code, federal_code, level, time_zone) "
        "SELECT o.id, o.tenant_id, '', '', 'other', '' FROM roster_organisation o "
        "WHERE o.tenant_id = %s AND o.kind = 'school' "
        "AND NOT EXISTS (SELECT 1 FROM roster_school s WHERE s.organisation_id = o.id)"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [tenant.pk])


def _end(connection: Any, kind: Kind, rows: Any, today: date) -> None:
    """Rows end today, or keep the earlier day on which they ended; they are never removed.

    What was to begin later ends on the day on which it would have begun.
    """
    if not rows.height:
        return
    last_day = ""
    if kind.ends:
        latest = "CASE WHEN begins_on > %s THEN begins_on ELSE %s END" if "begins_on" in kind.columns else "%s"
        last_day = f"{kind.ends} = CASE WHEN {kind.ends} < %s THEN {kind.ends} ELSE {latest} END, "
    sql = f"UPDATE {kind.table} SET {last_day}{HASH} = NULL WHERE id = %s"
    days = [today] * last_day.count("%s")
    with connection.cursor() as cursor:
        cursor.executemany(sql, [[*days, number] for number in rows["id"].to_list()])


def _numbers_of(connection: Any, kind: Kind, new: Any) -> Any:
    """id of each row that an import added, by its source id."""
    found: list[tuple[Any, ...]] = []
    names = new[SOURCE_ID].to_list()
    for start in range(0, len(names), 500):
        part = names[start : start + 500]
        holes = ", ".join(["%s"] * len(part))
        sql = f"SELECT source_id, id FROM {kind.table} WHERE source_id IN ({holes}) AND content_hash IS NOT NULL"
        found += _select(connection, sql, part)
    return differing.frame_of_ids(found)
