"""Who was erased, and how long what is kept. For who may erase. What can't be undone says so."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from groundswell.kernel.doors import needs
from groundswell.kernel.htmx import back_to
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.roster.actions import retention
from groundswell.roster.choices.lives import FieldClass
from groundswell.roster.forms.lives import RetentionForm
from groundswell.roster.queries import lives
from groundswell.roster.queries import retention as retention_queries
from groundswell.roster.rules.lives import Refused

PER_PAGE = 25


@needs(Permission.PEOPLE_ERASE)
@require_safe
def erasures(request: DistrictRequest) -> HttpResponse:
    """Who was erased when, by whom and why: numbers, never names."""
    page = Paginator(lives.tombstones(), PER_PAGE).get_page(request.GET.get("page"))
    who = lives.names_of(page)
    rows = [(stone, who.get(stone.by_person or 0, "")) for stone in page]
    return render(request, "roster/lives/erasures.html", {"page": page, "rows": rows})


@needs(Permission.PEOPLE_ERASE)
@require_http_methods(["GET", "HEAD", "POST"])
def keeping(request: DistrictRequest) -> HttpResponse:
    """How long what is kept: what the district set, what is due by it, and the form that changes it."""
    rules = retention_queries.rules()
    form = RetentionForm(request.POST or None, rules=rules)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                retention.set_rules(by=request.actor, days=form.days())
            except Refused as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(request, _("Set. What is due is emptied by the worker, a batch at a time."))
            return back_to(request, link("roster:keeping"))
        status = 400
    rows = [
        (field_class.label, rule.days if rule else None, _due(request, field_class, rule), rule)
        for field_class in FieldClass
        for rule in [rules.get(field_class)]
    ]
    return render(request, "roster/lives/keeping.html", {"form": form, "rows": rows}, status=status)


def _due(request: DistrictRequest, field_class: FieldClass, rule: Any) -> int | None:
    if rule is None or rule.days is None:
        return None
    return retention_queries.due_people(request.tenant, field_class, rule.days).count()
