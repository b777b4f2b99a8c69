"""Links inside a district and from a mail to it."""

from functools import cache
from typing import Any

from django.conf import settings
from django.urls import get_script_prefix, reverse

from groundswell.kernel.tenancy import current_tenant


def link(name: str, *args: Any, **kwargs: Any) -> str:
    """Path of a page of the district that is open now: ``link("app:page", pk)``."""
    return link_in(current_tenant().slug, name, *args, **kwargs)


def link_in(slug: str, name: str, *args: Any, **kwargs: Any) -> str:
    """The same in the district of this slug, open or not."""
    if kwargs:
        return reverse(name, kwargs={"district": slug, **kwargs})
    if all(type(one) is int for one in args):
        return _with_gaps(get_script_prefix(), name, slug, len(args)).format(*args)
    return reverse(name, args=[slug, *args])


@cache
def _with_gaps(_prefix: str, name: str, slug: str, count: int) -> str:
    """The path with a gap for each number: a list asks for the same address in every row."""
    marks = [10**15 + at for at in range(count)]
    path = reverse(name, args=[slug, *marks])
    for mark in marks:
        path = path.replace(str(mark), "{}")
    return path


def open_link(name: str) -> str:
    """Path of a page that stands outside the districts."""
    return _open(get_script_prefix(), name)


@cache
def _open(_prefix: str, name: str) -> str:
    return reverse(name)


def absolute(path: str) -> str:
    """The path with this installation's address before it, for mail and calendar files."""
    return settings.GROUNDSWELL_URL.rstrip("/") + path
