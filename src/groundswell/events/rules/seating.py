"""Who in a line gets a seat next. Pure: plain values in, decisions out; ``actions.filling`` does what they say.

The line is served in order. Somebody whom a rule holds back (a party that does not fit, a school at its limit or
without a substitute left, seats kept for others) is passed over, not sent away: they stay where they are, and the
reason is named, so that whoever comes later and gets a seat did not simply jump the line.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from groundswell.events.choices import Held
from groundswell.events.queries.seating import Place, Room


@dataclass(frozen=True, slots=True)
class Given:
    """A seat for a registration, from kept seats where ``keep`` names them. A party's members stand together."""

    registration: int
    keep: int | None
    party: int | None


@dataclass(slots=True)
class Filling:
    """What to do now: who gets a seat, in order, and who was passed over why (registration to reason)."""

    given: list[Given] = field(default_factory=list)
    passed_over: dict[int, Held] = field(default_factory=dict)


def fill(
    room: Room, line: Iterable[Place], most: int | None = None, elsewhere: Collection[int] = ()
) -> Filling:
    """Serve the line (in order; a party's members next to each other) as far as the room goes.

    ``most`` limits how many seats are given; ``elsewhere`` are registrations of people who would be in two places at
    once. Stops reading the line when nothing is free. ``room`` is used up.
    """
    filling = Filling()
    for unit in _units(line):
        if room.free <= 0 or (most is not None and len(filling.given) >= most):
            break
        clashes = any(place.registration in elsewhere for place in unit)
        seats = Held.CLASH if clashes else _seat(room, unit)
        if isinstance(seats, list):
            filling.given.extend(seats)
            continue
        for place in unit:
            filling.passed_over[place.registration] = seats
    return filling


def _units(line: Iterable[Place]) -> Iterable[list[Place]]:
    """One person at a time, or a whole party."""
    unit: list[Place] = []
    for place in line:
        if unit and (place.party is None or place.party != unit[0].party):
            yield unit
            unit = []
        unit.append(place)
    if unit:
        yield unit


def _seat(room: Room, unit: list[Place]) -> list[Given] | Held:
    """All of the unit or nobody. Kept seats go first, so that those for all stay for all."""
    if len(unit) > room.free:
        return Held.PARTY if len(unit) > 1 else Held.FULL
    keeps, by_school, for_all = dict(room.keeps), dict(room.by_school), room.for_all
    substitutes = dict(room.substitutes)
    given = []
    for place in unit:
        if not _within_school(room, by_school, place):
            return Held.SCHOOL
        if any(substitutes.get(one, 0) < 1 for one in place.needs):
            return Held.SUBSTITUTES
        keep = max((one for one in place.keeps if keeps.get(one)), key=lambda one: keeps[one], default=None)
        if keep is not None:
            keeps[keep] -= 1
        elif for_all > 0:
            for_all -= 1
        else:
            return Held.PARTY if len(unit) > 1 else Held.FULL
        if place.school is not None:
            by_school[place.school] = by_school.get(place.school, 0) + 1
        for one in place.needs:
            substitutes[one] -= 1
        given.append(Given(place.registration, keep, place.party))
    room.free, room.keeps, room.by_school = room.free - len(unit), keeps, by_school
    room.substitutes = substitutes
    return given


def _within_school(room: Room, by_school: dict[int, int], place: Place) -> bool:
    if room.school_cap is None or place.school is None:
        return True
    return by_school.get(place.school, 0) < room.school_cap
