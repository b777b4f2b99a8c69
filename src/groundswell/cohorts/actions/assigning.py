"""Who reads what: asked for by the office, worked out beside the writer's lock, kept when nothing has changed.

The solver may take its twenty seconds; until it has an answer nobody else waits for it. What it was given is read again
under the lock: where readers, schools or conflicts have changed, it is worked out anew.
"""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from groundswell.cohorts.actions import conflicts, letters
from groundswell.cohorts.actions.readings import take_back
from groundswell.cohorts.choices import PhaseKind, ReadingPurpose, ReadingState
from groundswell.cohorts.models import AssignmentDesign, Reading, SelectionPhase
from groundswell.cohorts.queries import readers as found
from groundswell.cohorts.queries.conflicts import pairs_in
from groundswell.cohorts.rules import assigning as solver
from groundswell.cohorts.rules.assigning_terms import Answer, Round, Status
from groundswell.cohorts.rules.refusals import Refused
from groundswell.kernel import journal
from groundswell.kernel.locking import lock
from groundswell.kernel.models import Tenant
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.tenancy import reading, verb

SUBJECT = "cohorts.assignment"
SECONDS, ROUNDS = 20.0, 3
FAILED = "failed"


@verb
def ask(*, by: Actor, phase: SelectionPhase, seed: int = 1) -> AssignmentDesign:
    """Leave the request for the worker; one that waits already is enough. Conflicts that the roster knows are kept
    first. Raises Refused in a phase without applications to read."""
    if not by.may(Permission.CALL_MANAGE):
        raise PermissionDenied
    phase = lock(phase)
    if phase.kind != PhaseKind.READING:
        raise Refused(_("Applications are assigned in the phase in which they are read."))
    if phase.settled_at is not None:
        raise Refused(_("This phase is settled."))
    conflicts.keep(by, phase, list(found.active_readers(phase)))
    return _asked(by, phase, seed)


def ask_again(by: Actor, phase: SelectionPhase) -> None:
    """After a reading was taken back: the assignment of a reading phase that had one is worked out again. For verbs."""
    before = found.latest_design(phase)
    if before is not None and phase.kind == PhaseKind.READING:
        _asked(by, phase, before.seed)


def due(tenant: Tenant) -> int:
    """Assignments that wait for an answer. Called inside the district's scope."""
    return found.designs_to_work_out().count()


def work_off(tenant: Tenant) -> int:
    """Background work: answer the oldest request. Returns how many. A killed worker leaves it to the next one."""
    by = Actor.system(tenant)
    with reading(tenant):
        waiting = found.designs_to_work_out().first()
    if waiting is None:
        return 0
    try:
        work_out(by=by, design=waiting)
    except Exception:
        _give_up(by=by, design=waiting)
        raise
    return 1


def work_out(*, by: Actor, design: AssignmentDesign) -> AssignmentDesign:
    """The answer to a request: solved outside every lock, kept by one verb. Given up where the readers, schools or
    conflicts change again and again while it is solved."""
    for _again in range(ROUNDS):
        with reading(by.tenant):
            given = given_of(design)
        answer = solver.assign(given.round, seconds=SECONDS)
        kept = _keep(by=by, design=design, given=given, answer=answer)
        if kept is not None:
            return kept
    return _give_up(by=by, design=design)


@dataclass(frozen=True, slots=True)
class Given:
    """What the solver is given, and the readings of which it may take some back."""

    round: Round
    movable: dict[tuple[int, int], int]


def given_of(design: AssignmentDesign) -> Given:
    """What stands in the database now. Begun and finished readings stay with their reader, whatever the rules say; who
    was dropped keeps those alone."""
    phase = design.phase
    live = [one for one in found.readings_in(phase) if one.candidacy_id is not None]
    titles = {one.pk for one in found.to_read(phase)}
    first = [one for one in live if one.purpose == ReadingPurpose.FIRST and one.candidacy_id in titles]
    fixed = {_pair(one) for one in first if one.state != ReadingState.ASSIGNED}
    movable = {_pair(one): one.pk for one in first if one.state == ReadingState.ASSIGNED}
    near = pairs_in(phase)
    # Who reads a school additionally is not one of its first readers.
    near |= {_pair(one): ReadingPurpose.THIRD for one in live if one.purpose == ReadingPurpose.THIRD}
    readers = []
    for one in found.readers_of(phase).order_by("pk"):
        begun = sum(reader == one.pk for reader, _ in fixed)
        elsewhere = sum(other.reader_id == one.pk and other.purpose == ReadingPurpose.THIRD for other in live)
        cap = one.load_cap or phase.load_cap
        if one.dropped_at is None:
            readers.append(solver.Reader(one.pk, max(cap - elsewhere, begun)))
        elif begun:
            readers.append(solver.Reader(one.pk, 0))
    return Given(
        Round(
            applications=tuple(sorted(titles)),
            readers=tuple(readers),
            each=phase.readings,
            conflicts={pair: str(kind) for pair, kind in sorted(near.items())},
            existing=frozenset(movable),
            done=frozenset(fixed),
            seed=design.seed,
        ),
        movable,
    )


