"""What people are told about their places: one mail, one calendar entry, one busy time. Called inside verbs."""

from collections.abc import Sequence
from typing import Any

from groundswell.events.models import Meeting, Registration, Section
from groundswell.events.queries.meetings import dates_of
from groundswell.events.rules import calendar
from groundswell.events.rules.addresses import page_of
from groundswell.kernel.links import absolute
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
    **more: Any,
) -> None:
    """Queue the mail ``events.<what>`` to a person. ``key`` makes it the same mail when it is asked for twice.

    ``more`` are further plain values for the mail's template, or others than the usual ones.
    """
    mail.send(
        by=by,
        to=person,
        kind=f"events.{what}",
        context=_context(by, section) | more,
        key=key,
        calendar=calendar_file,
    )


def tell_seat(
    *,
    by: Actor,
    what: str,
    section: Section,
    registration: Registration,
    person: Person,
    gone: Sequence[Meeting] = (),
) -> None:
    """Somebody has a seat (or it moved): mail with the calendar file, and the time is busy for them.

    ``gone`` are dates that the section had before: their entries leave the calendar.
    """
    dates = dates_of(section)
    tell(
        by=by,
        what=what,
        section=section,
        person=person,
        key=_key(what, section, registration),
        calendar_file=calendar.invitation(section, registration, by.tenant, dates, gone),
    )
    stem = _busy_key(registration)
    if gone:
        busy.clear_all(by=by, person=person, stem=stem)
    spans = [(one.begins_at, one.ends_at) for one in dates] or [(section.begins_at, section.ends_at)]
    for number, (begins_at, ends_at) in enumerate(spans, start=1):
        busy.put(
            by=by,
            person=person,
            key=stem if number == 1 else f"{stem}:{number}",
            begins_at=begins_at,
            ends_at=ends_at,
            label=section.event.title,
        )


def tell_gone(*, by: Actor, what: str, section: Section, registration: Registration, person: Person) -> None:
    """A place is gone: mail, and for a seat the calendar takes the entry away and the time is free again."""
    had_seat = registration.has_seat
    file = calendar.withdrawal(section, registration, by.tenant, dates_of(section)) if had_seat else None
    tell(
        by=by,
        what=what,
        section=section,
        person=person,
        key=_key(what, section, registration),
        calendar_file=file,
    )
    if had_seat:
        free_again(by=by, registration=registration, person=person)


def free_again(*, by: Actor, registration: Registration, person: Person) -> None:
    """The time that a seat took is the person's own again."""
    busy.clear_all(by=by, person=person, stem=_busy_key(registration))


def tell_waiting(
    *, by: Actor, what: str, section: Section, registration: Registration, person: Person, in_line: int = 0
) -> None:
    """Somebody stands in line: mail without a calendar file."""
    key = _key(what, section, registration)
    tell(by=by, what=what, section=section, person=person, key=key, in_line=in_line)


def _busy_key(registration: Registration) -> str:
    return f"events.registration:{registration.pk}"


def _key(what: str, section: Section, registration: Registration) -> str:
    return f"events.{what}:{registration.pk}:{section.sequence}"


def _context(by: Actor, section: Section) -> dict[str, Any]:
    """Plain values for the mail's template; it writes them in the language and zone of who gets it."""
    return {
        "title": section.event.title,
        "begins_at": section.begins_at.isoformat(),
        "ends_at": section.ends_at.isoformat(),
        "place": section.place,
        "link": section.link,
        "action_url": absolute(page_of(section)),
        "time_zone": by.tenant.time_zone,
    }
