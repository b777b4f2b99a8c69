"""What every school's action plan holds, as the office sets it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from groundswell.cohorts.actions import plans as verbs
from groundswell.cohorts.forms.plan_template import MOST, SPARE, suggested, template_rows
from groundswell.cohorts.queries.members import get_carried_initiative_for
from groundswell.cohorts.queries.plans import template_of
from groundswell.cohorts.rules.refusals import Refused
from groundswell.kernel.doors import needs
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.CALL_MANAGE)
def plan_template(request: DistrictRequest, pk: int) -> HttpResponse:
    """The fields of every plan, filled in with a suggestion where there are none yet. ``?spare=`` says how many empty
    rows stand at the end."""
    initiative = get_carried_initiative_for(request.actor, pk)
    held, said = list(template_of(initiative)), request.GET.get("spare", "")
    spare = min(int(said), MOST) if said.isdecimal() and len(said) < 3 else SPARE
    rows = template_rows(request.POST or None, held or suggested(), spare)
    refused = ""
    if request.method == "POST" and rows.is_valid():
        specs = [row.spec() for row in rows if row.cleaned_data.get("title")]
        try:
            verbs.set_template(by=request.actor, initiative=initiative, fields=specs)
            messages.success(request, _("Kept. Every school’s plan holds this now."))
            return redirect(link("cohorts:curve", initiative.pk))
        except Refused as refusal:
            refused = str(refusal)
    wrong = bool(refused) or (rows.is_bound and not rows.is_valid())
    context = {
        "initiative": initiative,
        "rows": rows,
        "refused": refused,
        "wrong": wrong,
        "is_new": not held,
        "more": spare + SPARE if rows.total_form_count() < MOST else 0,
        "back_url": link("cohorts:curve", initiative.pk),
    }
    return render(request, "cohorts/plans/template.html", context, status=422 if wrong else 200)
