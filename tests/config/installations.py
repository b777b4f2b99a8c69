"""A real installation for a test: its own data folder, its own database, real processes, real PostgreSQL roles."""

import json
import os
import secrets
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg import sql

from tests.support.engines import IS_POSTGRESQL, as_url

PATIENCE = 300.0  # seconds; only what fails takes so long
PREAMBLE = "import django; django.setup()\n"
SIGNATURE = PREAMBLE + (
    "import json; from dataclasses import asdict; from groundswell.config.operations import signature\n"
    "found = signature.of_installation({leave_out!r})\n"
    "print(json.dumps({{k: v if isinstance(v, str) else asdict(v) for k, v in found.items()}}))"
)
ADD_PEOPLE = PREAMBLE + (
    "import itertools\n"
    "from groundswell.kernel.models import Tenant; from groundswell.kernel.permissions import Actor\n"
    "from groundswell.roster.actions import people\n"
    "by = Actor.system(Tenant.objects.get())\n"
    "for n in itertools.islice(itertools.count(), {most}):\n"
    "    people.add_person(by=by, given_name='Ada', family_name=f'Number {{n}}')\n"
    "    print(n, flush=True)\n"
)


@dataclass
class Installation:
    """One data folder with its settings. ``run`` is the command-line tool, ``python`` a piece of code inside it."""

    home: Path
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        inherited = {key: value for key, value in os.environ.items() if not key.startswith("GROUNDSWELL_")}
        return {
            **inherited,
            "DJANGO_SETTINGS_MODULE": "groundswell.config.settings",
            "GROUNDSWELL_HOME": str(self.home),
            **self.settings,
        }

    def command(self, *arguments: object) -> list[str]:
        return [sys.executable, "-m", "groundswell", *map(str, arguments)]

    def run(self, *arguments: object, **options) -> subprocess.CompletedProcess:
        return subprocess.run(
            self.command(*arguments),
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            **options,
        )

    def did(self, *arguments: object) -> str:
        """Run what has to succeed; returns what it printed."""
        done = self.run(*arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def refused(self, *arguments: object) -> str:
        """Run what has to be refused, without a traceback; returns what it said."""
        done = self.run(*arguments)
        assert done.returncode == 1, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done.stderr

    def python(self, code: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, *arguments: object, code: str = "") -> subprocess.Popen:
        command = [sys.executable, "-c", code] if code else self.command(*arguments)
        return subprocess.Popen(
            command, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def signature(self, *leave_out: str) -> dict:
        return json.loads(self.python(SIGNATURE.format(leave_out=list(leave_out))))

    def add_people(self, most: int) -> None:
        self.python(ADD_PEOPLE.format(most=most))

    def ask(self, query: str) -> list[tuple]:
        """Rows of any district, read past the application."""
        if IS_POSTGRESQL:
            with psycopg.connect(self.settings["GROUNDSWELL_DATABASE_BACKUP_URL"]) as server:
                return server.execute(query).fetchall()
        import sqlite3
        from contextlib import closing

        with closing(sqlite3.connect(self.home / "groundswell.sqlite3")) as file:
            return file.execute(query).fetchall()


@dataclass(frozen=True)
class PostgresPlace:
    """A database of its own on the test server, with the three roles, as settings."""

    name: str

    @property
    def settings(self) -> dict[str, str]:
        roles = {"DATABASE_URL": "app", "DATABASE_OWNER_URL": "owner", "DATABASE_BACKUP_URL": "backup"}
        return {
            f"GROUNDSWELL_{key}": as_url(self.name, f"{self.name}_{role}", "x") for key, role in roles.items()
        }

    def make(self) -> None:
        with _superuser() as server:
            for line in (
                "CREATE ROLE {owner} LOGIN PASSWORD 'x'",
                "CREATE ROLE {app} LOGIN PASSWORD 'x'",
                "CREATE ROLE {backup} LOGIN PASSWORD 'x' BYPASSRLS",
                "CREATE DATABASE {name} OWNER {owner}",
            ):
                server.execute(self._filled(line))

    def drop(self) -> None:
        with _superuser() as server:
            server.execute(self._filled("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
            for role in ("owner", "app", "backup"):
                server.execute(self._filled("DROP ROLE IF EXISTS {" + role + "}"))

    def _filled(self, line: str) -> sql.Composed:
        names = {role: sql.Identifier(f"{self.name}_{role}") for role in ("owner", "app", "backup")}
        return sql.SQL(line).format(name=sql.Identifier(self.name), **names)


def new_postgres_place() -> PostgresPlace:
    """A place under a name that nobody else has."""
    return PostgresPlace(f"operations_{secrets.token_hex(4)}")


def _superuser() -> psycopg.Connection:
    return psycopg.connect(os.environ["GROUNDSWELL_TEST_POSTGRES_URL"], autocommit=True)


def as_superuser(line: str) -> None:
    """What only the database's administrator may do."""
    with _superuser() as server:
        server.execute(line)


def fetch(url: str) -> tuple[int, dict]:
    """Status and JSON of a machine's door."""
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as problem:
        with problem:
            return problem.code, json.load(problem)


def until(what, within: float = PATIENCE):
    """Ask again and again until there is an answer; returns it."""
    last = time.monotonic() + within
    while time.monotonic() < last:
        try:
            found = what()
        except (OSError, urllib.error.URLError):
            found = None
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError(f"It did not come within {within} s.")


def children_of(pid: int, containing: str = "") -> list[int]:
    """Process ids of the living children of a process whose command line contains some words."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((path / "stat").read_text().rpartition(")")[2].split()[1])
            line = (path / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except (OSError, ValueError):
            continue
        if parent == pid and containing in line:
            found.append(int(path.name))
    return found


def end(process: subprocess.Popen, within: float = PATIENCE) -> int:
    """Ask a process that the test started to stop; returns its exit code."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    code = process.wait(within)
    if process.stdout:
        process.stdout.close()
    return code
