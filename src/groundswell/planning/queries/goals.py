"""Doors and lists of the plan's goals."""

from django.db.models import QuerySet

from groundswell.kernel.doors import found_or_404
from groundswell.kernel.permissions import Actor, Permission
from groundswell.planning.models import PlanGoal


def every_wording() -> QuerySet[PlanGoal]:
    """All goals of the open district in all their wordings: those that hold first, by number."""
    return PlanGoal.objects.order_by("-is_current", "number", "key", "-version")


def wordings_for(actor: Actor) -> QuerySet[PlanGoal]:
    """The same for who keeps the plan; nothing for others."""
    rows = every_wording()
    return rows if actor.may(Permission.PLAN_MANAGE) else rows.none()


def get_goal_for(actor: Actor, pk: int) -> PlanGoal:
    """A wording that holds, for who keeps the plan; Http404 otherwise."""
    return found_or_404(wordings_for(actor).filter(is_current=True), pk=pk)