@verb
def _keep(*, by: Actor, design: AssignmentDesign, given: Given, answer: Answer) -> AssignmentDesign | None:
    """Write the answer down; None where what it answers is not what stands now."""
    phase, held = lock(design.phase), lock(design)
    if held.status != found.ASKED:
        return held
    held.phase = phase
    if given_of(held) != given:
        return None
    taken = given_out = 0
    if answer.status != Status.IMPOSSIBLE:
        taken, given_out = _apply(by, phase, given, answer)
    held.status = answer.status.value
    held.said = _said(given, answer) | {"taken_back": taken, "given_out": given_out}
    held.save(update_fields=["status", "said"])
    data = {"status": held.status, "seed": held.seed, "taken_back": taken, "given_out": given_out}
    journal.record(f"{SUBJECT}.worked_out", by=by, subject=held, data=data)
    return held


def _apply(by: Actor, phase: SelectionPhase, given: Given, answer: Answer) -> tuple[int, int]:
    """Take back what goes to somebody else, give out what is new, tell who got something. A school that left the
    running is read by nobody."""
    gone = [pk for pair, pk in given.movable.items() if pair not in answer.pairs]
    left = Reading.objects.filter(
        phase=phase, purpose=ReadingPurpose.FIRST, state=ReadingState.ASSIGNED
    ).exclude(candidacy__in=given.round.applications)
    taken = take_back(by, [*Reading.objects.filter(pk__in=gone), *left])
    have = given.round.done | given.round.existing
    new = Reading.objects.bulk_create(
        Reading(tenant=by.tenant, phase=phase, reader_id=reader, candidacy_id=candidacy)
        for reader, candidacy in sorted(answer.pairs - have)
    )
    rows = Reading.objects.filter(pk__in=[one.pk for one in new]).select_related("reader__person")
    letters.tell(by, phase, "cohorts.readings", rows.order_by("pk"))
    return taken, len(new)


def _said(given: Given, answer: Answer) -> dict[str, Any]:
    """The answer as values; ``rules.assignment_words`` puts them into words."""
    return {
        "applications": len(given.round.applications),
        "readers": len(given.round.readers),
        "each": given.round.each,
        "most": answer.most,
        "seconds": round(answer.seconds, 1),
        "reached": [[one.aim.value, one.value, one.bound] for one in answer.reached],
        "reasons": [
            [[one.kind.value, one.application, one.reader, one.need, one.have] for one in some]
            for some in answer.reasons
        ],
    }


def _asked(by: Actor, phase: SelectionPhase, seed: int) -> AssignmentDesign:
    waiting = AssignmentDesign.objects.filter(phase=phase, status=found.ASKED).first()
    if waiting is not None:
        waiting.seed = seed
        waiting.save(update_fields=["seed"])
        return waiting
    design = AssignmentDesign.objects.create(tenant=by.tenant, phase=phase, seed=seed, status=found.ASKED)
    journal.record(f"{SUBJECT}.asked", by=by, subject=design, data={"phase": phase.pk, "seed": seed})
    return design


@verb
def _give_up(*, by: Actor, design: AssignmentDesign) -> AssignmentDesign:
    held = lock(design)
    if held.status == found.ASKED:
        held.status = FAILED
        held.save(update_fields=["status"])
        journal.record(f"{SUBJECT}.given_up", by=by, subject=held)
    return held


def _pair(reading: Reading) -> tuple[int, int]:
    assert reading.candidacy_id is not None
    return reading.reader_id, reading.candidacy_id
