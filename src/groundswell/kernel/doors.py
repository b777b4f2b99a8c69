"""Doors: what a view must pass before it runs, and the one way to find an object for somebody.

``@needs(Permission.X)`` stands above a view that asks for a permission, ``@open_to_all("why")`` above one that
does not. A guard test fails on a URL whose view has neither. The object itself comes from a
``get_<noun>_for(actor, …, permission)`` of its app, which answers 404 to whoever may not know that it exists.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from csp.constants import SELF
from csp.decorators import csp_replace
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.clickjacking import xframe_options_exempt, xframe_options_sameorigin

from groundswell.kernel.permissions import Actor, Permission

M = TypeVar("M", bound=models.Model)
View = Callable[..., HttpResponseBase]


def needs(permission: Permission) -> Callable[[View], View]:
    """Only who holds ``permission`` somewhere in this district gets in.

    A passer-by is sent to sign in, a stranger of another district gets 404, a colleague without the right 403.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            actor: Actor = request.actor  # type: ignore[attr-defined]
            if actor.may(permission):
                return view(request, *args, **kwargs)
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if actor.belongs:
                raise PermissionDenied
            raise Http404

        run.needs = permission  # type: ignore[attr-defined]
        return run

    return wrap


def open_to_all(reason: str) -> Callable[[View], View]:
    """A view that anybody may reach; ``reason`` says why that is right."""

    def wrap(view: View) -> View:
        view.open_because = reason  # type: ignore[attr-defined]
        return view

    return wrap


def framed_by(source: str) -> Callable[[View], View]:
    """Pages of ``source`` (``SELF`` or ``*``) may hold this one in a frame; a page without this is in none.

    Said twice, because old browsers know the older header alone.
    """
    older = xframe_options_sameorigin if source == SELF else xframe_options_exempt

    def wrap(view: View) -> View:
        return older(csp_replace({"frame-ancestors": [source]})(view))

    return wrap


def found_or_404(queryset: models.QuerySet[M], **lookup: Any) -> M:
    """The one object of an already narrowed queryset. The same 404 for hidden, foreign and missing."""
    found = queryset.filter(**lookup).first()
    if found is None:
        raise Http404
    return found
