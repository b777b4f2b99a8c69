"""One at a time: imports, joinings and erasures of a district wait for each other, and say so when it takes long."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError

from groundswell.kernel import locking
from groundswell.kernel.permissions import Actor
from groundswell.roster.models import District
from groundswell.roster.rules.lives import Busy

LOCK_NOT_AVAILABLE, DEADLOCK = "55P03", "40P01"  # PostgreSQL's codes


@contextmanager
def alone(by: Actor) -> Iterator[None]:
    """Inside a verb: nobody else changes this district's roster as a whole until the verb's transaction ends.

    One waits for one's turn: on SQLite before the verb began, on PostgreSQL here, as long as the role's lock_timeout
    lets one. Who waits longer, here or for a row inside the block, or is picked to end a deadlock, gets Busy. Raised
    through the verb it undoes everything, so that a second attempt is as good as the first.
    """
    try:
        locking.lock(District.objects.get(pk=by.tenant.pk))
        yield
    except OperationalError as problem:
        if getattr(problem.__cause__, "sqlstate", None) in (LOCK_NOT_AVAILABLE, DEADLOCK):
            raise Busy from problem
        raise
