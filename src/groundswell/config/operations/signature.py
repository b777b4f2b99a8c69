"""What a database holds, as counts and hashes that can be compared: the same before a backup and after a restore.

The digest of a table is the sum of the SHA-256 of its rows (modulo 2^256), so that the order of rows does not
matter and no table has to fit into memory. Signatures of different engines can't be compared.
"""

import hashlib
import sqlite3
from collections.abc import Collection, Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql

from groundswell.config.operations import postgres

SQLITE_TABLES = (
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
)
POSTGRES_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"


@dataclass(frozen=True, slots=True)
class TableSignature:
    """How many rows, and a digest of all of them."""

    rows: int
    digest: str


def of_installation(leave_out: Collection[str] = ()) -> dict[str, TableSignature | str]:
    """Every table of the database in use and every file in the files folder (``files/<path>`` -> SHA-256)."""
    if connection.vendor == "sqlite":
        tables = of_sqlite(Path(settings.DATABASES["default"]["NAME"]), leave_out)
    else:
        with postgres.connected(postgres.backup_reader()) as server:
            tables = of_postgresql(server, leave_out)
    return {**tables, **of_files(Path(settings.MEDIA_ROOT))}


def of_sqlite(path: Path, leave_out: Collection[str] = ()) -> dict[str, TableSignature]:
    """Every table of a SQLite file, seen in one state."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as file:
        file.execute("BEGIN")
        names = [name for (name,) in file.execute(SQLITE_TABLES) if name not in leave_out]
        return {name: _sum(map(repr, file.execute(f'SELECT * FROM "{name}"'))) for name in names}


def of_postgresql(server: psycopg.Connection, leave_out: Collection[str] = ()) -> dict[str, TableSignature]:
    """Every table of the schema ``public``. The role must read every row (BYPASSRLS)."""
    names = [name for (name,) in server.execute(POSTGRES_TABLES) if name not in leave_out]
    return {name: _sum(_rows_as_text(server, name)) for name in names}


def of_files(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below a folder, by ``files/<path>``."""
    found = sorted(path for path in folder.rglob("*") if path.is_file()) if folder.exists() else []
    return {f"files/{path.relative_to(folder).as_posix()}": _hash_of(path) for path in found}


def counts_of_sqlite(path: Path) -> dict[str, int]:
    """Rows per table of a SQLite file."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as file:
        names = [name for (name,) in file.execute(SQLITE_TABLES)]
        return {name: file.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}


def counts_of_postgresql(server: psycopg.Connection) -> dict[str, int]:
    """Rows per table of the schema ``public``, as this role sees them."""
    names = [name for (name,) in server.execute(POSTGRES_TABLES)]
    return {name: _count(server, name) for name in names}


def _count(server: psycopg.Connection, name: str) -> int:
    row: Any = server.execute(
        sql.SQL("SELECT count(*) FROM public.{}").format(sql.Identifier(name))
    ).fetchone()
    return row[0]


def _rows_as_text(server: psycopg.Connection, name: str) -> Iterable[str]:
    query = sql.SQL("SELECT t::text FROM public.{} AS t").format(sql.Identifier(name))
    with server.cursor(name="signature") as cursor:
        cursor.execute(query)
        for (text,) in cursor:
            yield text


def _sum(rows: Iterable[str]) -> TableSignature:
    count = total = 0
    for text in rows:
        count += 1
        total += int.from_bytes(hashlib.sha256(text.encode()).digest(), "big")
    return TableSignature(count, f"{total % 2**256:064x}")


def _hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
