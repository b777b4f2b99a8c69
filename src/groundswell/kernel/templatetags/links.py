"""``{% link "app:page" pk %}``: a page of the district that is open."""

from typing import Any

from django import template

from groundswell.kernel.links import link as district_link

register = template.Library()


@register.simple_tag
def link(name: str, *args: Any, **kwargs: Any) -> str:
    """Path of a page of the current district, with its arguments."""
    return district_link(name, *args, **kwargs)
