"""A distribution as bars, one under the label of each answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from groundswell.kernel.charts.svg import coordinate, join, number, percent, svg

TALL = 130  # pixels, the highest column of an upright distribution


@dataclass(frozen=True, slots=True)
class Bar:
    """One answer of a distribution. ``count`` is None where the group is too small to show."""

    label: str
    count: int | None
    in_box: bool = False


def shares(rows: Sequence[Bar], people: int | None = None) -> list[Fraction | None]:
    """Each row's part of all answers; None for all when a count is withheld (the rest would give it away).

    With ``people``, where one person may give several answers, each row's part of the people.
    """
    counts = [row.count for row in rows]
    total = sum(count or 0 for count in counts) if people is None else people
    if not total or None in counts:
        return [None] * len(rows)
    return [Fraction(count or 0, total) for count in counts]


def bars(
    rows: Sequence[Bar], *, title: str, desc: str = "", uid: str = "", people: int | None = None
) -> SafeString:
    """A distribution, one bar under its label per answer; answers in the box carry the accent.

    The length is the share of all answers; where a count is withheld, it is the part of the longest bar instead,
    and the withheld one is a dashed outline, never a zero. A long scale of short labels (1 to 10) stands upright.
    """
    if len(rows) >= 7 and people is None and all(len(row.label) <= 3 for row in rows):
        return _standing(rows, title=title, desc=desc, uid=uid)
    step = 52
    longest = max((row.count or 0 for row in rows), default=0) or 1
    laid = enumerate(zip(rows, shares(rows, people), strict=True))
    drawn = [
        _bar(row, share, (row.count or 0) / longest if share is None else float(share), at * step)
        for at, (row, share) in laid
    ]
    parts = join(drawn)
    return svg("bars", parts, title=title, desc=desc, uid=uid, height=step * len(rows))


def span(low: float, high: float, value: float) -> SafeString:
    """A share on a line from 0 to 1: its possible range and where it stands. A decoration beside words."""
    return format_html(
        '<svg class="range" height="22" aria-hidden="true" focusable="false">'
        '<rect class="c-track" x="0" y="7" width="100%" height="8" rx="4"/>'
        '<rect class="c-span" x="{}%" y="7" width="{}%" height="8" rx="4"/>'
        '<rect class="c-here" x="{}%" y="1" width="4" height="20" rx="2" transform="translate(-2 0)"/></svg>',
        coordinate(low * 100),
        coordinate((high - low) * 100),
        coordinate(value * 100),
    )


def _standing(rows: Sequence[Bar], *, title: str, desc: str, uid: str) -> SafeString:
    """The same upright, side by side; the highest column is the most frequent answer, its count on top."""
    longest = max((row.count or 0 for row in rows), default=0) or 1
    step = 100 / len(rows)
    drawn = [_column(row, (row.count or 0) / longest, at * step, step) for at, row in enumerate(rows)]
    return svg("bars", join(drawn), title=title, desc=desc, uid=uid, height=TALL + 50)


def _column(row: Bar, part: float, left: float, step: float) -> SafeString:
    """One answer of an upright picture: ``part`` of the full height, between ``left`` and ``step`` further, in %."""
    middle, inset = coordinate(left + step / 2), step * 0.09
    high = max(part * TALL, 3 if row.count else 0)
    kind = "c-gap" if row.count is None else "c-bar in-box" if row.in_box else "c-bar"
    column = format_html(
        '<rect class="{}" x="{}%" y="{}" width="{}%" height="{}" rx="4"/>',
        kind,
        coordinate(left + inset),
        coordinate(24 + TALL - (TALL if row.count is None else high)),
        coordinate(step - 2 * inset),
        coordinate(TALL if row.count is None else high),
    )
    words = _("not shown") if row.count is None else number(row.count)
    texts = format_html(
        '<text x="{0}%" y="{1}" class="c-num c-strong">{2}</text><text x="{0}%" y="{3}" class="c-num">{4}</text>',
        middle,
        coordinate(16 + TALL - high),
        "" if row.count == 0 else words,
        TALL + 44,
        row.label,
    )
    ground = format_html(
        '<line class="c-axis" x1="{0}%" x2="{1}%" y1="{2}" y2="{2}"/>',
        coordinate(left),
        coordinate(left + step),
        24 + TALL,
    )
    return format_html('<g class="c-column">{}{}{}</g>', column, ground, texts)


def _bar(row: Bar, share: Fraction | None, length: float, top: int) -> SafeString:
    words = _("not shown") if row.count is None else number(row.count)
    if share is not None:
        words = f"{words} · {percent(share)}"
    label = format_html(
        '<text x="0" y="{}" class="{}">{}</text>', top + 17, "c-strong" if row.in_box else "", row.label
    )
    value = format_html('<text x="100%" y="{}" class="c-num" text-anchor="end">{}</text>', top + 17, words)
    track = format_html(
        '<rect class="{}" x="0" y="{}" width="100%" height="14" rx="7"/>',
        "c-gap" if row.count is None else "c-track",
        top + 26,
    )
    filled = SafeString("")
    if length:
        kind = "c-bar in-box" if row.in_box else "c-bar"
        filled = format_html(
            '<rect class="{}" x="0" y="{}" width="{}%" height="14" rx="7"/>',
            kind,
            top + 26,
            coordinate(length * 100),
        )
    return join([label, value, track, filled])
