"""Assigns applications to readers, or says which rules leave no way.

    assign(Round(applications=(1, 2, 3), readers=(Reader(7, cap=2), …), each=3, conflicts={(7, 1): "own school"}))

It asks the database nothing and changes nothing; what goes in and comes out stands in :mod:`.assigning_terms`. An
assignment gives every application exactly ``each`` different readers, nobody an application with a conflict, nobody
more than the cap. Among all such it keeps small, in this order: changes of what was assigned before, differences of
load (:mod:`.assigning_flow`, both always with their proof), parts that share nothing, and how unevenly pairs of readers
meet (:mod:`.assigning_spread`; proven where it reaches what counting allows).
"""

import time
from random import Random

from groundswell.cohorts.rules import assigning_flow as flow
from groundswell.cohorts.rules import assigning_spread as spreading
from groundswell.cohorts.rules.assigning_reasons import reasons
from groundswell.cohorts.rules.assigning_terms import Aim, Answer, Reached, Reader, Round, Status

__all__ = ["Answer", "Reader", "Round", "Status", "assign"]

WITHIN = 0.01


def assign(given: Round, *, seconds: float = 20.0) -> Answer:
    """The best assignment that is found within about ``seconds``, or the reasons why there is none."""
    began = time.monotonic()
    against = reasons(given)
    if against:
        return Answer(Status.IMPOSSIBLE, reasons=against, seconds=time.monotonic() - began)
    rng, now = Random(given.seed), flow.table(given)
    flow.fill(now, rng)
    flow.settle(now)
    spreading.spread(now, rng, began + seconds)
    reached = tuple(_reached(given, now))
    gap = max(one.gap for one in reached)
    return Answer(
        Status.OPTIMAL if not gap else Status.WITHIN if gap <= WITHIN else Status.FOUND,
        now.pairs(),
        frozenset(
            (one.id, anchor)
            for one in given.readers
            for anchor in given.anchors
            if (one.id, anchor) not in given.conflicts
        ),
        reached,
        max((count for row in spreading.meetings(now.by, len(now.names)) for count in row), default=0),
        seconds=time.monotonic() - began,
    )


def _reached(given: Round, now: flow.Table) -> list[Reached]:
    pairs, titles = now.pairs(), set(given.applications)
    changes = sum(application in titles for _, application in given.existing - pairs)
    loads = [load for load, cap in zip(now.loads, now.caps, strict=True) if cap]
    uneven = max(loads, default=0) - min(loads, default=0)
    met = spreading.squares(spreading.meetings(now.by, len(now.names)))
    return [
        Reached(Aim.CHANGES, changes, changes),
        Reached(Aim.LOADS, uneven, uneven),
        Reached(Aim.GROUPS, spreading.groups(now), spreading.least_groups(now)),
        Reached(Aim.MEETINGS, met, spreading.least(now)),
    ]
