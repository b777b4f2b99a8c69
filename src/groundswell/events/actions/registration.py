"""Taking a place and giving it back. ``register`` is the hot path: a rush comes in here."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from groundswell.events.actions import notes, seats, waitlist
from groundswell.events.choices import REGISTRATION_MOVES, EventState, RegistrationState
from groundswell.events.models import Registration, Section
from groundswell.events.queries import registration as places
from groundswell.events.rules import window
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock, journal
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.tenancy import verb
from groundswell.roster.models import Person
from groundswell.roster.queries import grants


@verb
def register(*, by: Actor, section: Section, person: Person, key: str = "") -> Registration:
    """Take a seat for a person, or the next place in line when all are taken.

    ``section`` comes with its event. Twice is once: whoever has a place already, or sends the same ``key`` again,
    gets that registration back with ``repeated`` set, and nothing changes. Journals, queues one mail (with the
    calendar file for a seat) and marks the time as busy. Raises Refused outside the window or the audience, and
    PermissionDenied for somebody else's place without EVENT_MANAGE.
    """
    if person.pk != by.person_id and not by.may(Permission.EVENT_MANAGE):
        raise PermissionDenied
    now = clock.now()
    if not _is_for(by, section, person):
        raise window.not_for(section.event)
    taken = seats.take(section=section, person_id=person.pk, key=key, now=now)
    made = _write_down(section, person, taken, key) if taken else None
    if taken is None or made is None:
        return _again_or_refused(by, section, person, key)
    _record(by, section, made, "waiting" if taken.in_line else "booked")
    section.sequence = taken.sequence
    if taken.in_line:
        notes.tell_waiting(
            by=by, what="waiting", section=section, registration=made, person=person, in_line=taken.in_line
        )
    else:
        notes.tell_seat(by=by, what="booked", section=section, registration=made, person=person)
    return made


@verb
def leave(*, by: Actor, section: Section, person: Person) -> Registration | None:
    """Give a place back. A seat goes to the first in line in the same transaction, with mail and calendar file.

    Returns the registration that ended, or None when the person has no place (a second press does no harm).
    Raises Refused once the section has begun.
    """
    if person.pk != by.person_id and not by.may(Permission.EVENT_MANAGE):
        raise PermissionDenied
    held = seats.locked(section)
    registration = places.live_of(held, person.pk)
    if registration is None:
        return None
    if held.begins_at <= clock.now():
        raise Refused(
            _(
                "The event has begun, so a place can't be given back any more. Tell the facilitator if you can't come."
            )
        )
    assert RegistrationState.CANCELLED in REGISTRATION_MOVES[RegistrationState(registration.state)]
    moving_up = seats.give_back(section=held, registration=registration)
    had = registration.state
    notes.tell_gone(by=by, what="left", section=held, registration=registration, person=person)
    registration.state, registration.changed_at = RegistrationState.CANCELLED, clock.now()
    registration.save(update_fields=["state", "changed_at"])
    _record(by, held, registration, "left", had=had)
    if moving_up and held.state == EventState.PUBLISHED:
        waitlist.promote(by=by, section=held, count=moving_up)
    return registration


def _is_for(by: Actor, section: Section, person: Person) -> bool:
    if section.event.is_for_everyone:
        return True
    if person.pk == by.person_id:
        return section.event.is_for(by.roles)
    return section.event.is_for({grant.role for grant in grants.grants_of(person, by.tenant)})


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
        section.refresh_from_db(fields=["state", "registration_opens_at", "registration_closes_at"])
        raise window.why_not(section, clock.now(), by.tenant.time_zone)
    there.repeated = True
    return there


def _record(by: Actor, section: Section, registration: Registration, what: str, **more: str) -> None:
    data = {"registration": registration.pk, "person": registration.person_id, "line": registration.line}
    journal.record(
        f"events.registration.{what}",
        by=by,
        subject=section,
        subject_kind="events.section",
        data=data | more,
    )
