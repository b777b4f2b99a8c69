"""Replay is promised for seats: the journal alone tells who has a seat, an offer or a place in which line."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from groundswell.events.choices import HOLDS_A_SEAT, RegistrationState
from groundswell.events.models import Section
from groundswell.events.queries.registration import live_in
from groundswell.kernel.models import JournalEntry


@dataclass(order=True)
class Place:
    """One live place: the order of service, whose it is, and its state."""

    rank: int
    line: int
    person: int
    state: str = RegistrationState.WAITING


@dataclass
class Seats:
    """The state of a section: how many seats it has, and every live place by its registration."""

    seats: int = 0
    places: dict[int, Place] = field(default_factory=dict)

    def of(self, *states: str) -> list[Place]:
        """Places in these states, in the order of service."""
        return sorted(place for place in self.places.values() if place.state in states)

    @property
    def booked(self) -> set[int]:
        return {place.person for place in self.of(RegistrationState.BOOKED)}

    @property
    def waiting(self) -> list[tuple[int, int]]:
        """The line as (number, person)."""
        return [(place.line, place.person) for place in self.of(RegistrationState.WAITING)]


def from_journal(section: Section) -> Seats:
    """Read the section's entries in the order in which they were written and do again what they say."""
    state = Seats()
    entries = JournalEntry.objects.filter(subject_kind="events.section", subject_id=section.pk)
    for kind, data in entries.order_by("pk").values_list("kind", "data"):
        if apply := STEPS.get(kind):
            apply(state, data)
    return state


def from_tables(section: Section) -> Seats:
    """What the tables say now."""
    state = Seats(seats=Section.objects.values_list("seats", flat=True).get(pk=section.pk))
    for one in live_in(section):
        state.places[one.pk] = Place(one.rank, one.line, one.person_id, one.state)
    return state


def differences(section: Section) -> list[str]:
    """Where journal and tables disagree, in words for whoever looks after the installation; empty when they agree."""
    told, kept = from_journal(section), from_tables(section)
    now = Section.objects.get(pk=section.pk)
    found = []
    if told.seats != kept.seats:
        found.append(f"seats: the journal says {told.seats}, the table {kept.seats}")
    for pk in sorted(told.places.keys() | kept.places.keys()):
        if told.places.get(pk) != kept.places.get(pk):
            found.append(
                f"place {pk}: the journal says {told.places.get(pk)}, the table {kept.places.get(pk)}"
            )
    counted = (len(kept.of(*HOLDS_A_SEAT)), len(kept.of(RegistrationState.WAITING)))
    if (now.seats_taken, now.waiting) != counted:
        found.append(f"counters: {now.seats_taken} + {now.waiting}, rows: {counted[0]} + {counted[1]}")
    return found


def _resized(state: Seats, data: dict[str, Any]) -> None:
    state.seats = data["seats"]


def _opened(to: str) -> Callable[[Seats, dict[str, Any]], None]:
    def apply(state: Seats, data: dict[str, Any]) -> None:
        state.places[data["registration"]] = Place(data.get("rank", 0), data["line"], data["person"], to)

    return apply


def _became(to: str) -> Callable[[Seats, dict[str, Any]], None]:
    def apply(state: Seats, data: dict[str, Any]) -> None:
        state.places[data["registration"]].state = to

    return apply


def _ended(state: Seats, data: dict[str, Any]) -> None:
    del state.places[data["registration"]]


def _handed_on(state: Seats, data: dict[str, Any]) -> None:
    state.places[data["registration"]].person = data["person"]


def _reordered(state: Seats, data: dict[str, Any]) -> None:
    state.places[data["registration"]].rank = data["rank"]


def _drawn(state: Seats, data: dict[str, Any]) -> None:
    by_line = {place.line: place for place in state.of(RegistrationState.WAITING)}
    for rank, ticket in enumerate(data["order"], start=1 - len(data["order"])):
        by_line[ticket].rank = rank


STEPS: dict[str, Callable[[Seats, dict[str, Any]], None]] = {
    "events.section.opened": _resized,
    "events.section.resized": _resized,
    "events.lottery.drawn": _drawn,
    "events.registration.asked": _opened(RegistrationState.ASKED),
    "events.registration.waiting": _opened(RegistrationState.WAITING),
    "events.registration.arrived": _opened(RegistrationState.WAITING),  # moved here from another section
    "events.registration.approved": _became(RegistrationState.WAITING),
    "events.registration.offered": _became(RegistrationState.OFFERED),
    "events.registration.accepted": _became(RegistrationState.BOOKED),
    "events.registration.promoted": _became(RegistrationState.BOOKED),
    "events.registration.reordered": _reordered,
    "events.registration.handed_on": _handed_on,
    **{
        f"events.registration.{why}": _ended
        for why in ("left", "passed", "expired", "declined", "gone", "joined", "moved_on")
    },
}


def _booked(state: Seats, data: dict[str, Any]) -> None:
    """Straight to a seat, or from the line in the same step as joining it."""
    if data["registration"] in state.places:
        state.places[data["registration"]].state = RegistrationState.BOOKED
    else:
        _opened(RegistrationState.BOOKED)(state, data)


STEPS["events.registration.booked"] = _booked
