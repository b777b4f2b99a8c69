"""Are PostgreSQL's roles and policies what keeps districts apart? See ADR 0003 and docs/operations.md."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import connection

from groundswell.config import environment as env
from groundswell.config.operations import postgres
from groundswell.config.operations.findings import Finding, problem, warning, well
from groundswell.config.operations.refusals import Refused

OWN_TABLES = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user"
POWERS = "SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
PATIENCE = "SELECT setting::integer / 1000.0 FROM pg_settings WHERE name = 'lock_timeout'"
LONGEST_PATIENCE = 30  # seconds that somebody may look at a page that waits for a row
PROTECTED = """
    SELECT c.relname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relrowsecurity AND c.relforcerowsecurity
"""
MAY_WRITE = """
    SELECT count(*) FROM pg_tables WHERE schemaname = 'public'
    AND has_table_privilege(format('%I.%I', schemaname, tablename), 'INSERT, UPDATE, DELETE, TRUNCATE')
"""
REMEDY = "Give the application a role of its own (docs/operations.md has the lines), and set GROUNDSWELL_DATABASE_URL."


def roles() -> Iterator[Finding]:
    """The application's role, the policies on every district's tables, the backup's role."""
    yield from _application()
    yield _patience()
    yield _policies()
    yield _backup()


def server_time() -> datetime:
    """The database server's clock."""
    return _row("SELECT clock_timestamp()")[0]


def unprotected_tables() -> list[str]:
    """Tables of districts' rows without a forced policy."""
    with connection.cursor() as cursor:
        cursor.execute(PROTECTED)
        protected = {name for (name,) in cursor.fetchall()}
    return sorted(_tables_of_districts() - protected)


def _application() -> Iterator[Finding]:
    name, is_super, bypasses = _row(POWERS)
    owned = _row(OWN_TABLES)[0]
    if is_super:
        yield problem("roles", f"The application runs as {name}, a superuser, whom no policy binds.", REMEDY)
    elif bypasses:
        yield problem("roles", f"The application runs as {name}, who bypasses row-level security.", REMEDY)
    if owned:
        yield problem("roles", f"The application runs as {name}, who owns {owned} tables.", REMEDY)
    if not (is_super or bypasses or owned):
        yield well("roles", f"The application runs as {name}, bound by every policy.")


def _patience() -> Finding:
    """Without an end to it, one transaction that hangs holds up everybody who comes to the same row."""
    name, seconds = _row(POWERS)[0], float(_row(PATIENCE)[0])
    if 0 < seconds <= LONGEST_PATIENCE:
        return well("roles", f"{name} waits {seconds:g} seconds for a locked row, then says so.")
    how_long = f"{seconds:g} seconds" if seconds else "without end"
    text = f"{name} waits {how_long} for a locked row, and so does the page."
    return warning("roles", text, f"ALTER ROLE {name} SET lock_timeout = '8s', as a superuser; then restart.")


def _policies() -> Finding:
    naked = unprotected_tables()
    if naked:
        remedy = "Run groundswell upgrade; if it stays, restore a backup made before the policies were lost."
        return problem("policies", f"Row-level security is not forced on {', '.join(naked)}.", remedy)
    return well("policies", "Row-level security is forced on every table with districts' rows.")


def _backup() -> Finding:
    if not env.get("DATABASE_BACKUP_URL"):
        remedy = "Set GROUNDSWELL_DATABASE_BACKUP_URL (docs/operations.md)."
        return warning("roles", "No role for backups is set.", remedy)
    try:
        with postgres.connected(postgres.access("DATABASE_BACKUP_URL")) as server:
            sees_all = postgres.reads_every_row(server)
            writes: Any = server.execute(MAY_WRITE).fetchone()
    except Refused as reason:
        return problem("roles", str(reason), "Correct GROUNDSWELL_DATABASE_BACKUP_URL.")
    if not sees_all:
        return problem(
            "roles", "The backup role can't read every row.", "ALTER ROLE … BYPASSRLS, as a superuser."
        )
    if writes[0]:
        return warning(
            "roles", f"The backup role may change {writes[0]} tables.", "Grant it SELECT and nothing else."
        )
    return well("roles", "The backup role reads everything and changes nothing.")


def _tables_of_districts() -> set[str]:
    models = [model for model in apps.get_models() if model.__module__.startswith("groundswell.")]
    return {m._meta.db_table for m in models if any(field.name == "tenant" for field in m._meta.fields)}


def _row(query: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()
