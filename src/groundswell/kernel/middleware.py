"""Which district a request is for, who acts in it, and how its rows are opened."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation

from groundswell.kernel import rows
from groundswell.kernel.models import Tenant
from groundswell.kernel.permissions import actor_for
from groundswell.kernel.tenancy import reading, serving

SPOKEN_TO = "spoken_to"
_NAMED = f"SELECT {rows.columns(Tenant, 'kernel_tenant')} FROM kernel_tenant WHERE slug = %s"


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
        named = rows.read(_NAMED, [slug], Tenant)
        if not named:
            return _unknown_district(request)
        [(tenant,)] = named
        request.tenant = tenant  # type: ignore[attr-defined]
        request.user.is_authenticated  # noqa: B018 - session and user belong to no district: read before its rows open
        opened = reading if request.method in ("GET", "HEAD", "OPTIONS") else serving
        with opened(tenant), timezone.override(tenant.time_zone):
            request.actor = actor_for(request.user, tenant)  # type: ignore[attr-defined]
            chosen = _speak(request)
            answer = _answer(request, view, args, kwargs)
        return _remember(answer, chosen)


def _speak(request: HttpRequest) -> str:
    """Once after each sign-in, the pages turn to the person's own language; from then on the reader's choice holds.

    Returns the language to remember, or nothing. A computer that several people share speaks to each in theirs.
    """
    actor = request.actor  # type: ignore[attr-defined]
    language = actor.language
    if language not in dict(settings.LANGUAGES) or request.session.get(SPOKEN_TO) == actor.person_id:
        return ""
    request.session[SPOKEN_TO] = actor.person_id
    if language == translation.get_language():
        return ""
    translation.activate(language)
    request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
    return language


def _remember(answer: HttpResponse, language: str) -> HttpResponse:
    if language and settings.LANGUAGE_COOKIE_NAME not in answer.cookies:
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=365 * 24 * 3600,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return answer


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
