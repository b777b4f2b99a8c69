"""The two databases under test. On PostgreSQL an owner makes the tables and the tests run as the application.

Loaded as a pytest plugin (pyproject.toml), because the engine must be chosen before Django reads its settings:
``GROUNDSWELL_TEST_DATABASE`` is sqlite (default) or postgresql.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

APPLICATION = "groundswell_app"
# Several runs may share the server: whoever comes second finds the role made.
MAKE_ROLE = f"""DO $$BEGIN
    CREATE ROLE {APPLICATION} LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD 'app';
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END$$"""


def prepare_engine(engine: str) -> None:
    """Point the settings at this engine before Django reads them."""
    home = tempfile.mkdtemp(prefix="groundswell-test-")
    os.makedirs(os.path.join(home, "static"))  # WhiteNoise warns of a missing folder
    os.environ["GROUNDSWELL_HOME"] = home
    os.environ.pop("GROUNDSWELL_DATABASE_URL", None)
    if engine == "postgresql":
        os.environ["GROUNDSWELL_DATABASE_URL"] = os.environ["GROUNDSWELL_TEST_POSTGRES_URL"]


@contextmanager
def made_database() -> Iterator[None]:
    """Make the test database as its owner; then, on PostgreSQL, become the application role."""
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases

    made = setup_databases(verbosity=0, interactive=False, serialized_aliases=[])
    if connection.vendor == "postgresql":
        _become_application(connection)
    yield
    if connection.vendor == "postgresql":
        _become_owner(connection)
    teardown_databases(made, verbosity=0)


def _become_application(connection) -> None:
    with connection.cursor() as cursor:
        cursor.execute(MAKE_ROLE)
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {APPLICATION}")
        cursor.execute(
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {APPLICATION}"
        )
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APPLICATION}")
    _switch(connection, APPLICATION, "app")


def _become_owner(connection) -> None:
    _switch(connection, *owner_of())


def owner_of() -> tuple[str, str]:
    """Name and password of the tables' owner on the test server."""
    owner = urlsplit(os.environ["GROUNDSWELL_TEST_POSTGRES_URL"])
    return owner.username or "postgres", owner.password or ""


def _switch(connection, user: str, password: str) -> None:
    connection.close()
    if getattr(connection, "pool", None):
        connection.close_pool()
    connection.settings_dict["USER"] = user
    connection.settings_dict["PASSWORD"] = password


def as_url(database: str, user: str, password: str) -> str:
    """The test server's address for another database and role."""
    url = urlsplit(os.environ["GROUNDSWELL_TEST_POSTGRES_URL"])
    return urlunsplit(
        url._replace(netloc=f"{user}:{password}@{url.hostname}:{url.port}", path=f"/{database}")
    )


prepare_engine(os.environ.get("GROUNDSWELL_TEST_DATABASE", "sqlite"))
