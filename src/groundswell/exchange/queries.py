"""Can this installation serve? Asked of the database and the disk themselves, each time."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from groundswell.kernel import work

LEAST_FREE = 20_000_000  # bytes; under it a commit may fail at any moment
PATIENCE = 2_000  # milliseconds that we wait for a locked SQLite file; who balances load does not wait longer


class CannotServe(Exception):
    """Why not, in one sentence, without any content of the database."""


def pending_work() -> dict[str, int]:
    """How much of each kind of background work is due. Raises CannotServe when this installation can't serve."""
    _refuse_full_disk(Path(settings.GROUNDSWELL_HOME))
    _refuse_missing_file()
    try:
        with _short_wait():
            _refuse_missing_migrations()
            return work.pending()
    except Error as problem:
        raise CannotServe(
            f"The database does not answer as it should: {type(problem).__name__}."
        ) from problem


def _refuse_full_disk(folder: Path, least: int = LEAST_FREE) -> None:
    if shutil.disk_usage(folder).free < least:
        raise CannotServe("The disk of the data folder is full.")


def _refuse_missing_file() -> None:
    """An open connection would go on reading a SQLite file that was taken away."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite" and "memory" not in name and not Path(name).exists():
        raise CannotServe("The database file is missing.")


def _refuse_missing_migrations() -> None:
    missing = _migrations_of_this_version() - set(MigrationRecorder(connection).applied_migrations())
    if missing:
        raise CannotServe(f"{len(missing)} migrations are missing. Run: groundswell upgrade")


@cache
def _migrations_of_this_version() -> frozenset[tuple[str, str]]:
    """The last of each app, or what it replaces. The files can't change under a running process."""
    graph = MigrationLoader(None).graph
    lasts = [graph.nodes[leaf] for leaf in graph.leaf_nodes()]
    return frozenset(name for last in lasts for name in last.replaces or [(last.app_label, last.name)])


@contextmanager
def _short_wait() -> Iterator[None]:
    """A locked SQLite file is waited for shortly; the connection keeps its own patience for everything else."""
    if connection.vendor != "sqlite":
        yield
        return
    usual = int(connection.settings_dict["OPTIONS"].get("timeout", 5) * 1000)
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {PATIENCE}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")
