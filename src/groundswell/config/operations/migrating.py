"""Bring the database to the state of this version, all of it or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import dj_database_url
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from groundswell.config import environment as env
from groundswell.kernel import locking

ONE_AT_A_TIME = 0x67726F756E64  # any number that is ours, for PostgreSQL's advisory lock
WHO_MAY_WHAT = (
    "GRANT USAGE ON SCHEMA public TO {role}",
    "GRANT {rights} ON ALL TABLES IN SCHEMA public TO {role}",
    "GRANT {sequences} ON ALL SEQUENCES IN SCHEMA public TO {role}",
)
WHO_MAY_CALL = (
    "REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC",
    "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {role}",
)
"""For the application alone: the one function that does more than its caller may loads rosters (ADR 0010)."""


def is_empty() -> bool:
    """True for a database in which nothing of ours was ever made."""
    return not MigrationRecorder(connection).has_table()


def pending() -> list[str]:
    """Migrations of this version that the database has not had, as ``app.name``, in order."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def known() -> set[tuple[str, str]]:
    """Every migration that this version brings along, as (app, name)."""
    return set(MigrationExecutor(connection).loader.disk_migrations)


def bring_up_to_date(verbosity: int = 0) -> None:
    """Run what is pending as the tables' owner, in one transaction; then tell the other roles what they may.

    A migration that fails leaves the database as it was. Writers wait meanwhile: on SQLite in the queue of
    ``kernel.locking``, on PostgreSQL before the locked tables.
    """
    with as_owner(), _all_or_nothing():
        call_command("migrate", verbosity=verbosity, interactive=False)
        call_command("createcachetable", verbosity=0)
        for statement in grants():
            connection.cursor().execute(statement)


def grants() -> list[str]:
    """SQL that gives the application and the backup role their rights; nothing where the owner does it all."""
    if not env.get("DATABASE_OWNER_URL"):
        return []
    statements = _grants_for("DATABASE_URL", "SELECT, INSERT, UPDATE, DELETE", "USAGE, SELECT")
    statements += [line.format(role=_role("DATABASE_URL")) for line in WHO_MAY_CALL]
    if env.get("DATABASE_BACKUP_URL"):
        statements += _grants_for("DATABASE_BACKUP_URL", "SELECT", "SELECT")
    return statements


@contextmanager
def as_owner() -> Iterator[None]:
    """Within the block Django's connection is the owner's (PostgreSQL with an owner of its own; else no change)."""
    url = env.get("DATABASE_OWNER_URL")
    if connection.vendor != "postgresql" or not url:
        yield
        return
    before = dict(connection.settings_dict)
    owner = dj_database_url.parse(url)
    same = {key: owner[key] for key in ("USER", "PASSWORD", "HOST", "PORT", "NAME")}
    _become({**before, **same, "OPTIONS": owner.get("OPTIONS", {})})
    try:
        yield
    finally:
        _become(before)


def _become(settings: dict[str, Any]) -> None:
    connection.close()
    if connection.vendor == "postgresql" and connection.pool:  # type: ignore[attr-defined]
        connection.close_pool()  # type: ignore[attr-defined]
    connection.settings_dict.update(settings)


def _grants_for(setting: str, rights: str, sequences: str) -> list[str]:
    role = _role(setting)
    return [line.format(role=role, rights=rights, sequences=sequences) for line in WHO_MAY_WHAT]


def _role(setting: str) -> str:
    return connection.ops.quote_name(dj_database_url.parse(env.get(setting))["USER"])


@contextmanager
def _all_or_nothing() -> Iterator[None]:
    """One transaction around all migrations; each of them is a savepoint in it."""
    if connection.vendor == "postgresql":
        with transaction.atomic():
            # Checked at once, because a table with checks still to come can't be altered.
            connection.cursor().execute(
                f"SET LOCAL lock_timeout = '60s'; SELECT pg_advisory_xact_lock({ONE_AT_A_TIME});"
                " SET CONSTRAINTS ALL IMMEDIATE"
            )
            yield
        return
    with locking.writers_turn(), connection.constraint_checks_disabled(), transaction.atomic():
        yield
        connection.check_constraints()
