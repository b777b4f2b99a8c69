"""A bare Django page of a district: one query for so many rows, one table and one form in the HTML, nothing else.

Its address is one of the district's, so that it comes through the same middleware as ours: session, sign-in, CSRF,
the district opened, the actor found. What ours adds after that is what is measured.
"""

from functools import cache

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.template.backends.django import DjangoTemplates, Template

from groundswell.roster.models import Person

_TEMPLATE = """<!doctype html><html lang="en"><head><title>Bare</title></head><body>
<form method="post" action="/accounts/logout/">{% csrf_token %}<button>Sign out</button></form><main><table>
{% for row in rows %}<tr><td>{{ row.pk }}</td><td>{{ row.name }}</td><td>{{ row.email }}</td></tr>
{% endfor %}</table></main></body></html>"""
_PROCESSORS = ("django.template.context_processors.request", "django.contrib.auth.context_processors.auth")


@cache
def _template() -> Template:
    """Django's engine with Django's own context, not with the frame that ours puts around every page."""
    options = {"context_processors": list(_PROCESSORS)}
    return DjangoTemplates({"NAME": "bare", "DIRS": [], "APP_DIRS": False, "OPTIONS": options}).from_string(
        _TEMPLATE
    )


@login_required
def page(request: HttpRequest, rows: int) -> HttpResponse:
    """So many people of the district in a table."""
    people = list(Person.objects.order_by("pk")[:rows])
    return HttpResponse(_template().render({"rows": people}, request))
