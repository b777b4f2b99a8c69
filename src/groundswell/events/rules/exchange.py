"""What a file of events would do: events, their sections and dates, each new, changed or the same. Plain values."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from groundswell.events.models import LearningEvent, Section
from groundswell.events.rules.clashes import Clash
from groundswell.events.rules.exchange_file import Problem
from groundswell.events.rules.meetings import When

NEW, CHANGED, SAME = "new", "changed", "same"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that would change: its column, what is said now and then."""

    name: str
    before: str
    after: str


@dataclass(slots=True)
class SectionPlan:
    """A section of the file. ``dates`` is None where the file says nothing of them. ``row`` is the one there is."""

    line: int
    row: Section | None
    values: dict[str, Any] = field(default_factory=dict)
    dates: list[When] | None = None
    fields: list[Field] = field(default_factory=list)
    clash: str = ""  # who would be in two places at once
    clashing: Mapping[int, Sequence[Clash]] = field(default_factory=dict)  # of those who come: by person

    @property
    def what(self) -> str:
        """new, changed or same."""
        return NEW if self.row is None else CHANGED if self.fields else SAME


@dataclass(slots=True)
class EventPlan:
    """An event of the file with its sections; ``values`` are those that the file says and that differ."""

    line: int
    row: LearningEvent | None
    title: str
    values: dict[str, Any] = field(default_factory=dict)
    fields: list[Field] = field(default_factory=list)
    sections: list[SectionPlan] = field(default_factory=list)

    @property
    def what(self) -> str:
        """new, changed or same."""
        if self.row is None:
            return NEW
        return CHANGED if self.fields or any(one.what != SAME for one in self.sections) else SAME


@dataclass(slots=True)
class Plan:
    """Everything that a file would do. With a problem nothing is done."""

    events: list[EventPlan] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def count(self, what: str) -> int:
        """How many events are new, changed or the same."""
        return sum(one.what == what for one in self.events)

    @property
    def changing(self) -> list[EventPlan]:
        return [one for one in self.events if one.what != SAME]

    @property
    def moving(self) -> list[SectionPlan]:
        """Sections that get other dates, each after the one whose room it could need: later ones from the last."""
        found = [one for event in self.changing for one in event.sections if one.row and one.dates]
        sooner = [one for one in found if one.dates and one.dates[0].begins_at <= _begins(one)]
        later = [one for one in found if one.dates and one.dates[0].begins_at > _begins(one)]
        return sorted(sooner, key=_begins) + sorted(later, key=_begins, reverse=True)

    @property
    def digest(self) -> str:
        """What was looked at, in short: another text where anything of it is different."""
        said = [
            (
                one.what,
                one.row and one.row.pk,
                one.title,
                one.fields,
                [(two.what, two.line, two.fields, two.clash) for two in one.sections],
            )
            for one in self.changing
        ]
        return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def _begins(one: SectionPlan) -> datetime:
    assert one.row is not None
    return one.row.begins_at
