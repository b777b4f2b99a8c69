"""What a school does until it is asked again: its steps, and those of earlier calls that a new invitation remembers."""

from groundswell.cohorts.choices import CallState
from groundswell.cohorts.models import Candidacy, ReadinessStep
from groundswell.cohorts.queries.candidacies import candidacies_for
from groundswell.kernel.doors import found_or_404
from groundswell.kernel.permissions import Actor, Permission


def steps_of(candidacy: Candidacy) -> list[ReadinessStep]:
    """The steps of one call, the earliest date first; those without a date last."""
    rows = list(ReadinessStep.objects.filter(candidacy=candidacy))
    return sorted(rows, key=lambda one: (one.by_when is None, one.by_when, one.pk))


def remembered(candidacy: Candidacy) -> list[ReadinessStep]:
    """The steps that the school was given after earlier calls of the same initiative, the latest call first. One
    statement."""
    wave = candidacy.call.wave
    rows = ReadinessStep.objects.filter(
        candidacy__school=candidacy.school_id,
        candidacy__call__state=CallState.PUBLISHED,
        candidacy__call__wave__initiative=wave.initiative_id,
        candidacy__call__wave__number__lt=wave.number,
    )
    return list(rows.order_by("-candidacy__call__wave__number", "by_when", "pk"))


def get_plan_for(actor: Actor, candidacy_pk: int) -> Candidacy:
    """A school in a call that was told to all: for the office, its principal, its area superintendent; Http404
    otherwise, and for a school that is in."""
    rows = candidacies_for(actor).filter(call__state=CallState.PUBLISHED)
    return found_or_404(rows.exclude(state="chosen"), pk=candidacy_pk)


def get_step_for(actor: Actor, pk: int) -> ReadinessStep:
    """A step, for who may finish it; Http404 otherwise."""
    rows = ReadinessStep.objects.select_related("candidacy__call")
    if not actor.may(Permission.CALL_MANAGE):
        places = actor.places_for(Permission.SCHOOL_APPLY)
        rows = rows if places is None else rows.filter(candidacy__school__in=list(places))
    return found_or_404(rows.filter(candidacy__call__state=CallState.PUBLISHED), pk=pk)
