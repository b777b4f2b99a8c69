"""Charts as SVG, drawn on the server: no script, no inline style, colours by CSS class for light and dark.

Pure functions. Bars, lines and columns have no viewBox: x is in per cent and y in pixels, so that text keeps
its size on a phone. Every chart carries a title and a description; the page beside it shows a sentence and a
table of the same rows (templates/components/): a picture alone leaves people out.
"""

from groundswell.kernel.charts.bars import Bar, bars, shares, span
from groundswell.kernel.charts.codes import Picture, qr
from groundswell.kernel.charts.places import Place, group_names, legend, points
from groundswell.kernel.charts.svg import in_points, number, percent
from groundswell.kernel.charts.years import Series, YearValue, columns, line

__all__ = [
    "Bar",
    "Picture",
    "Place",
    "Series",
    "YearValue",
    "bars",
    "columns",
    "group_names",
    "in_points",
    "legend",
    "line",
    "number",
    "percent",
    "points",
    "qr",
    "shares",
    "span",
]
