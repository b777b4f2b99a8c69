"""Calendar files that calendars accept: iCalendar (RFC 5545) and invitations (iTIP, RFC 5546)."""

from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress

from groundswell.notices.rules import texts

PRODUCT = "-//Groundswell//Groundswell//EN"
METHODS = ("REQUEST", "CANCEL", "PUBLISH")
NEEDED = ("uid", "method", "title", "begins_at", "ends_at", "time_zone")


def checked(calendar: dict[str, Any]) -> dict[str, Any]:
    """The description of an invitation, or ValueError that says what is missing or wrong in it.

    Keys: uid (stable), sequence (up by one on each change), method (REQUEST, CANCEL, PUBLISH), title, begins_at and
    ends_at (aware datetimes or their ISO text), time_zone (IANA name), and if wanted location, description, url,
    organizer (an address, with a name or without), further (see :func:`files`).
    """
    missing = [name for name in NEEDED if not calendar.get(name)]
    if missing:
        raise ValueError(f"An invitation needs {', '.join(missing)}.")
    if calendar["method"] not in METHODS:
        raise ValueError(f"An invitation's method is one of {', '.join(METHODS)}, not {calendar['method']}.")
    begins, ends = _moment(calendar["begins_at"]), _moment(calendar["ends_at"])
    if begins.tzinfo is None or ends.tzinfo is None or ends <= begins:
        raise ValueError("An invitation needs two aware times, the second after the first.")
    ZoneInfo(calendar["time_zone"])
    return calendar


def files(calendar: dict[str, Any], *, name: str, address: str, sender: str, stamp: datetime) -> list[bytes]:
    """The calendar files of an invitation: one, and one more for each of its ``further`` dates.

    A message of RFC 5546 speaks of one UID, so that several dates are several files. A further date has a uid and
    times of its own, and a method where it differs (a date that was dropped is a CANCEL).
    """
    dates = _dates(calendar)
    return [invitation(one, name=name, address=address, sender=sender, stamp=stamp) for one in dates]


def published(calendar: dict[str, Any], *, name: str, sender: str, stamp: datetime) -> bytes:
    """All dates in one file to take into a calendar by hand, where several UIDs may stand together."""
    dates = [one | {"method": "PUBLISH"} for one in _dates(calendar)]
    events = [_event(one, name=name, address="", sender=sender, stamp=stamp) for one in dates]
    return _written("PUBLISH", events, dates)


def invitation(calendar: dict[str, Any], *, name: str, address: str, sender: str, stamp: datetime) -> bytes:
    """The calendar file of one invitation for one attendee, in the event's own zone, which it describes."""
    event = _event(calendar, name=name, address=address, sender=sender, stamp=stamp)
    return _written(calendar["method"], [event], [calendar])


def _dates(calendar: dict[str, Any]) -> list[dict[str, Any]]:
    return [calendar, *({**calendar, **one} for one in calendar.get("further", ()))]


def _event(calendar: dict[str, Any], *, name: str, address: str, sender: str, stamp: datetime) -> Event:
    method, zone = calendar["method"], ZoneInfo(calendar["time_zone"])
    begins = _moment(calendar["begins_at"]).astimezone(zone)
    ends = _moment(calendar["ends_at"]).astimezone(zone)
    event = Event()
    event.add("uid", texts.flat(calendar["uid"]))
    event.add("sequence", int(calendar.get("sequence") or 0))
    event.add("dtstamp", stamp.astimezone(UTC))
    event.add("dtstart", begins)
    event.add("dtend", ends)
    event.add("summary", texts.flat(calendar["title"]))
    event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    for key, clean in (("location", texts.flat), ("description", texts.clean), ("url", texts.flat)):
        if calendar.get(key):
            event.add(key, clean(calendar[key]))
    event.add("organizer", _person(*parseaddr(calendar.get("organizer") or sender)))
    if method != "PUBLISH":
        event.add(
            "attendee", _person(name, address, ROLE="REQ-PARTICIPANT", PARTSTAT="ACCEPTED", RSVP="FALSE")
        )
    return event


def _written(method: str, events: list[Event], dates: list[dict[str, Any]]) -> bytes:
    """A file of these events, with the rules of their zones a year to either side."""
    file = _file(method)
    for event in events:
        file.add_component(event)
    moments = [_moment(one[name]).date() for one in dates for name in ("begins_at", "ends_at")]
    year = timedelta(days=366)
    file.add_missing_timezones(first_date=min(moments) - year, last_date=max(moments) + year)
    return file.to_ical()


def _file(method: str) -> Calendar:
    file = Calendar()
    file.add("prodid", PRODUCT)
    file.add("version", "2.0")
    file.add("method", method)
    return file


def _moment(value: Any) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)


def _person(name: str, address: str, **params: str) -> vCalAddress:
    person = vCalAddress(f"mailto:{texts.flat(address)}")
    if texts.flat(name):
        person.params["CN"] = texts.flat(name)
    person.params.update(params)
    return person
