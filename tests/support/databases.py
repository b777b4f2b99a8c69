"""Databases by copying: one is migrated for real, once a run; whoever needs one gets a copy in a moment.

A database goes by its name on the test server (PostgreSQL) or by its file (SQLite).
"""

import fcntl
import hashlib
import shutil
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from importlib.metadata import version
from pathlib import Path

from tests.support import engines
from tests.support.engines import IS_POSTGRESQL, on_server

IN_MEMORY = "file:groundswell?mode=memory&cache=shared"
PACKAGE = Path(__file__).resolve().parents[2] / "src" / "groundswell"
asked_for = True  # whether the test that is running says so by its fixtures (``tests/conftest.py``)
SAID_IN = {"migrations", "models", "models.py", "rls.py", "tables.py", "settings.py"}  # what tables there are


def migrated() -> str:
    """A database with all its tables and no row, for copying. Whichever process asks first makes it."""
    assert asked_for, (
        "Give this test or its fixture the fixture `engine`; without, it would run on SQLite alone."
    )
    folder = engines.kept() or engines.folder()
    with alone(folder / "migrating"):
        told = folder / f"migrated-{kind()}"
        if not told.exists():
            name = new("migrated", folder)
            _migrate(name)
            told.write_text(name)
    return told.read_text()


@contextmanager
def own() -> Iterator[None]:
    """Within the block Django works in a migrated database of its own: in memory (SQLite), as the application role."""
    from django.db import connection

    whole = migrated()
    if not IS_POSTGRESQL:
        with moved(connection, NAME=IN_MEMORY), closing(sqlite3.connect(whole)) as file:
            connection.ensure_connection()
            file.backup(connection.connection)
            yield
        return
    role = {"USER": engines.APPLICATION, "PASSWORD": engines.PASSWORD}
    with copied(whole) as mine, moved(connection, NAME=mine, **role):
        yield


@contextmanager
def copied(source: str, folder: Path | None = None) -> Iterator[str]:
    """A copy of a database, for the time of the block; a file is in ``folder``, if one is named."""
    target = new("copy", None if IS_POSTGRESQL else folder)
    copy(source, target)
    try:
        yield target
    finally:
        drop(target)


def new(what: str, folder: Path | None = None) -> str:
    """How a database may be called that there is none of yet. It goes with the folder, mostly this run's."""
    folder = folder or engines.folder()
    name = f"{what}_{uuid.uuid4().hex[:10]}"
    return f"{_prefix(folder)}{name}" if IS_POSTGRESQL else str(folder / f"{name}.sqlite3")


def copy(source: str, target: str) -> None:
    """Make ``target`` of ``source``, to which nobody may be connected; rights and policies come along."""
    if IS_POSTGRESQL:
        on_server(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
    else:
        shutil.copy(source, target)


def drop(name: str) -> None:
    """Take a database away, whoever is still connected."""
    if IS_POSTGRESQL:
        on_server(f'DROP DATABASE "{name}" WITH (FORCE)')
        return
    for end in ("", "-wal", "-shm", ".writers"):
        Path(name + end).unlink(missing_ok=True)


def drop_all() -> None:
    """Take away what this run has left on the server."""
    if IS_POSTGRESQL:
        mine = "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
        for (name,) in on_server(mine, _prefix(engines.folder())):
            drop(name)


@contextmanager
def moved(connection, **settings) -> Iterator[None]:
    """Within the block the connection has these settings."""
    before = dict(connection.settings_dict)
    close(connection)
    connection.settings_dict.update(settings)
    try:
        yield
    finally:
        close(connection)
        connection.settings_dict.update(before)


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """One process at a time."""
    with path.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _migrate(name: str) -> None:
    """As the tables' owner; then the application is told what it may."""
    from django.db import connection

    from groundswell.config.operations import migrating

    if IS_POSTGRESQL:
        on_server(engines.MAKE_ROLE)
        on_server(f'CREATE DATABASE "{name}"')
    with moved(connection, NAME=name):
        migrating.bring_up_to_date()
        with connection.cursor() as cursor:
            # A file that is copied while nobody works in it needs no log beside it.
            for statement in engines.RIGHTS if IS_POSTGRESQL else ["PRAGMA journal_mode=DELETE"]:
                cursor.execute(statement)


def close(connection) -> None:
    """Let go of the database, so that it can be copied."""
    connection.close()
    if getattr(connection, "pool", None):
        connection.close_pool()


@cache
def kind() -> str:
    """The engine, and a number for everything that a migrated database is made from, as this process found it."""
    made_from = hashlib.sha256(version("django").encode() + version("django-allauth").encode())
    for path in sorted(PACKAGE.rglob("*.py")):
        if SAID_IN & set(path.parts):
            made_from.update(path.read_bytes())
    return f"{'postgresql' if IS_POSTGRESQL else 'sqlite'}-{made_from.hexdigest()[:16]}"


def _prefix(folder: Path) -> str:
    return f"{folder.name.replace('-', '_')}_"
