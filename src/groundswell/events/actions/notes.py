"""What people are told about their places: one mail, one calendar entry, one busy time. Called inside verbs."""

from typing import Any

from groundswell.events.models import Registration, Section
from groundswell.events.rules import calendar
from groundswell.kernel.links import absolute, link
from groundswell.kernel.permissions import Actor
from groundswell.notices.actions import busy, mail
from groundswell.roster.models import Person


def tell(
    *,
    by: Actor,
    what: str,
    section: Section,
    person: Person,
    key: str,
    calendar_file: dict[str, Any] | None = None,
    in_line: int = 0,
) -> None:
    """Queue the mail ``events.<what>`` to a person. ``key`` makes it the same mail when it is asked for twice."""
    mail.send(
        by=by,
        to=person,
        kind=f"events.{what}",
        context=_context(by, section, in_line),
        key=key,
        calendar=calendar_file,
    )


def tell_seat(*, by: Actor, what: str, section: Section, registration: Registration, person: Person) -> None:
    """Somebody has a seat (or it moved): mail with the calendar file, and the time is busy for them."""
    tell(
        by=by,
        what=what,
        section=section,
        person=person,
        key=_key(what, section, registration),
        calendar_file=calendar.invitation(section, registration, by.tenant),
    )
    busy.put(
        by=by,
        person=person,
        key=f"events.registration:{registration.pk}",
        begins_at=section.begins_at,
        ends_at=section.ends_at,
        label=section.event.title,
    )


def tell_gone(*, by: Actor, what: str, section: Section, registration: Registration, person: Person) -> None:
    """A place is gone: mail, and for a seat the calendar takes the entry away and the time is free again."""
    had_seat = registration.has_seat
    tell(
        by=by,
        what=what,
        section=section,
        person=person,
        key=_key(what, section, registration),
        calendar_file=calendar.withdrawal(section, registration, by.tenant) if had_seat else None,
    )
    if had_seat:
        busy.clear(by=by, person=person, key=f"events.registration:{registration.pk}")


def tell_waiting(
    *, by: Actor, what: str, section: Section, registration: Registration, person: Person, in_line: int = 0
) -> None:
    """Somebody stands in line: mail without a calendar file."""
    key = _key(what, section, registration)
    tell(by=by, what=what, section=section, person=person, key=key, in_line=in_line)


def _key(what: str, section: Section, registration: Registration) -> str:
    return f"events.{what}:{registration.pk}:{section.sequence}"


def _context(by: Actor, section: Section, in_line: int) -> dict[str, Any]:
    """Plain values for the mail's template; it writes them in the language and zone of who gets it."""
    return {
        "title": section.event.title,
        "begins_at": section.begins_at.isoformat(),
        "ends_at": section.ends_at.isoformat(),
        "place": section.place,
        "link": section.link,
        "in_line": in_line,
        "action_url": absolute(link("events:event", section.event_id)),
        "time_zone": by.tenant.time_zone,
    }
