"""Locks: on rows, and the queue before SQLite's one writer.

SQLite lets one writer in at a time and makes the others poll, so that an unlucky one can wait for seconds.
:func:`writers_turn` puts a kernel-side queue (flock) in front of it for every process of this installation.
On PostgreSQL it does nothing; there rows are locked by name.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from django.conf import settings
from django.db import connection, models

M = TypeVar("M", bound=models.Model)


class NoTransaction(RuntimeError):
    """A lock was asked for where nothing would hold it."""


def lock(row: M) -> M:
    """Read ``row`` again and hold it until the transaction ends. Raises NoTransaction outside one.

    Who only points at it with a new row (a registration of a person who is being erased) does not wait for it: they
    may hold what is wanted here next.
    """
    if not connection.in_atomic_block:
        raise NoTransaction(
            f"Lock {row._meta.label} inside a verb: outside a transaction it would be gone at once."
        )
    return type(row)._default_manager.select_for_update(of=("self",), no_key=True).get(pk=row.pk)


@contextmanager
def writers_turn() -> Iterator[None]:
    """Wait for this installation's turn to write (SQLite in a file; elsewhere no wait)."""
    path = _queue_file()
    if path is None or connection.in_atomic_block:
        yield
        return
    with path.open("a") as queue:
        fcntl.flock(queue, fcntl.LOCK_EX)
        yield


def _queue_file() -> Path | None:
    name = str(settings.DATABASES["default"]["NAME"])
    if connection.vendor != "sqlite" or "memory" in name:
        return None
    return Path(f"{name}.writers")
