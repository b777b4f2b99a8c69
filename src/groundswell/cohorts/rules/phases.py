"""Phases as data: what a call's timetable is made of, when a phase takes things, and the template that comes along."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from groundswell.cohorts.choices import PartKind, PhaseKind

DAY_ENDS = time(17)
SHIPPED = (
    (PhaseKind.INTEREST, 28, True),
    (PhaseKind.SCREENING, 14, True),
    (PhaseKind.READING, 28, False),
    (PhaseKind.APPROVAL, 10, True),
    (PhaseKind.VISIT, 21, False),
)
"""The five steps in the order in which they were first held: the approval comes before the visit. Each with its days,
and whether only schools that pass it go on."""

SAYS_NOTHING = (PhaseKind.INTEREST, PhaseKind.LOTTERY)
"""Phases in which nobody gives outcomes: in the first schools answer for themselves, in the last lots do."""


@dataclass(frozen=True, slots=True)
class PhaseSpec:
    """What one phase shall be. ``opens_at`` and ``closes_at`` are aware; the grace is in minutes."""

    kind: str
    opens_at: datetime
    closes_at: datetime
    grace_minutes: int = 0
    gates: bool = True
    readings: int = 3
    load_cap: int = 12
    gap: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class PartSpec:
    """One part of the application form. ``words`` is the limit, 0 for none."""

    kind: str = PartKind.TEXT
    title: str = ""
    prompt: str = ""
    words: int = 0
    required: bool = True


class Window(Protocol):
    """A stretch of time with a grace after it: a phase, or what one shall be."""

    @property
    def opens_at(self) -> datetime: ...
    @property
    def closes_at(self) -> datetime: ...
    @property
    def grace_minutes(self) -> int: ...


W = TypeVar("W", bound=Window)


def shipped(first_day: date, zone: str) -> list[PhaseSpec]:
    """The five phases one after the other, from the beginning of ``first_day``, each until 17:00 of its last day in
    the district's ``zone``; the next begins with the day after."""
    specs, begins = [], first_day
    for kind, days, gates in SHIPPED:
        last = begins + timedelta(days=days - 1)
        opens = datetime.combine(begins, time(0), ZoneInfo(zone))
        closes = datetime.combine(last, DAY_ENDS, ZoneInfo(zone))
        specs.append(PhaseSpec(kind=kind, opens_at=opens, closes_at=closes, gates=gates))
        begins = last + timedelta(days=1)
    return specs


def ends_for_good(phase: Window) -> datetime:
    """The moment from which nothing is taken any more: the end and the grace."""
    return phase.closes_at + timedelta(minutes=phase.grace_minutes)


def is_open(phase: Window, now: datetime) -> bool:
    """True while the phase takes things: from ``opens_at`` on, before ``closes_at``, and in the grace after it."""
    return phase.opens_at <= now < ends_for_good(phase)


def is_late(phase: Window, now: datetime) -> bool:
    """True for what comes in the grace: it is taken, and marked."""
    return phase.closes_at <= now < ends_for_good(phase)


def late_minutes(phase: Window, now: datetime) -> int:
    """How many minutes late it is, a begun one counted; 0 before the end."""
    return 0 if now < phase.closes_at else 1 + (now - phase.closes_at) // timedelta(minutes=1)


def current_phase(phases: Iterable[W], now: datetime) -> W | None:
    """Where a call stands: the last phase that has begun, None before the first."""
    begun = [phase for phase in phases if phase.opens_at <= now]
    return begun[-1] if begun else None


def wall_time(day: date, at: time, zone: str) -> datetime | None:
    """A time on the district's wall clock as a moment. None where the clock leaves it out that day (the hour that is
    lost in spring); where it comes twice (autumn), the later one, so that nobody loses an hour that they counted on.
    """
    moment = datetime.combine(day, at, ZoneInfo(zone)).replace(fold=1)
    there_and_back = moment.astimezone(ZoneInfo("UTC")).astimezone(ZoneInfo(zone))
    return moment if there_and_back.replace(tzinfo=None) == moment.replace(tzinfo=None) else None
