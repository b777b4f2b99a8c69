"""How much a counted test does: a little each time, all of it where the proofs are run (``tools/suite.py``)."""

import os

FULL = os.environ.get("GROUNDSWELL_TEST_COUNTS") == "full"


def count(few: int, all_of_them: int) -> int:
    """``few`` in ``make test``, ``all_of_them`` in ``make proof``. Mark the test as counted."""
    return all_of_them if FULL else few
