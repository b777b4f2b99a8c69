"""Whom an audience means on a day: staff by role, place and school level, and by chance where only some are asked.

Everybody's positions are read at once (two statements, whatever the audience), because one page looks at several
audiences: the one that is chosen and those of every wave that is planned.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from groundswell.roster.choices import OrganisationKind, PositionRole
from groundswell.roster.models import Organisation, Position
from groundswell.roster.queries.grants import held_on

Post = tuple[int, str, int, date | None, str]  # person, role, organisation, first day, mail address


@dataclass(frozen=True, slots=True)
class Audience:
    """What the office chose, as ``SurveyWave.audience`` keeps it. What is empty leaves it wide; all empty is all staff.

    One position has to fit every part: a teacher at one of these places. ``sample`` people are drawn by ``seed``.
    ``spares`` leaves out whoever would be asked too often.
    """

    roles: tuple[str, ...] = ()
    places: tuple[int, ...] = ()
    levels: tuple[str, ...] = ()
    sample: int | None = None
    seed: str = ""
    spares: bool = False

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Audience":
        """Read back what :attr:`stored` gave."""
        lists = {name: tuple(stored.get(name, ())) for name in ("roles", "places", "levels")}
        return cls(
            **lists,
            sample=stored.get("sample"),
            seed=stored.get("seed", ""),
            spares=stored.get("spares", False),
        )

    @property
    def stored(self) -> dict[str, Any]:
        """For the wave's JSON."""
        return {
            **{name: list(getattr(self, name)) for name in ("roles", "places", "levels")},
            **{name: getattr(self, name) for name in ("sample", "seed", "spares")},
        }


@dataclass(frozen=True, slots=True)
class Asked:
    """One of those whom an audience means, with what they mainly are that day."""

    person: int
    role: str
    place: int
    has_mail: bool


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the tree, as far as an audience asks. ``school`` is a team's school, and a place itself otherwise."""

    lies_in: frozenset[int]
    level: str
    school: int


@dataclass(frozen=True, slots=True)
class Staff:
    """Everybody who holds a position on a day, with the places where they hold them."""

    posts: tuple[Post, ...]
    places: dict[int, Place]

    def meant(self, audience: Audience) -> dict[int, Asked]:
        """Whom the audience means, by person in the order of their numbers, before any are drawn. No statement."""
        here = {
            pk
            for pk, place in self.places.items()
            if (not audience.places or not place.lies_in.isdisjoint(audience.places))
            and (not audience.levels or place.level in audience.levels)
        }
        roles = frozenset(audience.roles)
        fit = {person for person, role, at, *_ in self.posts if at in here and (not roles or role in roles)}
        found: dict[int, Asked] = {}
        for person, role, at, _, mail in self.posts:
            if person in fit and person not in found:
                found[person] = Asked(person, role, self.places[at].school, bool(mail))
        return found


def staff_on(day: date) -> Staff:
    """Everybody on staff that day, students never. Two statements.

    Posts stand in the order of persons, each person's main position first: the one held longest, and of two that
    began together the one that was noted first.
    """
    posts = _held(day).values_list("person_id", "role", "organisation_id", "begins_on", "person__email", "pk")
    ordered = sorted(posts, key=lambda one: (one[0], one[3] or date.min, one[5]))
    return Staff(tuple(one[:5] for one in ordered), _places())


def main_positions(person_ids: Collection[int], day: date) -> dict[int, tuple[str, int]]:
    """Role and place of each of these people's main position that day; who holds none is missing. One statement."""
    held = _held(day).filter(person__in=list(person_ids))
    names = ("person_id", "role", "organisation_id", "organisation__kind", "organisation__parent_id")
    found: dict[int, tuple[str, int]] = {}
    rows = held.values_list(*names, "begins_on", "pk")
    for person, role, at, kind, parent, _begins, _pk in sorted(
        rows, key=lambda one: (one[0], one[5] or date.min, one[6])
    ):
        found.setdefault(person, (role, _school_of(at, kind, parent)))
    return found


def drawn(people: Iterable[Asked], audience: Audience) -> list[Asked]:
    """Those who are asked: everybody, or a simple random sample without replacement, in the order of their numbers.

    Each person's lot is SHA-256 of the seed and their number, and the lowest lots are drawn: whoever has seed and list
    draws the same people, and one person more or less changes at most one of them.
    """
    everyone = sorted(people, key=lambda one: one.person)
    if audience.sample is None or audience.sample >= len(everyone):
        return everyone
    lots = sorted(everyone, key=lambda one: hashlib.sha256(f"{audience.seed}:{one.person}".encode()).digest())
    return sorted(lots[: audience.sample], key=lambda one: one.person)


def places_to_choose() -> dict[str, list[tuple[int, str]]]:
    """Number and name of what an audience may name, by kind: learning communities, departments, schools."""
    kinds = (OrganisationKind.LEARNING_COMMUNITY, OrganisationKind.DEPARTMENT, OrganisationKind.SCHOOL)
    found: dict[str, list[tuple[int, str]]] = {str(kind): [] for kind in kinds}
    rows = Organisation.objects.filter(kind__in=kinds, closed_on__isnull=True).order_by("name", "pk")
    for pk, kind, name in rows.values_list("pk", "kind", "name"):
        found[kind].append((pk, name))
    return found


def _held(day: date) -> Any:
    """Positions of people who are there: not gone, not another name of somebody, not erased."""
    there = {f"person__{name}__isnull": True for name in ("ended_on", "merged_into", "erased_on")}
    held = Position.objects.filter(held_on(day), person__is_student=False, **there)
    return held.exclude(role=PositionRole.STUDENT).order_by()


def _places() -> dict[int, Place]:
    rows = Organisation.objects.values_list("pk", "kind", "parent_id", "school__level")
    tree = {pk: (kind, parent, level) for pk, kind, parent, level in rows}
    found = {}
    for pk, (kind, parent, level) in tree.items():
        school = _school_of(pk, kind, parent)
        own = level if school == pk else tree[school][2]
        found[pk] = Place(frozenset(_up(pk, tree)), own or "", school)
    return found


def _up(pk: int | None, tree: Mapping[int, tuple[str, int | None, str | None]]) -> Iterator[int]:
    while pk is not None and pk in tree:
        yield pk
        pk = tree[pk][1]


def _school_of(pk: int, kind: str, parent: int | None) -> int:
    return parent if kind == OrganisationKind.TEAM and parent is not None else pk
