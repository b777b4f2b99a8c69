"""A plan from an event: written, changed, shared with chosen colleagues, and thrown away by who wrote it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from groundswell.events.actions import plans as verbs
from groundswell.events.forms.plans import PlanForm, PlanStateForm, ReaderForm
from groundswell.events.models import ImplementationPlan, PlanShare
from groundswell.events.queries import plans as found
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock
from groundswell.kernel.doors import found_or_404, needs
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.EVENT_REGISTER)
def write(request: DistrictRequest, section_pk: int) -> HttpResponse:
    """Write a plan down, in the event itself or after it."""
    section = found.get_section_to_plan_for(request.actor, section_pk)
    form = _form(request)
    if request.method == "POST" and form.is_valid():
        try:
            plan = verbs.write(by=request.actor, section=section, **form.cleaned_data)
            messages.success(request, _("Kept. Only you can read it until you share it."))
            return redirect(link("events:plan", plan.pk))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "section": section, "event": section.event}
    return render(request, "events/learning/plan_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.EVENT_REGISTER)
def plan(request: DistrictRequest, plan_pk: int) -> HttpResponse:
    """One's own plan, to change and to share; somebody else's, as they let one read it."""
    if request.method != "POST":
        there = found.get_plan_for(request.actor, plan_pk)
        return render(request, "events/learning/plan.html", _page(request, there))
    there = found.get_own_plan_for(request.actor, plan_pk)
    form = _form(request, there)
    if form.is_valid():
        verbs.change(by=request.actor, plan=there, **form.cleaned_data)
        messages.success(request, _("Kept."))
        return redirect(link("events:plan", there.pk))
    context = _page(request, there) | {"form": form}
    return render(request, "events/learning/plan.html", context, status=422)


@needs(Permission.EVENT_REGISTER)
@require_POST
def say(request: DistrictRequest, plan_pk: int) -> HttpResponse:
    """What became of it."""
    there = found.get_own_plan_for(request.actor, plan_pk)
    form = PlanStateForm(request.POST, plan=there)
    if form.is_valid():
        verbs.say(by=request.actor, plan=there, **form.cleaned_data)
        messages.success(request, _("Kept."))
        return redirect(link("events:plan", there.pk))
    context = _page(request, there) | {"state_form": form}
    return render(request, "events/learning/plan.html", context, status=422)


@needs(Permission.EVENT_REGISTER)
@require_POST
def share(request: DistrictRequest, plan_pk: int) -> HttpResponse:
    """Let a chosen colleague read it."""
    there = found.get_own_plan_for(request.actor, plan_pk)
    form = ReaderForm(request.POST, people=found.to_choose(there))
    if form.is_valid():
        person = form.chosen()
        verbs.share(by=request.actor, plan=there, person=person)
        messages.success(
            request, _("%(name)s can read it now and gets mail with the link.") % {"name": person.name}
        )
    else:
        messages.error(request, _("Choose a colleague from the list."))
    return redirect(link("events:plan", there.pk))


@needs(Permission.EVENT_REGISTER)
@require_POST
def unshare(request: DistrictRequest, plan_pk: int, share_pk: int) -> HttpResponse:
    """Close it to somebody again."""
    there = found.get_own_plan_for(request.actor, plan_pk)
    one = found_or_404(PlanShare.objects.filter(plan=there).select_related("plan", "person"), pk=share_pk)
    verbs.unshare(by=request.actor, share=one)
    messages.success(request, _("%(name)s can't read it any more.") % {"name": one.person.name})
    return redirect(link("events:plan", there.pk))


@needs(Permission.EVENT_REGISTER)
@require_POST
def throw_away(request: DistrictRequest, plan_pk: int) -> HttpResponse:
    """Delete it for good."""
    there = found.get_own_plan_for(request.actor, plan_pk)
    verbs.throw_away(by=request.actor, plan=there)
    messages.success(request, _("The plan is gone."))
    return redirect(link("events:learning"))


def _form(request: DistrictRequest, there: ImplementationPlan | None = None) -> PlanForm:
    today = clock.today(request.tenant.time_zone)
    fields = ("what", "by_when", "with_whom")
    initial = {name: getattr(there, name) for name in fields} if there is not None else None
    return PlanForm(request.POST or None, initial=initial, today=today)


def _page(request: DistrictRequest, there: ImplementationPlan) -> dict[str, Any]:
    if there.person_id != request.actor.person_id:
        return {"plan": there, "is_own": False}
    return {
        "plan": there,
        "is_own": True,
        "form": _form(request, there),
        "state_form": PlanStateForm(plan=there),
        "readers": found.readers_of(there),
        "reader_form": ReaderForm(people=found.to_choose(there)),
    }
