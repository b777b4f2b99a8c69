"""A bare Django page: one query for so many rows, one table in the HTML, nothing else."""

from functools import cache

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.template.backends.django import Template

from groundswell.kernel.models import Tenant
from groundswell.kernel.tenancy import reading
from groundswell.roster.models import Person

_TEMPLATE = """<!doctype html><html lang="en"><head><title>Bare</title></head><body><table>
{% for row in rows %}<tr><td>{{ row.pk }}</td><td>{{ row.name }}</td><td>{{ row.email }}</td></tr>
{% endfor %}</table></body></html>"""


@cache
def _template() -> Template:
    return engines["django"].from_string(_TEMPLATE)


@login_required
def page(request: HttpRequest, rows: int) -> HttpResponse:
    """So many people of the first district in a table."""
    tenant = Tenant.objects.order_by("pk").first()
    assert tenant is not None
    with reading(tenant):
        people = list(Person.objects.order_by("pk")[:rows])
        return HttpResponse(_template().render({"rows": people}, request))
