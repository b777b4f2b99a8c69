"""Replay is promised for seats: the journal alone tells who has a seat and who waits in which order."""

from dataclasses import dataclass, field

from groundswell.events.choices import RegistrationState
from groundswell.events.models import Section
from groundswell.events.queries.registration import live_in
from groundswell.kernel.models import JournalEntry


@dataclass
class Seats:
    """The state of a section: how many seats, who has one (by person), and the line as (number, person)."""

    seats: int = 0
    booked: set[int] = field(default_factory=set)
    waiting: list[tuple[int, int]] = field(default_factory=list)


def from_journal(section: Section) -> Seats:
    """Read the section's entries in the order in which they were written and do again what they say."""
    state = Seats()
    entries = JournalEntry.objects.filter(subject_kind="events.section", subject_id=section.pk)
    for kind, data in entries.order_by("pk").values_list("kind", "data"):
        _apply(state, kind, data)
    return state


def from_tables(section: Section) -> Seats:
    """What the tables say now."""
    state = Seats(seats=Section.objects.values_list("seats", flat=True).get(pk=section.pk))
    for registration in live_in(section):
        if registration.state == RegistrationState.BOOKED:
            state.booked.add(registration.person_id)
        else:
            state.waiting.append((registration.line, registration.person_id))
    return state


def differences(section: Section) -> list[str]:
    """Where journal and tables disagree, in words for whoever looks after the installation; empty when they agree."""
    told, kept = from_journal(section), from_tables(section)
    now = Section.objects.get(pk=section.pk)
    found = []
    if told.seats != kept.seats:
        found.append(f"seats: the journal says {told.seats}, the table {kept.seats}")
    if told.booked != kept.booked:
        found.append(f"seats held: persons {sorted(told.booked ^ kept.booked)} differ")
    if told.waiting != kept.waiting:
        found.append(f"line: the journal says {told.waiting}, the table {kept.waiting}")
    if (now.seats_taken, now.waiting) != (len(kept.booked), len(kept.waiting)):
        found.append(
            f"counters: {now.seats_taken} + {now.waiting}, rows: {len(kept.booked)} + {len(kept.waiting)}"
        )
    return found


def _apply(state: Seats, kind: str, data: dict[str, int]) -> None:
    if kind in ("events.section.opened", "events.section.resized"):
        state.seats = data["seats"]
        return
    place = (data.get("line", 0), data.get("person", 0))
    if kind == "events.registration.booked":
        state.booked.add(place[1])
    elif kind == "events.registration.waiting":
        state.waiting.append(place)
    elif kind == "events.registration.promoted":
        state.waiting.remove(place)
        state.booked.add(place[1])
    elif kind == "events.registration.handed_on":
        old = (place[0], data["was"])
        if old in state.waiting:
            state.waiting[state.waiting.index(old)] = place
        else:
            state.booked.remove(old[1])
            state.booked.add(place[1])
    elif kind == "events.registration.left":
        if place in state.waiting:
            state.waiting.remove(place)
        else:
            state.booked.remove(place[1])
