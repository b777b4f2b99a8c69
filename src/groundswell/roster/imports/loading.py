"""Rows into the database's own bulk loader: executemany on SQLite, COPY on PostgreSQL.

Row-level security refuses COPY into a protected table, so on PostgreSQL rows go into a temporary table first and
from there, under the policy, into theirs. The functions write inside the transaction of the verb that calls them.
"""

from typing import Any

import polars as pl

from groundswell.roster.imports.kinds import HASH, SOURCE_ID, Kind

SLICE = 50_000


def insert(connection: Any, kind: Kind, tenant_id: int, rows: pl.DataFrame) -> None:
    """Add rows (resolved, see ``differing.resolve``) of one kind to a district."""
    if not rows.height:
        return
    columns = (SOURCE_ID, *kind.content, HASH)
    fixed = {"tenant_id": tenant_id, **kind.constants}
    names = ", ".join((*columns, *fixed))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _stage(cursor, kind.table, columns, rows)
            holes = ", ".join(["%s"] * len(fixed))
            sql = f"INSERT INTO {kind.table} ({names}) SELECT {', '.join(columns)}, {holes} FROM staged"
            cursor.execute(sql, list(fixed.values()))
            cursor.execute("DROP TABLE staged")
            return
        holes = ", ".join(["?"] * len(columns) + [_literal(value) for value in fixed.values()])
        _many(connection, f"INSERT INTO {kind.table} ({names}) VALUES ({holes})", rows.select(columns))


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


def _literal(value: object) -> str:
    """Our own constants (numbers and empty texts) as SQL."""
    if isinstance(value, int):
        return str(value)
    if value == "":
        return "''"
    raise ValueError(f"{value!r} is not a constant that the roster writes.")
