"""Work that is due is found by asking its own table, never kept in memory; twice does no harm (ADR 0006).

``config.wiring`` lists the kinds of work: a name, how much of it is due in a district, and a function that does
some of it and says how much. The worker asks them in turn; a killed worker has lost nothing but its turn.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from groundswell.kernel.models import Tenant
from groundswell.kernel.tenancy import reading

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DueWork:
    """One kind of background work."""

    name: str
    due: Callable[[Tenant], int]
    do: Callable[[Tenant], int]


_kinds: list[DueWork] = []


def connect(kinds: list[DueWork]) -> None:
    """Take the wiring's list. Called once at start."""
    _kinds[:] = kinds


def pending() -> dict[str, int]:
    """How much of each kind is due now, over all districts."""
    totals = {kind.name: 0 for kind in _kinds}
    for tenant in Tenant.objects.order_by("pk"):
        with reading(tenant):
            for kind in _kinds:
                totals[kind.name] += kind.due(tenant)
    return totals


def do_some() -> int:
    """One round over all districts and kinds. Returns how much was done; a failing kind never stops the rest."""
    done = 0
    for tenant in Tenant.objects.order_by("pk"):
        for kind in _kinds:
            try:
                done += kind.do(tenant)
            except Exception:
                log.exception("Work %s failed in %s", kind.name, tenant.slug)
    return done


def do_all(rounds: int = 50) -> int:
    """Rounds until nothing is left or ``rounds`` are over. For commands and tests that can't wait."""
    total = 0
    for _ in range(rounds):
        done = do_some()
        total += done
        if not done:
            break
    return total
