"""What a calendar is told about a seat, as plain values; ``notices`` makes the file (RFC 5545).

Each registration has its own UID, so that somebody who leaves and returns gets a new entry, and a cancelled one
can't come back to life. SEQUENCE goes up with every change that calendars must take over.
"""

from collections.abc import Sequence
from typing import Any

from groundswell.events.models import Meeting, Registration, Section
from groundswell.events.rules.addresses import page_of
from groundswell.kernel.links import absolute
from groundswell.kernel.models import Tenant

Dates = Sequence[Meeting]


def invitation(
    section: Section, registration: Registration, tenant: Tenant, dates: Dates = (), gone: Dates = ()
) -> dict[str, Any]:
    """The entry of somebody who has a seat. ``dates`` are the section's where it has several, ``gone`` were dropped."""
    entry = _entry(section, registration, tenant, "REQUEST", section.sequence)
    further = [_further(entry, number, one) for number, one in enumerate(dates[1:], start=2)]
    after = max(1, len(dates)) + 1
    further += [
        _further(entry, number, one) | {"method": "CANCEL"} for number, one in enumerate(gone, start=after)
    ]
    return _first(entry, dates) | ({"further": further} if further else {})


def withdrawal(
    section: Section, registration: Registration, tenant: Tenant, dates: Dates = ()
) -> dict[str, Any]:
    """Takes the entry away again, on every date."""
    entry = _entry(section, registration, tenant, "CANCEL", section.sequence + 1)
    further = [_further(entry, number, one) for number, one in enumerate(dates[1:], start=2)]
    return _first(entry, dates) | ({"further": further} if further else {})


def _first(entry: dict[str, Any], dates: Dates) -> dict[str, Any]:
    """The section's own times reach from the first date to the last; the entry is the first date."""
    return entry | _times(dates[0]) if dates else entry


def _further(entry: dict[str, Any], number: int, date: Meeting) -> dict[str, Any]:
    """A date of its own: the second one keeps its UID when the first one moves."""
    return {"uid": f"date-{number}-{entry['uid']}"} | _times(date)


def _times(date: Meeting) -> dict[str, Any]:
    return {
        "begins_at": date.begins_at.isoformat(),
        "ends_at": date.ends_at.isoformat(),
        "location": date.place or date.link,
    }


def _entry(
    section: Section, registration: Registration, tenant: Tenant, method: str, sequence: int
) -> dict[str, Any]:
    page = absolute(page_of(section))
    return {
        "uid": f"section-{section.pk}-place-{registration.pk}@{tenant.slug}.groundswell",
        "sequence": sequence,
        "method": method,
        "title": section.event.title,
        "begins_at": section.begins_at.isoformat(),
        "ends_at": section.ends_at.isoformat(),
        "time_zone": tenant.time_zone,
        "location": section.place or section.link,
        "description": "\n\n".join(filter(None, [section.event.why, section.link])),
        "url": page,
    }
