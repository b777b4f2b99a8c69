"""Values by year as lines or columns; a year without a value is a gap, never a zero."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from groundswell.kernel.charts.svg import coordinate, join, number, series_class, svg


@dataclass(frozen=True, slots=True)
class YearValue:
    """One year of a series. ``value`` is None where there is nothing to show; ``note`` then says why."""

    year: str
    value: float | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """A named run of years, in order. All series of a chart cover the same years."""

    name: str
    values: Sequence[YearValue]


def line(
    series: Sequence[Series],
    *,
    title: str,
    desc: str = "",
    uid: str = "",
    low: float | None = None,
    high: float | None = None,
) -> SafeString:
    """Series by year; a year without a value breaks the line and is marked under the axis.

    ``low`` and ``high`` widen the scale (a score from 0 to 100); without them it fits what is shown. Whole values stand
    on a scale of whole numbers.
    """
    frame = _Frame.around(series, low=low, high=high)
    drawn = [_one_line(one, frame, place) for place, one in enumerate(series)]
    return svg(
        "line",
        join([frame.grid(), *drawn, frame.years(series)]),
        title=title,
        desc=desc,
        uid=uid,
        height=frame.height,
    )


def columns(
    one: Series, *, title: str, desc: str = "", uid: str = "", high: float | None = None
) -> SafeString:
    """One series by year as columns that stand on zero."""
    frame = _Frame.around([one], low=0, high=high)
    width = min(0.72 * (90 - frame.left) / max(len(one.values) - 1, 1), 12)
    drawn = []
    for at, year in enumerate(one.values):
        if year.value is None:
            continue
        x, y = frame.x(at), frame.y(year.value)
        drawn.append(
            format_html(
                '<rect class="c-fill s1" x="{}%" y="{}" width="{}%" height="{}" rx="3">'
                "<title>{}: {}</title></rect>",
                coordinate(x - width / 2),
                coordinate(y),
                coordinate(width),
                coordinate(frame.bottom - y),
                year.year,
                number(year.value),
            )
        )
    drawn.append(_ends(one, frame))
    return svg(
        "columns",
        join([frame.grid(), *drawn, frame.years([one])]),
        title=title,
        desc=desc,
        uid=uid,
        height=frame.height,
    )


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where years and values fall: x in per cent of the width, y in pixels from the top."""

    count: int
    low: float
    high: float
    step: float
    top: int = 26
    bottom: int = 190
    height: int = 222

    @classmethod
    def around(cls, series: Sequence[Series], *, low: float | None, high: float | None) -> "_Frame":
        shown = [year.value for one in series for year in one.values if year.value is not None]
        bottom = min([*shown, *([] if low is None else [low])], default=0)
        top = max([*shown, *([] if high is None else [high])], default=1)
        step = _nice_step((top - bottom) or abs(top) or 1)
        if shown and all(float(value).is_integer() for value in [*shown, bottom, top]):
            step = max(step, 1)
        low_tick, high_tick = math.floor(bottom / step) * step, math.ceil(top / step) * step
        if low_tick == high_tick:
            high_tick += step
        return cls(max((len(one.values) for one in series), default=0), low_tick, high_tick, step)

    @property
    def ticks(self) -> list[float]:
        """The values of the grid, from the lowest."""
        return [self.low + self.step * n for n in range(round((self.high - self.low) / self.step) + 1)]

    @property
    def left(self) -> float:
        """Where the grid begins: room for the longest number even on a phone."""
        return max(8.0, 2.5 * max(len(self.tick_words(tick)) for tick in self.ticks) + 1.5)

    def tick_words(self, tick: float) -> str:
        """A value of the grid with as many decimals as the step has."""
        digits = max(0, -math.floor(math.log10(self.step)))
        return number_format(round(tick, digits), decimal_pos=digits, use_l10n=True, force_grouping=True)

    def x(self, at: int) -> float:
        first, last = self.left + 5, 95
        return (first + last) / 2 if self.count == 1 else first + (last - first) * at / (self.count - 1)

    def y(self, value: float) -> float:
        return self.bottom - (value - self.low) / (self.high - self.low) * (self.bottom - self.top)

    def grid(self) -> SafeString:
        return join(self._rule(tick, "c-grid" if at else "c-axis") for at, tick in enumerate(self.ticks))

    def _rule(self, tick: float, kind: str) -> SafeString:
        y = self.y(tick)
        return format_html(
            '<line class="{}" x1="{}%" x2="100%" y1="{}" y2="{}"/>'
            '<text class="c-muted c-num" x="{}%" y="{}" text-anchor="end">{}</text>',
            kind,
            coordinate(self.left),
            coordinate(y),
            coordinate(y),
            coordinate(self.left - 1.5),
            coordinate(y + 4.5),
            self.tick_words(tick),
        )

    def years(self, series: Sequence[Series]) -> SafeString:
        every = max(1, math.ceil((self.count - 1) / 4))
        values = series[0].values if series else []
        words = [
            format_html(
                '<text class="c-muted c-num" x="{}%" y="{}" text-anchor="middle">{}</text>',
                coordinate(self.x(at)),
                self.bottom + 24,
                year.year,
            )
            for at, year in enumerate(values)
            if at == len(values) - 1 or (at % every == 0 and len(values) - 1 - at >= every / 2 + 0.5)
        ]
        gap = (
            '<rect class="c-gap" x="{}%" y="{}" width="8" height="8" transform="translate(-4 0)">'
            "<title>{}: {}</title></rect>"
        )
        gaps = [
            format_html(gap, coordinate(self.x(at)), self.bottom - 14, year.year, year.note or _("no data"))
            for at, year in enumerate(values)
            if year.value is None and len(series) == 1
        ]
        return join([*words, *gaps])


