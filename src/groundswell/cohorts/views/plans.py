"""One school in its cohort: its team, its action plan, its check-ins."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from groundswell.cohorts.actions import plans as verbs
from groundswell.cohorts.actions import teams
from groundswell.cohorts.forms.cohorts import (
    CheckForm,
    FieldForm,
    GoalForm,
    RiskForm,
    SeatForm,
    StepForm,
    wrong_in,
)
from groundswell.cohorts.models import (
    ActionGoal,
    CohortMember,
    DesignTeamSeat,
    PlanRisk,
    PlanStep,
    SchoolActionPlan,
)
from groundswell.cohorts.queries.members import (
    get_member_for,
    may_keep,
    may_lead,
    people_for_team,
    roles_at,
    seats_of,
)
from groundswell.cohorts.queries.plans import (
    checks_of,
    fields_of,
    get_plan_for,
    goals_of,
    missing_in,
    plans_of,
    risks_of,
    template_of,
    wordings_that_hold,
)
from groundswell.cohorts.rules.curve import school_year
from groundswell.cohorts.rules.refusals import Refused
from groundswell.cohorts.rules.teams import SEATS, balance
from groundswell.kernel import clock
from groundswell.kernel.doors import found_or_404, needs
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest, typed
from groundswell.planning.models.goals import year_name


@needs(Permission.COHORT_VIEW)
@require_safe
def member(request: DistrictRequest, pk: int) -> HttpResponse:
    """A school in its cohort: who carries it, what it plans, how it goes."""
    found, today = get_member_for(request.actor, pk), clock.today(request.tenant.time_zone)
    seats = seats_of(found)
    held = roles_at(found.school_id, [seat.person_id for seat in seats])
    plans = list(plans_of(found))
    keeps, leads = may_keep(request.actor, found), may_lead(request.actor, found) and found.left_on is None
    may_begin = keeps and found.left_on is None and not any(one.year == school_year(today) for one in plans)
    context = {
        "member": found,
        "seats": seats,
        "most": SEATS,
        "balance": balance([held.get(seat.person_id, frozenset()) for seat in seats]),
        "plans": [(one, year_name(one.year)) for one in plans],
        "may_begin": may_begin,
        "has_template": may_begin and template_of(found.initiative).exists(),
        "checks": checks_of(found),
        "rest": next((one for one in found.pauses.all() if one.ended_on is None), None),
        "keeps": keeps and found.left_on is None,
        "leads": leads,
        "seat_form": SeatForm(people=people_for_team(found)) if leads else None,
        "check_form": CheckForm(initial={"held_on": today}) if keeps and found.left_on is None else None,
        "manages": request.actor.may(Permission.CALL_MANAGE),
    }
    return render(request, "cohorts/members/member.html", context)


@needs(Permission.COHORT_VIEW)
@require_POST
def seat(request: DistrictRequest, pk: int) -> HttpResponse:
    """Somebody joins the team (``person``), or leaves it (``leave``: the seat)."""
    found = get_member_for(request.actor, pk)
    if "leave" in request.POST:
        rows = DesignTeamSeat.objects.filter(team__member=found).select_related("team__member")
        one = found_or_404(rows, pk=_number(request.POST["leave"]))
        return _done(
            request, found, lambda: teams.unseat(by=request.actor, seat=one), _("Their seat is free.")
        )
    form = SeatForm(request.POST, people=people_for_team(found))
    if not form.is_valid():
        return _not_valid(request, form, link("cohorts:member", found.pk))
    said = form.cleaned_data
    return _done(
        request, found, lambda: teams.seat(by=request.actor, member=found, **said),
        _("%(name)s is in the team.") % {"name": said["person"].name},
    )  # fmt: skip


@needs(Permission.COHORT_VIEW)
@require_POST
def check(request: DistrictRequest, pk: int) -> HttpResponse:
    """A check-in is written down."""
    found = get_member_for(request.actor, pk)
    form = CheckForm(request.POST)
    if not form.is_valid():
        return _not_valid(request, form, link("cohorts:member", found.pk))
    said = form.cleaned_data
    return _done(
        request,
        found,
        lambda: verbs.check_in(by=request.actor, member=found, **said),
        _("It is written down."),
    )


@needs(Permission.COHORT_VIEW)
@require_POST
def begin(request: DistrictRequest, pk: int) -> HttpResponse:
    """The plan of this school year."""
    found = get_member_for(request.actor, pk)
    year = school_year(clock.today(request.tenant.time_zone))
    try:
        made = verbs.begin(by=request.actor, member=found, year=year)
        return redirect(link("cohorts:plan", made.pk))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(link("cohorts:member", found.pk))


@needs(Permission.COHORT_VIEW)
@require_safe
def plan(request: DistrictRequest, pk: int) -> HttpResponse:
    """A school's action plan, to read, and for its team to write."""
    found = get_plan_for(request.actor, pk)
    keeps = may_keep(request.actor, found.member) and found.member.left_on is None
    return render(request, "cohorts/plans/plan.html", _plan(request, found, keeps))


