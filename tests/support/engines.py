"""The two engines under test: ``GROUNDSWELL_TEST_DATABASE`` is sqlite (default) or postgresql.

On PostgreSQL an owner makes the tables and the tests run as the application.
"""

import os
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

IS_POSTGRESQL = os.environ.get("GROUNDSWELL_TEST_DATABASE", "sqlite") == "postgresql"
SERVER = "GROUNDSWELL_TEST_POSTGRES_URL"
FOLDER = "GROUNDSWELL_TEST_FOLDER"
KEPT = "GROUNDSWELL_TEST_KEPT"
APPLICATION, PASSWORD = "groundswell_app", "app"
# Several runs may share the server: whoever comes second finds the role made.
MAKE_ROLE = f"""DO $$BEGIN
    CREATE ROLE {APPLICATION} LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD '{PASSWORD}';
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END$$"""
RIGHTS = (
    f"GRANT USAGE ON SCHEMA public TO {APPLICATION}",
    f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {APPLICATION}",
    f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APPLICATION}",
    f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {APPLICATION}",
)


def folder() -> Path:
    """What all processes of this run share; it goes when the run ends (``tests.support.run``)."""
    return Path(os.environ[FOLDER])


def kept() -> Path | None:
    """What several runs share, as long as somebody else's folder and server stand (``tools/services.py``)."""
    return Path(os.environ[KEPT]) if os.environ.get(KEPT) else None


def owner_of() -> tuple[str, str]:
    """Name and password of the tables' owner on the test server."""
    owner = urlsplit(os.environ[SERVER])
    return owner.username or "postgres", owner.password or ""


def as_url(database: str, user: str, password: str) -> str:
    """The test server's address for another database and role."""
    url = urlsplit(os.environ[SERVER])
    return urlunsplit(
        url._replace(netloc=f"{user}:{password}@{url.hostname}:{url.port}", path=f"/{database}")
    )


def as_application(database: str) -> str:
    """The address at which the application works in a database, which goes by its name or its file."""
    return as_url(database, APPLICATION, PASSWORD) if IS_POSTGRESQL else f"sqlite:///{database}"


def on_server(statement: str, *values: str) -> list[tuple]:
    """Rows of what only the server's administrator may do."""
    import psycopg

    with psycopg.connect(os.environ[SERVER], autocommit=True) as server:
        told = server.execute(statement, values or None)
        return told.fetchall() if told.description else []