def _one_line(one: Series, frame: _Frame, place: int) -> SafeString:
    shown = _shown(one)
    kind = series_class(place)
    segment = '<line class="c-line c-stroke {}" x1="{}%" y1="{}" x2="{}%" y2="{}"/>'
    lines = [
        format_html(
            segment,
            kind,
            coordinate(frame.x(a)),
            coordinate(frame.y(v)),
            coordinate(frame.x(b)),
            coordinate(frame.y(w)),
        )
        for (a, _from, v), (b, _to, w) in pairwise(shown)
        if b == a + 1
    ]
    mark = '<circle class="c-hollow c-stroke {}" cx="{}%" cy="{}" r="4"><title>{} {}: {}</title></circle>'
    marks = [
        format_html(
            mark,
            kind,
            coordinate(frame.x(at)),
            coordinate(frame.y(value)),
            one.name,
            year,
            number(value),
        )
        for at, year, value in shown
    ]
    return join([*lines, *marks, _ends(one, frame)])


def _shown(one: Series) -> list[tuple[int, str, float]]:
    """(place, year, value) of the years that have a value."""
    return [(at, year.year, year.value) for at, year in enumerate(one.values) if year.value is not None]


def _ends(one: Series, frame: _Frame) -> SafeString:
    """The first and the last value, written where they stand."""
    shown = _shown(one)
    ends = [*shown[:1], *shown[1:][-1:]]
    word = '<text class="c-strong c-num c-halo" x="{}%" y="{}" text-anchor="middle">{}</text>'
    return format_html_join(
        "",
        word,
        (
            (coordinate(frame.x(at)), coordinate(frame.y(value) - 11), number(value))
            for at, _year, value in ends
        ),
    )


def _nice_step(span: float) -> float:
    """A step of 1, 2 or 5 times a power of ten that makes about four steps of the span."""
    raw = span / 4
    power = 10.0 ** math.floor(math.log10(raw))
    return next(m * power for m in (1, 2, 5, 10) if m * power >= raw * 0.999)
