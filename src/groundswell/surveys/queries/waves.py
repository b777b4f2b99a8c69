"""Doors and lists of waves, and what work they have due."""

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from groundswell.kernel import clock
from groundswell.kernel.doors import found_or_404
from groundswell.kernel.numbers import SMALLEST_THRESHOLD
from groundswell.kernel.permissions import Actor, Permission
from groundswell.roster.models import District
from groundswell.surveys.choices import WaveState
from groundswell.surveys.models import Answer, Invitation, Response, SurveyWave


def waves_for(actor: Actor, permission: Permission) -> QuerySet[SurveyWave]:
    """The waves whose results (or whose running) are the actor's business, newest first."""
    allowed = SurveyWave.objects.all() if actor.may(permission) else SurveyWave.objects.none()
    return allowed.select_related("instrument", "tenant").order_by("-opens_at", "-pk")


def get_wave_for(actor: Actor, pk: int, permission: Permission) -> SurveyWave:
    """One wave; Http404 for whoever may not know of it."""
    return found_or_404(waves_for(actor, permission), pk=pk)


def threshold() -> int:
    """The smallest group that the open district shows."""
    policy = District.objects.values_list("suppression_threshold", flat=True).first()
    return max(policy or SMALLEST_THRESHOLD, SMALLEST_THRESHOLD)


def answered_in(waves: list[SurveyWave]) -> dict[int, int]:
    """How many people answered, for each of these waves that somebody answered: one statement."""
    counts = Response.objects.filter(wave__in=waves).values("wave").annotate(people=Count("pk"))
    return {row["wave"]: row["people"] for row in counts}


def silent_in(wave: SurveyWave) -> QuerySet[Invitation]:
    """Invitations of a wave that have no answer."""
    return Invitation.objects.filter(wave=wave, done_at__isnull=True)


def to_close() -> QuerySet[SurveyWave]:
    """Open waves whose time is over."""
    return SurveyWave.objects.filter(state=WaveState.OPEN, closes_at__lte=clock.now())


def to_release() -> QuerySet[SurveyWave]:
    """Open waves in which a question may have enough answers waiting to show some more."""
    smallest = threshold()
    waiting = Answer.objects.filter(is_released=False)
    enough = waiting.values("wave", "item").annotate(n=Count("pk")).filter(n__gte=2 * smallest).values("wave")
    some_silent = Invitation.objects.filter(wave=OuterRef("pk"), done_at__isnull=True)
    shown = Answer.objects.filter(wave=OuterRef("pk"), is_released=True)
    complete = Q(~Exists(some_silent), ~Exists(shown), pk__in=waiting.values("wave"))
    return SurveyWave.objects.filter(Q(pk__in=enough) | complete, state=WaveState.OPEN)
