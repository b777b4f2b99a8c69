"""Fresh databases for benchmarks: an empty one is migrated once and copied for each run."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from bench.harness import child

APPLICATION, PASSWORD = "groundswell_app", "app"
MAKE_ROLE = f"""DO $$BEGIN
    CREATE ROLE {APPLICATION} LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD '{PASSWORD}';
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END$$"""


@dataclass
class Databases:
    """Databases of one engine under ``folder``. ``fresh()`` gives the environment of a new, empty one."""

    engine: str
    folder: Path
    made: int = 0

    def prepare(self) -> None:
        """Migrate the empty database that the others are copied from."""
        home = self.folder / self.engine / "empty"
        home.mkdir(parents=True)
        if self.engine == "postgresql":
            _server(f"DROP DATABASE IF EXISTS {self._name('empty')}", MAKE_ROLE)
            _server(f"CREATE DATABASE {self._name('empty')}")
        child("groundswell", "django", "migrate_all", environment=self.environment("empty"))

    def fresh(self) -> dict[str, str]:
        """Environment of a copy of the empty database."""
        self.made += 1
        return self.copy("empty", f"run{self.made}")

    def copy(self, source: str, target: str) -> dict[str, str]:
        """Environment of a copy of ``source``; an older ``target`` is replaced."""
        shutil.rmtree(self.folder / self.engine / target, ignore_errors=True)
        shutil.copytree(self.folder / self.engine / source, self.folder / self.engine / target)
        if self.engine == "postgresql":
            _server(f"DROP DATABASE IF EXISTS {self._name(target)}")
            _server(f"CREATE DATABASE {self._name(target)} TEMPLATE {self._name(source)}")
        return self.environment(target)

    def drop(self, name: str) -> None:
        """Give the room back."""
        shutil.rmtree(self.folder / self.engine / name, ignore_errors=True)
        if self.engine == "postgresql":
            _server(f"DROP DATABASE IF EXISTS {self._name(name)}")

    def environment(self, name: str) -> dict[str, str]:
        """What a process needs to work on that database."""
        found = {"GROUNDSWELL_HOME": str(self.folder / self.engine / name), "GROUNDSWELL_DATABASE_URL": ""}
        if self.engine == "postgresql":
            found["GROUNDSWELL_DATABASE_OWNER_URL"] = _url(self._name(name))
            found["GROUNDSWELL_DATABASE_URL"] = _url(self._name(name), APPLICATION, PASSWORD)
        return found

    def as_owner(self, name: str) -> dict[str, str]:
        """The same for the owner of the tables: to make some, to count what is in them."""
        found = self.environment(name)
        return found | {"GROUNDSWELL_DATABASE_URL": found.get("GROUNDSWELL_DATABASE_OWNER_URL", "")}

    def _name(self, name: str) -> str:
        return f"bench_{os.getpid()}_{name}"


def _url(database: str, user: str = "", password: str = "") -> str:
    server = urlsplit(os.environ["GROUNDSWELL_TEST_POSTGRES_URL"])
    who = f"{user}:{password}@{server.hostname}:{server.port}" if user else server.netloc
    return urlunsplit(server._replace(netloc=who, path=f"/{database}"))


def _server(*statements: str) -> None:
    import psycopg  # inline: optional dependency

    with psycopg.connect(os.environ["GROUNDSWELL_TEST_POSTGRES_URL"], autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)
