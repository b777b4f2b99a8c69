"""What stands on a certificate and on a transcript, as plain values. Pages, PDF and CSV are made from the same ones."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from groundswell.kernel.charts import Picture, qr


@dataclass(frozen=True, slots=True)
class Certificate:
    """One person's certificate for one section. Words are in the reader's language already, numbers are not."""

    district: str
    recipient: str
    title: str
    kind: str  # "Workshop"
    when: str  # "Tuesday, March 17, 2026" or "July 14 to 18, 2026"
    place: str
    hours: Decimal
    credit: Decimal
    unit: str  # "CEU"; empty where hours are all there is
    programme: str
    provider: str  # an outside partner; empty when the district's own people taught
    led_by: tuple[str, ...]
    issued_on: date
    number: str  # as it is read out on the phone: "RB-7K4M-92QX"
    check_url: str  # the public page that says whether this certificate stands
    signed_by: str = ""
    signed_as: str = ""

    @property
    def picture(self) -> Picture:
        """The address of the public page, for a phone."""
        return qr(self.check_url)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a transcript: a section here, or credit from elsewhere that the district has approved."""

    on: date
    title: str
    programme: str
    provider: str
    is_internal: bool
    hours: Decimal
    credit: Decimal = Decimal(0)
    unit: str = ""
    is_outside: bool = False  # brought by the person, with a proof
    approved_by: str = ""


@dataclass(frozen=True, slots=True)
class Total:
    """Hours, and credit by unit: CEU and clock hours are never added together."""

    hours: Decimal
    credits: tuple[tuple[str, Decimal], ...]
    count: int


@dataclass(frozen=True, slots=True)
class Part:
    """The lines of one programme, oldest first, with their total."""

    programme: str
    lines: tuple[Line, ...]
    total: Total


@dataclass(frozen=True, slots=True)
class Transcript:
    """Lines by programme, and what they come to: in all, from the district's own people, from its outside partners,
    and brought from elsewhere. ``internal_share`` is the first of the three in all hours; None without hours.
    """

    parts: tuple[Part, ...]
    total: Total
    internal: Total
    external: Total
    outside: Total

    @property
    def internal_share(self) -> Fraction | None:
        """Hours from the district's own people in all hours of the transcript, 0 to 1."""
        return Fraction(self.internal.hours) / Fraction(self.total.hours) if self.total.hours else None


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose transcript it is, for which time, and when it was drawn up."""

    district: str
    name: str
    place: str  # "Teacher, Cedar Hollow Middle School"
    begins_on: date
    ends_on: date
    drawn_up_on: date
    rule: str  # how minutes became hours, in a sentence
    check_url: str = ""
    number: str = ""


def transcript(lines: Iterable[Line]) -> Transcript:
    """Group by programme, in alphabetical order with what has none at the end, and add up."""
    rows = sorted(lines, key=lambda one: (one.on, one.title))
    names = sorted({one.programme for one in rows}, key=lambda name: (not name, name.casefold()))
    parts = [(name, tuple(one for one in rows if one.programme == name)) for name in names]
    return Transcript(
        parts=tuple(Part(name, own, total(own)) for name, own in parts),
        total=total(rows),
        internal=total([one for one in rows if one.is_internal]),
        external=total([one for one in rows if not one.is_internal and not one.is_outside]),
        outside=total([one for one in rows if one.is_outside]),
    )


def total(lines: Sequence[Line]) -> Total:
    """Sums over lines; units in alphabetical order. Credit without a unit is the hours themselves and not repeated."""
    units = sorted({one.unit for one in lines if one.unit and one.credit})
    sums = [(unit, sum((one.credit for one in lines if one.unit == unit), Decimal(0))) for unit in units]
    return Total(sum((one.hours for one in lines), Decimal(0)), tuple(sums), len(lines))
