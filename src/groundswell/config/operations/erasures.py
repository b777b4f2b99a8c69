"""A restored backup must not bring back whom a district erased since: the list of erasures does them again.

The list lies beside the database (``roster.actions.ledger``) and is in no backup. Before a restore it learns what the
database that goes away knows; after it, what it holds is done again; ``serve`` looks once more before it serves.
"""

from pathlib import Path

from django.db import Error

from groundswell.config.operations.refusals import Refused
from groundswell.kernel.models import Tenant
from groundswell.roster.actions import ledger, replaying


def take_in(path: Path) -> int:
    """Add the erasures of another machine's list to ours. Returns how many were new. Raises Refused."""
    if not path.exists():
        raise Refused(f"There is no list of erasures at {path}.")
    try:
        return ledger.add(ledger.lines(path))
    except ledger.Unreadable as problem:
        raise Refused(str(problem)) from problem


def remember() -> None:
    """Write down what the database here knows, before another takes its place. Nothing where there is none."""
    try:
        for tenant in list(Tenant.objects.order_by("pk")):
            ledger.remember(tenant)
    except Error:
        return  # empty, or of a version that erased nobody
    except ledger.Unreadable as problem:
        raise Refused(str(problem)) from problem


def do_again() -> int:
    """Erase again whom the database brought back. Returns how many. Raises Refused for a damaged list."""
    try:
        return replaying.settle_everywhere()
    except ledger.Unreadable as problem:
        raise Refused(str(problem)) from problem
