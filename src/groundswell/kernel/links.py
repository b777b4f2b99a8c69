"""Links inside a district and from a mail to it."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from groundswell.kernel.tenancy import current_tenant


def link(name: str, *args: Any, **kwargs: Any) -> str:
    """Path of a page of the district that is open now: ``link("app:page", pk)``."""
    slug = current_tenant().slug
    if kwargs:
        return reverse(name, kwargs={"district": slug, **kwargs})
    return reverse(name, args=[slug, *args])


def absolute(path: str) -> str:
    """The path with this installation's address before it, for mail and calendar files."""
    return settings.GROUNDSWELL_URL.rstrip("/") + path
