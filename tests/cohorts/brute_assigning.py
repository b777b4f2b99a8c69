"""The assigning of applications by trying everything: no flow, no search. Only for a handful.

It reads the same rounds and shares no code with the assigning, so that each can be wrong alone.
"""

from collections import Counter
from itertools import combinations, product

from groundswell.cohorts.rules.assigning_terms import Kind


def ways(given, rules=None):
    """Every assignment that keeps the rules; ``rules``: those that hold, as (kind, id), or all of them for None."""

    def holds(kind, one):
        return rules is None or (kind, one) in rules

    teams = []
    for application in given.applications:
        over = {reader for reader, other in given.done if other == application}
        able = [
            one.id
            for one in given.readers
            if one.id in over
            or (one.id, application) not in given.conflicts
            or not holds(Kind.CONFLICTS, application)
        ]
        teams.append([team for team in combinations(able, given.each) if over <= set(team)])
    for chosen in product(*teams):
        loads = Counter(reader for team in chosen for reader in team)
        over = Counter(reader for reader, _ in given.done)
        if all(
            loads[one.id] <= max(one.cap, over[one.id]) for one in given.readers if holds(Kind.CAP, one.id)
        ):
            yield {
                (reader, application)
                for team, application in zip(chosen, given.applications, strict=True)
                for reader in team
            }


def judged(given, pairs):
    """(changes, difference of loads, parts, squares of meetings)"""
    loads = Counter(reader for reader, _ in pairs)
    numbers = [loads[one.id] for one in given.readers if one.cap]
    teams = [{reader for reader, other in pairs if other == one} for one in given.applications]
    met = Counter(pair for team in teams for pair in combinations(sorted(team), 2))
    parts = []
    for team in teams:
        touching = [part for part in parts if part & team]
        parts = [part for part in parts if not part & team] + [set(team).union(*touching)]
    changes = sum(other in given.applications for _, other in given.existing - pairs)
    return (
        changes,
        max(numbers, default=0) - min(numbers, default=0),
        len(parts),
        sum(count**2 for count in met.values()),
    )


def squares(pairs):
    """The sum of the squares of loads: how even they are for all readers, not the two at the ends alone."""
    return sum(count**2 for count in Counter(reader for reader, _ in pairs).values())


def broken(given, answer):
    """Which rules an answer breaks."""
    pairs = answer.pairs
    found = [pair for pair in pairs - given.done if pair in given.conflicts]
    loads = Counter(reader for reader, _ in pairs | answer.anchors)
    over = Counter(reader for reader, _ in given.done | answer.anchors)
    found += [one for one in given.readers if loads[one.id] > max(one.cap, over[one.id])]
    each = Counter(application for _, application in pairs)
    found += [one for one in given.applications if each[one] != given.each]
    found += given.done - pairs
    return found
