"""More people than the ratio allows: sections open, facilitators come from the on-call list, and the queue moves along.

Nobody is turned away while somebody is on call, and nobody loses their place: a line is served in its order, into
seats at the same time as the one that they chose.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from groundswell.events.actions import filling, notes, places, policy, seats, sections
from groundswell.events.choices import OnCallState, RegistrationState
from groundswell.events.models import LearningEvent, OnCall, Registration, Section, SessionFacilitator
from groundswell.events.queries import surge as demand
from groundswell.events.queries.offers import hash_of
from groundswell.events.rules import capacity
from groundswell.events.rules.addresses import people_of
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock, journal
from groundswell.kernel.links import absolute, link
from groundswell.kernel.locking import lock
from groundswell.kernel.models import Tenant
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading, verb
from groundswell.roster.models import Person

PATIENCE = timedelta(hours=4)


@verb
def put_on_call(*, by: Actor, event: LearningEvent, person: Person, has_agreed: bool = False) -> OnCall:
    """Somebody is ready to lead one more section; the last on the list, once only.

    ``has_agreed`` places them without asking again. Silent: nobody is written to before they are needed.
    """
    turn = OnCall.objects.filter(event=event).count() + 1
    ready, made = OnCall.objects.get_or_create(
        tenant=by.tenant, event=event, person=person, defaults={"turn": turn, "has_agreed": has_agreed}
    )
    if made:
        _record(by, event, "events.on_call.listed", ready)
    return ready


@verb
def answer(*, by: Actor, on_call: OnCall, yes: bool) -> OnCall:
    """What somebody who was called says: yes leads a section at once, no calls the next one.

    Raises Refused when they were not called, or answered before.
    """
    _hold(on_call.event)
    now = OnCall.objects.select_related("event", "person").get(pk=on_call.pk)
    if now.state != OnCallState.CALLED:
        said = OnCallState(now.state).label
        raise Refused(_("This was answered already: %(state)s.") % {"state": said})
    if not yes:
        return _decline(by, now)
    full = demand.fullest(now.event)
    if full is None:
        raise Refused(_("Nobody waits any more, so no further section is needed. Thank you for being ready."))
    _place(by, now, full)
    return now


def due(tenant: Tenant) -> int:
    """Events with people in line and somebody to call, or seats beside the line. Called in the district's scope."""
    return len(demand.events_in_need())


def answer_demand(tenant: Tenant, limit: int = 20) -> int:
    """Background work: do for each event what its demand asks for. Returns how many events moved."""
    with reading(tenant):
        events = demand.events_in_need()[:limit]
    by = Actor.system(tenant)
    return sum(respond(by=by, event=event) > 0 for event in events)


@verb
def respond(*, by: Actor, event: LearningEvent) -> int:
    """Serve the lines of an event: into free seats of sections at the same time, then with who is on call.

    Who has agreed leads at once: a section below its cap gets another facilitator, else one more section opens. Who
    has not is asked by mail. Returns how many steps were taken.
    """
    held = _hold(event)
    steps = _level(by, held) + _give_up_on_silence(by, held)
    while (full := demand.fullest(held)) is not None and (ready := demand.next_ready(full)) is not None:
        if ready.has_agreed:
            _place(by, ready, full)
        elif not _call(by, ready, full):
            break
        steps += 1
    return steps


@verb
def open_another(
    *,
    by: Actor,
    section: Section,
    facilitators: Sequence[Person],
    cap: int | None = None,
    despite_clash: bool | str = False,
) -> Section:
    """A further section at the same times, and as many of the line as it takes move over, in order, with mail.

    Its cap is ``cap``, or what its facilitators may lead; its rules are those of the section. Raises Refused while one
    of them would be in two places at once; with ``despite_clash`` that is right (``despite.check``).
    """
    with seats.held(section) as source:
        size = cap or (source.per_facilitator or source.cap) * max(1, len(facilitators))
        about: dict[str, Any] = {"by": by, "section": source, "cap": size, "facilitators": facilitators}
        further = sections.copy_of(**about, despite_clash=despite_clash)
        with seats.held(further) as target:
            _move_over(by, source, target)
    return further


