"""What a calendar is told about a seat, as plain values; ``notices`` makes the file (RFC 5545).

Each registration has its own UID, so that somebody who leaves and returns gets a new entry, and a cancelled one
can't come back to life. SEQUENCE goes up with every change that calendars must take over.
"""

from typing import Any

from groundswell.events.models import Registration, Section
from groundswell.kernel.links import absolute, link
from groundswell.kernel.models import Tenant


def invitation(section: Section, registration: Registration, tenant: Tenant) -> dict[str, Any]:
    """The entry of somebody who has a seat."""
    return _entry(section, registration, tenant, "REQUEST", section.sequence)


def withdrawal(section: Section, registration: Registration, tenant: Tenant) -> dict[str, Any]:
    """Takes the entry away again."""
    return _entry(section, registration, tenant, "CANCEL", section.sequence + 1)


def _entry(
    section: Section, registration: Registration, tenant: Tenant, method: str, sequence: int
) -> dict[str, Any]:
    page = absolute(link("events:event", section.event_id))
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
