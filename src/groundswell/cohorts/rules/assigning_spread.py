"""Makes pairs of readers meet as equally often as can be, without a change of loads or of what was kept.

Readers who share applications can be compared, and a balanced incomplete block design compares them best: every pair
meets equally often (R. A. Fisher and F. Yates, "Statistical Tables", 1938; W. G. Cochran and G. M. Cox, "Experimental
Designs", 2nd edition, 1957, chapter 11). Few numbers of readers and applications have one, and conflicts spoil it, so
we exchange readings at random and ever less patiently (S. Kirkpatrick, C. D. Gelatt, M. P. Vecchi, "Optimization by
Simulated Annealing", Science 220, 1983) until the sum of squares of the meetings is as low as counting allows
(:func:`least`), which is a proof, or the steps are over, which is none.
"""

import math
import time
from heapq import heapify, heappop, heappush
from itertools import combinations
from random import Random

from groundswell.cohorts.rules.assigning_flow import Table

STEPS = 2000  # for each reading
SHARE = 0.8  # of the time, before parts are joined
HOT, COLD = 2.0, 0.15


def least(now: Table) -> int:
    """No assignment has a smaller sum of squares: all meetings spread over all pairs of readers as evenly as their
    common applications allow, the meetings that are over among them.
    """
    may = [{at for at, able in enumerate(now.may) if reader in able} for reader in range(len(now.names))]
    over = meetings(now.fixed, len(may))
    pairs = [
        (over[one][other], most)
        for one, other in combinations(range(len(may)), 2)
        if (most := len(may[one] & may[other]))
    ]
    left = len(now.by) * math.comb(now.each, 2) - sum(count for count, _ in pairs)
    heapify(pairs)
    total = sum(count * count for count, _ in pairs)
    while left:
        count, most = heappop(pairs)
        if count < most:
            total += 2 * count + 1  # the pair that meets least meets once more
            left -= 1
            heappush(pairs, (count + 1, most))
    return total


def meetings(by: list[set[int]], readers: int) -> list[list[int]]:
    """How often each reader (row) reads the same application as each other one (column)."""
    met = [[0] * readers for _ in range(readers)]
    for group in by:
        for one, other in combinations(group, 2):
            met[one][other] += 1
            met[other][one] += 1
    return met


def squares(met: list[list[int]]) -> int:
    return sum(count * count for row in met for count in row) // 2


def groups(now: Table) -> int:
    """Into how many parts applications and readers fall that share nothing; who reads nothing is not counted."""
    return len(set(_parts(now)))


def _parts(now: Table) -> list[int]:
    """For each application the part to which it belongs, known by one of its readers."""
    leader = list(range(len(now.names)))

    def find(one: int) -> int:
        while leader[one] != one:
            leader[one] = one = leader[leader[one]]
        return one

    for by in now.by:
        first, *rest = by
        for other in rest:
            leader[find(other)] = find(first)
    return [find(next(iter(by))) for by in now.by]


def least_groups(now: Table) -> int:
    """Before the first reading each application and each reader is a part; each reading joins two at most."""
    reading = len({reader for by in now.by for reader in by})
    return max(1, len(now.by) + reading - len(now.by) * now.each) if now.by else 0


def spread(now: Table, rng: Random, until: float) -> None:
    """Exchange readings until pairs meet as evenly as can be, the steps are over, or the monotonic clock says so;
    then join what still falls into parts, which counts for more.
    """
    walk = _Walk(now, rng)
    began = time.monotonic()
    walk.anneal(least(now), began + SHARE * (until - began))
    while groups(now) > least_groups(now) and walk.connect(until):
        pass


class _Walk:
    """``held[reader]``: applications that this reader could still hand on. ``met`` as in :func:`meetings`."""

    def __init__(self, now: Table, rng: Random) -> None:
        self.now, self.rng = now, rng
        self.met = meetings(now.by, len(now.names))
        self.held: list[list[int]] = [[] for _ in now.names]
        for at, by in enumerate(now.by):
            for reader in sorted(by - now.fixed[at]):
                self.held[reader].append(at)

    def anneal(self, bound: int, until: float) -> None:
        value = squares(self.met)
        best, kept = value, [set(by) for by in self.now.by]
        steps = STEPS * sum(map(len, self.held))
        for step in range(steps):
            if value <= bound or (not step % 256 and time.monotonic() > until):
                break
            moves = self._moves()
            if not moves:
                continue
            change = sum(self._move(*move) for move in moves)
            heat = HOT * (COLD / HOT) ** (step / steps)
            if change > 0 and self.rng.random() >= math.exp(-change / heat):
                for at, loser, winner in reversed(moves):
                    self._move(at, winner, loser)
                continue
            value += change
            if value < best:
                best, kept = value, [set(by) for by in self.now.by]
        if value > best:
            self._back(kept)

    def connect(self, until: float) -> bool:
        """One exchange between two parts that leaves fewer; False where no single one does."""
        parts = _parts(self.now)
        loose = [(at, reader) for reader, held in enumerate(self.held) for at in held]
        for (at, loser), (other, winner) in combinations(loose, 2):
            if parts[at] == parts[other] or not (moves := self._swap(at, loser, other, winner)):
                continue
            for move in moves:
                self._move(*move)
            if groups(self.now) < len(set(parts)):
                return True
            for one, gave, took in reversed(moves):
                self._move(one, took, gave)
            if time.monotonic() > until:
                break
        return False

    def _moves(self) -> list[tuple[int, int, int]]:
        """An exchange at random that changes neither how even loads are nor what was kept; empty where it would."""
        now, rng = self.now, self.rng
        at = int(rng.random() * len(now.by))
        mine = [one for one in now.by[at] if one not in now.fixed[at]]
        winner = int(rng.random() * len(now.names))
        if not mine or winner in now.by[at] or winner not in now.may[at]:
            return []
        loser = mine[int(rng.random() * len(mine))]
        if now.loads[loser] == now.loads[winner] + 1 and now.loads[winner] < now.caps[winner]:
            same = (loser in now.kept[at]) == (winner in now.kept[at])
            return [(at, loser, winner)] if same else []
        if not self.held[winner]:
            return []
        return self._swap(at, loser, self.held[winner][int(rng.random() * len(self.held[winner]))], winner)

    def _swap(self, at: int, loser: int, other: int, winner: int) -> list[tuple[int, int, int]]:
        """``loser`` hands ``at`` to ``winner`` for ``other``."""
        now = self.now
        here, there = now.by[at], now.by[other]
        if loser not in here or winner not in there or winner in here or loser in there:
            return []
        if winner not in now.may[at] or loser not in now.may[other]:
            return []
        gained = (winner in now.kept[at]) + (loser in now.kept[other])
        if gained != (loser in now.kept[at]) + (winner in now.kept[other]):
            return []
        return [(at, loser, winner), (other, winner, loser)]

    def _move(self, at: int, loser: int, winner: int) -> int:
        """By how much the sum of squares grows."""
        lost, won, change = self.met[loser], self.met[winner], 0
        for reader in self.now.by[at]:
            if reader != loser:
                change += 2 * (won[reader] - lost[reader]) + 2
                lost[reader] -= 1
                won[reader] += 1
                self.met[reader][loser] -= 1
                self.met[reader][winner] += 1
        self.now.move(at, loser, winner)
        self.held[loser].remove(at)
        self.held[winner].append(at)
        return change

    def _back(self, kept: list[set[int]]) -> None:
        for at, by in enumerate(kept):
            for loser, winner in zip(sorted(self.now.by[at] - by), sorted(by - self.now.by[at]), strict=True):
                self._move(at, loser, winner)
