"""Doors for machines."""

from django.db import connection
from django.http import HttpRequest, JsonResponse

from groundswell import __version__
from groundswell.exchange.queries import CannotServe, pending_work
from groundswell.kernel.doors import open_to_all


@open_to_all("A load balancer asks before anybody has signed in; it tells counts and no content.")
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when this installation can serve, 503 with the reason when it can't."""
    answer = {"version": __version__, "database": connection.vendor}
    try:
        pending = pending_work()
    except CannotServe as reason:
        return _fresh(JsonResponse({**answer, "ok": False, "reason": str(reason)}, status=503))
    return _fresh(
        JsonResponse({**answer, "ok": True, "pending_tasks": sum(pending.values()), "pending": pending})
    )


def _fresh(response: JsonResponse) -> JsonResponse:
    response["Cache-Control"] = "no-store"
    return response
