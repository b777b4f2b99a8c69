"""Taking a place and giving it back. ``register`` is the hot path: a rush comes in here."""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from groundswell.events.actions import despite, filling, notes, offers, seats, swapping
from groundswell.events.actions import places as moves
from groundswell.events.choices import RegistrationState, WhyEnded
from groundswell.events.models import Registration, Section
from groundswell.events.queries import registration as places
from groundswell.events.queries import seating
from groundswell.events.queries.audience import is_for_actor, is_for_person
from groundswell.events.rules import clashes, prerequisites, window
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock, rows
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.tenancy import verb
from groundswell.roster.models import Person


@verb
def register(
    *,
    by: Actor,
    section: Section,
    person: Person,
    key: str = "",
    despite_clash: bool | str = False,
    approved: bool = False,
) -> Registration:
    """Take a seat for a person, or the next place in line when all are taken.

    ``section`` comes with its event. Twice is once: whoever has a place already, or sends the same ``key`` again,
    gets that registration back with ``repeated`` set, and nothing changes. Journals, queues one mail (with the
    calendar file for a seat) and marks the time as busy. Raises Refused outside the window or the audience, while
    the person lacks what the event builds on, and for a seat while they would be in two places at once: in line one
    may stand for two things at a time. ``despite_clash`` gives somebody else the seat nevertheless, and the journal
    and their mail say so (as ``despite.check``). Where the event asks for approval, ``approved`` gives it in the same
    breath. Raises PermissionDenied for somebody else's place or ``approved`` without EVENT_MANAGE, and for one's own
    despite a clash.
    """
    is_own = person.pk == by.person_id
    if (despite_clash and is_own) or not ((is_own and not approved) or by.may(Permission.EVENT_MANAGE)):
        raise PermissionDenied
    now = clock.now()
    if not _is_for(by, section, person):
        raise window.not_for(section.event)
    prerequisites.check(section.event, person)
    right = _said_to_be_right(section, person, despite_clash) if despite_clash else None
    if section.by_rules:
        return _join_the_line(by, section, person, key, right, approved)
    in_spite = right is not None
    taken = seats.take(section=section, person_id=person.pk, key=key, now=now, despite_clash=in_spite)
    made = _write_down(section, person, taken, key, in_spite) if taken else None
    if taken is None or made is None:
        return _again_or_refused(by, section, person, key, right, approved)
    section.sequence = taken.sequence
    with rows.together():
        moves.record(by, section, made, str(made.state), **_noted(right))
        about: dict[str, Any] = {"by": by, "section": section, "registration": made, "person": person}
        if taken.in_line:
            notes.tell_waiting(**about, what="waiting", in_line=taken.in_line)
        else:
            notes.tell_seat(**about, what="booked", **_told(by, person, right))
    return made


@verb
def swap(*, by: Actor, section: Section, person: Person, instead_of: Collection[int]) -> Registration:
    """Take a seat and give back for it those in ``instead_of`` (ids of sections) that stand in its way, all or nothing.

    As :func:`register`, and each seat that is given back goes to its line. Raises Refused also where no seat is free
    any more, so that nobody stands there without one.
    """
    seats.hold_all([section.pk, *instead_of])
    seats.one_by_one([person.pk])
    about: dict[str, Any] = {"by": by, "person": person, "section": section}
    with swapping.giving_back(**about, sections=instead_of, taken=section.pk):
        made = register(**about)
        if not made.has_seat:
            raise Refused(
                _(
                    "No seat is free for you here any more, so nothing was changed and you keep the one you have. "
                    "You can join the waiting list here and keep it meanwhile."
                )
            )
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


