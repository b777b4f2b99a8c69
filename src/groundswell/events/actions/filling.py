"""Who in line gets a seat: asked of ``rules.seating``, done here. Every verb that frees or opens seats ends with it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import groupby
from typing import Any

from groundswell.events.actions import places, seats
from groundswell.events.choices import EventState, FreedSeat, Held, RegistrationState
from groundswell.events.models import Registration, Section
from groundswell.events.queries import school_day, seating
from groundswell.events.queries.seating import Place, Room, SchoolDay
from groundswell.events.rules import clashes, offers, substitutes
from groundswell.events.rules.seating import Filling, Given, fill
from groundswell.kernel import clock
from groundswell.kernel.locking import lock
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import current_tenant


def serve_line(
    *, by: Actor, section: Section, freed: bool = False, fresh: int = 0, despite_clash: str = ""
) -> Filling:
    """Give the free seats of a held section to its line, as its rules say.

    A ``freed`` seat is offered with a deadline where the section says so and time is left to ask; new seats are
    given at once. Whoever would be in two places at once is asked in any case, so that they choose; where no time is
    left to ask they are passed over. ``fresh`` is the registration that was just made: its mail says that it has a
    seat, not that it moved up; ``despite_clash`` is its clash in words, for that mail, where it was said to be right.
    Who was passed over stays in line; the journal names them and why.
    """
    if section.state != EventState.PUBLISHED or not section.waiting or section.seats_taken >= section.seats:
        return Filling()
    latest = offers.deadline(clock.now(), section.begins_at, by.tenant.time_zone)
    asks_all = freed and latest is not None and section.freed_seat == FreedSeat.OFFER
    right = fresh if despite_clash else 0
    filling, asked = _decide(section, asks_all=asks_all, asks=latest is not None, right=right)
    served = _registrations(section, filling)
    over = {str(pk): str(why) for pk, why in filling.passed_over.items()}
    why: dict[str, Any] = {"passed_over": over} if over else {}
    for _unit, given in groupby(filling.given, key=_unit_of):
        unit = [served[one.registration] for one in given]
        is_asked = any(one.pk in asked for one in unit)
        if latest is not None and (asks_all or is_asked):
            more = why | ({"because": str(Held.CLASH)} if is_asked else {})
            places.offer(by=by, section=section, unit=unit, ends_at=latest, **more)
            continue
        for one in unit:
            about: dict[str, Any] = {"by": by, "section": section, "registration": one}
            if one.pk == fresh:
                places.seat(**about, what="booked", clash=despite_clash, **why)
            else:
                places.seat(**about, what="promoted", **why)
    section.by_rules = section.by_rules or (section.waiting > 0 and not section.is_full)
    return filling


def would_serve(section: Section) -> bool:
    """True when :func:`serve_line` would give or offer a seat now. Changes nothing."""
    latest = offers.deadline(clock.now(), section.begins_at, current_tenant().time_zone)
    filling, _asked = _decide(section, asks_all=False, asks=latest is not None, holds=False)
    return bool(filling.given)


def would_give(section: Section, place: Place) -> bool:
    """True when somebody who joins the line of a held section now, as ``place``, would get a seat. Changes nothing."""
    room = seating.room_of(section)
    line = [*seating.line_of(section, room.free), place]
    filling = fill(room, _within_caps(section, room, line))
    return any(one.registration == place.registration for one in filling.given)


def _decide(
    section: Section, *, asks_all: bool, asks: bool, holds: bool = True, right: int = 0
) -> tuple[Filling, set[int]]:
    """Who gets a seat, and the registrations among them that have to be asked, because they clash.

    Where nobody can be asked any more (not ``asks``), those are passed over. ``right`` is one whose clash is right.
    """
    elsewhere = set() if asks else _elsewhere(section) - {right}
    while True:  # once more only for who is getting another seat at this very moment
        room = seating.room_of(section)
        line = seating.line_of(section, room.free + len(elsewhere))
        filling = fill(room, _within_caps(section, room, line, holds=holds), elsewhere=elsewhere)
        clashing = set() if asks_all else _clashing(section, filling, holds=holds) - {right}
        if asks or not clashing:
            return filling, clashing
        elsewhere |= clashing


def _elsewhere(section: Section) -> set[int]:
    """Who of the whole line has another seat at that time (registrations). Three statements, however long it is."""
    waiting = Registration.objects.filter(section=section, state=RegistrationState.WAITING)
    people = dict(waiting.values_list("pk", "person_id"))
    busy = clashes.of_people(section, set(people.values()))
    return {pk for pk, person in people.items() if person in busy}


def _clashing(section: Section, filling: Filling, *, holds: bool) -> set[int]:
    """Whose seat would be a second one at that time. Whoever is about to get another seat just now counts, too."""
    ids = [one.registration for one in filling.given]
    people = dict(Registration.objects.filter(pk__in=ids).values_list("pk", "person_id")) if ids else {}
    everyone = set(people.values())
    at_rest = seats.at_rest(everyone) if holds else everyone
    busy = (everyone - at_rest) | clashes.of_people(section, everyone).keys()
    return {pk for pk, person in people.items() if person in busy}


def _within_caps(
    section: Section, room: Room, line: Iterable[Place], *, holds: bool = True
) -> Iterable[Place]:
    """The line with what each would need of their school's substitutes; ``room`` learns how many are left.

    No statement where the number alone decides, one where no cap holds on these days. Where one does, the district's
    first cap is locked until the verb ends: sections on the same day then count one after the other. Whoever serves
    lines holds all the sections that they will need before the first.
    """
    if not section.by_rules:
        return line
    people, zone = list(line), current_tenant().time_zone
    wanted = substitutes.wanted({section.pk: [one.person for one in people]}, [section], zone)
    if not wanted.needs:
        return people
    if holds and (first := school_day.first_cap()) is not None:
        lock(first)
    away = substitutes.taken(wanted.caps, zone)
    room.substitutes = {day: cap - len(away[day]) for day, cap in wanted.caps.items()}
    return [_needing(one, wanted.needs.get((section.pk, one.person), ()), away) for one in people]


def _needing(one: Place, days: Iterable[SchoolDay], away: Mapping[SchoolDay, set[int]]) -> Place:
    """Whoever is away from school that day already needs nobody more."""
    return replace(one, needs=tuple(day for day in days if one.person not in away[day]))


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
