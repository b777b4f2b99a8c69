"""An additional reading where the first ones lie apart or a school is near the line. Whoever gets it is not told so."""

from django.core.exceptions import PermissionDenied

from groundswell.cohorts.actions import letters
from groundswell.cohorts.choices import PhaseKind, ReadingPurpose, ReadingState
from groundswell.cohorts.models import Reading, SelectionPhase
from groundswell.cohorts.queries import readers as found
from groundswell.cohorts.queries.conflicts import pairs_in
from groundswell.cohorts.rules.scores import Marks
from groundswell.cohorts.rules.third import cut_score, third_readings
from groundswell.kernel import journal
from groundswell.kernel.locking import lock
from groundswell.kernel.models import JournalEntry
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.tenancy import verb

MARGIN = 0.25
"""How near the line is near, on the rubric's scale: a quarter of a level."""


@verb
def ask_third(*, by: Actor, phase: SelectionPhase) -> list[Reading]:
    """Give out one reading more for each school whose first readings are all done and lie further apart than the
    phase's ``gap``, or, once every school is read, whose mean is near the line between in and out. It goes to the
    reader with the least to read who has no conflict and has not read it; where there is none, to nobody."""
    if not by.may(Permission.CALL_MANAGE):
        raise PermissionDenied
    return route(by, lock(phase))


@verb
def look(*, entry: JournalEntry, by: Actor) -> None:
    """Handler of a finished reading: does it ask for one more? Twice does no harm."""
    phase = SelectionPhase.objects.filter(pk=entry.data["phase"], settled_at=None).first()
    if phase is not None and phase.kind == PhaseKind.READING:
        route(by, lock(phase))


def route(by: Actor, phase: SelectionPhase) -> list[Reading]:
    """As :func:`ask_third`, for verbs that hold the phase."""
    wanted = _wanted(phase)
    if not wanted:
        return []
    readers, counts = {one.pk: one for one in found.active_readers(phase)}, found.loads_of(phase)
    loads = {pk: counts[pk].all if pk in counts else 0 for pk in readers}
    taken = {(one.reader_id, one.candidacy_id) for one in found.readings_in(phase)} | set(pairs_in(phase))
    new = []
    for candidacy in wanted:
        able = [
            (loads[pk], pk)
            for pk, one in readers.items()
            if (pk, candidacy) not in taken and loads[pk] < (one.load_cap or phase.load_cap)
        ]
        if able:
            _load, reader = min(able)
            loads[reader] += 1
            new.append(_give(by, phase, reader, candidacy))
    rows = Reading.objects.filter(pk__in=[one.pk for one in new]).select_related("reader__person")
    letters.tell(by, phase, "cohorts.readings", rows.order_by("pk"))
    return new


def _wanted(phase: SelectionPhase) -> list[int]:
    """Candidacies with reasons for one reading more, in the order of their numbers."""
    rows = found.readings_in(phase)
    first: dict[int, list[Reading]] = {}
    for one in rows:
        if one.purpose == ReadingPurpose.FIRST and one.candidacy_id is not None:
            first.setdefault(one.candidacy_id, []).append(one)
    extra = {one.candidacy_id for one in rows if one.purpose == ReadingPurpose.THIRD}
    titles = [one.pk for one in found.to_read(phase)]
    whole = {
        pk: first[pk]
        for pk in titles
        if len(first.get(pk, [])) >= phase.readings
        and all(one.state == ReadingState.DONE for one in first[pk])
    }
    if phase.kind != PhaseKind.READING or not whole:
        return []
    marks = Marks.of(
        (pk, one.reader_id, float(one.total))
        for pk, ones in whole.items()
        for one in ones
        if one.total is not None
    )
    cut = cut_score(marks, phase.call.places) if len(whole) == len(titles) else None
    reasons = third_readings(marks, apart=float(phase.gap), cut=cut, margin=MARGIN, each=phase.readings)
    return sorted(pk for pk in reasons if pk not in extra)


def _give(by: Actor, phase: SelectionPhase, reader: int, candidacy: int) -> Reading:
    made = Reading.objects.create(
        tenant=by.tenant, phase=phase, reader_id=reader, candidacy_id=candidacy, purpose=ReadingPurpose.THIRD
    )
    journal.record(
        "cohorts.reading.added", by=by, subject=made, data={"reader": reader, "candidacy": candidacy}
    )
    return made
