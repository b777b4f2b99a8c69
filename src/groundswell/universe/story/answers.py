"""What people think of an event, who of them says so, and in which words.

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
from groundswell.universe.riverbend.shape import share_out
from groundswell.universe.world import RIVERBEND, World

POINTS = ("not_at_all", "slightly", "moderately", "very", "extremely")
SURE = frozenset({"very", "extremely"})
SPANISH_SHARE = 0.08


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


def _opinion(outlook: Outlook, point: str, rng: Random) -> Opinion:
    middle = {"not_at_all": 4.0, "slightly": 6.0, "moderately": 7.6, "very": 9.0, "extremely": 9.6}[point]
    recommend = min(10, max(1, round(rng.gauss(middle, 1.0))))
    is_told = rng.random() < outlook.answering[0 if point in SURE else 1]
    skips = frozenset({"confident"}) if rng.random() < 0.03 else frozenset()
    return Opinion(point, recommend, is_told, skips=skips)


def tell(world: World, invitation: Invitation, opinion: Opinion) -> None:
    """Somebody opens the link, without signing in, and answers."""
    person = invitation.person
    by = Actor(tenant=world.tenants[RIVERBEND], name=person.name, person_id=person.pk, origin="link")
    responses.submit(by=by, invitation=invitation, answers=opinion.given)


@cache
def takeaways(language: str) -> tuple[str, ...]:
    """Invented answers to “one thing that you take away”, as teachers write them."""
    text = (Path(__file__).parent / f"takeaways_{language}.txt").read_text(encoding="utf-8")
    return tuple(line for line in text.split("\n") if line)
