"""When a section meets: the dates as somebody gives them, and what must hold of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.utils.translation import gettext as _

from groundswell.events.models import Meeting, Room
from groundswell.events.rules import words
from groundswell.events.rules.refusals import Refused


@dataclass(frozen=True, slots=True)
class When:
    """One date of a section: from, to (aware moments), and where. A room gives its name where no place is said."""

    begins_at: datetime
    ends_at: datetime
    place: str = ""
    link: str = ""
    room: Room | None = None

    @property
    def where(self) -> str:
        """The place in words."""
        return (self.place or (f"{self.room}, {self.room.organisation}" if self.room else ""))[:200]


def in_order(meetings: Sequence[When], zone: str) -> list[When]:
    """The dates, the earliest first. Raises Refused for none, an end before its beginning, and two at once."""
    if not meetings:
        raise Refused(_("A section needs at least one date. Say when it begins and ends."))
    if any(one.ends_at <= one.begins_at for one in meetings):
        raise Refused(_("The end must come after the beginning. Look at the two times again."))
    ordered = sorted(meetings, key=lambda one: one.begins_at)
    for one, following in pairwise(ordered):
        if following.begins_at < one.ends_at:
            raise Refused(
                _("Two dates of this section overlap: %(first)s and %(second)s. Change one of them.")
                % {
                    "first": words.moment(one.begins_at, zone),
                    "second": words.moment(following.begins_at, zone),
                }
            )
    return ordered


def room_taken(room: Room, by: Meeting, zone: str) -> Refused:
    """The refusal for a room in which somebody else meets at that time; ``by`` comes with section and event."""
    return Refused(
        _(
            "%(room)s is taken by “%(event)s” on %(from)s until %(until)s. Choose another room or another time."
        )
        % {
            "room": room.name,
            "event": by.section.event.title,
            "from": words.moment(by.begins_at, zone),
            "until": words.moment(by.ends_at, zone),
        }
    )


def rows_for(there: Sequence[Meeting], dates: Sequence[When]) -> list[Meeting | None]:
    """For each of these dates (in order) the row that goes on as it; None for a date that needs a new one.

    A row keeps its date where the date is still there; the others move in the order of time, and what is left over is
    dropped. The oldest row is never dropped while one is left: calendars know the section by it.
    """
    left = sorted(there, key=lambda row: (row.begins_at, row.pk))
    same = {(row.begins_at, row.ends_at): row for row in left}
    found = [same.pop((date.begins_at, date.ends_at), None) for date in dates]
    moving = [row for row in left if row not in found]
    found = [row or (moving.pop(0) if moving else None) for row in found]
    oldest = min(there, key=lambda row: row.pk, default=None)
    if oldest in moving:
        found[-1] = oldest
    return found
