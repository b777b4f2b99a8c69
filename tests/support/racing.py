"""Real commits by real processes, on the engine under test: what a test inside one transaction can't show.

``separate_database()`` gives the environment in which child processes see a database of its own, as the application
role. ``start(environment, "module:function", argument)`` runs a function in a child of its own; ``results(children)``
waits for them. Arguments and results are JSON.
"""

import importlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.support import databases, engines

ROOT = Path(__file__).resolve().parents[2]
CHILD = "from tests.support.racing import child; child()"
PATIENCE = 300

Environment = dict[str, str]


@contextmanager
def separate_database(folder: Path) -> Iterator[Environment]:
    """A migrated and empty database apart from the run's own, gone again at the end; ``folder`` is its data folder."""
    with databases.copied(databases.migrated(), folder) as name:
        yield _environment(folder, engines.as_application(name))


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
