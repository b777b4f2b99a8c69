"""Verb that lets answers be counted in what is shown, in batches (``rules.releases`` says when and why)."""

from typing import Any

from django.db.models import Count, QuerySet

from groundswell.kernel import journal
from groundswell.kernel.locking import lock
from groundswell.kernel.models import Tenant
from groundswell.kernel.permissions import Actor
from groundswell.kernel.rows import Given, written_once
from groundswell.kernel.tenancy import reading, verb
from groundswell.surveys.models import Answer, SurveyWave
from groundswell.surveys.queries.waves import has_silent, threshold, to_release
from groundswell.surveys.rules.releases import ripe


@verb
def release(*, by: Actor, wave: SurveyWave) -> int:
    """Release what is ripe, question by question. Returns how many answers. One at a time per wave.

    People are counted, not rows: what one person said to a question (several options, the lines of a matrix) goes
    together. Who goes first is left to the random keys of responses, so that a batch says nothing about order.
    """
    wave = lock(wave)
    smallest = threshold()
    is_final = not wave.is_open or not has_silent(wave)
    total = 0
    # What is shown already matters at the end alone; while answers come in, counting it anew would grow with them.
    shown = _people(wave, is_released=True) if is_final else {}
    for item, waiting in _people(wave, is_released=False).items():
        count = ripe(waiting, shown.get(item, 0), threshold=smallest, is_final=is_final)
        if count:
            batch = Answer.objects.filter(wave=wave, item=item, is_released=False)
            if count < waiting:
                people = batch.order_by("response").values_list("response", flat=True).distinct()
                batch = batch.filter(response__in=list(people[:count]))
            total += batch.update(is_released=True)
    if total:
        journal.record("surveys.wave.released", by=by, subject=wave, data={"answers": total})
    return total


def _people(wave: SurveyWave, *, is_released: bool) -> dict[int, int]:
    """How many people's answers to each question wait, or are shown."""
    return dict(_counts(is_released, wave=wave.pk))


@written_once
def _counts(is_released: bool) -> QuerySet[Any]:
    rows = (
        Answer.objects.filter(wave_id=Given("wave"), is_released=is_released).values("item").order_by("item")
    )
    return rows.annotate(n=Count("response", distinct=True)).values_list("item", "n")


def is_ripe(wave: SurveyWave) -> bool:
    """True when a release may show something now: asked after each answer, without a lock."""
    most = max(_people(wave, is_released=False).values(), default=0)
    return most >= 2 * threshold() or (most > 0 and not has_silent(wave))


def releases_due(tenant: Tenant) -> int:
    """How many waves have something ripe. Called in the district's scope."""
    return to_release().count()


def release_due(tenant: Tenant) -> int:
    """Release what is ripe anywhere in the district. Returns in how many waves. Called by the worker."""
    with reading(tenant):
        waves = list(to_release())
    return sum(bool(release(by=Actor.system(tenant), wave=wave)) for wave in waves)
