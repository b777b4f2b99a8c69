"""Doors of the decision, and what everybody of the district may see of its lottery."""

from django.db.models import QuerySet

from groundswell.cohorts.choices import CallState
from groundswell.cohorts.models import Call, Candidacy, SelectionDecision
from groundswell.kernel.doors import found_or_404
from groundswell.kernel.permissions import Actor, Permission


def decision_of(call: Call) -> SelectionDecision | None:
    """What was drafted or decided in a call, with the call as it is."""
    found = SelectionDecision.objects.filter(call=call).select_related("decided_by").first()
    if found is not None:
        found.call = call
    return found


def lotteries_for(actor: Actor) -> QuerySet[SelectionDecision]:
    """Decisions with lots that are fixed, for everybody who belongs to the district and may see its schools' calls."""
    rows = SelectionDecision.objects.exclude(committed_at=None).select_related("call__wave")
    return rows if actor.may(Permission.COHORT_VIEW) else rows.none()


def get_lottery_for(actor: Actor, call_pk: int) -> SelectionDecision:
    """The lottery of a call; Http404 where there is none."""
    return found_or_404(lotteries_for(actor), call_id=call_pk)


def in_the_draw(decision: SelectionDecision) -> dict[int, str]:
    """Names of the schools in the draw by ticket. Nobody's before all were told: who is near the line is a score."""
    if decision.call.state != CallState.PUBLISHED:
        return {}
    rows = Candidacy.objects.filter(pk__in=decision.tickets)
    return dict(rows.values_list("pk", "school__name"))
