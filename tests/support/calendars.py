"""Calendar files as two independent programs read them; and a calendar that does what invitations say."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

import icalendar
import vobject


@dataclass(frozen=True)
class Read:
    """One entry, as far as both programs tell of it."""

    uid: str
    begins_at: datetime
    ends_at: datetime
    title: str
    place: str
    sequence: int


def read(content: bytes) -> tuple[str, list[Read]]:
    """The method of a file and its entries; fails where the two programs read something else."""
    one, other = _by_icalendar(content), _by_vobject(content)
    assert one == other, "two parsers read the same"
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b""), "every line ends with CR LF"
    return one


def _by_icalendar(content: bytes) -> tuple[str, list[Read]]:
    file = icalendar.Calendar.from_ical(content)
    entries = [
        Read(
            str(event["UID"]),
            event.decoded("DTSTART").astimezone(UTC),
            event.decoded("DTEND").astimezone(UTC),
            str(event["SUMMARY"]),
            str(event.get("LOCATION", "")),
            int(event.get("SEQUENCE", 0)),
        )
        for event in file.walk("VEVENT")
    ]
    return str(file["METHOD"]), entries


def _by_vobject(content: bytes) -> tuple[str, list[Read]]:
    file = vobject.readOne(content.decode())
    entries = [
        Read(
            event.uid.value,
            event.dtstart.value.astimezone(UTC),
            event.dtend.value.astimezone(UTC),
            event.summary.value,
            event.location.value if hasattr(event, "location") else "",
            int(event.sequence.value),
        )
        for event in getattr(file, "vevent_list", [])
    ]
    return file.method.value, entries


@dataclass
class Attendee:
    """Somebody's calendar program: it takes invitations in and takes withdrawn ones out (RFC 5546)."""

    entries: dict[str, Read] = field(default_factory=dict)
    gone: dict[str, int] = field(default_factory=dict)

    def take(self, content: bytes) -> None:
        """One file: one entry, never two; nothing older than what is known of it."""
        method, [entry] = read(content)
        known = self.entries.get(entry.uid)
        assert entry.sequence >= self.gone.get(entry.uid, 0), "a cancelled entry does not come back"
        if known is not None and entry.sequence <= known.sequence:
            assert entry == known, "what changes has a higher SEQUENCE"
        if method == "CANCEL":
            assert self.entries.pop(entry.uid, None) is not None, "what is cancelled was there"
            self.gone[entry.uid] = entry.sequence + 1
        else:
            assert method == "REQUEST"
            self.entries[entry.uid] = entry

    @property
    def dates(self) -> list[tuple[datetime, datetime]]:
        return sorted((one.begins_at, one.ends_at) for one in self.entries.values())
