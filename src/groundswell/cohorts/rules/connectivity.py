"""Whether readings can be compared: applications and readers as two sorts of points, each reading a line between them.

A strict reader and a weak application look alike until somebody else has read the application, too. Only within one
connected part can severity be told from quality (Searle, Casella & McCulloch, 1992, Variance Components, on connected
data; Eccleston & Hedayat, 1974, Annals of Statistics 2:1238-1255).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from groundswell.cohorts.rules.scores import Id, Marks

Point = tuple[int, Id]  # (0, application) or (1, reader)
Lines = dict[Point, list[Point]]


@dataclass(frozen=True, slots=True)
class Part:
    """Applications and readers that hang together through readings."""

    applications: tuple[Id, ...]
    readers: tuple[Id, ...]


@dataclass(frozen=True, slots=True)
class Bridge:
    """A reading that alone joins two parts, each with readings of its own."""

    application: Id
    reader: Id


class NotConnected(ValueError):
    """The readings fall into ``parts`` whose marks nothing compares."""

    def __init__(self, parts: tuple[Part, ...]) -> None:
        self.parts = parts
        sizes = ", ".join(f"{len(one.applications)} by {len(one.readers)} readers" for one in parts)
        super().__init__(f"Applications fall into {len(parts)} parts without a common reader: {sizes}.")


def components(marks: Marks) -> tuple[Part, ...]:
    """The parts, the one with the most applications first. One part: all can be compared."""
    lines, seen, found = _lines(marks), set[Point](), []
    for start in lines:
        if start in seen:
            continue
        part = {start}
        waiting = [start]
        while waiting:
            fresh = [point for point in lines[waiting.pop()] if point not in part]
            part.update(fresh)
            waiting.extend(fresh)
        seen |= part
        found.append(_part(part))
    return tuple(sorted(found, key=lambda part: -len(part.applications)))


def must_connect(marks: Marks) -> None:
    """Raise NotConnected where the readings fall apart."""
    parts = components(marks)
    if len(parts) > 1:
        raise NotConnected(parts)


def bridges(marks: Marks) -> tuple[Bridge, ...]:
    """Readings whose loss would cut the comparison in two, in order of application and reader.

    A reading that is its application's only one, or its reader's only one, is none: its loss parts nothing else. Found
    by lowest reachable points in a depth-first search (Tarjan, 1974, Information Processing Letters 2:160-161).
    """
    lines = _lines(marks)
    found = [
        (one, other) if one[0] == 0 else (other, one)
        for one, other in _bridges(lines)
        if len(lines[one]) > 1 and len(lines[other]) > 1
    ]
    return tuple(Bridge(application, reader) for (_, application), (_, reader) in sorted(found))


def _lines(marks: Marks) -> Lines:
    lines: Lines = {}
    for application, reader in zip(marks.applications, marks.readers, strict=True):
        lines.setdefault((0, application), []).append((1, reader))
        lines.setdefault((1, reader), []).append((0, application))
    return lines


def _part(points: Iterable[Point]) -> Part:
    points = sorted(points)
    return Part(
        tuple(key for kind, key in points if kind == 0), tuple(key for kind, key in points if kind == 1)
    )


def _bridges(lines: Lines) -> Iterator[tuple[Point, Point]]:
    """Lines between two points that no other way joins. Without recursion: a search may be thousands deep."""
    entered: dict[Point, int] = {}
    lowest: dict[Point, int] = {}
    for start in lines:
        if start in entered:
            continue
        entered[start] = lowest[start] = len(entered)
        path = [(start, start, iter(lines[start]))]
        while path:
            point, came_from, rest = path[-1]
            following = next(rest, None)
            if following is None:
                path.pop()
                lowest[came_from] = min(lowest[came_from], lowest[point])
                if point != came_from and lowest[point] == entered[point]:
                    yield came_from, point
            elif following not in entered:
                entered[following] = lowest[following] = len(entered)
                path.append((following, point, iter(lines[following])))
            elif following != came_from:
                lowest[point] = min(lowest[point], entered[following])
