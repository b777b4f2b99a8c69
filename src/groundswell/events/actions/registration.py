"""Taking a place and giving it back. ``register`` is the hot path: a rush comes in here."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from groundswell.events.actions import filling, notes, offers, seats
from groundswell.events.actions import places as moves
from groundswell.events.choices import RegistrationState, WhyEnded
from groundswell.events.models import Registration, Section
from groundswell.events.queries import registration as places
from groundswell.events.queries import seating
from groundswell.events.queries.audience import is_for_actor, is_for_person
from groundswell.events.rules import prerequisites, window
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock, rows
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.tenancy import verb
from groundswell.roster.models import Person


@verb
def register(*, by: Actor, section: Section, person: Person, key: str = "") -> Registration:
    """Take a seat for a person, or the next place in line when all are taken.

    ``section`` comes with its event. Twice is once: whoever has a place already, or sends the same ``key`` again,
    gets that registration back with ``repeated`` set, and nothing changes. Journals, queues one mail (with the
    calendar file for a seat) and marks the time as busy. Raises Refused outside the window or the audience, and while
    the person lacks what the event builds on; PermissionDenied for somebody else's place without EVENT_MANAGE.
    """
    if person.pk != by.person_id and not by.may(Permission.EVENT_MANAGE):
        raise PermissionDenied
    now = clock.now()
    if not _is_for(by, section, person):
        raise window.not_for(section.event)
    prerequisites.check(section.event, person)
    if section.by_rules:
        return _join_the_line(by, section, person, key)
    taken = seats.take(section=section, person_id=person.pk, key=key, now=now)
    made = _write_down(section, person, taken, key) if taken else None
    if taken is None or made is None:
        return _again_or_refused(by, section, person, key)
    section.sequence = taken.sequence
    with rows.together():
        moves.record(by, section, made, str(made.state))
        if taken.in_line:
            notes.tell_waiting(
                by=by,
                what="waiting",
                section=section,
                registration=made,
                person=person,
                in_line=taken.in_line,
            )
        else:
            notes.tell_seat(by=by, what="booked", section=section, registration=made, person=person)
    return made


@verb
def leave(*, by: Actor, section: Section, person: Person) -> Registration | None:
    """Give a place back. A seat goes to the line in the same transaction: offered or given, as the section says.

    Returns the registration that ended, or None when the person has no place (a second press does no harm).
    Raises Refused once the section has begun.
    """
    if person.pk != by.person_id and not by.may(Permission.EVENT_MANAGE):
        raise PermissionDenied
    with seats.held(section) as held:
        registration = places.live_of(held, person.pk)
        if registration is None:
            return None
        if held.begins_at <= clock.now():
            raise Refused(
                _(
                    "The event has begun, so a place can't be given back any more. "
                    "Tell the facilitator if you can't come."
                )
            )
        registration.person = person
        end(by=by, section=held, registration=registration, why=WhyEnded.LEFT)
    return registration


def end(*, by: Actor, section: Section, registration: Registration, why: WhyEnded) -> None:
    """End a live place of a held section and serve the line with the seat that it held. Joins the caller's verb."""
    held_a_seat = registration.holds_a_seat
    if registration.state == RegistrationState.OFFERED:
        offers.let_go(registration)
    moves.end(by=by, section=section, registration=registration, why=why)
    if held_a_seat:
        filling.serve_line(by=by, section=section, freed=True)


def _join_the_line(by: Actor, section: Section, person: Person, key: str) -> Registration:
    """Where more than the number decides: everyone takes the next place in line, and the rules give the seats."""
    with seats.held(section) as held:
        there = places.live_of(held, person.pk) or places.of_attempt(held, person.pk, key)
        if there is not None:
            there.repeated = True
            return there
        if not window.is_open(held, clock.now()):
            raise window.why_not(held, clock.now(), by.tenant.time_zone)
        asks = held.event.approval
        made = moves.open_one(
            by=by,
            section=held,
            person=person,
            state=RegistrationState.ASKED if asks else RegistrationState.WAITING,
            school_id=seating.school_of(person),
            rank=seating.rank_of(held, person),
            request_key=key,
        )
        filling.serve_line(by=by, section=held, fresh=made.pk)
        made.refresh_from_db(fields=["state"])
        if made.is_waiting or asks:
            moves.tell_place(by=by, section=held, registration=made)
    return made


def _is_for(by: Actor, section: Section, person: Person) -> bool:
    if person.pk == by.person_id:
        return is_for_actor(section.event, by)
    return is_for_person(section.event, person)


def _write_down(section: Section, person: Person, taken: seats.Taken, key: str) -> Registration | None:
    made = Registration(
        tenant_id=section.tenant_id,
        section=section,
        person=person,
        state=RegistrationState.WAITING if taken.in_line else RegistrationState.BOOKED,
        line=taken.line,
        request_key=key,
    )
    return made if seats.write_down(made) else None


def _again_or_refused(by: Actor, section: Section, person: Person, key: str) -> Registration:
    """Why the guard let nobody through: a place is there already, or none can be taken now."""
    there = places.live_of(section, person.pk) or places.of_attempt(section, person.pk, key)
    if there is None:
        fresh = ["state", "registration_opens_at", "registration_closes_at", "by_rules"]
        section.refresh_from_db(fields=fresh)
        if section.by_rules:
            return _join_the_line(by, section, person, key)
        raise window.why_not(section, clock.now(), by.tenant.time_zone)
    there.repeated = True
    return there
