"""Verbs that keep the tables of a closed wave as they are shown: what happens later does not change them."""

from groundswell.kernel import journal
from groundswell.kernel.locking import lock
from groundswell.kernel.models import Tenant
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading, verb
from groundswell.kernel.work import each
from groundswell.surveys.models import FrozenTable, SurveyWave
from groundswell.surveys.queries.frozen import WHOLE, closings_of, to_freeze
from groundswell.surveys.queries.groups import is_cut_off
from groundswell.surveys.rules import frozen_groups, published
from groundswell.surveys.rules.groups import counted_by, declared

AT_ONCE = 20


@verb
def freeze(*, by: Actor, wave: SurveyWave) -> int:
    """Keep the tables of a wave that was just closed: everybody together, and by each margin that it declared.

    Returns how many. Where somebody's record was erased before, the way to the groups is gone and none is kept.
    """
    found = published.counted(wave)
    contents = {WHOLE: published.content_of(found)}
    if (margins := declared(wave)) and not is_cut_off(wave):
        tables = counted_by(wave, margins, found)
        contents |= {margin.value: frozen_groups.content_of(table) for margin, table in tables.items()}
    closing = closings_of(wave) + 1
    FrozenTable.objects.bulk_create(
        FrozenTable(
            tenant=by.tenant, wave=wave, closing=closing, margin=margin, threshold=found.threshold, content=content
        )
        for margin, content in contents.items()
    )  # fmt: skip
    journal.record("surveys.wave.frozen", by=by, subject=wave, data={"tables": len(contents)})
    return len(contents)


@verb
def freeze_late(*, by: Actor, wave: SurveyWave) -> int:
    """The same for a wave that was closed before tables were kept; 0 where that is done."""
    wave = lock(wave)
    return freeze(by=by, wave=wave) if to_freeze().filter(pk=wave.pk).exists() else 0


def freezings_due(tenant: Tenant) -> int:
    """How many waves were closed before tables were kept. Called in the district's scope."""
    return to_freeze().count()


def freeze_due(tenant: Tenant) -> int:
    """Keep the tables of some of those. Returns of how many. Called by the worker; harmless twice."""
    with reading(tenant):
        waves = list(to_freeze().order_by("closes_at", "pk")[:AT_ONCE])
    return each(waves, lambda wave: freeze_late(by=Actor.system(tenant), wave=wave))
