"""What people think of an event, and what they used of it six weeks later; who of them says so, and in which words.

What everybody who was there thinks is settled first, by exact quotas; then some keep silent, the less confident more
often. So the truth is known, and a page can be held against it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random

from groundswell.kernel.permissions import Actor
from groundswell.roster.models import Person
from groundswell.surveys.actions import responses
from groundswell.surveys.models import Invitation
from groundswell.surveys.rules.branching import Given
from groundswell.surveys.rules.ready_made import USED
from groundswell.universe.riverbend.shape import share_out
from groundswell.universe.world import RIVERBEND, World

POINTS = ("not_at_all", "slightly", "moderately", "very", "extremely")
SURE = frozenset({"very", "extremely"})
SPANISH_SHARE = 0.08
HOW_MUCH = {"wont": 0.04, "planned": 0.2, "some": 0.42, "most": 0.24, "all": 0.1}
WELL = ("slightly", "moderately", "very", "very", "extremely")
USE_TOLD, USE_WRITTEN = 0.75, 0.5  # of those who are asked, who answers; of those who used it, who writes
A_CROWD, CROWD_TOLD = 50, 0.3  # of so many fewer answer


@dataclass(frozen=True, slots=True)
class Outlook:
    """Shares of all who were there: ``confident`` over the five points, ``answering`` among the sure and the others."""

    confident: tuple[float, ...] = (0.02, 0.07, 0.21, 0.44, 0.26)
    answering: tuple[float, float] = (0.66, 0.48)
    writing: float = 0.55


@dataclass(slots=True)
class Opinion:
    """What one person thinks. ``is_told`` is false for who keeps silent."""

    confident: str
    recommend: int
    is_told: bool
    text: str = ""
    skips: frozenset[str] = field(default_factory=frozenset)

    @property
    def given(self) -> Mapping[str, str]:
        """The answers as they are sent in."""
        all_of_it = {"recommend": str(self.recommend), "confident": self.confident, "takeaway": self.text}
        return {key: value for key, value in all_of_it.items() if value and key not in self.skips}


@dataclass(frozen=True, slots=True)
class Use:
    """What one person made of it six weeks later, as far as they tell."""

    used: str
    well: str
    is_told: bool
    text: str = ""

    @property
    def given(self) -> Mapping[str, str]:
        """The answers as they are sent in."""
        every = {"used": self.used, "well": self.well, "what": self.text}
        return {key: value for key, value in every.items() if value}


def opinions_of(outlook: Outlook, people: Sequence[Person], rng: Random) -> tuple[list[Opinion], dict]:
    """An opinion for each person, and the truth about all of them as counts."""
    counts = share_out(len(people), outlook.confident) if people else [0] * len(POINTS)
    points = [point for point, count in zip(POINTS, counts, strict=True) for _ in range(count)]
    rng.shuffle(points)
    english, spanish = list(takeaways("en")), list(takeaways("es"))
    rng.shuffle(english)
    rng.shuffle(spanish)
    opinions = [_opinion(outlook, point, rng) for point in points]
    for opinion in opinions:
        if opinion.is_told and rng.random() < outlook.writing:
            words = spanish if spanish and rng.random() < SPANISH_SHARE else english
            opinion.text = words.pop() if words else ""
    truth = {
        "people": len(opinions),
        "confident": {point: points.count(point) for point in POINTS},
        "recommend": {str(n): sum(one.recommend == n for one in opinions) for n in range(1, 11)},
    }
    return opinions, truth


def uses_of(people: Sequence[Person], rng: Random) -> tuple[list[Use], dict]:
    """What each of these people used, and the truth about all of them as counts."""
    counts = share_out(len(people), tuple(HOW_MUCH.values())) if people else [0] * len(HOW_MUCH)
    points = [point for point, count in zip(HOW_MUCH, counts, strict=True) for _ in range(count)]
    rng.shuffle(points)
    texts = list(lines("used_en"))
    rng.shuffle(texts)
    told = USE_TOLD if len(people) < A_CROWD else CROWD_TOLD
    uses = []
    for point in points:
        has_used = point in USED
        writes = has_used and rng.random() < USE_WRITTEN
        uses.append(
            Use(
                point,
                rng.choice(WELL) if has_used else "",
                rng.random() < told,
                texts.pop() if writes and texts else "",
            )
        )
    return uses, {"people": len(uses), "used": {point: points.count(point) for point in HOW_MUCH}}


def added(one: dict, other: dict) -> dict:
    """The truth about two groups together."""
    return {
        key: added(value, other[key]) if isinstance(value, dict) else value + other[key]
        for key, value in one.items()
    }


def _opinion(outlook: Outlook, point: str, rng: Random) -> Opinion:
    middle = {"not_at_all": 4.0, "slightly": 6.0, "moderately": 7.6, "very": 9.0, "extremely": 9.6}[point]
    recommend = min(10, max(1, round(rng.gauss(middle, 1.0))))
    is_told = rng.random() < outlook.answering[0 if point in SURE else 1]
    skips = frozenset({"confident"}) if rng.random() < 0.03 else frozenset()
    return Opinion(point, recommend, is_told, skips=skips)


def tell(world: World, invitation: Invitation, given: Given) -> None:
    """Somebody opens the link, without signing in, and answers."""
    person = invitation.person
    by = Actor(tenant=world.tenants[RIVERBEND], name=person.name, person_id=person.pk, origin="link")
    responses.submit(by=by, invitation=invitation, answers=given)


def takeaways(language: str) -> tuple[str, ...]:
    """Invented answers to “one thing that you take away”, as teachers write them."""
    return lines(f"takeaways_{language}")


@cache
def lines(name: str) -> tuple[str, ...]:
    """The lines of a list of invented texts in this folder."""
    text = (Path(__file__).parent / f"{name}.txt").read_text(encoding="utf-8")
    return tuple(line for line in text.split("\n") if line)
