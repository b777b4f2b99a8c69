"""Verb that lets answers be counted in what is shown, in batches (``rules.releases`` says when and why)."""

from django.db.models import Count, Q

from groundswell.kernel import journal
from groundswell.kernel.locking import lock
from groundswell.kernel.models import Tenant
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading, verb
from groundswell.surveys.models import Answer, SurveyWave
from groundswell.surveys.queries.waves import silent_in, threshold, to_release
from groundswell.surveys.rules.releases import ripe


@verb
def release(*, by: Actor, wave: SurveyWave) -> int:
    """Release what is ripe, question by question. Returns how many answers. One at a time per wave.

    Which of the waiting answers go first is left to their random keys, so that a batch says nothing about order.
    """
    wave = lock(wave)
    smallest = threshold()
    is_final = not wave.is_open or not silent_in(wave).exists()
    total = 0
    for item, waiting, shown in _counts(wave):
        count = ripe(waiting, shown, threshold=smallest, is_final=is_final)
        if count:
            batch = Answer.objects.filter(wave=wave, item=item, is_released=False).order_by("key")
            keys = batch.values_list("key", flat=True)
            chosen = batch if count == waiting else Answer.objects.filter(key__in=list(keys[:count]))
            total += chosen.order_by().update(is_released=True)
    if total:
        journal.record("surveys.wave.released", by=by, subject=wave, data={"answers": total})
    return total


def _counts(wave: SurveyWave) -> list[tuple[int, int, int]]:
    """(item, waiting, shown) for each question with answers."""
    rows = Answer.objects.filter(wave=wave).values("item").order_by("item")
    counts = rows.annotate(waiting=Count("pk", filter=Q(is_released=False)), n=Count("pk"))
    return [(row["item"], row["waiting"], row["n"] - row["waiting"]) for row in counts]


def is_ripe(wave: SurveyWave) -> bool:
    """True when a release may show something now: asked after each answer, without a lock."""
    waiting = Answer.objects.filter(wave=wave, is_released=False).values("item").order_by("item")
    most = max(waiting.annotate(n=Count("pk")).values_list("n", flat=True), default=0)
    return most >= 2 * threshold() or (most > 0 and not silent_in(wave).exists())


def releases_due(tenant: Tenant) -> int:
    """How many waves have something ripe. Called in the district's scope."""
    return to_release().count()


def release_due(tenant: Tenant) -> int:
    """Release what is ripe anywhere in the district. Returns in how many waves. Called by the worker."""
    with reading(tenant):
        waves = list(to_release())
    return sum(bool(release(by=Actor.system(tenant), wave=wave)) for wave in waves)
