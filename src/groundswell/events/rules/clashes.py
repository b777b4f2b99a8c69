"""A person can't be in two places at once: does a section clash with what they have already, and with what?

Asked of diaries that were read once, so that a whole page of the catalogue, or a whole team, costs as much as one.
Whether a seat can be taken is decided again in the statement that gives it (``actions.seats``).
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groundswell.events.models import Section
from groundswell.events.queries.diary import BUSY, LEADS, OFFER, SEAT, Diary, Taken, taken_by
from groundswell.events.queries.meetings import times_of
from groundswell.events.rules import words
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock
from groundswell.kernel.tenancy import current_tenant
from groundswell.roster.choices import DayKind

CLOSED = (DayKind.HOLIDAY, DayKind.TESTING)
MOST_NAMED = 5  # by name on a page; the others are counted


class Span(Protocol):
    """A stretch of time: a meeting, or anything else with two aware moments."""

    @property
    def begins_at(self) -> datetime: ...

    @property
    def ends_at(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Clash:
    """Where somebody would have to be at the same time. ``why`` is booked, offered, leads or busy.

    ``label`` and ``begins_at`` (aware) name it, ``section`` is whose date it is where it is one's. It is said in the
    language that is active when it is said.
    """

    why: str
    label: str
    begins_at: datetime
    zone: str
    section: int | None = None

    @property
    def when(self) -> str:
        return words.moment(self.begins_at, self.zone)

    @property
    def words(self) -> str:
        """What the person themselves reads."""
        return _you(self.why) % {"what": self.label, "when": self.when}

    @property
    def is_seat(self) -> bool:
        """True for a seat, which can be given back."""
        return self.why == SEAT

    def of(self, name: str) -> str:
        """The same of somebody else."""
        return _of(self.why) % {"name": name, "what": self.label, "when": self.when}

    def refused(self, seen: str = "") -> "InTwoPlaces":
        """The refusal for the person themselves: what stands in the way, and what to do."""
        return InTwoPlaces(f"{self.words} {_to_do(self.why)}", [self.words], seen)


class InTwoPlaces(Refused):
    """Somebody would be in two places at once. ``lines`` say it of each, for a page that asks a second time.

    ``seen`` (:func:`seen`) comes back with that second press; empty where there is none.
    """

    def __init__(self, said: str, lines: Sequence[str], seen: str = "") -> None:
        super().__init__(said)
        self.lines = list(lines)
        self.seen = seen


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
                found.setdefault(
                    one.section or one, Clash(one.why, one.label, one.begins_at, zone, one.section)
                )
    return list(found.values())


def named_day(meetings: Iterable[Span], diary: Diary) -> str:
    """A holiday or a testing day at a school of theirs on one of these dates, in words; empty for none. Pure."""
    said = (_closed(one, diary) for one in sorted(meetings, key=lambda one: one.begins_at))
    return next(filter(None, said), "")


def of_people(
    section: Section, people: Collection[int], *, also_here: bool = False
) -> dict[int, list[Clash]]:
    """Who of these people would be in two places at once, and where else. Two statements for any number.

    ``also_here`` counts a seat in this very section, and leading it, for who is to lead another one beside it.
    """
    dates = times_of([section])[section.pk] if people else []
    if not dates:
        return {}
    zone = current_tenant().time_zone
    taken = taken_by(people, min(one.begins_at for one in dates), max(one.ends_at for one in dates))
    but = None if also_here else section.pk
    found = {pk: elsewhere(dates, some, zone, but=but) for pk, some in taken.items()}
    return {pk: some for pk, some in found.items() if some}


def made_by(section: Section, dates: Sequence[Span], people: Collection[int]) -> dict[int, list[Clash]]:
    """Who of these people would be in two places at once on other dates of a section, where else, and is not so now.

    Two statements for any number.
    """
    now = times_of([section])[section.pk] if people else []
    every: list[Span] = [*now, *dates] if people else []
    if not every:
        return {}
    zone = current_tenant().time_zone
    taken = taken_by(people, min(one.begins_at for one in every), max(one.ends_at for one in every))
    found = {pk: new_ones(now, dates, some, zone, but=section.pk) for pk, some in taken.items()}
    return {pk: some for pk, some in found.items() if some}


def new_ones(
    now: Iterable[Span], dates: Iterable[Span], taken: Sequence[Taken], zone: str, *, but: int | None = None
) -> list[Clash]:
    """Where somebody would have to be at the same time on these dates and not on those of ``now``. Pure."""
    there = {(one.section, one.label, one.begins_at) for one in elsewhere(now, taken, zone, but=but)}
    then = elsewhere(dates, taken, zone, but=but)
    return [one for one in then if (one.section, one.label, one.begins_at) not in there]


def of_some(found: Mapping[int, Sequence[Clash]], names: Mapping[int, str]) -> InTwoPlaces:
    """The refusal for the office: how many people it would be, and of the first of them where else each is."""
    said = ngettext(
        "%(n)s person would be in two places at once.",
        "%(n)s people would be in two places at once.",
        len(found),
    ) % {"n": len(found)}
    lines = [some[0].of(names[pk]) for pk, some in list(found.items())[:MOST_NAMED]]
    if more := len(found) - len(lines):
        lines.append(ngettext("And %(n)s more.", "And %(n)s more.", more) % {"n": more})
    return InTwoPlaces(" ".join([said, *lines]), lines, seen(found))


def seen(found: Mapping[int, Sequence[Clash]]) -> str:
    """What somebody was shown, in short: another text where anyone else, or anything else of theirs, is in it."""
    said = sorted(
        (pk, one.section or 0, one.why, one.label, one.begins_at)
        for pk, some in found.items()
        for one in some
    )
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def to_give_back(found: Sequence[Clash]) -> list[Clash]:
    """The seats that somebody can give back for another one; none where anything else is in the way as well."""
    return list(found) if all(one.is_seat for one in found) else []


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
