"""Gives every application its readers and keeps, provably, changes least and then loads most even.

Readings flow from applications to readers: a unit from an application to a reader without conflict, at most ``cap``
units out of a reader. Each change costs more than all unevenness together, and the load of a reader costs its square.
Such a flow costs least where no cycle of exchanges makes it cheaper (M. Klein, "A primal method for minimal cost
flows", Management Science 14, 1967), so that the end of the search is the proof. The loads that are possible form an
M-convex set, and on one of those the least sum of squares has at once the smallest largest and the largest smallest
load (A. Frank and K. Murota, "Decreasing minimization on M-convex sets", Mathematical Programming 195, 2022; for one
reading each: N. Harvey, R. Ladner, L. Lovász, T. Tamir, "Semi-matchings for bipartite graphs and load balancing",
Journal of Algorithms 59, 2006).
"""

from collections import deque
from dataclasses import dataclass, field
from random import Random

from groundswell.cohorts.rules.assigning_terms import Pair, Round


@dataclass(slots=True)
class Table:
    """Who may read what, and who does. Readers and applications are places, from 0.

    ``by[application]`` are its readers, those in ``fixed[application]`` have read it. ``loads`` count anchors, too.
    """

    names: list[int]
    titles: list[int]
    each: int
    may: list[set[int]]
    caps: list[int]
    kept: list[set[int]]
    fixed: list[set[int]]
    by: list[set[int]] = field(default_factory=list)
    loads: list[int] = field(default_factory=list)

    def changes(self) -> int:
        return sum(len(kept - by) for kept, by in zip(self.kept, self.by, strict=True))

    def pairs(self) -> frozenset[Pair]:
        return frozenset(
            (self.names[reader], self.titles[at]) for at, by in enumerate(self.by) for reader in by
        )

    def move(self, at: int, loser: int, winner: int) -> None:
        self.by[at].remove(loser)
        self.by[at].add(winner)
        self.loads[loser] -= 1
        self.loads[winner] += 1


@dataclass(frozen=True, slots=True)
class Stuck:
    """Applications that want more readings than all readers together can give them; places."""

    applications: frozenset[int]


def table(
    given: Round, *, is_free: frozenset[int] = frozenset(), is_open: frozenset[int] = frozenset()
) -> Table:
    """The round with nothing assigned but what is over. ``is_free``: readers whose cap, ``is_open``: applications
    whose conflicts are left out of account (places).
    """
    names, titles = [one.id for one in given.readers], list(given.applications)
    place = {name: number for number, name in enumerate(names)}
    may, kept, fixed = [], [], []
    for at, title in enumerate(titles):
        shut = (
            set()
            if at in is_open
            else {reader for reader, name in enumerate(names) if (name, title) in given.conflicts}
        )
        over = {place[name] for name, other in given.done if other == title}
        may.append((set(range(len(names))) - shut) | over)
        fixed.append(over)
        kept.append({place[name] for name in names if (name, title) in given.existing} & may[-1] | over)
    anchors = [sum((name, one) not in given.conflicts for one in given.anchors) for name in names]
    loads = [anchors[reader] + sum(reader in over for over in fixed) for reader in range(len(names))]
    most = len(titles) + len(given.anchors)
    caps = [most if number in is_free else one.cap for number, one in enumerate(given.readers)]
    return Table(names, titles, given.each, may, caps, kept, fixed, [set(over) for over in fixed], loads)


