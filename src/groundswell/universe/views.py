"""Be somebody else, stand on another day: for the demonstration alone."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from groundswell.accounts import actions as sign_in
from groundswell.accounts.models import User
from groundswell.accounts.queries import user_with_address
from groundswell.kernel.doors import open_to_all
from groundswell.universe import snapshots
from groundswell.universe.personas import BY_KEY, PERSONAS
from groundswell.universe.story import days

View = Callable[..., HttpResponse]


def demonstration_only(view: View) -> View:
    """Nobody finds this view where no demonstration is running."""

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.GROUNDSWELL_DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return run


@open_to_all("the demonstration's way in; found nowhere else")
@demonstration_only
@never_cache
@require_safe
def personas(request: HttpRequest) -> HttpResponse:
    """Choose whom to be."""
    return render(
        request, "universe/personas.html", {"people": PERSONAS, "next": request.GET.get("next", "")}
    )


@open_to_all("the demonstration's way in; found nowhere else")
@demonstration_only
@require_POST
def step_into(request: HttpRequest) -> HttpResponse:
    """Become one of the personas and come to their first page, or to the page that asked who one is."""
    persona = BY_KEY.get(request.POST.get("persona", ""))
    user = user_with_address(persona.email) if persona else None
    if user is None:
        raise Http404
    sign_in.step_into(request=request, user=user)
    return redirect(_asked_for(request) or "arrive")


@open_to_all("moves the demonstration's day; found nowhere else")
@demonstration_only
@require_POST
def move_day(request: HttpRequest) -> HttpResponse:
    """Stand on another day of the story, as the same person."""
    day = days.BY_KEY.get(request.POST.get("day", ""))
    if day is None or day not in snapshots.kept():
        raise Http404
    email = request.user.email if isinstance(request.user, User) else ""
    snapshots.go_to(day)
    user = user_with_address(email) if email else None
    if user is not None:
        sign_in.step_into(request=request, user=user)
    return redirect("arrive")


def _asked_for(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}) else ""
