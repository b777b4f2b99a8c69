"""Light or dark, and the language: kept in a cookie, changed by a POST, for everybody."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.http import require_POST

from groundswell.kernel.doors import open_to_all
from groundswell.portal.context import THEME_COOKIE, THEMES

A_YEAR = 365 * 24 * 3600


@open_to_all("how a page looks is the reader's own business, signed in or not")
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Take the light or the dark, or go with the device."""
    response = _back(request)
    chosen = request.POST.get("theme")
    if chosen in THEMES:
        keep_cookie(response, THEME_COOKIE, chosen)
    else:
        response.delete_cookie(THEME_COOKIE)
    return response


@open_to_all("the language of a page is the reader's own business, signed in or not")
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Read on in another language."""
    response = _back(request)
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES) and check_for_language(chosen):
        keep_cookie(response, settings.LANGUAGE_COOKIE_NAME, chosen)
    return response


@open_to_all("sample data only, and only where errors or demonstrations are shown")
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component with sample data, for those who build pages."""
    if not (settings.DEBUG or settings.GROUNDSWELL_DEMO):
        raise Http404
    return render(request, "gallery.html")


def _back(request: HttpRequest) -> HttpResponse:
    target = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()})
    return redirect(target if safe else "/")


def keep_cookie(response: HttpResponse, name: str, value: str) -> None:
    """Have the browser remember a choice of its reader for a year."""
    response.set_cookie(name, value, max_age=A_YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
