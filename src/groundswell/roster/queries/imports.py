"""What the roster has, for comparing with what a bundle asks for, and the history of imports."""

from collections.abc import Mapping
from typing import Any

from django.db import connection

from groundswell.kernel import clock
from groundswell.kernel.models import Tenant
from groundswell.kernel.tenancy import reading
from groundswell.roster.choices import ImportState
from groundswell.roster.imports import differing, loading
from groundswell.roster.imports.differing import Roster, Rows
from groundswell.roster.imports.kinds import HASH, SOURCE_ID
from groundswell.roster.models import RosterImport

BACKGROUND = (ImportState.WAITING, ImportState.READING, ImportState.APPLYING)
AT_ONCE = 500
FROM_FILES = "tenant_id = %s AND source_id IS NOT NULL"


def roster_of(tenant: Tenant) -> Roster:
    """What ``imports`` may ask about a district's rows. Each answer is read in a short transaction of its own."""
    own = [tenant.pk]

    def of(table: str, column: str, keys: list[Any]) -> list[Rows]:
        sql = f"SELECT source_id, id, content_hash FROM {table} WHERE tenant_id = %s AND {column}"
        with reading(tenant):
            # No index has hashes: the whole table is read, once.
            return among(sql, own, keys, at_once=differing.FEW if column == HASH else AT_ONCE)

    def one_list(sql: str) -> Rows:
        with reading(tenant):
            return selected(sql, own)

    def frame(table: str, schema: Mapping[str, Any], known: str = SOURCE_ID) -> Any:
        with reading(tenant):
            return frame_of(table, schema, tenant, known)

    return Roster(
        active=lambda table: frame(table, differing.ACTIVE, HASH),
        rows=lambda table: frame(table, differing.HAVE),
        of=of,
        values=lambda table, column: one_list(f"SELECT source_id, {column} FROM {table} WHERE {FROM_FILES}"),
        groups=lambda table, column: one_list(
            f"SELECT id, {column} FROM {table} WHERE tenant_id = %s AND content_hash IS NOT NULL"
        ),
    )


def frame_of(table: str, schema: Mapping[str, Any], tenant: Tenant, known: str = SOURCE_ID) -> Any:
    """The columns of ``schema`` of every row of the district that has a value in ``known``, as a frame."""
    return loading.fetched(connection, table, schema, tenant.pk, known)


def selected(sql: str, parameters: list[Any]) -> Rows:
    """Rows of a small query."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def among(sql: str, first: list[Any], keys: list[Any], *, at_once: int = AT_ONCE) -> list[Rows]:
    """What ``sql`` selects, which ends in the column that is to be among ``keys``; in one or several lists.

    PostgreSQL takes all keys at once. A hundred statements would be planned a hundred times, and where the server has
    not looked at a table since it was filled, each would read the whole of it.
    """
    if connection.vendor == "postgresql":
        return [selected(f"{sql} = ANY(%s)", [*first, keys])] if keys else []
    parts = (keys[start : start + at_once] for start in range(0, len(keys), at_once))
    return [selected(f"{sql} IN ({', '.join(['%s'] * len(part))})", [*first, *part]) for part in parts]


def values_of(table: str, columns: tuple[str, ...], ids: list[int]) -> Rows:
    """These columns of these rows."""
    found = among(f"SELECT {', '.join(columns)} FROM {table} WHERE id", [], ids)
    return [row for part in found for row in part]


def people_as_they_were(ids: list[int]) -> dict[int, dict[str, Any]]:
    """Names and address of these people, by number."""
    columns = ("id", "given_name", "family_name", "preferred_name", "email")
    rows = values_of("roster_person", columns, ids)
    return {row[0]: dict(zip(columns, row, strict=True)) for row in rows}


def numbers_of(table: str, source_ids: list[str], tenant: Tenant, *, ended: bool = False) -> Rows:
    """(source_id, id) of the rows with these source ids; those that have ended only when asked for."""
    which = "" if ended else "AND content_hash IS NOT NULL "
    sql = f"SELECT source_id, id FROM {table} WHERE tenant_id = %s {which}AND source_id"
    return [row for part in among(sql, [tenant.pk], source_ids) for row in part]


def applied_number(tenant: Tenant) -> int:
    """Number of the newest import that changed the roster; 0 where none did."""
    newest = newest_applied()
    return newest.number if newest else 0


def newest_applied() -> RosterImport | None:
    """The newest import that changed the roster."""
    return RosterImport.objects.filter(applied_at__isnull=False).order_by("-number").first()


def latest_to_take_back() -> list[int]:
    """Numbers of the imports that can be taken back: the newest applied one, and the newest that was not undone.

    What was taken back, together with the import that did it, counts as if it had not been.
    """
    applied = list(
        RosterImport.objects.filter(applied_at__isnull=False).select_related("inverse_of").order_by("-number")
    )
    possible = [one.number for one in applied[:1] if one.state == ImportState.APPLIED]
    for one in applied:
        if one.state == ImportState.APPLIED and _undoes(one) % 2 == 0:
            return list(dict.fromkeys([*possible, one.number]))
    return possible


def _undoes(one: RosterImport) -> int:
    """How many imports hang on this one: 1 undoes, 2 does again what was undone."""
    steps = 0
    while one.inverse_of_id:
        one, steps = RosterImport.objects.get(pk=one.inverse_of_id), steps + 1
    return steps


def number_of_inverse(one: RosterImport) -> int | None:
    """Number of the import that this one takes back."""
    return one.inverse_of.number if one.inverse_of_id and one.inverse_of else None


def waiting_for_the_worker(tenant: Tenant) -> int:
    """Imports that wait to be read or applied in the background."""
    return RosterImport.objects.filter(state__in=BACKGROUND).count()


def still_counting(table: str, ids: list[int], tenant: Tenant) -> int:
    """How many of these classes or enrolments belong to a term that is not over: the summer ends the others."""
    today = clock.today(tenant.time_zone)
    to_class = "x.id" if table == "roster_class" else "x.school_class_id"
    sql = (
        f"SELECT count(*) FROM {table} x JOIN roster_class c ON c.id = {to_class} "
        "LEFT JOIN roster_term t ON t.id = c.term_id WHERE (t.ends_on IS NULL OR t.ends_on >= %s) AND x.id"
    )
    with reading(tenant):
        return sum(found[0][0] for found in among(sql, [today], ids))
