"""What a request carries inside a district, and what was typed into it."""

from typing import Any

from django.http import HttpRequest

from groundswell.kernel.models import Tenant
from groundswell.kernel.permissions import Actor


class DistrictRequest(HttpRequest):
    """A request as the middleware hands it to a view under ``/d/<district>/``. Never made by hand."""

    tenant: Tenant
    actor: Actor
    htmx: Any


def typed(request: HttpRequest, name: str) -> str:
    """What was typed into a field that no form reads, without the NUL that PostgreSQL keeps in no text."""
    return request.POST.get(name, "").replace("\0", "")
