"""Screening: the office's table of schools and criteria, and the school's page of what is known of it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groundswell.cohorts.actions import phases
from groundswell.cohorts.actions import screening as verbs
from groundswell.cohorts.choices import Basis, CallState, CandidacyState, Outcome
from groundswell.cohorts.forms.screening import (
    AnswerForm,
    CriterionForm,
    DisputeForm,
    JudgeForm,
    OutcomeForm,
    ScreeningFilterForm,
)
from groundswell.cohorts.models import Call, Candidacy, ScreeningCriterion, SelectionPhase
from groundswell.cohorts.queries import screening as found
from groundswell.cohorts.queries.applications import get_school_candidacy_for
from groundswell.cohorts.queries.calls import get_call_for
from groundswell.cohorts.rules import screening as rules
from groundswell.cohorts.rules.refusals import Refused
from groundswell.kernel.doors import needs
from groundswell.kernel.exports import csv_response, wants_csv
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest

PER_PAGE = 50
MOST_AT_ONCE = 2000
EDIT = require_http_methods(["GET", "HEAD", "POST"])


@needs(Permission.CALL_MANAGE)
@require_safe
def screening(request: DistrictRequest, call_pk: int) -> HttpResponseBase:
    """Every school that takes part by every criterion; ``?format=csv`` is the same table as a file."""
    call = get_call_for(request.actor, call_pk)
    phase = found.screening_of(call)
    criteria, form = found.criteria_of(phase), ScreeningFilterForm(request.GET, shows=rules.Show.choices)
    wanted = form.wanted()
    if wants_csv(request):
        name, header = f"screening-{call.pk}.csv", rules.csv_header(criteria)
        return csv_response(
            request.tenant, name, header, lambda: rules.csv_rows(_table(call, phase, criteria, wanted))
        )
    if wanted["show"] or wanted["outcome"]:
        page: Any = Paginator(_table(call, phase, criteria, wanted), PER_PAGE).get_page(
            request.GET.get("page")
        )
        rows = list(page)
    else:
        page = Paginator(found.in_screening(phase, wanted["q"]), PER_PAGE).get_page(request.GET.get("page"))
        rows = rules.rows_of(list(page), criteria, found.outcomes_in(phase), found.asking(call))
    query = request.GET.copy()
    query["format"] = "csv"
    context = {
        "call": call, "phase": phase, "criteria": [(one, rules.wanted(one)) for one in criteria], "form": form,
        "page": page, "rows": rows, "csv_url": f"?{query.urlencode()}", "trail": _trail(call),
        "asks": sum(found.asking(call).values()), "is_open": _is_open(call, phase), "outcome_form": OutcomeForm(),
        "wanted": wanted,
    }  # fmt: skip
    return render(request, "cohorts/screening/screening.html", context)


@needs(Permission.CALL_MANAGE)
@require_POST
def measure(request: DistrictRequest, call_pk: int) -> HttpResponse:
    """Look everything up that isn't judged."""
    call = get_call_for(request.actor, call_pk)
    try:
        counts = verbs.measure(by=request.actor, phase=found.screening_of(call))
        words = _(
            "Looked up. New or changed: %(new)s. Known: %(known)s, missing: %(missing)s, not shown: %(masked)s."
        )
        messages.success(request, words % counts)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(link("cohorts:screening", call_pk))


@needs(Permission.CALL_MANAGE)
@EDIT
def criteria(request: DistrictRequest, call_pk: int) -> HttpResponse:
    """The criteria of a screening, and one more."""
    return _criterion(request, call_pk, None)


@needs(Permission.CALL_MANAGE)
@EDIT
def criterion(request: DistrictRequest, call_pk: int, criterion_pk: int) -> HttpResponse:
    """A criterion in other words or with another threshold; or without it."""
    return _criterion(request, call_pk, criterion_pk)


def _criterion(request: DistrictRequest, call_pk: int, pk: int | None) -> HttpResponse:
    call = get_call_for(request.actor, call_pk)
    phase = found.screening_of(call)
    one = found.get_criterion_for(request.actor, phase, pk) if pk is not None else None
    removes = one is not None and request.POST.get("do") == "remove"
    form = CriterionForm(request.POST if request.method == "POST" and not removes else None, criterion=one)
    there = found.criteria_of(phase)
    if removes or (request.method == "POST" and form.is_valid()):
        specs = [_spec(row) for row in there if row.pk != pk]
        if not removes:
            specs.insert(
                next((at for at, row in enumerate(there) if row.pk == pk), len(there)), form.spec(pk)
            )
        try:
            verbs.set_criteria(by=request.actor, phase=phase, criteria=specs)
            messages.success(request, _("Kept."))
            return redirect(link("cohorts:criteria", call_pk))
        except Refused as refusal:
            form.add_error(None, str(refusal)) if form.is_bound else messages.error(request, str(refusal))
    context = {
        "call": call, "phase": phase, "criterion": one, "form": form, "is_open": _may_change(call, phase),
        "rows": [(row, rules.wanted(row)) for row in there],
        "trail": [*_trail(call), (_("Screening"), link("cohorts:screening", call.pk))],
    }  # fmt: skip
    return render(request, "cohorts/screening/criteria.html", context, status=422 if form.errors else 200)


