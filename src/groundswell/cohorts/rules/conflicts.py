"""Which readers stand too near to which schools, from what the roster says of both."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from groundswell.cohorts.choices import ConflictKind
from groundswell.cohorts.models import Reader, SelectionPhase
from groundswell.cohorts.queries import conflicts as found
from groundswell.kernel import clock


@dataclass(frozen=True, slots=True)
class Standing:
    """A position of a reader: at which organisation, below which others, and whether it is over."""

    reader: int
    place: int
    above: tuple[int, ...] = ()
    is_over: bool = False


def conflicts(
    standings: Iterable[Standing],
    schools: Mapping[int, int],
    communities: Mapping[int, int],
    writers: Iterable[tuple[int, int]] = (),
) -> set[tuple[int, int, ConflictKind]]:
    """Every (reader, candidacy, kind).

    ``schools`` maps a candidacy to its school, ``communities`` to the school's learning community where it has one,
    ``writers`` are (reader, candidacy) of who writes that application. Who works at a team of a school works at the
    school. Who works at the learning community itself works in it.
    """
    near_to = {(reader, candidacy, ConflictKind.OWN_SCHOOL) for reader, candidacy in writers}
    at_school, in_community = _turned(schools), _turned(communities)
    for one in standings:
        places = (one.place, *one.above)
        here = {candidacy for place in places for candidacy in at_school.get(place, ())}
        kind = ConflictKind.PAST if one.is_over else ConflictKind.OWN_SCHOOL
        near_to |= {(one.reader, candidacy, kind) for candidacy in here}
        if not one.is_over:
            near = {candidacy for place in places for candidacy in in_community.get(place, ())} - here
            near_to |= {(one.reader, candidacy, ConflictKind.OWN_COMMUNITY) for candidacy in near}
    return near_to


def _turned(pairs: Mapping[int, int]) -> dict[int, Collection[int]]:
    turned: dict[int, Collection[int]] = {}
    for candidacy, place in pairs.items():
        turned[place] = [*turned.get(place, ()), candidacy]
    return turned


def from_the_roster(phase: SelectionPhase, readers: Collection[Reader]) -> set[tuple[int, int, ConflictKind]]:
    """The same for these readers and every school of the phase's call, read from the roster. Four statements."""
    by_person = {one.person_id: one.pk for one in readers}
    schools, communities = found.schools_in(phase)
    above, today = found.parents(), clock.today(phase.tenant.time_zone)
    standings = [
        Standing(by_person[person], place, _line(place, above), ends_on is not None and ends_on < today)
        for person, place, ends_on in found.positions_ever(by_person)
    ]
    writers = [(by_person[person], pk) for person, pk in found.writers_in(phase, by_person)]
    return conflicts(standings, schools, communities, writers)


def _line(place: int, above: Mapping[int, int]) -> tuple[int, ...]:
    """The organisations over a place, the nearest first."""
    line: list[int] = []
    while (place := above.get(place, 0)) and place not in line:
        line.append(place)
    return tuple(line)
