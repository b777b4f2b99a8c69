"""Who in line gets a seat: asked of ``rules.seating``, done here. Every verb that frees or opens seats ends with it."""

from datetime import datetime
from itertools import groupby

from groundswell.events.actions import places
from groundswell.events.choices import EventState, FreedSeat
from groundswell.events.models import Registration, Section
from groundswell.events.queries import seating
from groundswell.events.rules import offers
from groundswell.events.rules.seating import Filling, Given, fill
from groundswell.kernel import clock
from groundswell.kernel.permissions import Actor


def serve_line(*, by: Actor, section: Section, freed: bool = False, fresh: int = 0) -> Filling:
    """Give the free seats of a held section to its line, as its rules say.

    A ``freed`` seat is offered with a deadline where the section says so and time is left to ask; new seats are
    given at once. ``fresh`` is the registration that was just made: its mail says that it has a seat, not that it
    moved up. Who was passed over stays in line; the journal names them and why.
    """
    if section.state != EventState.PUBLISHED or not section.waiting or section.seats_taken >= section.seats:
        return Filling()
    room = seating.room_of(section)
    filling = fill(room, seating.line_of(section, room.free))
    ends_at = _deadline(by, section) if freed else None
    served = _registrations(section, filling)
    over = {str(pk): str(why) for pk, why in filling.passed_over.items()}
    why = {"passed_over": over} if over else {}
    for _unit, given in groupby(filling.given, key=_unit_of):
        unit = [served[one.registration] for one in given]
        if ends_at is not None:
            places.offer(by=by, section=section, unit=unit, ends_at=ends_at, **why)
            continue
        for one in unit:
            what = "booked" if one.pk == fresh else "promoted"
            places.seat(by=by, section=section, registration=one, what=what, **why)
    return filling


def _unit_of(given: Given) -> tuple[str, int]:
    return ("party", given.party) if given.party else ("one", given.registration)


def _registrations(section: Section, filling: Filling) -> dict[int, Registration]:
    """The rows of who is served, each with the kept seats that it is served from."""
    rows = Registration.objects.select_related("person", "party")
    served = rows.in_bulk([one.registration for one in filling.given])
    for given in filling.given:
        served[given.registration].section = section
        served[given.registration].keep_id = given.keep
    return served


def _deadline(by: Actor, section: Section) -> datetime | None:
    if section.freed_seat == FreedSeat.SEAT:
        return None
    return offers.deadline(clock.now(), section.begins_at, by.tenant.time_zone)
