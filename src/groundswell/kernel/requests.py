"""What a request carries inside a district, for the type checker."""

from typing import Any

from django.http import HttpRequest

from groundswell.kernel.models import Tenant
from groundswell.kernel.permissions import Actor


class DistrictRequest(HttpRequest):
    """A request as the middleware hands it to a view under ``/d/<district>/``. Never made by hand."""

    tenant: Tenant
    actor: Actor
    htmx: Any
