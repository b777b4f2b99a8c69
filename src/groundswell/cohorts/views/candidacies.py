"""The school's own page in a call: what it is asked, where it stands, its one answer."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from groundswell.cohorts.actions import candidacies as verbs
from groundswell.cohorts.choices import CallState, CandidacyState, PhaseKind
from groundswell.cohorts.forms.candidacies import AnswerForm
from groundswell.cohorts.models import Candidacy, SelectionPhase
from groundswell.cohorts.queries.calls import extensions_of_call, phases_of
from groundswell.cohorts.queries.candidacies import belongs_to, get_candidacy_for, outcomes_of
from groundswell.cohorts.queries.letters import HAVE_LETTERS
from groundswell.cohorts.rules.phases import is_late, is_open, late_minutes
from groundswell.cohorts.rules.refusals import Refused
from groundswell.kernel import clock
from groundswell.kernel.doors import needs
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.planning.queries.initiatives import current_text, get_parts


@needs(Permission.COHORT_VIEW)
@require_safe
def candidacy(request: DistrictRequest, candidacy_pk: int) -> HttpResponse:
    """Why, what the school promises, what happens when, where it stands, and its answer."""
    one = get_candidacy_for(request.actor, candidacy_pk)
    return render(request, "cohorts/candidacies/candidacy.html", _context(request, one))


@needs(Permission.SCHOOL_APPLY)
@require_POST
def answer(request: DistrictRequest, candidacy_pk: int) -> HttpResponse:
    """The school takes part, says not this year, or withdraws. What was typed stays where that is refused."""
    one = get_candidacy_for(request.actor, candidacy_pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        refused = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return _again(request, one, refused)
    said = form.cleaned_data
    verb = {"take_part": verbs.take_part, "not_now": verbs.not_now, "withdraw": verbs.withdraw}[
        said["answer"]
    ]
    try:
        verb(by=request.actor, candidacy=one, why=said["why"])
    except Refused as refusal:
        return _again(request, one, str(refusal))
    words = {
        "take_part": _("Your school takes part. You can withdraw at any time."),
        "not_now": _("Not this year. You can think again until the time to answer is over."),
        "withdraw": _("Your school does not take part any more. What you wrote stays."),
    }
    messages.success(request, words[said["answer"]])
    return redirect(link("cohorts:candidacy", one.pk))


def _again(request: DistrictRequest, one: Candidacy, refused: str) -> HttpResponse:
    context = _context(request, get_candidacy_for(request.actor, one.pk))
    context |= {"refused": refused, "typed": request.POST.get("why", "")}
    return render(request, "cohorts/candidacies/candidacy.html", context, status=422)


def _context(request: DistrictRequest, one: Candidacy) -> dict[str, Any]:
    call, now = one.call, clock.now()
    phases = phases_of(call)
    interest = next((phase for phase in phases if phase.kind == PhaseKind.INTEREST), None)
    leads = request.actor.may(Permission.SCHOOL_APPLY, place=one.school_id)
    live = call.state in (CallState.OPEN, CallState.DECIDED)
    can_come = live and interest is not None and interest.settled_at is None and is_open(interest, now)
    closed = one.school.closed_on is not None and one.school.closed_on < clock.today(request.tenant.time_zone)
    comes_from = (CandidacyState.INVITED, CandidacyState.NOT_NOW, CandidacyState.WITHDRAWN)
    return {
        "candidacy": one,
        "call": call,
        "initiative": call.wave.initiative,
        "why": current_text(call.wave.initiative, "why"),
        "parts": get_parts(call.wave.initiative),
        "promises": call.promises,
        "phases": [(phase, _where(phase, now)) for phase in phases],
        "extensions": extensions_of_call(call),
        "interest": interest,
        "is_late": interest is not None and is_late(interest, now),
        "late": _late(one, interest),
        "is_closed": closed,
        "leads": leads,
        "may_take_part": leads and can_come and not closed and one.state in comes_from,
        "may_decline": leads and can_come and not closed and one.state == CandidacyState.INVITED,
        "may_withdraw": leads and live and one.state == CandidacyState.INTERESTED,
        "outcomes": [row for row in outcomes_of(one) if row.phase.settled_at is not None],
        "ways": _ways(request, one, phases),
        "shows_office": request.actor.may(Permission.CALL_MANAGE)
        or request.actor.may(Permission.SELECTION_DECIDE),
    }


def _ways(
    request: DistrictRequest, one: Candidacy, phases: list[SelectionPhase]
) -> list[tuple[str, str, str]]:
    """(name, address, icon) of the school's other pages in the selection that its reader may open now."""
    found = []
    if one.state not in (CandidacyState.INVITED, CandidacyState.NOT_NOW) and belongs_to(request.actor, one):
        found.append((_("The application"), link("cohorts:application", one.pk), "file-text"))
        if any(phase.kind == PhaseKind.SCREENING and phase.opens_at <= clock.now() for phase in phases):
            words = _("What is known of the school, and what is wrong in it")
            found.append((words, link("cohorts:school_screening", one.pk), "list"))
    if one.call.state == CallState.PUBLISHED and one.state in HAVE_LETTERS:
        found.append((_("The letter"), link("cohorts:letter", one.pk), "mail"))
    if one.call.state == CallState.PUBLISHED and one.state in (CandidacyState.OUT, CandidacyState.NOT_CHOSEN):
        found.append((_("What to do until the next call"), link("cohorts:readiness", one.pk), "check"))
    return found


def _where(phase: SelectionPhase, now: Any) -> str:
    if phase.settled_at is not None or (now >= phase.closes_at and not is_open(phase, now)):
        return "over"
    return "ahead" if now < phase.opens_at else "open"


def _late(one: Candidacy, interest: SelectionPhase | None) -> int:
    """How many minutes after the end the school said that it takes part."""
    if (
        interest is None
        or one.answered_at is None
        or one.state in (CandidacyState.NOT_NOW, CandidacyState.WITHDRAWN)
    ):
        return 0
    return late_minutes(interest, one.answered_at)
