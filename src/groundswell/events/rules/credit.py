"""From who was there to contact hours and credit. Pure: plain values in, plain values out.

**How minutes become hours.** A meeting holds so many minutes of learning: its length without its breaks. Somebody
who came within the grace after the start, and left within the grace before the end, was there for all of them.
Otherwise the minutes between coming and leaving count, less their part of the breaks, in whole minutes, never more
than the meeting holds. What a facilitator wrote ("45 minutes") counts as written. Minutes of all meetings are added
first and rounded once, by the programme's rule; the default goes down to the quarter of an hour, so that no paper
ever says more than was.

**How hours become credit.** Credit is rounded hours times the programme's rate (1 for contact hours, 0.1 for CEU of ten
hours each), for whoever was there for the least share that the programme asks. Who was there for less keeps the
hours and earns no credit.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum
from fractions import Fraction

ONE_MINUTE = timedelta(minutes=1)
PLACES = Decimal("0.0001")  # credit is kept to four places; papers show two


class Presence(StrEnum):
    """What was noted about one person at one meeting."""

    THERE = "there"  # all of it, unless times say otherwise
    PARTLY = "partly"  # part of it: times or minutes say which
    ABSENT = "absent"
    NOT_NOTED = "not_noted"  # nobody took attendance


class Rounding(StrEnum):
    DOWN = "down"
    NEAREST = "nearest"


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting of a section. Both times aware; ``break_minutes`` lie somewhere inside."""

    begins_at: datetime
    ends_at: datetime
    break_minutes: int = 0

    def __post_init__(self) -> None:
        if self.ends_at <= self.begins_at:
            raise ValueError("A meeting ends after it begins.")
        if not 0 <= self.break_minutes < self.length:
            raise ValueError("The breaks of a meeting are shorter than the meeting.")

    @property
    def length(self) -> int:
        """Whole minutes from beginning to end, also across a change of clocks."""
        return _minutes(self.begins_at, self.ends_at)

    @property
    def minutes(self) -> int:
        """Minutes of learning: the length without the breaks."""
        return self.length - self.break_minutes


@dataclass(frozen=True, slots=True)
class Attendance:
    """What was noted about one person at one meeting.

    ``arrived_at`` and ``left_at`` are aware, or None for "on time" and "to the end". ``minutes``, when a facilitator
    wrote them, go before both.
    """

    meeting: Meeting
    presence: Presence
    arrived_at: datetime | None = None
    left_at: datetime | None = None
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class CreditRule:
    """A programme's rule. Hours are rounded to ``step`` (in hours) once, over all meetings.

    ``minimum_share`` (0 to 1) is the part of the minutes that earns credit; ``most_hours`` caps what one section can
    give; ``grace_minutes`` is how late one may come, and how early go, without losing a minute.
    """

    unit: str = ""  # as papers call it: "CEU", "clock hours"; empty: contact hours alone
    rate: Decimal = Decimal(1)  # credit for one hour
    step: Decimal = Decimal("0.25")
    rounding: Rounding = Rounding.DOWN
    minimum_share: Fraction = Fraction(4, 5)
    grace_minutes: int = 10
    most_hours: Decimal | None = None

    def __post_init__(self) -> None:
        if self.step <= 0 or self.rate < 0 or self.grace_minutes < 0:
            raise ValueError("A rule needs a step above 0, and neither rate nor grace below 0.")
        if not 0 <= self.minimum_share <= 1:
            raise ValueError("The least share lies between 0 and 1.")
        if self.most_hours is not None and self.most_hours < 0:
            raise ValueError("The most hours can't be below 0.")


@dataclass(frozen=True, slots=True)
class Earned:
    """What one person's attendance of one section comes to."""

    minutes_there: int
    minutes_held: int
    hours: Decimal
    credit: Decimal
    has_credit: bool
    is_complete: bool  # attendance was noted for every meeting

    @property
    def share(self) -> Fraction:
        """Part of the minutes; 0 when nothing was held."""
        return Fraction(self.minutes_there, self.minutes_held) if self.minutes_held else Fraction(0)


def minutes_at(one: Attendance, grace_minutes: int = 0) -> int:
    """Minutes of learning that count for one meeting; 0 up to what it holds."""
    meeting = one.meeting
    if one.presence in (Presence.ABSENT, Presence.NOT_NOTED):
        return 0
    if one.minutes is not None:
        return max(0, min(one.minutes, meeting.minutes))
    if one.presence == Presence.PARTLY and one.arrived_at is None and one.left_at is None:
        return 0  # "partly" without a time says that it wasn't all, not how much
    grace = timedelta(minutes=grace_minutes)
    begins, ends = meeting.begins_at.astimezone(UTC), meeting.ends_at.astimezone(UTC)
    came = begins if one.arrived_at is None else max(begins, one.arrived_at.astimezone(UTC))
    went = ends if one.left_at is None else min(ends, one.left_at.astimezone(UTC))
    came = begins if came - begins <= grace else came
    went = ends if ends - went <= grace else went
    if went <= came:
        return 0
    return _minutes(came, went) * meeting.minutes // meeting.length


def earned(attendances: Iterable[Attendance], rule: CreditRule) -> Earned:
    """Hours and credit of one person for one section; one attendance for each meeting that was held.

    Meetings of which nothing was noted count as held and not attended, and ``is_complete`` is False: a paper waits.
    """
    noted = list(attendances)
    there = sum(minutes_at(one, rule.grace_minutes) for one in noted)
    held = sum(one.meeting.minutes for one in noted)
    hours = rounded(Fraction(there, 60), rule)
    if rule.most_hours is not None:
        hours = min(hours, rule.most_hours)
    enough = there > 0 and there >= held * rule.minimum_share
    return Earned(
        minutes_there=there,
        minutes_held=held,
        hours=hours,
        credit=(hours * rule.rate).quantize(PLACES, ROUND_DOWN) if enough else Decimal(0),
        has_credit=enough and hours > 0,
        is_complete=bool(noted) and all(one.presence != Presence.NOT_NOTED for one in noted),
    )


def rounded(hours: Fraction, rule: CreditRule) -> Decimal:
    """Exact hours to the rule's step. Exactly half a step goes up where the rule rounds to the nearest."""
    steps = hours / Fraction(rule.step)
    return int(steps + (Fraction(1, 2) if rule.rounding == Rounding.NEAREST else 0)) * rule.step


def _minutes(begins: datetime, ends: datetime) -> int:
    """Whole minutes between two aware times. In UTC: a subtraction on one wall clock would not see its change."""
    return (ends.astimezone(UTC) - begins.astimezone(UTC)) // ONE_MINUTE
