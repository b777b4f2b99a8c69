"""How much a counted test does: a little each time, all of it where the proofs are run (``tools/suite.py``)."""

import os
from collections.abc import Iterable
from typing import Any, TypeVar

import pytest

T = TypeVar("T")
FULL = os.environ.get("GROUNDSWELL_TEST_COUNTS") == "full"


def count(few: T, all_of_them: T) -> T:
    """``few`` in ``make test``, ``all_of_them`` in ``make proof``. Mark the test as counted."""
    return all_of_them if FULL else few


def some(names: Iterable[Any], *few: Any) -> list[Any]:
    """Parameters of a test, each a name or a tuple: these few in ``make test``, all the names in ``make proof``."""
    names = list(names)
    assert set(few) <= set(names)
    return [name if name in few else _in_the_proofs(name) for name in names]


def _in_the_proofs(name: Any) -> Any:
    values = name if isinstance(name, tuple) else (name,)
    return pytest.param(*values, marks=pytest.mark.proof)
