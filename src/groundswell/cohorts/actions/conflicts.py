"""Keeping what the roster knows of conflicts. For the verbs of readers and of the assignment, which hold the phase."""

from groundswell.cohorts.actions.readings import take_back
from groundswell.cohorts.models import ConflictOfInterest, Reader, Reading, SelectionPhase
from groundswell.cohorts.queries.readings import UNFINISHED
from groundswell.cohorts.rules.conflicts import from_the_roster
from groundswell.kernel.permissions import Actor


def keep(by: Actor, phase: SelectionPhase, readers: list[Reader]) -> int:
    """Add what is new for these readers and take back what they have begun in spite of it. Returns how many are new.

    What was found once stays: who left a school worked there before.
    """
    known = set(
        ConflictOfInterest.objects.filter(reader__in=readers).values_list("reader", "candidacy", "kind")
    )
    there = {(reader, candidacy, kind.value) for reader, candidacy, kind in from_the_roster(phase, readers)}
    new = sorted(there - known)
    ConflictOfInterest.objects.bulk_create(
        ConflictOfInterest(tenant=by.tenant, reader_id=reader, candidacy_id=candidacy, kind=kind)
        for reader, candidacy, kind in new
    )
    near = {(reader, candidacy) for reader, candidacy, _kind in new}
    begun = Reading.objects.filter(phase=phase, state__in=UNFINISHED, reader__in=readers)
    take_back(by, [one for one in begun if (one.reader_id, one.candidacy_id) in near])
    return len(new)
