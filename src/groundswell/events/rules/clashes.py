"""A person can't be in two places at once: does a section clash with what they have already, and with what?

Asked of diaries that were read once, so that a whole page of the catalogue, or a whole team, costs as much as one.
Whether a seat can be taken is decided again in the statement that gives it (``actions.seats``).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from django.utils.translation import gettext as _

from groundswell.events.models import Section
from groundswell.events.queries.diary import BUSY, LEADS, OFFER, SEAT, Diary, Taken, taken_by
from groundswell.events.queries.meetings import times_of
from groundswell.events.rules import words
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock
from groundswell.kernel.tenancy import current_tenant
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
    """Where somebody would have to be at the same time. ``why`` is booked, offered, leads or busy; ``words`` say it.

    ``label`` and ``when`` name it, ``section`` is whose date it is where it is one's.
    """

    why: str
    words: str
    label: str = ""
    when: str = ""
    section: int | None = None

    @property
    def is_seat(self) -> bool:
        """True for a seat, which can be given back."""
        return self.why == SEAT

    def of(self, name: str) -> str:
        """The same of somebody else."""
        return _of(self.why) % {"name": name, "what": self.label, "when": self.when}

    def refused(self) -> Refused:
        """The refusal for the person themselves: what stands in the way, and what to do."""
        return Refused(f"{self.words} {_to_do(self.why)}")


def elsewhere(
    meetings: Iterable[Span], taken: Iterable[Taken], zone: str, *, but: int | None = None
) -> list[Clash]:
    """Where somebody would have to be at the same time, each once. ``but`` is a section that doesn't count. Pure.

    Back to back is no clash.
    """
    found: dict[object, Clash] = {}
    for meeting in sorted(meetings, key=lambda one: one.begins_at):
        for one in taken:
            if (but is None or one.section != but) and _meet(meeting, one):
                when = words.moment(one.begins_at, zone)
                said = _you(one.why) % {"what": one.label, "when": when}
                found.setdefault(one.section or one, Clash(one.why, said, one.label, when, one.section))
    return list(found.values())


def named_day(meetings: Iterable[Span], diary: Diary) -> str:
    """A holiday or a testing day at a school of theirs on one of these dates, in words; empty for none. Pure."""
    said = (_closed(one, diary) for one in sorted(meetings, key=lambda one: one.begins_at))
    return next(filter(None, said), "")


def of_people(section: Section, people: Collection[int]) -> dict[int, list[Clash]]:
    """Who of these people would be in two places at once, and where else. Two statements for any number."""
    dates = times_of([section])[section.pk] if people else []
    if not dates:
        return {}
    zone = current_tenant().time_zone
    taken = taken_by(people, min(one.begins_at for one in dates), max(one.ends_at for one in dates))
    found = {pk: elsewhere(dates, some, zone, but=section.pk) for pk, some in taken.items()}
    return {pk: some for pk, some in found.items() if some}


def _meet(one: Span, other: Span) -> bool:
    return one.begins_at < other.ends_at and other.begins_at < one.ends_at


def _closed(meeting: Span, diary: Diary) -> str:
    first = clock.local(meeting.begins_at, diary.zone).date()
    last = clock.local(meeting.ends_at, diary.zone).date()
    for number in range((last - first).days + 1):
        for named in diary.days.get(first + timedelta(days=number), ()):
            if named.kind in CLOSED:
                kind = str(DayKind(named.kind).label)
                values = {"what": f"{kind}: {named.title}" if named.title else kind, "school": named.school}
                if named.school:
                    return _("%(what)s at %(school)s on that day.") % values
                return _("%(what)s at your school on that day.") % values
    return ""


def _you(why: str) -> str:
    said = {
        SEAT: _("You have a seat in “%(what)s” at that time (%(when)s)."),
        OFFER: _("A seat in “%(what)s” is held for you at that time (%(when)s)."),
        LEADS: _("You lead “%(what)s” at that time (%(when)s)."),
        BUSY: _("You are busy at that time: %(what)s (%(when)s)."),
    }
    return said[why]


def _of(why: str) -> str:
    """A busy time of somebody else says no more than that: what it is, is in their own calendar only."""
    said = {
        SEAT: _("%(name)s has a seat in “%(what)s” at that time (%(when)s)."),
        OFFER: _("A seat in “%(what)s” is held for %(name)s at that time (%(when)s)."),
        LEADS: _("%(name)s leads “%(what)s” at that time (%(when)s)."),
        BUSY: _("%(name)s is busy at that time (%(when)s)."),
    }
    return said[why]


def _to_do(why: str) -> str:
    said = {
        SEAT: _("Give that seat back first, or choose another section."),
        OFFER: _("Pass on that seat first, or choose another section."),
        LEADS: _("Choose another section, or ask the professional-learning office who else can lead it."),
        BUSY: _("Choose another section."),
    }
    return said[why]
