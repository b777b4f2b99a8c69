"""The letter to a school, its place given back, and what it does until it is asked again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groundswell.cohorts.actions import publishing, readiness
from groundswell.cohorts.choices import CallState, CandidacyState
from groundswell.cohorts.forms.readiness import StepsForm
from groundswell.cohorts.queries.candidacies import get_candidacy_for
from groundswell.cohorts.queries.letters import get_letter_for
from groundswell.cohorts.queries.readiness import get_plan_for, get_step_for, steps_of
from groundswell.cohorts.rules.refusals import Refused
from groundswell.kernel.doors import needs
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest, typed

EDIT = require_http_methods(["GET", "HEAD", "POST"])


@needs(Permission.COHORT_VIEW)
@require_safe
def letter(request: DistrictRequest, candidacy_pk: int) -> HttpResponse:
    """What came of a school's application and why. It prints as a letter."""
    one = get_letter_for(request.actor, candidacy_pk)
    school = one.candidacy.school_id
    chosen = one.candidacy.state == CandidacyState.CHOSEN
    context = {
        "letter": one, "call": one.candidacy.call, "school": one.candidacy.school,
        "is_preview": one.candidacy.call.state == CallState.DECIDED,
        "may_give_back": chosen and request.actor.may(Permission.SCHOOL_APPLY, place=school),
        "has_lots": one.decision.drawn_at is not None and one.candidacy.pk in one.decision.tickets,
        "back_url": link("cohorts:candidacy", one.candidacy.pk),
    }  # fmt: skip
    return render(request, "cohorts/letters/letter.html", context)


@needs(Permission.SCHOOL_APPLY)
@require_POST
def give_back(request: DistrictRequest, candidacy_pk: int) -> HttpResponse:
    """The school gives its place back."""
    candidacy = get_candidacy_for(request.actor, candidacy_pk)
    try:
        publishing.give_back(by=request.actor, candidacy=candidacy, reason=typed(request, "reason"))
        messages.success(request, _("The place is given back. The office gives it to another school."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(link("cohorts:letter", candidacy.pk))


@EDIT
@needs(Permission.COHORT_VIEW)
def plan(request: DistrictRequest, candidacy_pk: int) -> HttpResponse:
    """The readiness plan of a school that is not in: the office writes it, the school ticks off what is done."""
    candidacy = get_plan_for(request.actor, candidacy_pk)
    may_write = request.actor.may(Permission.CALL_MANAGE)
    steps = steps_of(candidacy)
    form = StepsForm(request.POST or None, steps=[one for one in steps if one.done_on is None])
    if request.method == "POST" and form.is_valid():
        try:
            readiness.plan_readiness(by=request.actor, candidacy=candidacy, steps=form.said())
            messages.success(
                request, _("Kept. The school sees it, and is reminded of it when it is invited again.")
            )
            return redirect(link("cohorts:readiness", candidacy.pk))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {
        "candidacy": candidacy, "school": candidacy.school, "steps": steps, "form": form if may_write else None,
        "may_finish": may_write or request.actor.may(Permission.SCHOOL_APPLY, place=candidacy.school_id),
        "back_url": link("cohorts:candidacy", candidacy.pk),
    }  # fmt: skip
    return render(request, "cohorts/readiness/plan.html", context, status=422 if form.errors else 200)


@needs(Permission.COHORT_VIEW)
@require_POST
def finish_step(request: DistrictRequest, step_pk: int) -> HttpResponse:
    """One step of the plan is done."""
    step = get_step_for(request.actor, step_pk)
    readiness.finish_step(by=request.actor, step=step)
    messages.success(request, _("Done."))
    return redirect(link("cohorts:readiness", step.candidacy_id))
