"""Doors and lists of waves, and what work they have due."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast

from groundswell.kernel import clock
from groundswell.kernel.doors import found_or_404
from groundswell.kernel.numbers import SMALLEST_THRESHOLD
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.rows import Given, written_once
from groundswell.roster.models import District
from groundswell.surveys.choices import Margin, WaveState
from groundswell.surveys.models import Answer, Deposit, Invitation, Response, SpentToken, SurveyWave

CALLED_OFF = Q(state=WaveState.CLOSED, closes_at__lte=F("opens_at"))
# What the office calls the states, in the order of their lives.
SHOWN = {
    "planned": Q(state=WaveState.PLANNED),
    "open": Q(state=WaveState.OPEN, stopped_at__isnull=True),
    "stopped": Q(state=WaveState.OPEN, stopped_at__isnull=False),
    "closed": Q(state=WaveState.CLOSED, closes_at__gt=F("opens_at")),
    "called_off": CALLED_OFF,
}


@dataclass(frozen=True, slots=True)
class WaveFilter:
    """What a list of waves is narrowed to; an empty value leaves it wide. ``state`` is a key of ``SHOWN``."""

    text: str = ""
    state: str = ""


def waves_for(actor: Actor, permission: Permission) -> QuerySet[SurveyWave]:
    """The waves whose results (or whose running) are the actor's business, newest first.

    What is planned or was called off has no results: it is for those who run surveys.
    """
    known = SurveyWave.objects.all() if permission == Permission.SURVEY_MANAGE else begun()
    allowed = known if actor.may(permission) else SurveyWave.objects.none()
    return allowed.select_related("instrument", "tenant").order_by("-opens_at", "-pk")


def begun() -> QuerySet[SurveyWave]:
    """Every wave but what is planned and what was called off: there nobody was asked yet, or ever."""
    return SurveyWave.objects.exclude(state=WaveState.PLANNED).exclude(CALLED_OFF)


def declaring(waves: QuerySet[SurveyWave], margin: Margin) -> QuerySet[SurveyWave]:
    """The waves that declared a table by this margin before anybody was asked."""
    # SQLite can't look into a list of JSON; the names of margins are a closed list of plain words.
    return waves.alias(tables=Cast("margins", TextField())).filter(tables__contains=f'"{margin.value}"')


def narrowed(waves: QuerySet[SurveyWave], wanted: WaveFilter) -> QuerySet[SurveyWave]:
    """The waves that fit: every word stands in the title or in what it is about."""
    for word in wanted.text.split():
        waves = waves.filter(Q(title__icontains=word) | Q(context_label__icontains=word))
    if wanted.state in SHOWN:
        waves = waves.filter(SHOWN[wanted.state])
    return waves


def is_called_off(wave: SurveyWave) -> bool:
    """True for a wave that ended before it began: nobody was asked."""
    return wave.state == WaveState.CLOSED and wave.closes_at <= wave.opens_at


def state_of(wave: SurveyWave) -> str:
    """The key in ``SHOWN`` of the state that a wave is in."""
    if wave.state == WaveState.OPEN and wave.stopped_at is not None:
        return "stopped"
    return "called_off" if is_called_off(wave) else str(wave.state)


def get_wave_for(actor: Actor, pk: int, permission: Permission) -> SurveyWave:
    """One wave; Http404 for whoever may not know of it."""
    return found_or_404(waves_for(actor, permission), pk=pk)


def threshold() -> int:
    """The smallest group that the open district shows."""
    return max([SMALLEST_THRESHOLD, *(policy or 0 for (policy,) in _thresholds())])


@written_once
def _thresholds() -> QuerySet[Any]:
    return District.objects.values_list("suppression_threshold")[:1]


def answered_in(waves: list[SurveyWave]) -> dict[int, int]:
    """How many people answered, for each of these waves that somebody answered: one statement.

    One more where a wave is anonymous: what waits for its end counts.
    """
    said: list[QuerySet[Any]] = [Response.objects.filter(wave__in=waves)]
    if anonymous := [wave for wave in waves if wave.is_anonymous]:
        said.append(Deposit.objects.filter(wave__in=anonymous))
    found: Counter[int] = Counter()
    for rows in said:
        found.update(dict(rows.values_list("wave").annotate(people=Count("*")).order_by()))
    return dict(found)


def silent_in(wave: SurveyWave) -> QuerySet[Invitation]:
    """Invitations of a wave that have no answer."""
    return Invitation.objects.filter(wave=wave, done_at__isnull=True)


def has_silent(wave: SurveyWave) -> bool:
    """True while somebody who was asked has not answered. Asked with each answer."""
    return bool(_silent(wave=wave.pk))


def rights_taken(wave: SurveyWave) -> int:
    """How many took the right to answer an anonymous wave."""
    return Invitation.objects.filter(wave=wave, done_at__isnull=False).count()


def rights_used(wave: SurveyWave) -> int:
    """How many answers to an anonymous wave arrived. Whose, nobody knows."""
    return SpentToken.objects.filter(wave=wave).count()


@written_once
def _silent() -> QuerySet[Any]:
    asked = Invitation.objects.filter(wave_id=Given("wave"), done_at__isnull=True)
    return asked.values_list("pk")[:1]


def to_open() -> QuerySet[SurveyWave]:
    """Planned waves whose time has come, or that have still to make some of their invitations."""
    return SurveyWave.objects.filter(state=WaveState.PLANNED, opens_at__lte=clock.now())


def to_close() -> QuerySet[SurveyWave]:
    """Open waves whose time is over."""
    return SurveyWave.objects.filter(state=WaveState.OPEN, closes_at__lte=clock.now())


def to_release() -> QuerySet[SurveyWave]:
    """Open waves in which a question may have enough answers waiting to show some more."""
    smallest = threshold()
    waiting = Answer.objects.filter(is_released=False).values("wave", "item")
    counted = waiting.annotate(n=Count("response", distinct=True))
    some_silent = Invitation.objects.filter(wave=OuterRef("pk"), done_at__isnull=True)
    complete = Q(~Exists(some_silent), pk__in=counted.filter(n__gte=smallest).values("wave"))
    enough = counted.filter(n__gte=2 * smallest).values("wave")
    return SurveyWave.objects.filter(Q(pk__in=enough) | complete, state=WaveState.OPEN)