def _plan(request: DistrictRequest, found: SchoolActionPlan, keeps: bool) -> dict[str, Any]:
    held = wordings_that_hold(found)
    context: dict[str, Any] = {
        "plan": found,
        "year": year_name(found.year),
        "member": found.member,
        "fields": [{"field": one, "wording": held.get(one.pk)} for one in fields_of(found)],
        "goals": goals_of(found),
        "risks": risks_of(found),
        "missing": missing_in(found),
        "keeps": keeps,
        "leads": keeps and may_lead(request.actor, found.member),
        "today": clock.today(request.tenant.time_zone),
    }
    if keeps:
        forms = {"goal_form": GoalForm(), "risk_form": RiskForm(), "field_form": FieldForm()}
        context |= forms | {"step_form": StepForm(plan=found)}
    return context


@needs(Permission.COHORT_VIEW)
@require_POST
def word(request: DistrictRequest, pk: int, field_pk: int) -> HttpResponse:
    """A text of the plan is saved. Where somebody saved a newer one meanwhile, both are shown."""
    found = get_plan_for(request.actor, pk)
    field = found_or_404(fields_of(found), pk=field_pk)
    text, seen = typed(request, "text"), _number(request.POST.get("seen", "0"))
    try:
        saved = verbs.word(by=request.actor, plan=found, field=field, text=text, seen=seen)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(link("cohorts:plan", found.pk))
    if saved.newer is None:
        messages.success(request, _("Saved."))
        return redirect(link("cohorts:plan", found.pk) + f"#field-{field.pk}")
    context = {"plan": found, "field": field, "newer": saved.newer, "text": text}
    return render(request, "cohorts/plans/both.html", context, status=409)


@needs(Permission.COHORT_VIEW)
@require_POST
def change(request: DistrictRequest, pk: int) -> HttpResponse:
    """One of the plan's small changes; ``do`` says which: goal, step, done, undone, risk, field, drop, agree."""
    found = get_plan_for(request.actor, pk)
    act = CHANGES.get(request.POST.get("do", ""))
    if act is None:
        raise Http404
    try:
        act(request, found)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(link("cohorts:plan", found.pk))


def _add_goal(request: DistrictRequest, found: SchoolActionPlan) -> None:
    verbs.add_goal(by=request.actor, plan=found, **_said(GoalForm(request.POST)))


def _add_step(request: DistrictRequest, found: SchoolActionPlan) -> None:
    goal = found_or_404(ActionGoal.objects.filter(plan=found), pk=_number(request.POST.get("goal", "")))
    verbs.add_step(by=request.actor, goal=goal, **_said(StepForm(request.POST, plan=found)))


def _add_risk(request: DistrictRequest, found: SchoolActionPlan) -> None:
    verbs.note_risk(by=request.actor, plan=found, **_said(RiskForm(request.POST)))


def _add_field(request: DistrictRequest, found: SchoolActionPlan) -> None:
    verbs.add_field(by=request.actor, plan=found, **_said(FieldForm(request.POST)))


def _finish(done: bool) -> Callable[[DistrictRequest, SchoolActionPlan], None]:
    def act(request: DistrictRequest, found: SchoolActionPlan) -> None:
        rows = PlanStep.objects.filter(goal__plan=found).select_related("goal__plan__member")
        step = found_or_404(rows, pk=_number(request.POST.get("pk", "")))
        verbs.finish_step(by=request.actor, step=step, done=done)

    return act


def _drop(request: DistrictRequest, found: SchoolActionPlan) -> None:
    kinds = {
        "goal": ActionGoal.objects.filter(plan=found),
        "step": PlanStep.objects.filter(goal__plan=found).select_related("goal"),
        "risk": PlanRisk.objects.filter(plan=found),
    }
    kind = request.POST.get("kind", "")
    if kind not in kinds:
        raise Http404
    what: Any = found_or_404(kinds[kind], pk=_number(request.POST.get("pk", "")))
    verbs.drop(by=request.actor, what=what)


def _agree(request: DistrictRequest, found: SchoolActionPlan) -> None:
    verbs.agree(by=request.actor, plan=found)
    messages.success(request, _("The plan holds. Whoever changes it asks you to agree again."))


CHANGES: dict[str, Callable[[DistrictRequest, SchoolActionPlan], None]] = {
    "goal": _add_goal,
    "step": _add_step,
    "done": _finish(True),
    "undone": _finish(False),
    "risk": _add_risk,
    "field": _add_field,
    "drop": _drop,
    "agree": _agree,
}


def _said(form: Any) -> dict[str, Any]:
    if not form.is_valid():
        raise Refused(wrong_in(form))
    return form.cleaned_data


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 16 else 0


def _done(
    request: DistrictRequest, found: CohortMember, act: Callable[[], object], said: str
) -> HttpResponse:
    try:
        act()
        messages.success(request, said)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(link("cohorts:member", found.pk))


def _not_valid(request: DistrictRequest, form: Any, url: str) -> HttpResponse:
    messages.error(request, wrong_in(form))
    return redirect(url)
