"""An area superintendent says which schools of the own region go on."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from groundswell.cohorts.actions import phases as verbs
from groundswell.cohorts.models import SelectionPhase
from groundswell.cohorts.queries import approvals as found
from groundswell.cohorts.rules import phases, placing, screening
from groundswell.cohorts.rules.refusals import Refused
from groundswell.kernel import clock
from groundswell.kernel.doors import needs
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest, typed


@needs(Permission.SCHOOL_APPROVE)
@require_safe
def approvals(request: DistrictRequest, call_pk: int) -> HttpResponse:
    """The schools of the own region, those without an answer first, each with what was found so far."""
    return _page(request, found.get_approval_for(request.actor, call_pk))


@needs(Permission.SCHOOL_APPROVE)
@require_POST
def answer(request: DistrictRequest, call_pk: int, candidacy_pk: int) -> HttpResponse:
    """Yes or no about one school. What somebody else said meanwhile is shown, with their name and reason."""
    phase = found.get_approval_for(request.actor, call_pk)
    school = found.get_school_for(request.actor, phase, candidacy_pk)
    said = {"outcome": request.POST.get("outcome", ""), "reason": typed(request, "reason")}
    try:
        verbs.give_outcome(by=request.actor, phase=phase, candidacy=school, **said)
    except Refused as refusal:
        return _page(request, phase, {school.pk: {"refusal": str(refusal), **said}})
    messages.success(request, _("Kept: %(school)s.") % {"school": school.school.name})
    return redirect(f"{link('cohorts:approvals', call_pk)}#school-{school.pk}")


def _page(
    request: DistrictRequest, phase: SelectionPhase, tried: dict[int, dict[str, str]] | None = None
) -> HttpResponse:
    rows = [
        _row(one, (tried or {}).get(one.candidacy.pk, {})) for one in found.to_approve(request.actor, phase)
    ]
    waiting = sum(row["of"].outcome is None for row in rows)
    context = {
        "phase": phase, "call": phase.call, "rows": rows, "waiting": waiting,
        "is_open": phases.is_open(phase, clock.now()) and phase.settled_at is None,
    }  # fmt: skip
    return render(request, "cohorts/approvals/list.html", context, status=422 if tried else 200)


def _row(one: found.ToApprove, tried: dict[str, str]) -> dict[str, Any]:
    said = one.outcome
    return {
        "of": one, "readiness": screening.readiness(one.seen), "scores": _scores(one),
        "refusal": tried.get("refusal", ""),
        "outcome": tried.get("outcome") or (said.outcome if said else ""),
        "reason": tried.get("reason") or (said.reason if said else ""),
    }  # fmt: skip


def _scores(one: found.ToApprove) -> str:
    """The application's scores in a line; who gave which is nobody's to know here."""
    mean = placing.mean(one.totals)
    if mean is None:
        return ""
    count = len(one.totals)
    said = ngettext("%(mean)s, from %(n)s reading", "%(mean)s, mean of %(n)s readings", count)
    words = said % {"mean": number_format(mean, 2), "n": count}
    if count == 1:
        return words
    ends = {"low": number_format(one.totals[0], 2), "high": number_format(one.totals[-1], 2)}
    return f"{words} · {_('from %(low)s to %(high)s') % ends}"
