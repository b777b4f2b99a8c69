"""Doors for machines."""

from django.db import Error, connection
from django.http import HttpRequest, JsonResponse

from groundswell import __version__
from groundswell.kernel import work
from groundswell.kernel.doors import open_to_all


@open_to_all("A load balancer asks before anybody has signed in; it tells counts and no content.")
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when this installation can serve, 503 with the reason when it can't."""
    answer = {"version": __version__, "database": connection.vendor}
    try:
        pending = work.pending()
    except Error as problem:
        reason = f"The database does not answer as it should: {type(problem).__name__}."
        return JsonResponse({**answer, "ok": False, "reason": reason}, status=503)
    return JsonResponse({**answer, "ok": True, "pending_tasks": sum(pending.values()), "pending": pending})
