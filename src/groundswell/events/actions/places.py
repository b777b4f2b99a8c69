"""The one owner of a registration's state: every move is made here, counted, and written into the journal.

Called inside verbs, with a section that ``seats.held`` gave. The moves are a table in ``choices``, drawn in
docs/seats.md.
"""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from groundswell.events.actions import notes
from groundswell.events.choices import HOLDS_A_SEAT, REGISTRATION_MOVES, RegistrationState, WhyEnded
from groundswell.events.models import Registration, SeatOffer, Section
from groundswell.events.queries.offers import hash_of
from groundswell.events.queries.waitlist import place_in_line
from groundswell.kernel import clock, journal
from groundswell.kernel.links import absolute, link
from groundswell.kernel.permissions import Actor
from groundswell.kernel.rows import insert
from groundswell.roster.models import Person


def open_one(
    *,
    by: Actor,
    section: Section,
    person: Person,
    state: RegistrationState,
    despite: Mapping[str, Any] | None = None,
    **values: Any,
) -> Registration:
    """Somebody joins the line of a held section, or asks to: a new registration at its end.

    ``despite`` goes into the entry: the clash that was said to be right.
    """
    section.last_line += 1
    section.waiting += state == RegistrationState.WAITING
    made = Registration(
        tenant_id=section.tenant_id,
        section=section,
        person=person,
        state=state,
        line=section.last_line,
        **values,
    )
    insert(made)
    record(by, section, made, str(state), rank=made.rank, **despite or {})
    return made


def seat(
    *,
    by: Actor,
    section: Section,
    registration: Registration,
    what: str = "promoted",
    clash: str = "",
    **data: Any,
) -> None:
    """From the line or an offer to a seat; mail with the calendar file, and the time is busy.

    ``clash`` are the words for the mail where the seat was given in spite of one.
    """
    _move(section, registration, RegistrationState.BOOKED)
    record(by, section, registration, what, **data)
    about: dict[str, Any] = {"clash": clash} if clash else {}
    person = registration.person
    notes.tell_seat(by=by, what=what, section=section, registration=registration, person=person, **about)


def offer(
    *, by: Actor, section: Section, unit: Sequence[Registration], ends_at: datetime, **data: Any
) -> SeatOffer:
    """From the line to an offer: seats are held for somebody, or for a whole party, until ``ends_at``.

    One mail with a link goes to who answers for all: the party's lead where the lead is a member of it.
    """
    asked = next((one for one in unit if one.party and one.party.lead_id == one.person_id), unit[0])
    secret = secrets.token_urlsafe(32)
    made = SeatOffer.objects.create(
        tenant=by.tenant, registration=asked, ends_at=ends_at, secret_hash=hash_of(secret)
    )
    for registration in unit:
        _move(section, registration, RegistrationState.OFFERED)
        record(by, section, registration, "offered", offer=made.pk, **data)
    notes.tell(
        by=by,
        what="offered",
        section=section,
        person=asked.person,
        key=f"events.offered:{made.pk}",
        action_url=absolute(link("events:offer", secret)),
        answer_by=ends_at.isoformat(),
        seats=len(unit),
    )
    return made


def end(
    *, by: Actor, section: Section, registration: Registration, why: WhyEnded, reason: str = "", **data: Any
) -> None:
    """The place ends. Mail; for a seat the calendar takes the entry away and the time is free again.

    ``reason`` are somebody's own words, for the mail and beside the journal. Silent where two records were joined: the
    person keeps the better of two places and has lost nothing.
    """
    person = registration.person
    if why == WhyEnded.JOINED:
        notes.free_again(by=by, registration=registration, person=person)
    else:
        told = {"reason_text": reason} if reason else {}
        notes.tell_gone(
            by=by, what=str(why), section=section, registration=registration, person=person, **told
        )
    had = registration.state
    registration.why_ended = why
    _move(section, registration, RegistrationState.CANCELLED)
    personal = {"reason": reason} if reason else None
    record(by, section, registration, str(why), personal=personal, had=had, **data)


def approve(*, by: Actor, section: Section, registration: Registration, **data: Any) -> None:
    """From asking into the line, at the place that the time of asking gave."""
    _move(section, registration, RegistrationState.WAITING)
    notes.is_decided(by=by, registration=registration)
    record(by, section, registration, "approved", rank=registration.rank, **data)


def move_over(*, by: Actor, source: Section, target: Section, registration: Registration) -> None:
    """From one section's line to the end of another's, both held. What follows gives the seat and tells the person."""
    record(by, source, registration, "moved_on", to=target.pk)
    target.last_line += 1
    source.waiting -= 1
    target.waiting += 1
    registration.section, registration.line, registration.rank = target, target.last_line, 0
    registration.changed_at = clock.now()
    registration.save(update_fields=["section", "line", "rank", "changed_at"])
    record(by, target, registration, "arrived", was=source.pk)


def tell_place(*, by: Actor, section: Section, registration: Registration) -> None:
    """Mail to somebody who waits: for approval, and then to who decides, or at which place in line."""
    notes.tell_waiting(
        by=by,
        what=str(registration.state),
        section=section,
        registration=registration,
        person=registration.person,
        in_line=place_in_line(registration),
    )
    if registration.state == RegistrationState.ASKED:
        notes.ask_to_decide(by=by, section=section, registration=registration)


def record(
    by: Actor,
    section: Section,
    registration: Registration,
    what: str,
    personal: dict[str, str] | None = None,
    **more: Any,
) -> None:
    """One entry about a place. The journal alone must tell who has which (``rules.replay``)."""
    data = {"registration": registration.pk, "person": registration.person_id, "line": registration.line}
    journal.record(
        f"events.registration.{what}",
        by=by,
        subject=section,
        subject_kind="events.section",
        data=data | more,
        personal=personal,
    )


def _move(section: Section, registration: Registration, to: RegistrationState) -> None:
    was = RegistrationState(registration.state)
    if to not in REGISTRATION_MOVES[was]:
        raise AssertionError(f"A registration can't go from {was} to {to}.")
    section.seats_taken += (to in HOLDS_A_SEAT) - (was in HOLDS_A_SEAT)
    section.waiting += (to == RegistrationState.WAITING) - (was == RegistrationState.WAITING)
    registration.state, registration.changed_at = to, clock.now()
    registration.save(update_fields=["state", "changed_at", "why_ended", "keep"])
