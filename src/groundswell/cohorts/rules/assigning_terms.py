"""What the assigning of applications to readers is given and gives back, as plain values."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

Pair = tuple[int, int]  # reader, application


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who reads at most ``cap`` applications, anchors among them; 0 for who left after some readings."""

    id: int
    cap: int


@dataclass(frozen=True, slots=True)
class Round:
    """What is to be assigned: ``each`` readings by different readers for every application.

    ``conflicts`` maps (reader, application) to the key of its reason. ``anchors`` are applications that everybody
    reads who has no conflict with them; they are not among ``applications``. ``existing`` is an assignment to keep as
    far as possible, ``done`` the readings that are over: these stay, whatever the rules say by now. The same ``seed``
    gives the same assignment.
    """

    applications: tuple[int, ...]
    readers: tuple[Reader, ...]
    each: int
    conflicts: Mapping[Pair, str]
    anchors: tuple[int, ...] = ()
    existing: frozenset[Pair] = frozenset()
    done: frozenset[Pair] = frozenset()
    seed: int = 1

    def __post_init__(self) -> None:
        known = set(self.applications)
        if self.each < 1 or len(known) < len(self.applications) or known & set(self.anchors):
            raise ValueError(
                "At least one reading each, and every application once: to be assigned or an anchor."
            )
        if len({one.id for one in self.readers}) < len(self.readers):
            raise ValueError("A reader stands twice.")
        per_application = Counter(application for _, application in self.done)
        if max(per_application.values(), default=0) > self.each:
            raise ValueError("An application was read more often than is wanted.")
        readers = {one.id for one in self.readers}
        if any(reader not in readers or application not in known for reader, application in self.done):
            raise ValueError("A reading that is over names a reader or an application of another round.")


class Kind(StrEnum):
    """Rules that can stand in the way. What ``need`` and ``have`` of its reason count stands beside each."""

    READERS = "readers"  # readers in all, for one application
    CONFLICTS = "conflicts"  # of an application: readings wanted, readers without a conflict
    CAP = "cap"  # of a reader: applications that look for this person, readings that are left under the cap
    CAPS = "caps"  # of all readers: readings wanted, the sum of the caps


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule, of one application or reader where it has one, that can't be kept together with those beside it."""

    kind: Kind
    application: int | None = None
    reader: int | None = None
    need: int = 0
    have: int = 0


class Aim(StrEnum):
    """What an assignment keeps small, the first before the second and so on."""

    CHANGES = "changes"  # readings of the existing assignment that are taken from their reader
    # How many more readings the busiest reader has than the one with fewest, without those whose cap is 0. What keeps
    # this aim is as even as can be for all others, too: the sum of the squares of loads is least.
    LOADS = "loads"
    GROUPS = "groups"  # parts into which applications and readers fall that share nothing; 1 is connected
    MEETINGS = (
        "meetings"  # sum over pairs of readers of the square of how often both read the same application
    )


@dataclass(frozen=True, slots=True)
class Reached:
    """What was reached for one aim, and the ``bound`` below which nothing that keeps the aims before it can go."""

    aim: Aim
    value: int
    bound: int

    @property
    def is_proven(self) -> bool:
        return self.value == self.bound

    @property
    def gap(self) -> float:
        """How far above the bound, as a share of it."""
        return (self.value - self.bound) / self.bound if self.bound else float(self.value > 0)


class Status(StrEnum):
    OPTIMAL = "optimal"  # proven in every aim
    WITHIN = "within"  # proven to be at most 1 % off in every aim
    FOUND = "best found"  # the best that was found; ``reached`` says what is proven all the same
    IMPOSSIBLE = "impossible"  # proven that there is none (see ``reasons``)


@dataclass(frozen=True, slots=True)
class Answer:
    """The assignment as (reader, application), readings that are over among them; anchors stand apart.

    ``most`` is how often those two readers meet who meet most often. ``reasons``: each is a smallest set of rules that
    can't be kept together; to make a round possible, one rule of every set has to give way.
    """

    status: Status
    pairs: frozenset[Pair] = frozenset()
    anchors: frozenset[Pair] = frozenset()
    reached: tuple[Reached, ...] = ()
    most: int = 0
    reasons: tuple[tuple[Reason, ...], ...] = ()
    seconds: float = 0.0
