"""Real commits by real processes, on the engine under test: what a test inside one transaction can't show.

``separate_database()`` gives the environment in which child processes see a database of its own, as the application
role. ``start(environment, "module:function", argument)`` runs a function in a child of its own; ``results(children)``
waits for them. Arguments and results are JSON.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.support import databases, engines
from tests.support.nursery import Child, Nursery

PATIENCE = 300

Environment = dict[str, str]
nurseries: dict[tuple[str, str], Nursery] = {}  # by the database's address and what libpq is told besides


@contextmanager
def separate_database(folder: Path) -> Iterator[Environment]:
    """A migrated and empty database apart from the run's own, gone again at the end; ``folder`` is its data folder."""
    with databases.copied(databases.migrated(), folder) as name:
        url = engines.as_application(name)
        yield _environment(folder, url)
        for key in [one for one in nurseries if one[0] == url]:
            nurseries.pop(key).end()


def start(environment: Environment, function: str, argument: Any) -> Child:
    """Begin ``function(argument)`` in a process of its own. Whoever starts it waits for it or kills it."""
    key = environment["GROUNDSWELL_DATABASE_URL"], environment.get("PGOPTIONS", "")
    if key not in nurseries:
        nurseries[key] = Nursery(environment)
    return nurseries[key].child(function, argument, environment)


def results(children: list[Child]) -> list[Any]:
    """What each child gave back; an AssertionError with its words where one failed."""
    return [one.answer(PATIENCE) for one in children]


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
