"""PostgreSQL's own programs and plain connections, for what Django's connection can't do."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import dj_database_url
import psycopg
from psycopg.conninfo import make_conninfo

from groundswell.config import environment as env
from groundswell.config.operations.refusals import Refused

INSTALL = "Install PostgreSQL's client programs of the server's version (Debian: apt-get install postgresql-client)."


@dataclass(frozen=True, slots=True)
class Access:
    """One role's way into one database, taken from the setting ``variable``."""

    variable: str
    password: str
    parameters: dict[str, Any]

    @property
    def user(self) -> str:
        return self.parameters["user"]

    @property
    def conninfo(self) -> str:
        """For libpq, without the password: other users of the machine can read a command line."""
        return make_conninfo("", **self.parameters)

    @property
    def environment(self) -> dict[str, str]:
        """For a client program: the password goes where only our own user can read it."""
        return {**os.environ, "PGPASSWORD": self.password}


def access(*settings: str) -> Access:
    """The first of these settings that is set, as a way in."""
    name = next(name for name in settings if env.get(name))
    found = dj_database_url.parse(env.get(name))
    parameters = {
        "host": found["HOST"],
        "port": found["PORT"],
        "user": found["USER"],
        "dbname": found["NAME"],
        **found.get("OPTIONS", {}),
    }
    variable = env.SETTINGS[name].variable
    return Access(variable, found["PASSWORD"], {key: value for key, value in parameters.items() if value})


def owner() -> Access:
    """Who owns the tables."""
    return access("DATABASE_OWNER_URL", "DATABASE_URL")


def backup_reader() -> Access:
    """Who may read every row of every district."""
    return access("DATABASE_BACKUP_URL", "DATABASE_OWNER_URL", "DATABASE_URL")


@contextmanager
def connected(who: Access) -> Iterator[psycopg.Connection]:
    """A plain connection as this role. Raises Refused when the server does not let us in."""
    try:
        connection = psycopg.connect(who.conninfo, password=who.password, connect_timeout=10)
    except psycopg.OperationalError as problem:
        raise Refused(f"PostgreSQL does not let {who.variable} in: {problem}") from problem
    with connection:
        yield connection


def reads_every_row(connection: psycopg.Connection) -> bool:
    """True when row-level security does not narrow what this role sees."""
    row = connection.execute(
        "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    return bool(row and row[0])


def program(name: str) -> str:
    """Path of a client program. Raises Refused where it is not installed."""
    path = shutil.which(name)
    if path is None:
        raise Refused(f"{name} is not on this machine. {INSTALL}")
    return path


def run(name: str, *arguments: str, who: Access) -> None:
    """Run a client program as this role. Raises Refused with what it said when it fails."""
    command = [program(name), f"--dbname={who.conninfo}", *arguments]
    done = subprocess.run(command, env=who.environment, capture_output=True, text=True)
    if done.returncode:
        raise Refused(f"{name} did not get through: {last_words(done.stderr)}{_advice(done.stderr)}")


def last_words(text: str) -> str:
    """The last error of what a program said, or the end, short enough for a message."""
    lines = [line.strip() for line in text.strip().splitlines()]
    errors = [at for at, line in enumerate(lines) if "ERROR:" in line]
    return " ".join(lines[errors[-1] :] if errors else lines[-4:])[:600]


def _advice(text: str) -> str:
    return f" {INSTALL}" if "server version mismatch" in text else ""
