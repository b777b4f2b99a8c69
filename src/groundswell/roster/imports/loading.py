"""Rows into the database's own bulk loader, executemany on SQLite, COPY on PostgreSQL; and out of it as a frame.

Row-level security refuses COPY into a protected table, so on PostgreSQL rows go into a temporary table first and
from there, under the policy, into theirs. The functions write inside the transaction of the verb that calls them.
"""

from collections.abc import Mapping
from typing import Any

import polars as pl

from groundswell.roster.imports.kinds import HASH, SOURCE_ID, Kind

SLICE = 50_000
MANY = 30_000
"""From so many new rows on, PostgreSQL checks references as a whole where it can (migration 0005_fill)."""


def insert(connection: Any, kind: Kind, tenant_id: int, rows: pl.DataFrame) -> None:
    """Add rows (resolved, see ``differing.resolve``) of one kind to a district."""
    if not rows.height:
        return
    rows = rows.with_columns(pl.lit(value).alias(name) for name, value in kind.constants.items())
    columns = (SOURCE_ID, *kind.content, HASH, *kind.constants)
    names = ", ".join(columns)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            _stage(cursor, kind.table, columns, rows)
            if rows.height > MANY:
                cursor.execute(
                    "GRANT SELECT ON staged TO PUBLIC"
                )  # to the owner, as whom roster_fill reads it
                cursor.execute("SELECT roster_fill(%s, %s)", [kind.table, list(columns)])
            else:
                sql = f"INSERT INTO {kind.table} (tenant_id, {names}) SELECT %s, {names} FROM staged"
                cursor.execute(sql, [tenant_id])
            cursor.execute("DROP TABLE staged")
        return
    holes = ", ".join("?" * len(columns))
    sql = f"INSERT INTO {kind.table} (tenant_id, {names}) VALUES ({int(tenant_id)}, {holes})"
    _many(connection, sql, rows.select(columns))


def update(connection: Any, table: str, columns: tuple[str, ...], rows: pl.DataFrame) -> None:
    """Set ``columns`` of the rows whose ``id`` the frame names."""
    if not rows.height:
        return
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            _stage(cursor, table, ("id", *columns), rows)
            values = ", ".join(f"{column} = staged.{column}" for column in columns)
            cursor.execute(f"UPDATE {table} SET {values} FROM staged WHERE {table}.id = staged.id")
            cursor.execute("DROP TABLE staged")
        return
    values = ", ".join(f"{column} = ?" for column in columns)
    _many(connection, f"UPDATE {table} SET {values} WHERE id = ?", rows.select(*columns, "id"))


def fetched(
    connection: Any, table: str, schema: Mapping[str, Any], tenant_id: int, known: str
) -> pl.DataFrame:
    """The rows of a district that have a value in ``known``, as a frame with the columns of ``schema``.

    Those are numbers, and texts without control characters. They come as one text: a million tuples would take the
    driver twice as long.
    """
    where = f"tenant_id = {int(tenant_id)} AND {known} IS NOT NULL"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            selected = f"SELECT {', '.join(schema)} FROM {table} WHERE {where}"
            with cursor.copy(f"COPY ({selected}) TO STDOUT WITH (FORMAT csv)") as copy:
                text = b"".join(copy)
        else:
            row = " || char(31) || ".join(f"coalesce({column}, '')" for column in schema)
            # The plus keeps SQLite from fetching nearly all rows of a table one by one, in the order of an index.
            cursor.execute(f"SELECT group_concat({row}, char(10)) FROM {table} WHERE +{where}")
            text = (cursor.fetchone()[0] or "").encode()
    if not text:
        return pl.DataFrame(schema=schema)
    if connection.vendor == "postgresql":
        return pl.read_csv(text, has_header=False, schema=schema)
    return pl.read_csv(text, has_header=False, schema=schema, separator="\x1f", quote_char=None)


def tell_planner(connection: Any) -> None:
    """Let SQLite look at its tables again; PostgreSQL does so by itself.

    It plans by what it last saw. Never having looked, it takes the index of a district over the index of a person,
    and reads 18,000 positions to find two. A million enrolments take it half a second.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _stage(cursor: Any, table: str, columns: tuple[str, ...], rows: pl.DataFrame) -> None:
    names = ", ".join(columns)
    cursor.execute(f"CREATE TEMP TABLE staged ON COMMIT DROP AS SELECT {names} FROM {table} LIMIT 0")
    with cursor.copy(f"COPY staged ({names}) FROM STDIN WITH (FORMAT csv)") as copy:
        for part in rows.select(columns).iter_slices(SLICE):
            copy.write(part.write_csv(include_header=False).encode())


def _many(connection: Any, sql: str, rows: pl.DataFrame) -> None:
    """The driver's own executemany: Django's wrapper would rewrite and keep every parameter."""
    cursor = connection.connection.cursor()
    for part in rows.iter_slices(SLICE):
        cursor.executemany(sql, part.rows())
    cursor.close()
