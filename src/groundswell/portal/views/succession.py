"""What becomes of schools: merged, split, moved or renumbered. Shown before it is done, and undone. For district IT."""

from collections import Counter
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from groundswell.kernel import clock
from groundswell.kernel.doors import needs
from groundswell.kernel.htmx import back_to
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.roster.actions import succession as verbs
from groundswell.roster.choices import OrganisationKind
from groundswell.roster.forms.succession import SuccessionForm
from groundswell.roster.queries import succession as queries
from groundswell.roster.queries.doors import get_organisation_for
from groundswell.roster.rules.lives import Refused
from groundswell.roster.rules.succession import in_a_sentence, why_not


@needs(Permission.ROSTER_IMPORT)
@require_safe
def successions(request: DistrictRequest) -> HttpResponse:
    """Every step so far, and the form that begins another; ``?school=`` names the one that ends."""
    named = request.GET.get("school", "")[:255]
    form = SuccessionForm(called={}, initial={"schools": named})
    return _page(request, form)


@needs(Permission.ROSTER_IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: DistrictRequest) -> HttpResponse:
    """What would happen, as the URL names the schools, and the button that does it. Naming none begins at the form."""
    if request.method != "POST" and not request.GET:
        return redirect(link("portal:successions"))
    data = request.POST if request.method == "POST" else request.GET
    form = SuccessionForm(data, called=queries.schools_called())
    if not form.is_valid():
        return _page(request, form, status=400)
    schools, successors = form.cleaned_data["schools"], form.cleaned_data["successors"]
    day: date = form.cleaned_data["last_day"] or clock.today(request.tenant.time_zone)
    refusal = why_not(tenant=request.tenant, schools=schools, successors=successors, last_day=day)
    if refusal:
        form.add_error(None, refusal)
        return _page(request, form, status=409)
    if request.method == "POST":
        return _go_on(request, form, day)
    context = {
        "form": form,
        "sentence": in_a_sentence(schools, successors),
        "hanging": queries.hanging_on(schools, request.tenant),
        "successors": successors,
        "day": day,
    }
    return render(request, "portal/succession/check.html", context)


@needs(Permission.ROSTER_IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: DistrictRequest, pk: int) -> HttpResponse:
    """Ask once more, then let a school go on in no other."""
    school = get_organisation_for(request.actor, pk, Permission.ROSTER_IMPORT, kind=OrganisationKind.SCHOOL)
    if request.method != "POST":
        _before, after = queries.line_of(school)
        context = {"school": school, "after": after, "reopens": queries.reopens(school)}
        return render(request, "portal/succession/undo.html", context)
    verbs.undo_succession(by=request.actor, school=school)
    messages.success(request, _("Undone. %(name)s goes on in no other school.") % {"name": school.name})
    return back_to(request, link("portal:successions"))


def _go_on(request: DistrictRequest, form: SuccessionForm, day: date) -> HttpResponse:
    schools, successors = form.cleaned_data["schools"], form.cleaned_data["successors"]
    try:
        verbs.succeed(by=request.actor, schools=schools, successors=successors, last_day=day)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, form, status=409)
    messages.success(request, _("Kept: %(what)s.") % {"what": in_a_sentence(schools, successors)})
    return back_to(request, link("portal:successions"))


def _page(request: DistrictRequest, form: SuccessionForm, *, status: int = 200) -> HttpResponse:
    steps = queries.steps()
    joined = Counter(one.pk for step in steps for one in step.successors)
    rows = [(step, _told(step, any(joined[one.pk] > 1 for one in step.successors))) for step in steps]
    return render(request, "portal/succession/successions.html", {"form": form, "rows": rows}, status=status)


def _told(step: queries.Step, among_others: bool) -> str:
    return in_a_sentence([step.school], step.successors, among_others=among_others)
