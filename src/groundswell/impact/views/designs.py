"""Plans of studies on selections of schools: reckoned, then locked."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from groundswell.impact.actions import designs as verbs
from groundswell.impact.forms.designs import DesignForm
from groundswell.impact.queries import designs as found
from groundswell.impact.queries.evidence import Record, selection_records
from groundswell.impact.rules import designs
from groundswell.impact.rules.refusals import Refused
from groundswell.kernel.doors import needs
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest

EDIT = require_http_methods(["GET", "HEAD", "POST"])


@needs(Permission.CLAIM_CHECK)
@require_safe
def plans(request: DistrictRequest) -> HttpResponse:
    """Every selection that was decided, with the plan of its study or without."""
    locked = {one.digest: one for one in found.designs_for(request.actor)}
    rows = [{"record": one, "design": locked.get(one["digest"])} for one in selection_records()]
    return render(request, "impact/designs/list.html", {"rows": rows})


@EDIT
@needs(Permission.CLAIM_CHECK)
def plan(request: DistrictRequest, record: int) -> HttpResponse:
    """One plan: as it was locked, or to be reckoned and locked by who writes claims."""
    known = found.record_for(request.actor, record)
    if known is None:
        raise Http404
    design = found.design_on(known["digest"])
    may_write = request.actor.may(Permission.CLAIM_DRAFT)
    form = DesignForm(request.POST or None, record=known)
    context: dict[str, Any] = {
        "record": known,
        "design": design,
        "back_url": link("impact:designs"),
        "form": None,
    }
    if design is not None or not may_write:
        return render(request, "impact/designs/plan.html", context)
    effect: float | None = None
    reckoned = request.method == "POST" and form.is_valid()
    if reckoned:
        effect = _reckoned(form, known)
        if request.POST.get("what") == "lock" and _locked(request, form, record):
            return redirect(link("impact:design", record))
    context |= {"form": form, "effect": effect, "reckoned": reckoned and not form.errors}
    return render(request, "impact/designs/plan.html", context, status=422 if form.errors else 200)


def _reckoned(form: DesignForm, known: Record) -> float | None:
    said: dict[str, Any] = form.cleaned_data
    counts = {name: said[name] for name in ("compared", "pupils", "icc")}
    return designs.detectable(designs.Plan(said["design"], known["chosen"], **counts))


def _locked(request: DistrictRequest, form: DesignForm, record: int) -> bool:
    try:
        verbs.lock(by=request.actor, record=record, **form.cleaned_data)
        messages.success(request, _("Locked. Nothing in it can be changed any more."))
        return True
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
