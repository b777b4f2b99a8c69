"""Verb that lets answers be counted in what is shown, in batches (``rules.releases`` says when and why)."""

from typing import Any

from django.db.models import Count, Exists, QuerySet, Subquery

from groundswell.kernel import journal, rows
from groundswell.kernel.locking import lock
from groundswell.kernel.models import Tenant
from groundswell.kernel.numbers import SMALLEST_THRESHOLD
from groundswell.kernel.permissions import Actor
from groundswell.kernel.rows import Given, written_once
from groundswell.kernel.tenancy import reading, verb
from groundswell.kernel.work import each
from groundswell.roster.models import District
from groundswell.surveys.actions import deposits
from groundswell.surveys.models import Answer, Invitation, SurveyWave
from groundswell.surveys.queries.anonymous import smallest_in
from groundswell.surveys.queries.waves import has_silent, to_release
from groundswell.surveys.rules.releases import ripe

_WAITING = "tenant_id = %(tenant)s AND wave_id = %(wave)s AND item_id = %(item)s AND NOT is_released"
_RELEASE = f"""
    UPDATE surveys_answer SET is_released = TRUE
    WHERE {_WAITING} AND response_id IN (
        SELECT DISTINCT response_id FROM surveys_answer WHERE {_WAITING} ORDER BY response_id LIMIT %(people)s)
    RETURNING item_id
"""


@verb
def release(*, by: Actor, wave: SurveyWave, waits: bool = True) -> int:
    """Release what is ripe, question by question. Returns how many answers. One at a time per wave.

    Of an anonymous wave that has just been closed, what waits sealed is opened first (``actions.deposits``). Without
    ``waits`` nothing is done while somebody else holds the wave: the worker, or the close, comes to it.

    People are counted, not rows: what one person said to a question (several options, the lines of a matrix) goes
    together. Who goes first is left to the random keys of responses, so that a batch says nothing about order.
    """
    held = lock(wave) if waits else rows.lock_if_free(wave)
    if held is None:
        return 0
    wave = held
    smallest = smallest_in(wave)
    is_final = not wave.is_open or not has_silent(wave)
    if wave.is_anonymous and not wave.is_open:
        deposits.open_all(wave, threshold=smallest)
    total = 0
    for item, waiting in _waiting(wave).items():
        count = ripe(waiting, threshold=smallest, is_final=is_final)
        if count:
            values = {"tenant": wave.tenant_id, "wave": wave.pk, "item": item, "people": count}
            total += len(rows.run(_RELEASE, values))
    if total:
        journal.record("surveys.wave.released", by=by, subject=wave, data={"answers": total})
    return total


def _waiting(wave: SurveyWave) -> dict[int, int]:
    """How many people's answers to each question wait."""
    return dict(_counts(wave=wave.pk))


@written_once
def _counts() -> QuerySet[Any]:
    return _people_waiting().order_by("item").values_list("item", "n")


def _people_waiting() -> QuerySet[Any]:
    waiting = Answer.objects.filter(wave_id=Given("wave"), is_released=False)
    return waiting.values("item").annotate(n=Count("response", distinct=True))


def is_ripe(wave: SurveyWave) -> bool:
    """True when a release may show something now: asked after each answer, without a lock."""
    return any(
        (most or 0) >= max(policy or 0, SMALLEST_THRESHOLD) * (2 if some_are_silent else 1)
        for policy, most, some_are_silent in _how_far(wave=wave.pk)
    )


@written_once
def _how_far() -> QuerySet[Any]:
    """The district's threshold, the most people whose answers to one question wait, and whether somebody is silent."""
    most = _people_waiting().order_by("-n").values("n")[:1]
    silent = Invitation.objects.filter(wave_id=Given("wave"), done_at__isnull=True)
    found = District.objects.annotate(most=Subquery(most), some_are_silent=Exists(silent))
    return found.values_list("suppression_threshold", "most", "some_are_silent")


def releases_due(tenant: Tenant) -> int:
    """How many waves have something ripe. Called in the district's scope."""
    return to_release().count()


def release_due(tenant: Tenant) -> int:
    """Release what is ripe anywhere in the district. Returns in how many waves. Called by the worker."""
    with reading(tenant):
        waves = list(to_release())
    return each(waves, lambda wave: release(by=Actor.system(tenant), wave=wave))
