"""What the change means here: the words, where they are from, and a place to propose others."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from groundswell.cohorts.actions import definition as verbs
from groundswell.cohorts.forms.cohorts import AdoptForm, ProposeForm, wrong_in
from groundswell.cohorts.models import DefinitionProposal
from groundswell.cohorts.queries.members import get_carried_initiative_for, school_spoken_for
from groundswell.cohorts.queries.plans import definition_of, definitions_of, proposals_of
from groundswell.cohorts.rules.refusals import Refused
from groundswell.kernel.doors import found_or_404, needs
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest, typed


@needs(Permission.COHORT_VIEW)
@require_safe
def definition(request: DistrictRequest, pk: int) -> HttpResponse:
    """The definition as it is worded now, its earlier versions with who proposed what, and what waits."""
    initiative = get_carried_initiative_for(request.actor, pk)
    current, waiting = definition_of(initiative), proposals_of(initiative)
    manages = request.actor.may(Permission.CALL_MANAGE)
    context = {
        "initiative": initiative,
        "current": current,
        "versions": definitions_of(initiative),
        "proposals": waiting,
        "form": ProposeForm(),
        "adopt_form": AdoptForm(proposals=waiting, initial={"text": current.text if current else ""})
        if manages
        else None,
    }
    return render(request, "cohorts/definition/definition.html", context)


@needs(Permission.COHORT_VIEW)
@require_POST
def propose(request: DistrictRequest, pk: int) -> HttpResponse:
    """Somebody proposes words, for their school where it is in."""
    initiative = get_carried_initiative_for(request.actor, pk)
    try:
        words, school = typed(request, "words"), school_spoken_for(request.actor, initiative)
        verbs.propose(by=request.actor, initiative=initiative, words=words, school=school)
        messages.success(request, _("Thank you. Your words stand on this page until they are answered."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(link("cohorts:definition", initiative.pk))


@needs(Permission.CALL_MANAGE)
@require_POST
def adopt(request: DistrictRequest, pk: int) -> HttpResponse:
    """The next version."""
    initiative = get_carried_initiative_for(request.actor, pk)
    form = AdoptForm(request.POST, proposals=proposals_of(initiative))
    try:
        if not form.is_valid():
            raise Refused(wrong_in(form))
        said = form.cleaned_data
        verbs.adopt(
            by=request.actor, initiative=initiative, text=said["text"], proposals=list(said["proposals"])
        )
        messages.success(request, _("That is the definition now. The earlier versions stay."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(link("cohorts:definition", initiative.pk))


@needs(Permission.CALL_MANAGE)
@require_POST
def decline(request: DistrictRequest, pk: int) -> HttpResponse:
    """Proposed words are not taken in, with the reason."""
    one = found_or_404(DefinitionProposal.objects.select_related("initiative"), pk=pk)
    try:
        verbs.decline(by=request.actor, proposal=one, answer=typed(request, "answer"))
        messages.success(request, _("Answered."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(link("cohorts:definition", one.initiative_id))
