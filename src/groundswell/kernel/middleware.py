"""Which district a request is for, who acts in it, and how its rows are opened."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from groundswell.kernel.models import Tenant
from groundswell.kernel.permissions import actor_for
from groundswell.kernel.tenancy import reading, serving


class DistrictMiddleware:
    """Serves every path under ``/d/<district>/`` inside that district's scope, with ``request.actor`` set.

    A GET sees one state of the database in a read-only transaction; any other method reads loosely and leaves
    the writing to a verb. No transaction is open while a verb waits for a lock.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        slug = kwargs.pop("district", None)
        if slug is None:
            return None
        tenant = next(iter(Tenant.objects.raw("SELECT * FROM kernel_tenant WHERE slug = %s", [slug])), None)
        if tenant is None:
            return _unknown_district(request)
        request.tenant = tenant  # type: ignore[attr-defined]
        request.user.is_authenticated  # noqa: B018 - session and user belong to no district: read before its rows open
        opened = reading if request.method in ("GET", "HEAD", "OPTIONS") else serving
        with opened(tenant), timezone.override(tenant.time_zone):
            request.actor = actor_for(request.user, tenant)  # type: ignore[attr-defined]
            return _answer(request, view, args, kwargs)


def _unknown_district(request: HttpRequest) -> HttpResponse:
    """The same answer as for a district that exists and is not the reader's."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    return render(request, "errors/404.html", status=404)


def _answer(request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any) -> HttpResponse:
    """Refusals are drawn here, while the district is still open, so that they keep its navigation."""
    try:
        return view(request, *args, **kwargs)
    except Http404:
        return render(request, "errors/404.html", status=404)
    except PermissionDenied:
        return render(request, "errors/403.html", status=403)
