"""Database and list of erasures learn from each other: what one does not know, the other tells it."""

from pathlib import Path

from groundswell.kernel.models import Tenant
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading
from groundswell.roster.actions import erased_files, erasure, ledger
from groundswell.roster.models import Tombstone

_settled: dict[tuple[int, Path], tuple[int, ...]] = {}
"""What list and database looked like when a district was last found settled: so a look costs one small query."""


def due(tenant: Tenant) -> int:
    """How many erasures the database does not know. Called in the district's scope.

    A damaged list counts as one: the worker's log says what is wrong with it, and asking how we are still works.
    """
    if _is_settled(tenant):
        return 0
    try:
        return len(ledger.to_do_again(tenant))
    except ledger.Unreadable:
        return 1


def settle(tenant: Tenant) -> int:
    """Erase again whom a restored backup brought back, and write down what the list lacks. Returns how many.

    Called by the worker, after a restore and before anything is served. Twice does no harm.
    """
    with reading(tenant):
        if _is_settled(tenant):
            return 0
    written = ledger.remember(tenant)
    again = ledger.to_do_again(tenant)
    for line in again:
        erasure.erase_again(by=Actor.system(tenant), line=line)
    with reading(tenant):
        _settled[tenant.pk, ledger.place()] = _looks(tenant)
    return written + len(again)


def settle_everywhere() -> int:
    """Settle every district, with the files. Returns how many people were erased again."""
    erased = 0
    for tenant in Tenant.objects.order_by("pk"):
        erased += len(ledger.to_do_again(tenant))
        settle(tenant)
        erased_files.clean(tenant)
    return erased


def _is_settled(tenant: Tenant) -> bool:
    looks = _looks(tenant)
    return looks == (0, 0, 0) or looks == _settled.get((tenant.pk, ledger.place()))


def _looks(tenant: Tenant) -> tuple[int, ...]:
    path = ledger.place()
    stat = path.stat() if path.exists() else None
    tombstones = Tombstone.objects.filter(tenant=tenant).count()
    return (tombstones, stat.st_mtime_ns if stat else 0, stat.st_size if stat else 0)
