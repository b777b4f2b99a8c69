"""For negative controls: what happens where a defence of the database is gone. Everything is rolled back."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, connections, transaction


@contextmanager
def as_owner() -> Iterator[Any]:
    """Run the block as the tables' owner, in a transaction of its own that is undone; yields a cursor.

    On PostgreSQL that is another connection (a superuser, whom no policy binds): it sees what was committed before
    the test, and the code under test uses it as if it were the application's. On SQLite everybody is the owner.
    """
    if connection.vendor != "postgresql":
        with _undone(), connection.cursor() as cursor:
            yield cursor
        return
    from tests.support.engines import owner_of

    before = connections["default"]
    own = before.copy()
    own.settings_dict["USER"], own.settings_dict["PASSWORD"] = owner_of()
    own.settings_dict["OPTIONS"].pop("pool", None)
    connections["default"] = own
    try:
        with _undone(), own.cursor() as cursor:
            yield cursor
    finally:
        own.close()
        connections["default"] = before


def drop_triggers(cursor: Any, table: str) -> None:
    """Take away what keeps a table append-only."""
    if connection.vendor == "postgresql":
        cursor.execute(f'DROP TRIGGER {table}_append_only ON "{table}"')
        return
    for change in ("update", "delete"):
        cursor.execute(f"DROP TRIGGER {table}_no_{change}")


@contextmanager
def _undone() -> Iterator[None]:
    outer = transaction.atomic()
    outer._from_testcase = True  # as Django's own test cases do: a verb's durable block may open inside
    with outer:
        yield
        transaction.set_rollback(True)
