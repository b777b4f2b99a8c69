"""Up you leave a note: what a verb recorded is handed, after its commit, to the handlers that the wiring lists.

A handler is ``handler(*, entry, by)``. It runs in its own transaction together with the mark that it ran, is tried
again with growing pauses when it fails, and must be harmless the second time.
"""

import logging
from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from groundswell.kernel import clock, locking
from groundswell.kernel.models import Delivery, Tenant
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading, writing

if TYPE_CHECKING:
    pass

log = logging.getLogger(__name__)

Handler = Callable[..., Any]
MAX_ATTEMPTS = 8

_handlers: dict[str, Handler] = {}
_by_kind: dict[str, list[str]] = defaultdict(list)


def connect(reactions: list[tuple[str, str, Handler]]) -> None:
    """Take the wiring's list of (kind, stable handler name, function). Called once at start."""
    _handlers.clear()
    _by_kind.clear()
    for kind, name, function in reactions:
        _handlers[name] = function
        _by_kind[kind].append(name)


def handlers_of(kind: str) -> list[str]:
    """Names of the handlers that wait for this kind of entry."""
    return _by_kind.get(kind, [])


def due(tenant: Tenant) -> int:
    """How many deliveries wait to be handed on by now."""
    return Delivery.objects.filter(state=Delivery.State.WAITING, not_before__lte=clock.now()).count()


def hand_on(tenant: Tenant, limit: int = 200) -> int:
    """Hand on what is due, oldest first. Returns how many were done; failures are kept for later."""
    with reading(tenant):
        waiting = Delivery.objects.filter(state=Delivery.State.WAITING, not_before__lte=clock.now())
        ids = list(waiting.order_by("pk").values_list("pk", flat=True)[:limit])
    return sum(_hand_on_one(tenant, pk) for pk in ids)


def _hand_on_one(tenant: Tenant, pk: int) -> bool:
    try:
        with writing(tenant):
            delivery = locking.lock(Delivery(pk=pk))
            if delivery.state != Delivery.State.WAITING:
                return False
            _handlers[delivery.handler](entry=delivery.entry, by=Actor.system(tenant))
            delivery.state, delivery.error = Delivery.State.DONE, ""
            delivery.attempts += 1
            delivery.save(update_fields=["state", "error", "attempts"])
        return True
    except Exception as problem:
        log.exception("Delivery %s failed", pk)
        _put_back(tenant, pk, problem)
        return False


def _put_back(tenant: Tenant, pk: int, problem: Exception) -> None:
    with writing(tenant):
        delivery = locking.lock(Delivery(pk=pk))
        delivery.attempts += 1
        delivery.error = f"{type(problem).__name__}: {problem}"[:2000]
        delivery.not_before = clock.now() + timedelta(seconds=2**delivery.attempts)
        if delivery.attempts >= MAX_ATTEMPTS:
            delivery.state = Delivery.State.GIVEN_UP
        delivery.save(update_fields=["state", "attempts", "error", "not_before"])
