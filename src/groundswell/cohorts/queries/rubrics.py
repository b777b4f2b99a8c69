"""Doors and lists of rubrics.

What is signed by all may be read by everybody who works here: a school sees by what it is judged. A draft is seen by
the office and by the initiative's steering committee.
"""

from django.db.models import Prefetch, Q, QuerySet

from groundswell.cohorts.choices import RubricState
from groundswell.cohorts.models import LevelDescriptor, RubricCriterion, RubricVersion, SelectionPhase
from groundswell.kernel import clock
from groundswell.kernel.doors import found_or_404
from groundswell.kernel.permissions import Actor, Permission
from groundswell.planning.models import InitiativeMember

OPEN_TO_ALL = (RubricState.VETTED, RubricState.RETIRED)


def versions_for(actor: Actor) -> QuerySet[RubricVersion]:
    """Every version that ``actor`` may read, with its rubric and initiative."""
    rows = RubricVersion.objects.select_related("rubric__initiative")
    if actor.may(Permission.CALL_MANAGE) or actor.may(Permission.SELECTION_DECIDE):
        return rows
    if not actor.may(Permission.COHORT_VIEW):
        return rows.none()
    mine = _seats(actor).values("initiative")
    return rows.filter(Q(state__in=OPEN_TO_ALL) | Q(rubric__initiative__in=mine))


def get_version_for(actor: Actor, pk: int) -> RubricVersion:
    """A version that ``actor`` may read; Http404 otherwise."""
    return found_or_404(versions_for(actor), pk=pk)


def to_sign(actor: Actor) -> list[tuple[RubricVersion, str]]:
    """Versions that are out for signing with a function of the actor's that has not signed. Two statements."""
    seats = list(_seats(actor).values_list("initiative", "function"))
    if not seats:
        return []
    rows = RubricVersion.objects.filter(
        state=RubricState.VETTING, rubric__initiative__in={initiative for initiative, _ in seats}
    )
    return [
        (version, function)
        for version in rows.select_related("rubric").prefetch_related("signoffs").order_by("made_at", "pk")
        for initiative, function in seats
        if initiative == version.rubric.initiative_id
        and not any(one.signed and one.function == function for one in version.signoffs.all())
    ]


def criteria_of(version_pk: int) -> list[RubricCriterion]:
    """The criteria of a version in their order, with ``levels`` read. Two statements."""
    words = Prefetch("levels", LevelDescriptor.objects.order_by("level"))
    rows = RubricCriterion.objects.filter(version=version_pk).order_by("position")
    return list(rows.prefetch_related(words))


def usable_for(phase: SelectionPhase) -> QuerySet[RubricVersion]:
    """Versions by which this phase can be scored: signed by all, of its initiative."""
    rows = RubricVersion.objects.select_related("rubric").filter(state=RubricState.VETTED)
    return rows.filter(rubric__initiative=phase.call.wave.initiative_id).order_by("rubric__title", "number")


def _seats(actor: Actor) -> QuerySet[InitiativeMember]:
    """Functions of steering committees that the actor holds today."""
    today = clock.today(actor.tenant.time_zone)
    held = Q(ended_on__isnull=True) | Q(ended_on__gt=today)
    return InitiativeMember.objects.filter(held, person=actor.person_id or 0, begun_on__lte=today).exclude(
        function=""
    )
