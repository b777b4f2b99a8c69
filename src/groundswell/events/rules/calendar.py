"""What a calendar is told about a seat, as plain values; ``notices`` makes the files (RFC 5545).

Each date of each registration is an entry of its own with its own UID, which it keeps however it moves: somebody who
leaves and returns gets new entries, and a cancelled one can't come back to life. The section's first row of dates has
the section's own UID, so that a section with one date needs no question about it; ``rules.meetings`` keeps that row as
long as the section has any. SEQUENCE goes up with every change that calendars must take over.
"""

from collections.abc import Sequence
from typing import Any

from groundswell.events.models import Meeting, Registration, Section
from groundswell.events.rules.addresses import page_of
from groundswell.kernel.links import absolute
from groundswell.kernel.models import Tenant

Dates = Sequence[Meeting]
REQUEST, CANCEL = "REQUEST", "CANCEL"


def invitation(
    section: Section, registration: Registration, tenant: Tenant, dates: Dates = ()
) -> dict[str, Any]:
    """The entries of somebody who has a seat. ``dates`` are the section's where it has several."""
    entry = _entry(section, registration, tenant, section.sequence) | {"method": REQUEST}
    return _together([entry | _date(entry, one, dates) for one in dates]) or entry


def update(
    section: Section, registration: Registration, tenant: Tenant, dates: Dates, before: Dates
) -> dict[str, Any] | None:
    """What calendars must hear after ``before`` became ``dates``: what is new or different, and what is gone.

    None where no date changed.
    """
    gone, only = changed(before, dates)
    entry = _entry(section, registration, tenant, section.sequence)
    told = [_date(entry, one, dates) for one in dates if only is None or one.pk in only] if dates else [{}]
    entries = [entry | one | {"method": REQUEST} for one in told]
    return _together(entries + [entry | _date(entry, one, dates) | {"method": CANCEL} for one in gone])


def withdrawal(
    section: Section, registration: Registration, tenant: Tenant, dates: Dates = ()
) -> dict[str, Any]:
    """Takes the entries away again, on every date."""
    entry = _entry(section, registration, tenant, section.sequence + 1) | {"method": CANCEL}
    return _together([entry | _date(entry, one, dates) for one in dates]) or entry


def changed(before: Dates, now: Dates) -> tuple[list[Meeting], set[int] | None]:
    """Between two states of a section's dates: which are gone, and the ids of those that are new or different.

    ``now`` is empty where one date is left, which has the first row; then there is nothing to choose from (None).
    """
    if not now:
        return sorted(before, key=lambda one: one.pk)[1:], None
    was = {one.pk: _told(one) for one in before}
    there = {one.pk for one in now}
    gone = [one for one in before if one.pk not in there]
    return gone, {one.pk for one in now if was.get(one.pk) != _told(one)}


def _told(date: Meeting) -> tuple[Any, ...]:
    return date.begins_at, date.ends_at, date.place, date.link


def _together(entries: list[dict[str, Any]]) -> dict[str, Any] | None:
    return entries[0] | ({"further": entries[1:]} if entries[1:] else {}) if entries else None


def _date(entry: dict[str, Any], date: Meeting, dates: Dates) -> dict[str, Any]:
    """What one date has of its own. Where ``dates`` are none the section has one, and its UID is the section's."""
    is_first_row = bool(dates) and date.pk == min(one.pk for one in dates)
    return {
        "uid": entry["uid"] if is_first_row else f"meeting-{date.pk}-{entry['uid']}",
        "begins_at": date.begins_at.isoformat(),
        "ends_at": date.ends_at.isoformat(),
        "location": date.place or date.link,
    }


def _entry(section: Section, registration: Registration, tenant: Tenant, sequence: int) -> dict[str, Any]:
    return {
        "uid": f"section-{section.pk}-place-{registration.pk}@{tenant.slug}.groundswell",
        "sequence": sequence,
        "title": section.event.title,
        "begins_at": section.begins_at.isoformat(),
        "ends_at": section.ends_at.isoformat(),
        "time_zone": tenant.time_zone,
        "location": section.place or section.link,
        "description": "\n\n".join(filter(None, [section.event.why, section.link])),
        "url": absolute(page_of(section)),
    }
