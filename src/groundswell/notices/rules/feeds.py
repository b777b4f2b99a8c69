"""Calendars to subscribe to (RFC 5545): written here line by line, because a phone asks for one every few minutes.

Putting 2,000 entries together with the library that writes invitations takes most of a second of a processor; this
takes a tenth of it. Tests read the result with two independent parsers.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from groundswell.notices.queries.feeds import busy_since
from groundswell.notices.rules import texts
from groundswell.notices.rules.calendars import PRODUCT
from groundswell.roster.models import Person

LONGEST = 75  # octets of a line, its fold included
REFRESH = "PT1H"
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One date of a feed. ``key`` names it for good; the same date keeps it when it moves. Times are aware."""

    key: str
    begins_at: datetime
    ends_at: datetime
    title: str
    place: str = ""
    text: str = ""
    url: str = ""
    sequence: int = 0


def of_person(person: Person, since: datetime) -> list[Entry]:
    """What somebody has given away of their time after ``since``, as their own calendar shows it. One statement."""
    return [
        Entry(f"{one.tenant_id}:{one.key}", one.begins_at, one.ends_at, one.label, one.place)
        for one in busy_since(person, since)
    ]


def written(entries: Iterable[Entry], *, title: str, host: str, stamp: datetime) -> bytes:
    """The feed as a file: every date in UTC, in the order given. ``stamp`` is when it was put together."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_escaped(texts.flat(title))}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}",
        f"X-PUBLISHED-TTL:{REFRESH}",
    ]
    made = _moment(stamp)
    for entry in entries:
        lines += _event(entry, host, made)
    lines.append("END:VCALENDAR")
    return b"".join(folded for line in lines for folded in _folded(line))


def tag(entries: Iterable[Entry], *, title: str) -> str:
    """The same for the same feed, another one as soon as anything in it is different: for ETag."""
    told = hashlib.sha256(title.encode())
    for entry in entries:
        told.update(repr([getattr(entry, name) for name in entry.__slots__]).encode())
    return f'W/"{told.hexdigest()[:32]}"'


def _event(entry: Entry, host: str, made: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{hashlib.sha256(entry.key.encode()).hexdigest()[:32]}@{host}"
    yield f"DTSTAMP:{made}"
    yield f"DTSTART:{_moment(entry.begins_at)}"
    yield f"DTEND:{_moment(entry.ends_at)}"
    yield f"SEQUENCE:{entry.sequence}"
    yield f"SUMMARY:{_escaped(texts.flat(entry.title))}"
    if entry.place:
        yield f"LOCATION:{_escaped(texts.flat(entry.place))}"
    if entry.text:
        yield f"DESCRIPTION:{_escaped(texts.clean(entry.text))}"
    if entry.url:
        yield f"URL:{texts.flat(entry.url)}"
    yield "END:VEVENT"


def _moment(value: datetime) -> str:
    return f"{value.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    return text.translate(_ESCAPES)


def _folded(line: str) -> Iterator[bytes]:
    """A line in parts of at most 75 octets, never cut within a letter."""
    rest, lead = line.encode(), b""
    while len(rest) + len(lead) > LONGEST:
        cut = LONGEST - len(lead)
        while rest[cut] & 0xC0 == 0x80:  # the middle of a letter in UTF-8
            cut -= 1
        yield lead + rest[:cut] + b"\r\n"
        rest, lead = rest[cut:], b" "
    yield lead + rest + b"\r\n"
