"""The writing of a plan into the roster's tables, kind by kind, and its inverse. Called by ``roster_files`` alone.

``changes/`` keeps, for each kind, what was new, changed and ended, and ``before``: the former values of every row
that was changed or ended.
"""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from groundswell.kernel.models import Tenant
from groundswell.roster.actions import merged_rows
from groundswell.roster.imports import differing, loading
from groundswell.roster.imports.erased import without_erased
from groundswell.roster.imports.kinds import BY_NAME, HASH, KINDS, SOURCE_ID, Kind
from groundswell.roster.queries import imports as queries
from groundswell.roster.queries.lives import Erased


def write(connection: Any, tenant: Tenant, folder: Path, *, today: date) -> int:
    """Apply the plan in ``folder``. Returns how many rows were left out because a reference was not found."""
    ids, erased = _Ids(tenant), Erased(tenant)
    left_out = added = 0
    for kind in KINDS:
        new, changed, ended = (
            without_erased(kind.name, differing.load(folder, kind, sort), erased)
            for sort in ("new", "changed", "ended")
        )
        before = _keep_before(kind, folder, changed, ended)
        if kind.name == "people" and changed.height and before is not None:
            changed = _keep_names(connection, tenant, before, changed, today)
        self_reference = next((c for c, target in kind.references.items() if target == kind.name), "")
        for rows, is_new in ((new, True), (changed, False)):
            if not rows.height:
                continue
            if self_reference:
                resolved, missing = rows.with_columns(differing.nothing(self_reference)), 0
            else:
                resolved, missing = differing.resolve(kind, rows, ids.named_by(kind, rows))
            left_out += missing
            if is_new:
                loading.insert(connection, kind, tenant.pk, resolved)
                added += resolved.height
                ids.forget(kind.name)
            else:
                # An index is written for each column that is named, whether its value changes or not.
                columns = differing.columns_that_differ((SOURCE_ID, *kind.content), before, resolved)
                loading.update(connection, kind.table, (*columns, HASH), resolved)
        if self_reference:
            _hang_up(connection, kind, ids, self_reference, new, changed)
            _make_schools(connection, tenant)
        _end(connection, kind, ended, today)
    merged_rows.keep_together(tenant, today=today)
    if added > loading.MANY:
        loading.tell_planner(connection)
    return left_out


def write_back(connection: Any, tenant: Tenant, folder: Path, inverse_folder: Path, *, today: date) -> None:
    """Undo the plan in ``folder``: end what was new, restore what was changed or ended. Keeps its own ``before``."""
    erased = Erased(tenant)
    for kind in reversed(KINDS):
        before = without_erased(kind.name, differing.load(folder, kind, "before"), erased)
        new = without_erased(kind.name, differing.load(folder, kind, "new"), erased)
        added = new
        if new.height:
            added = differing.frame_of_ids(queries.numbers_of(kind.table, new[SOURCE_ID].to_list(), tenant))
        _keep_before(kind, inverse_folder, before, added)
        if before.height:
            loading.update(connection, kind.table, (SOURCE_ID, *kind.content, HASH), before)
        _end(connection, kind, added, today)
    merged_rows.keep_together(tenant, today=today)


class _Ids(dict):
    """source_id → id of each kind, read when a reference needs it and again after rows were added."""

    def __init__(self, tenant: Tenant) -> None:
        super().__init__()
        self.tenant = tenant

    def __missing__(self, kind_name: str) -> Any:
        self[kind_name] = queries.frame_of(BY_NAME[kind_name].table, differing.NUMBERS, self.tenant)
        return self[kind_name]

    def named_by(self, kind: Kind, rows: Any) -> dict[str, Any]:
        """What the references of these rows need: few are looked up by name, for many everything is read."""
        if rows.height > differing.FEW:
            return {target: self[target] for target in kind.references.values()}
        return {
            target: differing.frame_of_ids(
                queries.numbers_of(BY_NAME[target].table, names, self.tenant, ended=True)
            )
            for target, names in differing.names_of(kind, rows).items()
        }

    def forget(self, kind_name: str) -> None:
        self.pop(kind_name, None)


def _keep_before(kind: Kind, folder: Path, changed: Any, ended: Any) -> Any:
    """Former values of the rows that will change or end, kept in ``folder``; None where there are none."""
    numbers = [number for rows in (changed, ended) if rows.height for number in rows["id"].to_list()]
    if not numbers:
        return None
    columns = ("id", SOURCE_ID, *kind.content, HASH)
    return differing.save_before(folder, kind, columns, queries.values_of(kind.table, columns, numbers))


def _keep_names(connection: Any, tenant: Tenant, before: Any, changed: Any, today: date) -> Any:
    """Whoever gets another name keeps the old one in the history; a preferred name that no file brings stays.

    When a row changes in the file, the file's name wins, also over one that was corrected by hand.
    """
    changed, renamed = differing.names(before, changed)
    sql = (
        "INSERT INTO roster_former_name (tenant_id, person_id, given_name, family_name, until) "
        "VALUES (%s, %s, %s, %s, %s)"
    )
    with connection.cursor() as cursor:
        cursor.executemany(sql, [[tenant.pk, *row, today] for row in renamed])
    return changed


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
    """Rows end, or keep the earlier day on which they ended; they are never removed.

    Rights go at once, so yesterday is the last day of what is held from a day to a day; what would have begun
    later is drawn to that day too. Anything else ended today.
    """
    if not rows.height:
        return
    last_day, days = "", []
    if kind.ends and "begins_on" in kind.columns:
        yesterday = today - timedelta(days=1)
        last_day = (
            f"begins_on = CASE WHEN begins_on > %s THEN %s ELSE begins_on END, "
            f"{kind.ends} = CASE WHEN {kind.ends} < %s THEN {kind.ends} ELSE %s END, "
        )
        days = [yesterday] * 4
    elif kind.ends:
        last_day, days = (
            f"{kind.ends} = CASE WHEN {kind.ends} < %s THEN {kind.ends} ELSE %s END, ",
            [today] * 2,
        )
    sql, ids = f"UPDATE {kind.table} SET {last_day}{HASH} = NULL WHERE id = ", rows["id"].to_list()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"{sql}ANY(%s)", [*days, ids])
        else:
            cursor.executemany(f"{sql}%s", [[*days, number] for number in ids])
