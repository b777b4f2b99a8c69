"""Work that is due is found by asking its own table, never kept in memory; twice does no harm (ADR 0006).

``config.wiring`` lists the kinds of work: a name, how much of it is due in a district, and a function that does
some of it and says how much. The worker asks them in turn; a killed worker has lost nothing but its turn.
"""

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from groundswell.kernel.models import Tenant
from groundswell.kernel.tenancy import reading

T = TypeVar("T")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DueWork:
    """One kind of background work. Where there was none, the next look may wait ``every`` seconds, unless the district
    had other work: one thing leads to another.
    """

    name: str
    due: Callable[[Tenant], int]
    do: Callable[[Tenant], int]
    every: float = 3.0


Rests = dict[tuple[int, str], float]
"""Until when nobody need look at a district's kind of work, by the clock of ``time.monotonic``."""


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


def do_some(rests: Rests | None = None) -> int:
    """One round over all districts and kinds. Returns how much was done; a failing kind never stops the rest.

    With ``rests``, which the caller keeps from round to round, a kind that had nothing to do is left alone for a while.
    """
    rests = {} if rests is None else rests
    return sum(_do_some_of(tenant, rests) for tenant in Tenant.objects.order_by("pk"))


def _do_some_of(tenant: Tenant, rests: Rests) -> int:
    done, now = 0, time.monotonic()
    for kind in _kinds:
        if rests.get((tenant.pk, kind.name), 0) > now:
            continue
        try:
            some = kind.do(tenant)
        except Exception:
            some = 0
            log.exception("Work %s failed in %s", kind.name, tenant.slug)
        rests[tenant.pk, kind.name] = now + kind.every
        done += some
    if done:
        for kind in _kinds:
            rests.pop((tenant.pk, kind.name), None)
    return done


def each(things: Iterable[T], do: Callable[[T], Any]) -> int:
    """Do it for each of these; one that fails is logged and never stops the rest.

    Returns for how many it did something. ``do`` calls one verb, so that what fails leaves nothing behind.
    """
    return sum(_done(thing, do) for thing in things)


def _done(thing: T, do: Callable[[T], Any]) -> bool:
    try:
        return bool(do(thing))
    except Exception:
        log.exception("It failed for %s %s", type(thing).__name__, getattr(thing, "pk", ""))
        return False


def do_all(rounds: int = 50) -> int:
    """Rounds until nothing is left or ``rounds`` are over. For commands and tests that can't wait."""
    total = 0
    for _ in range(rounds):
        done = do_some()
        total += done
        if not done:
            break
    return total