@needs(Permission.CALL_MANAGE)
@require_POST
def outcomes(request: DistrictRequest, call_pk: int) -> HttpResponse:
    """What the screening says about several schools: first who it would be, then it is done."""
    call = get_call_for(request.actor, call_pk)
    phase, form = found.screening_of(call), OutcomeForm(request.POST)
    chosen = _chosen(request, call, phase)
    if not form.is_valid() or not chosen:
        messages.error(request, _("Choose schools, and say what the screening says about them."))
        return redirect(link("cohorts:screening", call_pk))
    said = found.outcomes_in(phase)
    new = [one for one in chosen if one.pk not in said and one.state == CandidacyState.INTERESTED]
    if request.POST.get("sure") == "yes":
        try:
            count = phases.give_outcomes(by=request.actor, phase=phase, candidacies=new, **form.cleaned_data)
            messages.success(request, _("Said about %(n)s schools.") % {"n": count})
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect(link("cohorts:screening", call_pk))
    context = {
        "call": call, "new": new, "skipped": [(one, said.get(one.pk)) for one in chosen if one not in new],
        "outcome": Outcome(form.cleaned_data["outcome"]), "reason": form.cleaned_data["reason"],
        "ids": ",".join(str(one.pk) for one in new),
        "trail": [*_trail(call), (_("Screening"), link("cohorts:screening", call.pk))],
    }  # fmt: skip
    return render(request, "cohorts/screening/outcomes.html", context)


@needs(Permission.COHORT_VIEW)
@EDIT
def school(request: DistrictRequest, candidacy_pk: int) -> HttpResponse:
    """What is known of a school and where it is from; for the office also what it says about it."""
    candidacy = get_school_candidacy_for(request.actor, candidacy_pk)
    if request.method == "POST":
        return _give(request, candidacy)
    return _school(request, candidacy, {})


def _give(request: DistrictRequest, candidacy: Candidacy) -> HttpResponse:
    form = OutcomeForm(request.POST)
    if not form.is_valid() or not request.actor.may(Permission.CALL_MANAGE):
        return _school(request, candidacy, {"outcome": form})
    phase = found.screening_of(candidacy.call)
    return _do(
        request, candidacy, {"outcome": form}, form,
        lambda: phases.give_outcome(by=request.actor, phase=phase, candidacy=candidacy, **form.cleaned_data),
    )  # fmt: skip


@needs(Permission.CALL_MANAGE)
@require_POST
def judge(request: DistrictRequest, candidacy_pk: int, criterion_pk: int) -> HttpResponse:
    """What the office holds of a judged criterion at a school."""
    candidacy = get_school_candidacy_for(request.actor, candidacy_pk)
    one = found.get_criterion_for(request.actor, found.screening_of(candidacy.call), criterion_pk)
    form = JudgeForm(request.POST, auto_id=f"id_{one.pk}_%s")
    if not form.is_valid():
        return _school(request, candidacy, {one.pk: form})
    return _do(
        request, candidacy, {one.pk: form}, form,
        lambda: verbs.judge(by=request.actor, candidacy=candidacy, criterion=one, **form.cleaned_data),
    )  # fmt: skip


@needs(Permission.SCHOOL_APPLY)
@require_POST
def dispute(request: DistrictRequest, candidacy_pk: int, finding_pk: int) -> HttpResponse:
    """The school says that something is wrong."""
    candidacy = get_school_candidacy_for(request.actor, candidacy_pk)
    finding = found.get_finding_for(request.actor, candidacy, finding_pk)
    one = finding.criterion
    form = DisputeForm(request.POST, criterion=one, auto_id=f"id_{one.pk}_%s")
    if not form.is_valid():
        return _school(request, candidacy, {one.pk: form})
    return _do(
        request, candidacy, {one.pk: form}, form,
        lambda: verbs.dispute(by=request.actor, finding=finding, **form.cleaned_data),
    )  # fmt: skip


@needs(Permission.CALL_MANAGE)
@require_POST
def answer(request: DistrictRequest, call_pk: int, correction_pk: int) -> HttpResponse:
    """The office answers a school."""
    call = get_call_for(request.actor, call_pk)
    correction = found.get_correction_for(request.actor, call, correction_pk)
    finding = correction.finding
    form = AnswerForm(request.POST, criterion=finding.criterion, auto_id=f"id_answer_{correction.pk}_%s")
    candidacy = get_school_candidacy_for(request.actor, finding.candidacy_id)
    forms = {f"answer-{correction.pk}": form}
    if not form.is_valid():
        return _school(request, candidacy, forms)
    return _do(
        request, candidacy, forms, form,
        lambda: verbs.answer(by=request.actor, correction=correction, **form.cleaned_data),
    )  # fmt: skip


def _do(
    request: DistrictRequest, candidacy: Candidacy, forms: dict[Any, Any], form: Any, do: Callable[[], Any]
) -> HttpResponse:
    try:
        do()
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _school(request, candidacy, forms)
    messages.success(request, _("Kept."))
    return redirect(link("cohorts:school_screening", candidacy.pk))


