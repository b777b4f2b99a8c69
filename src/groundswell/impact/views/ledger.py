"""The ledger for those who write and check: what is at work, and what is public."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from groundswell.impact.actions import claims as verbs
from groundswell.impact.choices import AT_WORK, MOVES, PUBLIC, ClaimState, Move
from groundswell.impact.models import Claim
from groundswell.impact.queries import claims as found
from groundswell.impact.rules import holding, pages
from groundswell.impact.rules.refusals import Refused
from groundswell.kernel.doors import needs
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.kernel.words import language_here

PER_PAGE = 20
TABS = {"work": AT_WORK, "public": PUBLIC}
LOOK = "look_again"
VERBS: dict[str, Callable[..., Claim]] = {
    LOOK: verbs.look_again,
    Move.HANDED_IN: verbs.hand_in,
    Move.PUBLISHED: verbs.publish,
    Move.DROPPED: verbs.drop,
    Move.WITHDRAWN: verbs.withdraw,
    Move.CORRECTED: verbs.correct,
    Move.SENT_BACK: verbs.send_back,
    Move.CHECKED: verbs.check,
}
WITH_A_REASON = (Move.SENT_BACK, Move.CORRECTED, Move.WITHDRAWN)


@needs(Permission.CLAIM_CHECK)
@require_safe
def ledger(request: DistrictRequest) -> HttpResponse:
    """Claims at work, or those that are public, what was touched last first."""
    tab = request.GET.get("tab", "work")
    states = TABS.get(tab, AT_WORK)
    page = Paginator(found.claims_for(request.actor).filter(state__in=states), PER_PAGE)
    names = {"work": _("At work"), "public": _("Public")}
    tabs = [
        {"label": names[key], "url": f"?tab={key}", "current": TABS[key] is states, "count": None}
        for key in TABS
    ]
    here = page.get_page(request.GET.get("page"))
    context = {
        "page": here,
        "rows": [pages.shown(one, language_here()) for one in here],
        "tabs": tabs,
        "may_write": request.actor.may(Permission.CLAIM_DRAFT),
        "is_public_tab": states is PUBLIC,
    }
    return render(request, "impact/ledger/list.html", context)


@needs(Permission.CLAIM_CHECK)
@require_safe
def claim(request: DistrictRequest, pk: int) -> HttpResponse:
    """One claim with its proof, what does not hold in it, its history, and what the reader may do with it."""
    one = found.get_claim_for(request.actor, pk, Permission.CLAIM_CHECK)
    return render(request, "impact/ledger/claim.html", _context(request, one))


@needs(Permission.CLAIM_DRAFT)
@require_POST
def move(request: DistrictRequest, pk: int) -> HttpResponse:
    """What the office does with a claim: hand it in, publish, withdraw, correct, drop, look at the facts again."""
    one = found.get_claim_for(request.actor, pk, Permission.CLAIM_DRAFT)
    return _do(
        request, one, (Move.HANDED_IN, Move.PUBLISHED, Move.DROPPED, Move.WITHDRAWN, Move.CORRECTED, LOOK)
    )


@needs(Permission.CLAIM_CHECK)
@require_POST
def judge(request: DistrictRequest, pk: int) -> HttpResponse:
    """What a second person does: stand for it, or send it back."""
    one = found.get_claim_for(request.actor, pk, Permission.CLAIM_CHECK)
    return _do(request, one, (Move.CHECKED, Move.SENT_BACK))


def _do(request: DistrictRequest, one: Claim, allowed: tuple[str, ...]) -> HttpResponse:
    """One of these moves, as the form asks for it; what is refused is said on the claim's page."""
    asked = request.POST.get("move", "")
    if asked not in allowed:
        return redirect(link("impact:claim", one.pk))
    given = {"reason": request.POST.get("reason", "")[:500]} if asked in WITH_A_REASON else {}
    try:
        done = VERBS[asked](by=request.actor, claim=one, **given)
    except Refused as refusal:
        context = _context(request, one) | {"refusal": str(refusal)}
        return render(request, "impact/ledger/claim.html", context, status=422)
    messages.success(request, _said(asked))
    if done.state == ClaimState.DROPPED:
        return redirect(link("impact:ledger"))
    return redirect(link("impact:claim", done.pk))


def _said(done: str) -> str:
    said: dict[str, str] = {
        LOOK: _("Computed again from today's answers."),
        Move.HANDED_IN: _("Handed in. A second person can check it now."),
        Move.PUBLISHED: _("Published. Everybody can read it, with its proof."),
        Move.DROPPED: _("Dropped. The journal keeps it."),
        Move.WITHDRAWN: _("Withdrawn. Its page says so and why."),
        Move.CORRECTED: _("Marked as corrected. Here is the draft of what shall stand in its place."),
        Move.SENT_BACK: _("Sent back with your reason."),
        Move.CHECKED: _("Checked. The office can publish it now."),
    }
    return said[done]


def _context(request: DistrictRequest, one: Claim) -> dict[str, Any]:
    state = ClaimState(one.state)
    can = {move.value for move, moves in MOVES.items() if state in moves}
    found_here = holding.in_two(holding.findings_of(one, language_here()))
    return {
        "shown": pages.shown(one, language_here()),
        "claim": one,
        "can": can,
        "may_write": request.actor.may(Permission.CLAIM_DRAFT),
        "is_own": one.state == ClaimState.TO_CHECK and found.wrote_it(one, request.actor),
        "refuses": found_here.refuses,
        "footnotes": found_here.footnotes,
        "back_url": link("impact:ledger"),
    }
