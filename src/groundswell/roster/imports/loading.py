"""Rows into the database's own bulk loader, executemany on SQLite, COPY on PostgreSQL; and out of it as a frame.

Row-level security refuses COPY into a protected table, so on PostgreSQL rows go into a temporary table first and
from there, under the policy, into theirs. The functions write inside the transaction of the verb that calls them.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from typing import Any

import polars as pl

from groundswell.roster.imports.kinds import HASH, SOURCE_ID, Kind

SLICE = 50_000
NOTHING = -(2**63)
"""How an empty number travels in :func:`fetched`."""
MANY = 30_000
"""From so many new rows on, indexes are built as a whole, and on PostgreSQL references checked so, where the table
was empty (migration 0007_fill_again)."""


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
                # The function runs as the tables' owner: it must be let in, and no trigger may fire inside it.
                cursor.execute("GRANT SELECT ON staged TO PUBLIC; SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SELECT public.roster_fill(%s)", [kind.table])
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            else:
                sql = f"INSERT INTO {kind.table} (tenant_id, {names}) SELECT %s, {names} FROM staged"
                cursor.execute(sql, [tenant_id])
            cursor.execute("DROP TABLE staged")
        return
    holes = ", ".join("?" * len(columns))
    sql = f"INSERT INTO {kind.table} (tenant_id, {names}) VALUES ({int(tenant_id)}, {holes})"
    with _indexes_aside(connection, kind.table) if rows.height > MANY else nullcontext():
        _many(connection, sql, rows.select(columns))


@contextmanager
def _indexes_aside(connection: Any, table: str) -> Iterator[None]:
    """SQLite: while a table has hardly any rows, its indexes wait until the block has filled it.

    A sorted build costs a tenth of a million single insertions. All in the caller's transaction, as on PostgreSQL.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM (SELECT 1 FROM {table} LIMIT {MANY})")
        waiting = []
        if cursor.fetchone()[0] < MANY:
            cursor.execute(
                "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = %s",
                [table],
            )
            waiting = cursor.fetchall()
        for name, _sql in waiting:
            cursor.execute(f'DROP INDEX "{name}"')
        yield
        for _name, sql in waiting:
            cursor.execute(sql)


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

    Those are whole numbers, and texts without control characters that are never null. Each column comes as one
    value: a million rows, one by one, would take the drivers two to thirty times as long.
    """
    where = f"tenant_id = {int(tenant_id)} AND {known} IS NOT NULL"
    if connection.vendor == "postgresql":
        parts = (
            f"string_agg({name}, chr(10))"
            if kind == pl.String
            else f"string_agg(int8send(coalesce({name}, {NOTHING})), '')"
            for name, kind in schema.items()
        )
    else:
        # The plus keeps SQLite from fetching nearly all rows of a table one by one, in the order of an index.
        where = f"+{where}"
        parts = (f"group_concat(coalesce({name}, {NOTHING}), char(10))" for name in schema)
    values = _one_row(connection, f"SELECT {', '.join(parts)} FROM {table} WHERE {where}")
    if values[0] is None:
        return pl.DataFrame(schema=schema)
    columns = [_column(value, kind) for value, kind in zip(values, schema.values(), strict=True)]
    return pl.DataFrame(dict(zip(schema, columns, strict=True)))


def _one_row(connection: Any, sql: str) -> Any:
    """The row of a query. From PostgreSQL as it lies there: in words, each byte would be two letters."""
    if connection.vendor == "postgresql":
        from psycopg import Cursor  # inline: optional dependency

        with connection.wrap_database_errors, Cursor(connection.connection) as cursor:
            return cursor.execute(sql, binary=True).fetchone()
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()


def _column(value: str | bytes, kind: Any) -> pl.Series:
    """One column of :func:`fetched`: numbers of eight bytes (PostgreSQL), or lines of text."""
    if isinstance(value, str):
        column = pl.Series([value]).str.split("\n").explode()
        if kind == pl.String:
            return column
        column = column.cast(kind)
    else:
        width = pl.Array(kind, len(value) // 8)
        column = pl.Series([bytes(value)]).bin.reinterpret(dtype=width, endianness="big").explode()
    if column.min() != NOTHING:
        return column
    return column.to_frame("one").select(pl.when(pl.col("one") != NOTHING).then("one"))["one"]


def tell_planner(connection: Any) -> None:
    """Let SQLite look at its tables again; PostgreSQL does so by itself, or ``roster_fill`` has done it.

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
