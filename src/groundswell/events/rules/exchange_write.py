"""What an event, a section and a date say in the file: the values as they are compared, and their text. Pure."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from groundswell.events.models import LearningEvent, Meeting, Room, Section
from groundswell.events.queries.exchange import live_in
from groundswell.events.rules.exchange_columns import (
    COLUMNS,
    NAMES,
    NO,
    YES,
    Reference,
    moment_text,
    reference_text,
    text,
)
from groundswell.roster.models import Person


def of_event(event: LearningEvent) -> dict[str, Any]:
    """The values of an event's own columns."""
    return {
        "event": event.pk,
        "title": text(event.title),
        "why": text(event.why),
        "kind": event.kind,
        "mode": event.mode,
        "audience": sorted(event.audience),
        "programme": event.programme_id,
        "provider": event.provider_id,
        "approval": event.approval,
        "surge": event.surge,
    }


def of_section(section: Section) -> dict[str, Any]:
    """The values of a section's own columns. Registration that closes when it begins has no moment of its own."""
    closes = section.registration_closes_at
    return {
        "section": section.number,
        "state": section.state,
        "seats": section.cap,
        "per_facilitator": section.per_facilitator,
        "school_cap": section.school_cap,
        "takes_parties": section.takes_parties,
        "overbooks": section.overbooks,
        "line_order": section.line_order,
        "priority": section.priority,
        "freed_seat": section.freed_seat,
        "registration_opens": section.registration_opens_at,
        "registration_closes": None if closes >= section.begins_at else closes,
        "led_by": sorted(one.person_id for one in section.facilitators.all()),
    }


def of_date(meeting: Meeting) -> tuple[datetime, datetime, str, int | None, str]:
    """Beginning, end, place, room and link of a date. A place that only names the room is none of its own."""
    place = text(meeting.place)
    if meeting.room is not None and place == text(room_name(meeting.room)):
        place = ""
    return meeting.begins_at, meeting.ends_at, place, meeting.room_id, meeting.link.strip()


def room_name(room: Room) -> str:
    """A room with its house, as a date's place says it."""
    return f"{room}, {room.organisation}"[:200]


def rows(event: LearningEvent, zone: str) -> Iterator[list[Any]]:
    """The rows of an event that came with its sections: one for each date, or one alone where it has no section."""
    said = of_event(event) | {
        "programme": _ref(event.programme), "provider": _ref(event.provider),
    }  # fmt: skip
    sections = live_in(event)
    if not sections:
        yield _cells(said, zone)
    for section in sections:
        leaders = [one.person for one in section.facilitators.all()]
        of = said | of_section(section) | {"led_by": "; ".join(_who(one) for one in leaders)}
        for meeting in section.meetings.all():
            begins, ends, place, _room, link = of_date(meeting)
            where = {"place": place, "room": _ref(meeting.room), "link": link}
            yield _cells(of | {"begins": begins, "ends": ends} | where, zone)


def shown(value: Any, zone: str) -> str:
    """A value as its cell has it, and as the preview of an import shows it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, datetime):
        return moment_text(value, zone)
    if isinstance(value, Reference):
        return value.name if value.pk is None else reference_text(value.pk, value.name)
    if isinstance(value, list):
        plain = all(isinstance(one, str) for one in value)
        return " ".join(value) if plain else json.dumps(value, ensure_ascii=False)
    return str(value)


def head() -> list[str]:
    """The names of the columns, in order."""
    return list(NAMES)


def template(zone: str) -> list[list[str]]:
    """Two rows under the head that nobody reads back: what each column means, and an example."""
    meanings, examples = [str(one.meaning) for one in COLUMNS], [one.example for one in COLUMNS]
    return [[f"# {meanings[0]}", *meanings[1:]], ["#", *examples[1:]]]


def _cells(said: dict[str, Any], zone: str) -> list[str]:
    return [shown(said.get(name), zone) for name in NAMES]


def _ref(row: Any) -> Reference | None:
    return Reference(str(row), row.pk) if row is not None else None


def _who(person: Person) -> str:
    """An address, or where that would not find the person again a name with the number."""
    if person.email and person.ended_on is None and not set(person.email) & set(";, ["):
        return person.email
    return reference_text(person.pk, person.name)
