"""Places as points on a flat sheet, without a tile service."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from groundswell.kernel.charts.svg import coordinate, join, series_class, svg

SHAPES = (
    "M-6 0a6 6 0 1 0 12 0a6 6 0 1 0-12 0z",
    "M-5.5-5.5h11v11h-11z",
    "M0-7l6.8 12h-13.6z",
    "M0-7.6l7.6 7.6l-7.6 7.6l-7.6-7.6z",
    "M-2.5-7h5v4.5h4.5v5h-4.5v4.5h-5v-4.5h-4.5v-5h4.5z",
    "M0 7l6.8-12h-13.6z",
    "M0-7l6.66 4.84l-2.54 7.83h-8.24l-2.54-7.83z",
    "M0-8l2.1 5.1l5.5.4l-4.2 3.6l1.3 5.4l-4.7-2.9l-4.7 2.9l1.3-5.4l-4.2-3.6l5.5-.4z",
)


@dataclass(frozen=True, slots=True)
class Place:
    """A point on the map, in degrees. ``group`` decides colour and shape; ``url`` is where a click leads."""

    name: str
    lon: float
    lat: float
    group: str
    url: str = ""


def points(
    places: Sequence[Place], *, title: str, desc: str = "", uid: str = "", groups: Sequence[str] = ()
) -> SafeString:
    """A map of points in true proportions, each group with its own colour and shape, and a scale in miles.

    The links are for the pointer only; the page gives the same links in a list that the keyboard reaches.
    Raises ValueError for a place off the globe: a wrong coordinate would squeeze all the others.
    """
    groups = groups or group_names(places)
    sheet = _Sheet.around(places)
    at = [(place, *sheet.xy(place), groups.index(place.group)) for place in places]
    glow = mark_safe("".join(_glow(x, y, group) for _place, x, y, group in at))
    marks = join(_mark(place, x, y, group) for place, x, y, group in at)
    body = format_html('<g aria-hidden="true">{}{}{}</g>', glow, marks, sheet.scale())
    return svg(
        "map",
        body,
        title=title,
        desc=desc,
        uid=uid,
        height=None,
        role="group",
        box=(sheet.width, sheet.height),
    )


def group_names(places: Iterable[Place]) -> list[str]:
    """The groups of the places, in alphabetical order: the order of the legend."""
    return sorted({place.group for place in places})


def legend(places: Sequence[Place], groups: Sequence[str] = ()) -> list[tuple[SafeString, str, int]]:
    """For each group its symbol, its name and how many places it has."""
    groups = groups or group_names(places)
    counted = {group: sum(place.group == group for place in places) for group in groups}
    symbol = '<svg viewBox="-9 -9 18 18" aria-hidden="true" focusable="false">{}</svg>'
    return [
        (format_html(symbol, _symbol(at, 0, 0)), group, counted[group]) for at, group in enumerate(groups)
    ]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A flat sheet over a county: degrees of longitude shrink with the cosine of the latitude."""

    west: float
    north: float
    scale_x: float
    scale_y: float
    height: float
    width: float = 640
    margin: float = 34

    @classmethod
    def around(cls, places: Sequence[Place]) -> "_Sheet":
        wrong = [place.name for place in places if not (-180 <= place.lon <= 180 and -90 < place.lat < 90)]
        if wrong:
            raise ValueError(
                f"These places are not on the globe: {', '.join(wrong)}. Check longitude and latitude."
            )
        lons, lats = [p.lon for p in places] or [0.0], [p.lat for p in places] or [0.0]
        squeeze = math.cos(math.radians((min(lats) + max(lats)) / 2))
        across = max((max(lons) - min(lons)) * squeeze, 0.02)
        down = max(max(lats) - min(lats), 0.02)
        scale_y = min(640 - 68, (640 - 68) / across * down) / down
        west = min(lons) - ((640 - 68) / (scale_y * squeeze) - (max(lons) - min(lons))) / 2
        return cls(west, max(lats), scale_y * squeeze, scale_y, scale_y * down + 68)

    def xy(self, place: Place) -> tuple[float, float]:
        return self.margin + (place.lon - self.west) * self.scale_x, self.margin + (
            self.north - place.lat
        ) * self.scale_y

    def scale(self) -> SafeString:
        per_mile = self.scale_y / 69.0
        miles = next((m for m in (20, 10, 5, 2, 1) if m * per_mile <= self.width / 4), 1)
        y = self.height - 14
        rule = (
            '<line class="c-axis" x1="16" x2="{}" y1="{}" y2="{}"/>'
            '<text class="c-muted" x="16" y="{}">{}</text>'
        )
        return format_html(
            rule,
            coordinate(16 + miles * per_mile),
            coordinate(y),
            coordinate(y),
            coordinate(y - 7),
            _("%(n)s miles") % {"n": miles},
        )


def _mark(place: Place, x: float, y: float, group: int) -> SafeString:
    symbol = _symbol(group, x, y)
    if not place.url:
        return format_html("<g>{}<title>{}, {}</title></g>", symbol, place.name, place.group)
    link = '<a href="{}" tabindex="-1">{}<title>{}, {}</title></a>'
    return format_html(link, place.url, symbol, place.name, place.group)


# Numbers and our own class names need no escaping; a large district draws some hundred of these.
def _symbol(group: int, x: float, y: float) -> SafeString:
    shape, place = SHAPES[group % len(SHAPES)], f"{coordinate(x)} {coordinate(y)}"
    return mark_safe(
        f'<path class="c-mark c-fill {series_class(group)}" d="{shape}" transform="translate({place})"/>'
    )


def _glow(x: float, y: float, group: int) -> str:
    kind = series_class(group)
    return f'<circle class="c-glow c-fill {kind}" cx="{coordinate(x)}" cy="{coordinate(y)}" r="24"/>'
