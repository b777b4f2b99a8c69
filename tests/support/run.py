"""A run of the tests, begun before Django reads its settings and tidied away at its end.

A pytest plugin (pyproject.toml). A run's processes share one folder, where each has its data folder; whoever began the
run takes it away, and with it every database that the run has made on the server.
"""

import gc
import os
import shutil
import tempfile

from tests.support import databases, engines

WORKER = os.environ.get("PYTEST_XDIST_WORKER")  # one of several that the first process has started


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the collector need not walk through all of Django again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_unconfigure() -> None:
    """The first process takes away what all have made."""
    if not WORKER:
        databases.drop_all()
        shutil.rmtree(engines.folder(), ignore_errors=True)


def _begin() -> None:
    """Give this process its data folder and point the settings at the chosen engine."""
    if not WORKER:
        os.environ[engines.FOLDER] = tempfile.mkdtemp(prefix="groundswell-test-")
    home = engines.folder() / (WORKER or "first")
    (home / "static").mkdir(parents=True)  # WhiteNoise warns of a missing folder
    os.environ["GROUNDSWELL_HOME"] = str(home)
    os.environ.pop("GROUNDSWELL_DATABASE_URL", None)
    if engines.IS_POSTGRESQL:
        os.environ["GROUNDSWELL_DATABASE_URL"] = os.environ[engines.SERVER]


_begin()