def fill(now: Table, rng: Random) -> Stuck | None:
    """Give every application its readers: existing ones first, then whoever has least; by exchanges where nobody is
    left. Where it can't be done, the applications that stand in each other's way.
    """
    for at, kept in enumerate(now.kept):
        for reader in sorted(kept - now.by[at]):
            if now.loads[reader] < now.caps[reader] and len(now.by[at]) < now.each:
                now.by[at].add(reader)
                now.loads[reader] += 1
    ties = [rng.random() for _ in now.names]
    for at in sorted(range(len(now.titles)), key=lambda one: len(now.may[one])):
        while len(now.by[at]) < now.each:
            free = [one for one in now.may[at] - now.by[at] if now.loads[one] < now.caps[one]]
            if free:
                reader = min(free, key=lambda one: (now.loads[one], ties[one]))
                now.by[at].add(reader)
                now.loads[reader] += 1
            elif (stuck := _exchange(now, at)) is not None:
                return stuck
    return None


def _exchange(now: Table, start: int) -> Stuck | None:
    """One more reader for an application, by a row of readers who hand an application on: the shortest there is."""
    came: dict[int, tuple[int, int | None]] = {}  # reader: for which application, and who hands it over
    line: deque[int] = deque()
    seen = {start}

    def look(at: int, giver: int | None) -> None:
        for reader in now.may[at] - now.by[at] - came.keys():
            came[reader] = (at, giver)
            line.append(reader)

    look(start, None)
    held: list[list[int]] = [[] for _ in now.names]
    for at, by in enumerate(now.by):
        for reader in by - now.fixed[at]:
            held[reader].append(at)
    while line:
        reader = line.popleft()
        if now.loads[reader] < now.caps[reader]:
            now.loads[reader] += 1
            end: int | None = reader
            while end is not None:
                at, giver = came[end]
                now.by[at].add(end)
                if giver is not None:
                    now.by[at].remove(giver)
                end = giver
            return None
        for at in held[reader]:
            seen.add(at)
            look(at, reader)
    return Stuck(frozenset(seen))


def settle(now: Table) -> None:
    """Exchange until no cycle of exchanges is cheaper: changes least, then loads most even. This is the proof, too."""
    while cycle := _cheaper(now):
        for at, loser, winner in cycle:
            now.move(at, loser, winner)


Step = tuple[int, int, int]  # application, who gives it away, who takes it


def _cheaper(now: Table) -> list[Step]:
    """A cycle of exchanges that costs less than nothing, by Bellman and Ford; empty where there is none.

    One node more than readers closes the rows: it is left for who gives a reading away for good and entered from who
    takes one on. Its edges bear what a load costs; those between readers what changes cost.
    """
    dear = 2 * (sum(now.loads) + 2) * (len(now.names) + 2)
    closing = len(now.names)
    edges: dict[tuple[int, int], tuple[int, int]] = {}
    for at, by in enumerate(now.by):
        for loser in by - now.fixed[at]:
            for winner in now.may[at] - by:
                cost = dear * ((loser in now.kept[at]) - (winner in now.kept[at]))
                if cost < edges.get((loser, winner), (dear + 1, 0))[0]:
                    edges[loser, winner] = (cost, at)
    arcs = [(loser, winner, cost) for (loser, winner), (cost, _) in edges.items()]
    arcs += [(closing, one, 1 - 2 * load) for one, load in enumerate(now.loads)]
    arcs += [(one, closing, 2 * load + 1) for one, load in enumerate(now.loads) if load < now.caps[one]]
    order = _negative(closing + 1, arcs)
    steps = zip(order, order[1:] + order[:1], strict=True)
    return [(edges[pair][1], *pair) for pair in steps if closing not in pair]


def _negative(nodes: int, arcs: list[tuple[int, int, int]]) -> list[int]:
    """The nodes of a cycle whose costs add up to less than zero, in order; empty where there is none."""
    far, before = [0] * nodes, [-1] * nodes
    last = -1
    for _ in range(nodes):
        last = -1
        for tail, head, cost in arcs:
            if far[tail] + cost < far[head]:
                far[head], before[head], last = far[tail] + cost, tail, head
        if last < 0:
            return []
    for _ in range(nodes):
        last = before[last]
    cycle = [last]
    while (node := before[cycle[-1]]) != last:
        cycle.append(node)
    return cycle[::-1]
