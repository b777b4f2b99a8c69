"""What others claim: entered by the office as published, shown to the ledger's readers, withdrawn with a reason."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groundswell.impact.actions import outside as verbs
from groundswell.impact.choices import OutsideState
from groundswell.impact.forms.outside import OutsideForm
from groundswell.impact.models import OutsideClaim
from groundswell.impact.queries import outside as found
from groundswell.impact.rules import holding, statements
from groundswell.impact.rules.refusals import Refused
from groundswell.kernel.doors import needs
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest

PER_PAGE = 20
EDIT = require_http_methods(["GET", "HEAD", "POST"])


@needs(Permission.CLAIM_CHECK)
@require_safe
def claims(request: DistrictRequest) -> HttpResponse:
    """What others claim, as they published it, and why it can't be checked. Drafts for who enters them."""
    page = Paginator(found.outside_for(request.actor), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": _rows(page.object_list),
        "may_write": request.actor.may(Permission.CLAIM_DRAFT),
        "back_url": link("impact:ledger"),
    }
    return render(request, "impact/outside/list.html", context)


@EDIT
@needs(Permission.CLAIM_DRAFT)
def new(request: DistrictRequest) -> HttpResponse:
    """Enter one."""
    return _form(request, None)


@needs(Permission.CLAIM_DRAFT)
@require_safe
def claim(request: DistrictRequest, outside_pk: int) -> HttpResponse:
    """One of them, what does not hold in it, and what can be done with it."""
    return _page(request, found.get_outside_for(request.actor, outside_pk, Permission.CLAIM_DRAFT))


@EDIT
@needs(Permission.CLAIM_DRAFT)
def edit(request: DistrictRequest, outside_pk: int) -> HttpResponse:
    """A draft, until it is shown."""
    one = found.get_outside_for(request.actor, outside_pk, Permission.CLAIM_DRAFT)
    if one.state != OutsideState.DRAFT:
        raise Http404
    return _form(request, one)


@needs(Permission.CLAIM_DRAFT)
@require_POST
def move(request: DistrictRequest, outside_pk: int) -> HttpResponse:
    """Show it to the ledger's readers, or withdraw it."""
    one = found.get_outside_for(request.actor, outside_pk, Permission.CLAIM_DRAFT)
    try:
        if request.POST.get("move") == OutsideState.SHOWN:
            verbs.show(by=request.actor, claim=one)
            messages.success(request, _("Shown to everybody who reads the ledger."))
        elif request.POST.get("move") == OutsideState.WITHDRAWN:
            verbs.withdraw(by=request.actor, claim=one, reason=request.POST.get("reason", ""))
            messages.success(request, _("Withdrawn, with your reason beside it."))
    except Refused as refusal:
        return _page(request, one, str(refusal))
    return redirect(link("impact:outside_claim", one.pk))


def _form(request: DistrictRequest, one: OutsideClaim | None) -> HttpResponse:
    back_url = link("impact:outside_claim", one.pk) if one else link("impact:outside")
    form = OutsideForm(request.POST or None, claim=one)
    if request.method == "POST" and form.is_valid():
        try:
            if one is None:
                kept = verbs.enter(by=request.actor, **form.said())
            else:
                kept = verbs.edit(by=request.actor, claim=one, **form.said())
            return redirect(link("impact:outside_claim", kept.pk))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "claim": one, "back_url": back_url}
    return render(request, "impact/outside/form.html", context, status=422 if form.errors else 200)


def _page(request: DistrictRequest, one: OutsideClaim, refusal: str = "") -> HttpResponse:
    [row] = _rows([one])
    context = {"row": row, "claim": one, "refusal": refusal, "back_url": link("impact:outside")}
    return render(request, "impact/outside/claim.html", context, status=422 if refusal else 200)


def _rows(claims: Iterable[OutsideClaim]) -> list[dict[str, Any]]:
    """Each with what does not hold in it, read beside what its source says elsewhere on the same topic."""
    here = list(claims)
    others = found.beside(here)
    return [{"of": one, "findings": holding.findings(statements.of_outside(one, others))} for one in here]
