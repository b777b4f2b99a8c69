"""``{% told candidacy actor %}``: on a school's page of a call its letter, its readiness plan, what is left."""

from typing import Any

from django import template

from groundswell.cohorts.choices import CallState, CandidacyState
from groundswell.cohorts.models import Candidacy
from groundswell.cohorts.queries.letters import has_letter
from groundswell.cohorts.queries.readiness import remembered, steps_of
from groundswell.kernel.permissions import Actor, Permission

register = template.Library()


@register.inclusion_tag("cohorts/readiness/_on_page.html")
def told(candidacy: Candidacy, actor: Actor) -> dict[str, Any]:
    """A statement before all were told, three afterwards."""
    is_over = candidacy.call.state == CallState.PUBLISHED
    may_write = actor.may(Permission.CALL_MANAGE)
    has_plan = is_over and candidacy.state != CandidacyState.CHOSEN
    steps = steps_of(candidacy) if has_plan else []
    return {
        "candidacy": candidacy,
        "has_letter": is_over and has_letter(candidacy),
        "has_plan": bool(steps) or (has_plan and may_write),
        "steps_left": sum(one.done_on is None for one in steps),
        "steps": steps,
        "remembered": [] if is_over else remembered(candidacy),
    }
