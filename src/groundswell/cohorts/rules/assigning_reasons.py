"""Why a round can't be assigned: smallest sets of rules that can't be kept together, with their figures.

Readings that are wanted and can't be given show in a set of applications that want more than all their readers can
give (P. Hall, "On Representatives of Subsets", Journal of the London Mathematical Society 10, 1935). From such a set
rules are lifted one by one, and those that are not needed are left out.
"""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from groundswell.cohorts.rules.assigning_flow import Stuck, Table, fill, table
from groundswell.cohorts.rules.assigning_terms import Kind, Reason, Round

MOST = 5


def reasons(given: Round) -> tuple[tuple[Reason, ...], ...]:
    """Each is a smallest set; no two share a rule. Empty where the round can be assigned."""
    if given.applications and given.each > len(given.readers):
        return ((Reason(Kind.READERS, need=given.each, have=len(given.readers)),),)
    found: list[tuple[Reason, ...]] = [(reason,) for reason in _single(given)]
    while len(found) < MOST or not found:
        lifted = [reason for reasons in found for reason in reasons]
        if any(one.kind == Kind.CAPS for one in lifted):
            break
        free = {one.reader for one in lifted if one.kind == Kind.CAP}
        opened = {one.application for one in lifted if one.kind == Kind.CONFLICTS}
        core = _core(given, free, opened)
        if not core:
            break
        found.append(core)
    return tuple(found)


def _single(given: Round) -> Iterator[Reason]:
    """Rules that no round could keep, each by itself."""
    now = table(given)
    for at, able in enumerate(now.may):
        if len(able) < given.each:
            yield Reason(Kind.CONFLICTS, now.titles[at], need=given.each, have=len(able))
    for reader, cap in enumerate(now.caps):
        anchors = now.loads[reader] - sum(reader in over for over in now.fixed)
        if anchors > cap:
            yield Reason(Kind.CAP, reader=now.names[reader], need=anchors, have=cap)
    most = len(given.applications) + len(given.anchors)
    need = sum(now.loads) + sum(given.each - len(over) for over in now.fixed)
    have = sum(max(min(cap, most), load) for cap, load in zip(now.caps, now.loads, strict=True))
    if need > have:
        yield Reason(Kind.CAPS, need=need, have=have)


def _core(given: Round, free: set[int | None], opened: set[int | None]) -> tuple[Reason, ...]:
    """A smallest set of caps and conflicts that leaves no assignment, with those lifted that were found before."""
    inside = set(given.applications)
    caps = {one.id for one in given.readers} - free
    stuck = _stuck(given, inside, caps, inside - opened)
    if stuck is None:
        return ()
    shut = _titles(given, stuck) - opened
    for title in sorted(shut):
        if _stuck(given, inside, caps, shut - {title}):
            shut.remove(title)
    for name in sorted(caps):
        if _stuck(given, inside, caps - {name}, shut):
            caps.remove(name)
    stuck = _stuck(given, inside, caps, shut)
    assert stuck is not None
    inside = _titles(given, stuck)
    for title in sorted(inside):
        if _stuck(given, inside - {title}, caps, shut):
            inside.remove(title)
    now = _part(given, inside, caps, shut)
    return (*_conflicts(given, now, shut), *_caps(now, caps))


def _titles(given: Round, stuck: Stuck) -> set[int]:
    return {given.applications[at] for at in stuck.applications}


def _conflicts(given: Round, now: Table, shut: set[int]) -> Iterator[Reason]:
    for title, able in zip(now.titles, now.may, strict=True):
        if title in shut:
            yield Reason(Kind.CONFLICTS, title, need=given.each, have=len(able))


def _caps(now: Table, caps: set[int]) -> Iterator[Reason]:
    for reader, name in enumerate(now.names):
        if name in caps:
            asked = sum(reader in able - over for able, over in zip(now.may, now.fixed, strict=True))
            left = max(now.caps[reader] - now.loads[reader], 0)
            yield Reason(Kind.CAP, reader=name, need=asked, have=left)


def _stuck(given: Round, inside: set[int], caps: set[int], shut: set[int]) -> Stuck | None:
    return fill(_part(given, inside, caps, shut), Random(given.seed))


def _part(given: Round, inside: set[int], caps: set[int], shut: set[int]) -> Table:
    """The round with some of its applications and rules. What is over elsewhere is off the cap."""
    titles = tuple(title for title in given.applications if title in inside)
    done = frozenset(pair for pair in given.done if pair[1] in inside)
    elsewhere = [sum(name == one.id for name, _ in given.done - done) for one in given.readers]
    readers = tuple(
        replace(one, cap=one.cap - over) for one, over in zip(given.readers, elsewhere, strict=True)
    )
    return table(
        replace(given, applications=titles, readers=readers, done=done, existing=frozenset()),
        is_free=frozenset(at for at, one in enumerate(readers) if one.id not in caps),
        is_open=frozenset(at for at, title in enumerate(titles) if title not in shut),
    )
