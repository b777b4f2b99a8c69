"""A person can't be in two places at once: does a section clash with what they have already, and with what?

Asked of a diary that was read once, so that a whole page of the catalogue costs as much as one event.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from django.utils.translation import gettext as _

from groundswell.events.models import Section
from groundswell.events.queries.diary import BUSY, LEADS, SEAT, Diary, diary_of
from groundswell.events.queries.meetings import times_of
from groundswell.events.rules import words
from groundswell.kernel import clock
from groundswell.roster.choices import DayKind

CLOSED = (DayKind.HOLIDAY, DayKind.TESTING)


class Span(Protocol):
    """A stretch of time: a meeting, or anything else with two aware moments."""

    @property
    def begins_at(self) -> datetime: ...

    @property
    def ends_at(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Clash:
    """What stands against coming. ``why`` is seat, leads, busy, holiday or testing; ``words`` say it to the person."""

    why: str
    words: str

    @property
    def is_elsewhere(self) -> bool:
        """True where the person would be in two places at once; a named day at school is a warning."""
        return self.why in (SEAT, LEADS, BUSY)


def first_clash(meetings: Iterable[Span], diary: Diary, *, but: int | None = None) -> Clash | None:
    """The first clash of these dates with a diary; None without one. ``but`` is a section that doesn't count.

    Pure. Back to back is no clash.
    """
    for meeting in sorted(meetings, key=lambda one: one.begins_at):
        for taken in diary.taken:
            if (but is None or taken.section != but) and _meet(meeting, taken):
                return Clash(taken.why, _words(taken.why, taken.label, taken.begins_at, diary.zone))
        if (closed := _closed(meeting, diary)) is not None:
            return closed
    return None


def clash_of(person_id: int, section: Section) -> Clash | None:
    """What keeps a person from a section; None for nothing. Five statements."""
    return clashes_of(person_id, [section])[section.pk]


def clashes_of(person_id: int, sections: Sequence[Section]) -> dict[int, Clash | None]:
    """For each of these sections what keeps a person from it. Five statements for any number of sections."""
    meetings = times_of(sections) if sections else {}
    dates = [one for some in meetings.values() for one in some]
    if not dates:
        return dict.fromkeys(meetings)
    diary = diary_of(person_id, min(one.begins_at for one in dates), max(one.ends_at for one in dates))
    return {pk: first_clash(some, diary, but=pk) for pk, some in meetings.items()}


def _meet(one: Span, other: Span) -> bool:
    return one.begins_at < other.ends_at and other.begins_at < one.ends_at


def _closed(meeting: Span, diary: Diary) -> Clash | None:
    """A holiday or a testing day at a school of theirs, by the district's calendar days."""
    first = clock.local(meeting.begins_at, diary.zone).date()
    last = clock.local(meeting.ends_at, diary.zone).date()
    for number in range((last - first).days + 1):
        for named in diary.days.get(first + timedelta(days=number), ()):
            if named.kind in CLOSED:
                kind = str(DayKind(named.kind).label)
                what = f"{kind}: {named.title}" if named.title else kind
                told = _("%(what)s at %(school)s on that day.") % {"what": what, "school": named.school}
                return Clash(str(named.kind), told)
    return None


def _words(why: str, label: str, begins_at: datetime, zone: str) -> str:
    values = {"what": label, "when": words.moment(begins_at, zone)}
    if why == SEAT:
        return _("You have a seat in “%(what)s” at that time: %(when)s.") % values
    if why == LEADS:
        return _("You lead “%(what)s” at that time: %(when)s.") % values
    assert why == BUSY
    return _("You are busy at that time: %(what)s, %(when)s.") % values