def _hold(event: LearningEvent) -> LearningEvent:
    """The event, alone until the verb ends: its sections first, then itself, in the order that everybody keeps."""
    list(Section.objects.select_for_update(of=("self",)).filter(event=event).order_by("pk"))
    return lock(event)


def _level(by: Actor, event: LearningEvent) -> int:
    """Move lines into free seats of sections at the same time. Returns how many people moved."""
    moved = 0
    for pair in demand.uneven(event):
        with seats.held(pair.full) as source, seats.held(pair.free) as target:
            moved += _move_over(by, source, target)
    return moved


def _move_over(by: Actor, source: Section, target: Section) -> int:
    """The first in line of one section take the free seats of another one at the same time."""
    waiting = Registration.objects.filter(
        section=source, state=RegistrationState.WAITING, party__isnull=True
    ).select_related("person")
    moving = list(waiting.order_by("rank", "line")[: max(0, target.seats - target.seats_taken)])
    for registration in moving:
        places.move_over(by=by, source=source, target=target, registration=registration)
    filling.serve_line(by=by, section=target)
    return len(moving)


def _place(by: Actor, ready: OnCall, full: Section) -> None:
    """Somebody leads: in the fullest section where it can grow, else in one more."""
    with seats.held(full) as held:
        leading = SessionFacilitator.objects.filter(section=held).count()
        more = capacity.effective(
            cap=held.cap, per_facilitator=held.per_facilitator, facilitators=leading + 1
        )
        if held.per_facilitator and more > held.seats:
            sections.add_facilitator(by=by, section=held, person=ready.person)
            policy.recount(by=by, section=held)
            ready.section = held
        else:
            ready.section = open_another(by=by, section=held, facilitators=[ready.person])
    ready.state, ready.secret_hash, ready.answer_by = OnCallState.PLACED, None, None
    ready.save(update_fields=["state", "section", "secret_hash", "answer_by"])
    _record(by, ready.event, "events.on_call.placed", ready, section=ready.section.pk)
    notes.tell(
        by=by, what="leads", section=ready.section, person=ready.person, key=f"events.leads:{ready.pk}",
        action_url=absolute(people_of(ready.section)),
    )  # fmt: skip


def _call(by: Actor, ready: OnCall, full: Section) -> bool:
    """Ask somebody by mail. False where as many were asked already as the line needs."""
    needed = capacity.facilitators_needed(
        people=full.waiting, per_facilitator=full.per_facilitator or full.cap
    )
    asked = OnCall.objects.filter(event=ready.event, state=OnCallState.CALLED).count()
    if asked >= needed:
        return False
    secret = secrets.token_urlsafe(32)
    ready.state, ready.called_at = OnCallState.CALLED, clock.now()
    ready.answer_by, ready.secret_hash = _answer_by(full), hash_of(secret)
    ready.save(update_fields=["state", "called_at", "answer_by", "secret_hash"])
    _record(by, ready.event, "events.on_call.called", ready)
    notes.tell(
        by=by, what="called", section=full, person=ready.person, key=f"events.called:{ready.pk}",
        action_url=absolute(link("events:on_call", secret)), answer_by=ready.answer_by.isoformat(),
        waiting=full.waiting,
    )  # fmt: skip
    return True


def _answer_by(section: Section) -> datetime:
    return max(clock.now() + timedelta(minutes=5), min(clock.now() + PATIENCE, section.begins_at))


def _give_up_on_silence(by: Actor, event: LearningEvent) -> int:
    silent = OnCall.objects.filter(event=event, state=OnCallState.CALLED, answer_by__lte=clock.now())
    return len([_decline(by, one) for one in silent.select_related("event", "person")])


def _decline(by: Actor, called: OnCall) -> OnCall:
    called.state, called.secret_hash = OnCallState.DECLINED, None
    called.save(update_fields=["state", "secret_hash"])
    _record(by, called.event, "events.on_call.declined", called)
    return called


def _record(by: Actor, event: LearningEvent, kind: str, ready: OnCall, **data: int) -> None:
    about = {"on_call": ready.pk, "person": ready.person_id} | data
    journal.record(kind, by=by, subject=event, subject_kind="events.event", data=about)
