"""Real commits by real processes, on the engine under test: what a test inside one transaction can't show.

``separate_database()`` makes a database of its own, migrated by its owner and used as the application role, and gives
the environment in which child processes see it. ``start(environment, "module:function", argument)`` runs a function
in a child of its own; ``results(children)`` waits for them. Arguments and results are JSON.
"""

import importlib
import json
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[2]
CHILD = "from tests.support.racing import child; child()"
PATIENCE = 300

Environment = dict[str, str]


@contextmanager
def separate_database(folder: Path) -> Iterator[Environment]:
    """A migrated database apart from the run's own; on PostgreSQL dropped again at the end."""
    if os.environ.get("GROUNDSWELL_TEST_DATABASE", "sqlite") == "sqlite":
        environment = _environment(folder, f"sqlite:///{folder / 'race.sqlite3'}")
        results([start(environment, "tests.support.racing:migrate", None)])
        yield environment
        return
    from tests.support.engines import APPLICATION, as_url

    owner = urlsplit(os.environ["GROUNDSWELL_TEST_POSTGRES_URL"])
    name = f"race_{uuid.uuid4().hex[:12]}"  # one process may hold several at once
    _on_server(owner, f'CREATE DATABASE "{name}"')
    try:
        as_owner = _environment(folder, as_url(name, owner.username or "postgres", owner.password or ""))
        results([start(as_owner, "tests.support.racing:migrate", None)])
        yield _environment(folder, as_url(name, APPLICATION, "app"))
    finally:
        _on_server(owner, f'DROP DATABASE "{name}" WITH (FORCE)')


def start(environment: Environment, function: str, argument: Any) -> subprocess.Popen:
    """Begin ``function(argument)`` in a process of its own. Whoever starts it waits for it or kills it."""
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, function, json.dumps(argument)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def results(children: list[subprocess.Popen]) -> list[Any]:
    """What each child gave back; an AssertionError with its words where one failed."""
    answers = []
    for one in children:
        out, err = one.communicate(timeout=PATIENCE)
        assert one.returncode == 0, err[-3000:]
        answers.append(json.loads(out.splitlines()[-1]))
    return answers


def child() -> None:
    """What a child process does: Django, the function, its result as the last line."""
    import django

    django.setup()
    module, _, name = sys.argv[1].partition(":")
    print(json.dumps(getattr(importlib.import_module(module), name)(json.loads(sys.argv[2]))))


def migrate(_nothing: None) -> None:
    """Make the tables as their owner and let the application use them."""
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    if connection.vendor == "postgresql":
        from tests.support import engines

        engines._become_application(connection)


def _environment(folder: Path, url: str) -> Environment:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GROUNDSWELL_")}
    own = {name: os.environ[name] for name in os.environ if name.startswith("GROUNDSWELL_TEST_")}
    return (
        kept
        | own
        | {
            "DJANGO_SETTINGS_MODULE": "groundswell.config.settings",
            "GROUNDSWELL_HOME": str(folder),
            "GROUNDSWELL_DATABASE_URL": url,
            "TMPDIR": str(folder),
        }
    )


def _on_server(owner: Any, *statements: str) -> None:
    import psycopg

    with psycopg.connect(owner._replace(path="/postgres").geturl(), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)
