"""Verbs for who scores: add, drop, declare a conflict, find those that the roster knows, remind.

Dropping a reader and declaring a conflict take readings back and ask for a new assignment (``actions.assigning``).
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from groundswell.cohorts.actions import assigning, conflicts, letters, thirds
from groundswell.cohorts.actions.norming import give_anchors
from groundswell.cohorts.actions.readings import take_back
from groundswell.cohorts.choices import ConflictKind, PhaseKind, ReadingState
from groundswell.cohorts.models import (
    AssignmentDesign,
    Candidacy,
    ConflictOfInterest,
    Reader,
    Reading,
    SelectionPhase,
)
from groundswell.cohorts.queries import readers as found
from groundswell.cohorts.queries.readings import UNFINISHED
from groundswell.cohorts.rules.refusals import Refused
from groundswell.kernel import clock, journal
from groundswell.kernel.locking import lock
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.tenancy import verb
from groundswell.roster.models import Person
from groundswell.roster.queries.grants import actor_of_person

SUBJECT = "cohorts.reader"
LONGEST_WORD, MOST_READINGS = 300, 500


@verb
def add_reader(*, by: Actor, phase: SelectionPhase, person: Person, load_cap: int | None = None) -> Reader:
    """Somebody who scores in a phase; who was dropped comes back. Where the norming has begun, they get its anchors.

    What the roster knows of their conflicts is kept at once. Raises Refused where they score already, are not here,
    the cap makes no sense, or they would see every score of the applications that they read.
    """
    _may(by)
    phase = lock(phase)
    if phase.kind not in (PhaseKind.READING, PhaseKind.VISIT):
        raise Refused(_("Nothing is scored in this phase."))
    if person.is_student or person.ended_on is not None or person.merged_into_id or person.erased_on:
        raise Refused(_("%(name)s is not on the staff today.") % {"name": person.name})
    if load_cap is not None and not 1 <= load_cap <= MOST_READINGS:
        raise Refused(_("A reader’s own limit is from 1 to %(n)s.") % {"n": MOST_READINGS})
    if phase.kind == PhaseKind.READING and _sees_every_score(actor_of_person(person, by.tenant)):
        raise Refused(
            _("%(name)s sees every score of the selection, and so can’t read without seeing others’.")
            % {"name": person.name}
        )
    reader = Reader.objects.filter(phase=phase, person=person).first()
    if reader and reader.dropped_at is None:
        raise Refused(_("%(name)s scores in this phase already.") % {"name": person.name})
    reader = reader or Reader(tenant=by.tenant, phase=phase, person=person)
    reader.load_cap, reader.dropped_at, reader.drop_reason = load_cap, None, ""
    reader.save()
    conflicts.keep(by, phase, [reader])
    give_anchors(by, phase, [reader])
    journal.record(f"{SUBJECT}.added", by=by, subject=reader, data={"phase": phase.pk, "person": person.pk})
    return reader


@verb
def drop(*, by: Actor, reader: Reader, reason: str) -> Reader:
    """They score no more. What they finished stays and counts; the rest is taken back and assigned anew."""
    _may(by)
    phase, reader = lock(reader.phase), lock(reader)
    if reader.dropped_at is not None:
        raise Refused(_("This reader was dropped before."))
    if not reason.strip():
        raise Refused(_("Say in a word why."))
    reader.dropped_at, reader.drop_reason = clock.now(), reason.strip()[:LONGEST_WORD]
    reader.save(update_fields=["dropped_at", "drop_reason"])
    taken = take_back(by, Reading.objects.filter(reader=reader, state__in=UNFINISHED))
    journal.record(
        f"{SUBJECT}.dropped",
        by=by,
        subject=reader,
        data={"phase": phase.pk, "person": reader.person_id, "taken_back": taken},
        personal={"reason": reader.drop_reason},
    )
    if taken:
        _find_others(by, phase)
    return reader


@verb
def declare(*, by: Actor, reader: Reader, candidacy: Candidacy, said: str) -> ConflictOfInterest:
    """The reader must not score this school, in a word of their own. An unfinished reading of it is taken back and
    assigned anew. By the reader, or the office for them. Raises Refused where they have scored it already."""
    if by.person_id != reader.person_id and not by.may(Permission.CALL_MANAGE):
        raise PermissionDenied
    phase, reader = lock(reader.phase), lock(reader)
    if candidacy.call_id != phase.call_id:
        raise Refused(_("This school is not in this call."))
    mine = Reading.objects.filter(reader=reader, candidacy=candidacy)
    if mine.filter(state=ReadingState.DONE).exists():
        raise Refused(
            _("You have scored this school already. Tell the office, which can take the score out.")
        )
    conflict, is_new = ConflictOfInterest.objects.get_or_create(
        tenant=by.tenant,
        reader=reader,
        candidacy=candidacy,
        kind=ConflictKind.DECLARED,
        defaults={"said": said.strip()[:LONGEST_WORD]},
    )
    if not is_new:
        return conflict
    taken = take_back(by, mine.filter(state__in=UNFINISHED))
    journal.record(
        f"{SUBJECT}.declared",
        by=by,
        subject=reader,
        data={"candidacy": candidacy.pk, "taken_back": taken},
        personal={"said": conflict.said},
    )
    if taken:
        _find_others(by, phase)
    return conflict


@verb
def find_conflicts(*, by: Actor, phase: SelectionPhase) -> int:
    """Keep what the roster knows: own school, own learning community, a position at the school that is over. What was
    found once stays. Unfinished readings in conflict are taken back. Returns how many are new."""
    _may(by)
    phase = lock(phase)
    new = conflicts.keep(by, phase, list(found.active_readers(phase)))
    if new:
        journal.record("cohorts.phase.conflicts_found", by=by, subject=phase, data={"new": new})
    return new


@verb
def nudge(*, by: Actor, phase: SelectionPhase) -> int:
    """Remind who has something left to score, once a day at most. Returns how many were written to."""
    _may(by)
    today = clock.today(by.tenant.time_zone)
    rows = Reading.objects.filter(phase=phase, state__in=UNFINISHED, reader__dropped_at=None)
    waiting = list(rows.select_related("reader__person").order_by("pk"))
    over = {one.reader_id for one in waiting if _nudged_on(one, today)}
    due = [one for one in waiting if one.reader_id not in over]
    told = letters.tell(by, phase, "cohorts.readings_nudge", due, str(today))
    if told:
        rows.exclude(reader__in=over).update(nudged_at=clock.now())
        journal.record("cohorts.phase.nudged", by=by, subject=phase, data={"readers": told})
    return told


def assign(*, by: Actor, phase: SelectionPhase, seed: int = 1) -> AssignmentDesign:
    """Ask for an assignment and work it out at once, for who can wait half a minute: see ``actions.assigning``."""
    return assigning.work_out(by=by, design=assigning.ask(by=by, phase=phase, seed=seed))


def _find_others(by: Actor, phase: SelectionPhase) -> None:
    """For readings that were taken back."""
    assigning.ask_again(by, phase)
    if phase.kind == PhaseKind.READING:
        thirds.route(by, phase)


def _nudged_on(reading: Reading, day: Any) -> bool:
    zone = reading.tenant.time_zone
    return reading.nudged_at is not None and clock.local(reading.nudged_at, zone).date() == day


def _sees_every_score(actor: Actor) -> bool:
    return actor.may(Permission.CALL_MANAGE) or actor.may(Permission.SELECTION_DECIDE)


def _may(by: Actor) -> None:
    if not by.may(Permission.CALL_MANAGE):
        raise PermissionDenied
