"""The page for what broke on our side. It carries a reference that finds the reason in the log."""

import logging
import secrets
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import loader

log = logging.getLogger(__name__)
COME_BACK_IN = "10"  # seconds


def broken(request: HttpRequest) -> HttpResponse:
    """Django's last resort. 503 where the database was away or busy, so that a client tries again; 500 otherwise.

    Drawn without the request: what the page's frame would ask the database is what may have failed.
    """
    reference = secrets.token_hex(4)
    log.error("Reference %s: %s %s", reference, request.method, request.path, exc_info=True)
    page = loader.get_template("500.html").render({"reference": reference})
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return HttpResponse(page, status=503, headers={"Retry-After": COME_BACK_IN})
    return HttpResponse(page, status=500)
