"""The schools of Riverbend and Harbor Point, drawn from the real distribution with a seed.

The same number and seed give the same schools on every machine.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from groundswell.universe.riverbend import county
from groundswell.universe.riverbend.people import place_names

STUDENTS = 147_910
SCHOOLS = 176
HARBOR_SCHOOLS = 12
SMALL_HIGH = 500
EVERY = 13  # each thirteenth place name is kept for Harbor Point, so that the two never share one
GROUPS = ("american_indian", "asian", "hispanic", "black", "white", "pacific_islander", "two_or_more")

GRADES = {
    "elementary": ("PK", "KG", "01", "02", "03", "04", "05"),
    "middle": ("06", "07", "08"),
    "high": ("09", "10", "11", "12"),
    "k8": ("KG", "01", "02", "03", "04", "05", "06", "07", "08"),
    "secondary": ("06", "07", "08", "09", "10", "11", "12"),
    "k12": ("KG", "01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12"),
}
"""The grades of each level, by their roster codes."""

ENDINGS = {
    "elementary": ("Elementary", "Elementary", "Elementary", "Elementary", "Primary", "Montessori"),
    "middle": ("Middle", "Middle", "Middle", "Intermediate"),
    "high": ("High", "High", "High", "Senior High"),
    "k8": ("Academy", "K-8 School"),
    "secondary": ("Secondary", "School of the Arts"),
    "k12": ("School",),
}


@dataclass(frozen=True, slots=True)
class TwinSchool:
    """An invented school. `groups` counts students by race and adds up to `students`.

    `code` has six characters like a state code and `federal_code` twelve digits; neither can be a real one
    (the state part "99" is nobody's).
    """

    code: str
    federal_code: str
    name: str
    level: str
    grades: tuple[str, ...]
    learning_community: str
    lon: float
    lat: float
    students: int
    groups: dict[str, int]
    title_one: bool
    opened: int


@dataclass(frozen=True, slots=True)
class Pattern:
    """One real school's level, size and percentages by group, without its name."""

    level: str
    title_one: bool
    students: int
    shares: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """Where a district's schools stand and how its codes begin."""

    prefix: str
    federal: str
    outline: tuple[county.Point, ...]
    communities: dict[str, county.Point]


RIVERBEND = Ground("RB", "9900001", county.OUTLINE, county.COMMUNITIES)
HARBOR = Ground("HP", "9900002", county.HARBOR_OUTLINE, county.HARBOR_COMMUNITIES)


def riverbend_schools(n: int = SCHOOLS, seed: int = 1) -> list[TwinSchool]:
    """`n` schools of Riverbend, in order of their codes.

    Levels keep the real proportions; students add up to the twin's 147,910 scaled by n / 176.
    Raises ValueError when n is not between 1 and the number of place names kept for Riverbend.
    """
    names = [name for at, name in enumerate(place_names()) if at % EVERY]
    return _schools(n, Random(f"riverbend {seed}"), RIVERBEND, names, round(STUDENTS * n / SCHOOLS))


def harbor_point_schools(n: int = HARBOR_SCHOOLS, seed: int = 1) -> list[TwinSchool]:
    """The schools of the small district next door; no name of theirs can be one of Riverbend's."""
    names = place_names()[::EVERY]
    return _schools(n, Random(f"harbor point {seed}"), HARBOR, names, round(STUDENTS * n / SCHOOLS))


@cache
def patterns() -> tuple[Pattern, ...]:
    """The real distribution, one pattern for each school of 2018."""
    with (Path(__file__).parent / "shape.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(
            Pattern(
                level=row["level"],
                title_one=row["title_one"] == "Y",
                students=int(row["students"]),
                shares=tuple(int(row[group]) for group in GROUPS),
            )
            for row in csv.DictReader(lines)
        )


def share_out(total: int, weights: Sequence[float]) -> list[int]:
    """Whole numbers in proportion to the weights that add up to `total` (largest remainders)."""
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    counts = [int(part) for part in exact]
    by_remainder = sorted(range(len(exact)), key=lambda at: counts[at] - exact[at])
    for at in by_remainder[: total - sum(counts)]:
        counts[at] += 1
    return counts


def _schools(n: int, rng: Random, ground: Ground, names: Sequence[str], students: int) -> list[TwinSchool]:
    if not 1 <= n <= len(names):
        raise ValueError(f"between 1 and {len(names)} schools can be made, not {n}")
    drawn = _draw(n, rng)
    sizes = share_out(students, [pattern.students * rng.uniform(0.92, 1.08) for pattern in drawn])
    communities = _communities(drawn, rng, tuple(ground.communities))
    chosen = rng.sample(list(names), n)
    made = []
    for at, (pattern, size, community) in enumerate(zip(drawn, sizes, communities, strict=True)):
        lon, lat = county.place_in(community, ground.outline, ground.communities, rng)
        made.append(
            TwinSchool(
                code=f"{ground.prefix}{300 + at:04d}",
                federal_code=f"{ground.federal}{300 + at:05d}",
                name=f"{chosen[at]} {_ending(pattern, rng)}",
                level=pattern.level,
                grades=GRADES[pattern.level],
                learning_community=community,
                lon=lon,
                lat=lat,
                students=size,
                groups=_mix(pattern, size, rng),
                title_one=pattern.title_one,
                opened=rng.randint(1924, 2013),
            )
        )
    return made


def _draw(n: int, rng: Random) -> list[Pattern]:
    """`n` patterns: of each level its share, spread over the level's sizes; repeated only beyond 176."""
    levels = sorted({pattern.level for pattern in patterns()})
    pools = [
        sorted((p for p in patterns() if p.level == level), key=lambda p: p.students) for level in levels
    ]
    drawn: list[Pattern] = []
    for pool, count in zip(pools, share_out(n, [len(pool) for pool in pools]), strict=True):
        step = len(pool) / count if count else 0.0
        drawn += [pool[int((at + 0.5) * step) % len(pool)] for at in range(count)]
    rng.shuffle(drawn)
    return drawn


def _communities(drawn: Sequence[Pattern], rng: Random, names: Sequence[str]) -> list[str]:
    """A learning community for each school, equally many in each, neighbours being somewhat alike.

    Schools are put in order by their share of white students, blurred, and cut into equal runs: so the
    communities differ as real ones do, without any being of one kind only.
    """
    white = GROUPS.index("white")
    order = sorted(range(len(drawn)), key=lambda at: drawn[at].shares[white] + rng.gauss(0, 25))
    mixed = list(names)
    rng.shuffle(mixed)
    given = [""] * len(drawn)
    for rank, at in enumerate(order):
        given[at] = mixed[rank * len(mixed) // len(order)]
    return given


def _ending(pattern: Pattern, rng: Random) -> str:
    if pattern.level == "high" and pattern.students < SMALL_HIGH:
        return "Early College"
    return rng.choice(ENDINGS[pattern.level])


def _mix(pattern: Pattern, students: int, rng: Random) -> dict[str, int]:
    """Students by group: the pattern's percentages, moved a little."""
    weights = [max(0.0, share + rng.gauss(0, 0.06 * share)) for share in pattern.shares]
    return dict(zip(GROUPS, share_out(students, weights), strict=True))
