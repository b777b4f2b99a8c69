"""What the roster has, for comparing with what a bundle asks for, and the history of imports."""

from collections.abc import Iterator
from typing import Any

from django.db import connection

from groundswell.kernel import clock
from groundswell.kernel.models import Tenant
from groundswell.roster.choices import ImportState
from groundswell.roster.models import RosterImport

CHUNK = 50_000


def rows_in_chunks(sql: str, parameters: list[Any]) -> Iterator[list[tuple[Any, ...]]]:
    """Rows of a large query, ``CHUNK`` at a time. On PostgreSQL inside a transaction only."""
    cursor = connection.chunked_cursor() if connection.in_atomic_block else connection.cursor()
    with cursor:
        cursor.execute(sql, parameters)
        while rows := cursor.fetchmany(CHUNK):
            yield rows


def have(table: str, tenant: Tenant) -> list[list[tuple[Any, ...]]]:
    """(source_id, id, content_hash) of every row that came from a roster file."""
    sql = f"SELECT source_id, id, content_hash FROM {table} WHERE tenant_id = %s AND source_id IS NOT NULL"
    return list(rows_in_chunks(sql, [tenant.pk]))


def applied_number(tenant: Tenant) -> int:
    """Number of the newest import that changed the roster; 0 where none did."""
    newest = newest_applied()
    return newest.number if newest else 0


def newest_applied() -> RosterImport | None:
    """The newest import that changed the roster."""
    return RosterImport.objects.filter(applied_at__isnull=False).order_by("-number").first()


def waiting_for_the_worker(tenant: Tenant) -> int:
    """Imports that wait to be read or applied in the background."""
    return RosterImport.objects.filter(state__in=[ImportState.WAITING, ImportState.APPLYING]).count()


def still_counting(table: str, ids: list[int], tenant: Tenant) -> int:
    """How many of these classes or enrolments belong to a term that is not over: the summer ends the others."""
    today = clock.today(tenant.time_zone)
    to_class = "x.id" if table == "roster_class" else "x.school_class_id"
    total = 0
    for start in range(0, len(ids), 500):
        part = ids[start : start + 500]
        holes = ", ".join(["%s"] * len(part))
        sql = (
            f"SELECT count(*) FROM {table} x JOIN roster_class c ON c.id = {to_class} "
            f"LEFT JOIN roster_term t ON t.id = c.term_id WHERE x.id IN ({holes}) AND (t.ends_on IS NULL OR t.ends_on >= %s)"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [*part, today])
            total += cursor.fetchone()[0]
    return total