def _join_the_line(
    by: Actor, section: Section, person: Person, key: str, right: clashes.Clash | None, approved: bool
) -> Registration:
    """Where more than the number decides: everyone takes the next place in line, and the rules give the seats."""
    with seats.held(section) as held:
        there = places.live_of(held, person.pk) or places.of_attempt(held, person.pk, key)
        is_decided = approved and there is not None and there.state == RegistrationState.ASKED
        if there is not None and not is_decided:
            there.repeated = True
            return there
        if not window.is_open(held, clock.now()):
            raise window.why_not(held, clock.now(), by.tenant.time_zone)
        state = RegistrationState.ASKED if held.event.approval else RegistrationState.WAITING
        values = {"school_id": seating.school_of(person), "rank": seating.rank_of(held, person)}
        seats.one_by_one([person.pk])
        if (approved or state == RegistrationState.WAITING) and right is None:
            _check_seat(by, held, person, values["school_id"])
        made = there or moves.open_one(
            by=by, section=held, person=person, state=state, request_key=key, despite=_noted(right), **values
        )
        if approved and made.state == RegistrationState.ASKED:
            made.person = person
            moves.approve(by=by, section=held, registration=made, **_noted(right))
        clash = _told(by, person, right).get("clash", "")
        filling.serve_line(by=by, section=held, fresh=made.pk, despite_clash=clash)
        made.refresh_from_db(fields=["state"])
        if made.is_waiting or made.state == RegistrationState.ASKED:
            moves.tell_place(by=by, section=held, registration=made)
    return made


def _check_seat(by: Actor, section: Section, person: Person, school_id: int | None) -> None:
    """Refused where the rules would give a seat at once, and the person would be in two places at once."""
    clash = _clash(section, person)
    if clash is None or seating.waits_for_its_draw(section):
        return
    keeps = seating.keeps_for(section, person.pk)
    if filling.would_give(section, seating.Place(0, school_id, keeps=keeps, person=person.pk)):
        raise _refused(by, person, clash)


def _clash(section: Section, person: Person) -> clashes.Clash | None:
    return next(iter(clashes.of_people(section, [person.pk]).get(person.pk, ())), None)


def _refused(by: Actor, person: Person, clash: clashes.Clash) -> Refused:
    if person.pk == by.person_id:
        return clash.refused()
    return clashes.InTwoPlaces(said := clash.of(person.name), [said], _seen(person, clash))


def _said_to_be_right(section: Section, person: Person, despite_clash: bool | str) -> clashes.Clash | None:
    """The clash in spite of which somebody gets a seat; None where another was shown."""
    clash = _clash(section, person)
    return clash if clash is not None and despite_clash in (True, _seen(person, clash)) else None


def _noted(right: clashes.Clash | None) -> dict[str, Any]:
    """What the journal keeps of a clash that was said to be right."""
    return {"despite": {"why": right.why, "section": right.section}} if right else {}


def _told(by: Actor, person: Person, right: clashes.Clash | None) -> dict[str, Any]:
    """What the mail about the seat says of it."""
    return despite.words_to(by, person, {person.pk: [right]}) if right else {}


def _seen(person: Person, clash: clashes.Clash) -> str:
    return clashes.seen({person.pk: [clash]})


def _is_for(by: Actor, section: Section, person: Person) -> bool:
    if person.pk == by.person_id:
        return is_for_actor(section.event, by)
    return is_for_person(section.event, person)


def _write_down(
    section: Section, person: Person, taken: seats.Taken, key: str, despite_clash: bool
) -> Registration | None:
    made = Registration(
        tenant_id=section.tenant_id,
        section=section,
        person=person,
        state=RegistrationState.WAITING if taken.in_line else RegistrationState.BOOKED,
        line=taken.line,
        request_key=key,
    )
    return made if seats.write_down(made, despite_clash=despite_clash) else None


def _again_or_refused(
    by: Actor, section: Section, person: Person, key: str, right: clashes.Clash | None, approved: bool
) -> Registration:
    """Why the guard let nobody through: a place is there already, none can be taken now, or one is elsewhere."""
    there = places.live_of(section, person.pk) or places.of_attempt(section, person.pk, key)
    if there is not None:
        there.repeated = True
        return there
    section.refresh_from_db(fields=["state", "registration_opens_at", "registration_closes_at", "by_rules"])
    if section.by_rules:
        return _join_the_line(by, section, person, key, right, approved)
    if not window.is_open(section, clock.now()):
        raise window.why_not(section, clock.now(), by.tenant.time_zone)
    clash = _clash(section, person)
    if clash is None:
        raise Refused(_("Something changed at this very moment. Press once more."))
    raise _refused(by, person, clash)
