"""Background work: the statistics of a round are worked out anew whenever its readings have changed."""

from groundswell.cohorts.models import ScoreReport, SelectionPhase
from groundswell.cohorts.queries.scored import marks_of, ratings_of, stamps
from groundswell.kernel import clock
from groundswell.kernel.models import Tenant
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading, verb


def due(tenant: Tenant) -> int:
    """Reading phases whose statistics are of other readings than there are now."""
    return len(_stale())


def work_off(tenant: Tenant) -> int:
    """Work out the statistics of every phase where they are stale. Returns of how many."""
    with reading(tenant):
        stale = _stale()
    for phase_id, stamp in stale.items():
        work_out(tenant, phase_id, stamp)
    return len(stale)


def work_out(tenant: Tenant, phase_id: int, stamp: str) -> None:
    """One phase: read, reckon without holding the database, keep."""
    from groundswell.cohorts.rules import reports, scores  # inline: slow import

    with reading(tenant):
        phase = SelectionPhase.objects.select_related("call").get(pk=phase_id)
        marks, ratings = marks_of(phase), ratings_of(phase)
    data = reports.report(scores.Marks.of(marks), ratings, places=phase.call.places)
    keep(by=Actor.system(tenant), phase=phase, stamp=stamp, data=data)


@verb
def keep(*, by: Actor, phase: SelectionPhase, stamp: str, data: dict[str, object]) -> ScoreReport:
    """In place of what was there. No journal entry: nothing was decided, and it can always be worked out again."""
    kept, _ = ScoreReport.objects.update_or_create(
        tenant=by.tenant, phase=phase, defaults={"stamp": stamp, "data": data, "made_at": clock.now()}
    )
    return kept


def _stale() -> dict[int, str]:
    now = stamps()
    kept = dict(ScoreReport.objects.filter(phase_id__in=now).values_list("phase_id", "stamp"))
    return {phase: stamp for phase, stamp in now.items() if kept.get(phase) != stamp}
