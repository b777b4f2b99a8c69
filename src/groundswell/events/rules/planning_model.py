"""The variables of the planner's model for OR-Tools CP-SAT. :mod:`.planning_build` has the constraints."""

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from groundswell.events.rules.planning_answers import Limit, Rule
from groundswell.events.rules.planning_problem import Problem, Rules

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpModel


@dataclass(frozen=True, slots=True)
class Kind:
    """Rooms or facilitators that are alike: how many seats (or sections in all), and when; their places."""

    most: int
    days: frozenset[date] | None
    places: tuple[int, ...]

    def free(self, day: date) -> int:
        return len(self.places) if self.days is None or day in self.days else 0


@dataclass(slots=True)
class InRooms:
    """The rooms of one kind for one session on one date: rooms used, and their facilitators.

    ``full`` lead as many people as the ratio allows, ``part`` are those who lead the rest of a room's seats.
    """

    used: Any
    full: Any
    part: Any
    seats: Any


@dataclass(slots=True)
class Model:
    """The variables of the model, each known by (session, date, …), all from 0."""

    problem: Problem
    rules: Rules
    cp: "CpModel"
    switches: dict[Rule, Any] | None
    rooms: list[Kind]
    leaders: list[Kind]
    done: list[list[list[Any]]] = field(default_factory=list)
    in_rooms: dict[tuple[int, int, int], InRooms] = field(default_factory=dict)
    seats: dict[tuple[int, int], Any] = field(default_factory=dict)
    leading: dict[tuple[int, int], Any] = field(default_factory=dict)
    sent: dict[tuple[int, int], Any] = field(default_factory=dict)
    sits: dict[tuple[str, int, int, int], Any] = field(default_factory=dict)

    def came(self, group: int, session: int, place: int) -> Any:
        """How many of a group attend a session on a date."""
        row = self.done[group][session]
        return row[place] - row[place - 1] if place else row[place]

    def all_came(self, session: int, place: int) -> Any:
        return sum(self.came(group, session, place) for group in range(len(self.problem.groups)))

    def away(self, school: int, place: int) -> Any:
        """How many substitutes a school needs on a date."""
        groups = self.problem.groups
        return sum(
            groups[group].weight * self.came(group, session, place)
            for group in self.problem.by_school[school]
            for session in range(self.problem.programme.sessions)
        )

    def under(self, limit: Limit, subject: int | str | None, constraint: Any) -> None:
        """Ask for a constraint that holds while its rule does."""
        rule = Rule(limit, subject)
        if rule in self.rules:
            asked = self.cp.add(constraint)
            if self.switches is not None:
                asked.only_enforce_if(self.switches[rule])


@dataclass(frozen=True, slots=True)
class Numbers:
    """A plan in numbers, as the solver gives it; groups, sessions and dates are places, from 0.

    ``attends[group][session]``: the dates on which its members attend, the first one's first. ``rooms[session, date]``:
    for each kind of room its facilitators with a full share and with the rest. ``sits[session, date]``: teams that stay
    together, with the kind of room of each. ``sent[date]``: facilitators of each kind.
    """

    room_kinds: list[Kind]
    leader_kinds: list[Kind]
    attends: list[list[list[int]]]
    rooms: dict[tuple[int, int], list[tuple[int, int, int]]]
    sits: dict[tuple[int, int], dict[str, int]]
    sent: dict[int, list[tuple[int, int]]]