def _school(request: DistrictRequest, candidacy: Candidacy, forms: dict[Any, Any]) -> HttpResponse:
    """The page of one school. ``forms`` were sent and not taken: by criterion, correction or "outcome"."""
    call, actor = candidacy.call, request.actor
    phase = found.screening_of(call)
    criteria = found.criteria_of(phase)
    [row] = rules.rows_of([candidacy], criteria, found.outcomes_in(phase), {})
    is_office = actor.may(Permission.CALL_MANAGE)
    is_lead = actor.may(Permission.SCHOOL_APPLY, place=candidacy.school_id) and actor.person_id is not None
    is_open = _is_open(call, phase) and candidacy.state == CandidacyState.INTERESTED
    said, earlier = found.corrections_by_criterion(candidacy), found.earlier_by_criterion(candidacy)
    context = {
        "candidacy": candidacy, "row": row, "is_office": is_office, "is_lead": is_lead, "is_open": is_open,
        "phase": phase, "outcome_form": forms.get("outcome") or OutcomeForm(initial=_initial(row)),
        "parts": [
            _part(cell, said.get(cell.criterion.pk, []), earlier.get(cell.criterion.pk, []), forms, is_office, is_lead)
            for cell in row.cells
        ],
        "trail": [(call.name, link("cohorts:candidacy", candidacy.pk))],
    }  # fmt: skip
    if is_office:
        context["trail"] = [*_trail(call), (_("Screening"), link("cohorts:screening", call.pk))]
    return render(request, "cohorts/screening/school.html", context, status=422 if forms else 200)


def _part(
    cell: rules.Cell,
    said: list[Any],
    earlier: list[Any],
    forms: dict[Any, Any],
    is_office: bool,
    is_lead: bool,
) -> dict[str, Any]:
    """One criterion on the school's page, with the forms that its reader may send."""
    one, waits = cell.criterion, next((row for row in said if row.accepted is None), None)
    part: dict[str, Any] = {
        "cell": cell, "wanted": rules.wanted(one), "said": said, "waits": waits,
        "earlier": [(row, rules.value_in_words(one, row), rules.source_of(one, row)) for row in earlier],
    }  # fmt: skip
    if is_office and one.basis == Basis.JUDGED:
        part["judge_form"] = forms.get(one.pk) or JudgeForm(auto_id=f"id_{one.pk}_%s")
    if is_office and waits is not None:
        auto_id = f"id_answer_{waits.pk}_%s"
        part["answer_form"] = forms.get(f"answer-{waits.pk}") or AnswerForm(criterion=one, auto_id=auto_id)
    may_say = is_lead and not is_office and waits is None and cell.finding is not None
    if may_say and cell.finding is not None and cell.finding.state != "masked":
        part["dispute_form"] = forms.get(one.pk) or DisputeForm(criterion=one, auto_id=f"id_{one.pk}_%s")
    part["is_sent"] = one.pk in forms or (waits is not None and f"answer-{waits.pk}" in forms)
    return part


def _table(
    call: Call, phase: SelectionPhase, criteria: list[ScreeningCriterion], wanted: dict[str, str]
) -> list[rules.SchoolRow]:
    schools = list(found.in_screening(phase, wanted["q"]))
    rows = rules.rows_of(schools, criteria, found.outcomes_in(phase), found.asking(call))
    return rules.narrowed(rows, wanted["show"], wanted["outcome"])


def _chosen(request: DistrictRequest, call: Call, phase: SelectionPhase) -> list[Candidacy]:
    """The schools that were ticked, or all that the filter finds."""
    if request.POST.get("which") == "all":
        form = ScreeningFilterForm(request.POST, shows=rules.Show.choices)
        # The outcome to give has the filter's name; the filter's own comes along under another.
        wanted = form.wanted() | {"outcome": request.POST.get("said", "")}
        return [row.candidacy for row in _table(call, phase, found.criteria_of(phase), wanted)]
    asked = [*request.POST.getlist("school"), *request.POST.get("ids", "").split(",")]
    ids = {int(one) for one in asked[:MOST_AT_ONCE] if one.isdecimal() and len(one) < 19}
    return [one for one in found.in_screening(phase) if one.pk in ids]


def _spec(row: ScreeningCriterion) -> rules.CriterionSpec:
    return rules.CriterionSpec(pk=row.pk, **{name: getattr(row, name) for name in verbs.SAYS})


def _initial(row: rules.SchoolRow) -> dict[str, str]:
    return {"outcome": row.outcome.outcome, "reason": row.outcome.reason} if row.outcome else {}


def _is_open(call: Call, phase: SelectionPhase) -> bool:
    return call.state == CallState.OPEN and phase.settled_at is None


def _may_change(call: Call, phase: SelectionPhase) -> bool:
    return call.state in (CallState.DRAFT, CallState.OPEN) and phase.settled_at is None


def _trail(call: Call) -> list[tuple[str, str]]:
    return [(_("Calls"), link("cohorts:calls")), (call.name, link("cohorts:call", call.pk))]
