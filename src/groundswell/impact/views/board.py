"""What the district can prove, goal by goal: one page to read before a meeting of the board, and to print."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from groundswell.impact.choices import ClaimState
from groundswell.impact.queries import evidence
from groundswell.impact.queries.claims import public_claims
from groundswell.impact.rules import holding, pages
from groundswell.impact.rules.goals import under_goals
from groundswell.kernel import clock
from groundswell.kernel.doors import needs
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.kernel.words import language_here


@needs(Permission.RESULTS_VIEW)
@require_safe
def by_goal(request: DistrictRequest) -> HttpResponse:
    """Every goal of the plan with what is claimed for it, also where that is nothing."""
    language = language_here()
    every, wordings = list(public_claims()), holding.goals_in_use()
    standing = [one for one in every if one.state == ClaimState.PUBLISHED]
    rows = [
        pages.shown(one, language, holding.in_two(holding.findings_of(one, language, wordings)).footnotes)
        for one in standing
    ]
    groups = under_goals(rows, evidence.plan_goals(), language, every=True)
    held = [one for one in groups if one.wording and not one.is_retired]
    context = {
        "groups": groups,
        "goals": len(held),
        "goals_with_claims": sum(bool(one.claims) for one in held),
        "claims": len(standing),
        "ended": [pages.shown(one, language) for one in every if one.state != ClaimState.PUBLISHED],
        "today": clock.now(),
        "may_plan": request.actor.may(Permission.PLAN_MANAGE),
    }
    return render(request, "impact/board/by_goal.html", context)
