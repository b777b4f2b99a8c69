"""The invented county: an outline, six learning communities, and the neighbour, Harbor Point.

Degrees as on a map, but far out at sea, so that no invented school lies on a real place.
"""

from random import Random

Point = tuple[float, float]
"""(longitude, latitude) in degrees."""

OUTLINE: tuple[Point, ...] = (
    (-72.31, 33.29),
    (-72.20, 33.24),
    (-72.06, 33.27),
    (-71.93, 33.23),
    (-71.80, 33.31),
    (-71.74, 33.43),
    (-71.77, 33.55),
    (-71.71, 33.66),
    (-71.82, 33.75),
    (-71.95, 33.72),
    (-72.07, 33.78),
    (-72.19, 33.73),
    (-72.30, 33.64),
    (-72.27, 33.52),
    (-72.34, 33.41),
)
"""The county line of Riverbend, once around, not closed."""

RIVER: tuple[Point, ...] = (
    (-72.30, 33.64),
    (-72.18, 33.57),
    (-72.09, 33.55),
    (-72.02, 33.47),
    (-71.92, 33.45),
    (-71.86, 33.37),
    (-71.80, 33.31),
)
"""The river that gives the county its name, from one side to the other."""

COMMUNITIES: dict[str, Point] = {
    "Upper River": (-72.21, 33.63),
    "North Orchards": (-71.99, 33.66),
    "Lighthouse": (-71.81, 33.62),
    "Old Town": (-72.04, 33.50),
    "South Meadows": (-72.20, 33.36),
    "Lower River": (-71.88, 33.34),
}
"""The six learning communities of Riverbend and the middle of each."""

HARBOR_OUTLINE: tuple[Point, ...] = (
    (-71.68, 33.40),
    (-71.56, 33.36),
    (-71.48, 33.44),
    (-71.53, 33.56),
    (-71.64, 33.58),
)
"""The line of Harbor Point, the small district next door."""

HARBOR_COMMUNITIES: dict[str, Point] = {"Harborside": (-71.61, 33.48), "Lightship": (-71.53, 33.46)}
"""The two learning communities of Harbor Point."""


def inside(place: Point, outline: tuple[Point, ...]) -> bool:
    """Whether a place lies within an outline (even-odd rule)."""
    x, y = place
    odd = False
    for (x1, y1), (x2, y2) in zip(outline, (*outline[1:], outline[0]), strict=True):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
            odd = not odd
    return odd


def nearest_community(place: Point, communities: dict[str, Point]) -> str:
    """The learning community whose middle is nearest."""
    x, y = place
    return min(
        communities, key=lambda name: (communities[name][0] - x) ** 2 + (communities[name][1] - y) ** 2
    )


def place_in(community: str, outline: tuple[Point, ...], communities: dict[str, Point], rng: Random) -> Point:
    """A place in a learning community, more often near its middle than at its edge."""
    x, y = communities[community]
    while True:
        place = (round(rng.gauss(x, 0.06), 5), round(rng.gauss(y, 0.06), 5))
        if inside(place, outline) and nearest_community(place, communities) == community:
            return place
