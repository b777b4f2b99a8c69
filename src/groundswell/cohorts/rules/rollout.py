"""When will all schools be in? Plain arithmetic over coaches, places at the institute and schools that say yes.

    plan(Terms(schools=105, coaches=(3, 4, 5), caseload=5, places=(165,), share=Fraction(1, 2)))

A year lets in as many schools as the least of four allows: those whose design teams find places at the institute,
those whom the coaches can take on besides the schools that they have (and keep, should coaches become fewer), those
that say yes of all that are invited (all that are left), and those that are left. Shares are fractions, so that nothing
is rounded but down to whole schools. To let in more at once never puts the end off, so that taking as many as possible
each year is also the earliest way there.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

SEATS = 11  # a design team: ten educators and the principal


class Binds(StrEnum):
    """What keeps a year from letting in one school more."""

    COACHES = "coaches"
    SEATS = "seats"
    JOINING = "joining"  # schools that say yes
    NOTHING = "nothing"  # all are in


@dataclass(frozen=True, slots=True)
class Terms:
    """What a roll-out has. ``coaches`` and ``places`` have a number for each year; the last one goes on.

    ``schools``: still to come. ``caseload``: schools that a coach has at once; ``stays``: years that a school keeps its
    coach, None for ever. ``before``: schools that came in the years before the first, the latest last, and still have a
    coach. ``share``: of the schools invited in a year those that join; who did not is invited again. Of a few who are
    left, one says yes.
    """

    schools: int
    coaches: tuple[int, ...]
    caseload: Fraction | int
    places: tuple[int, ...]
    share: Fraction | int = 1
    team: int = SEATS
    stays: int | None = None
    before: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        counts = (self.schools, *self.coaches, *self.places, *self.before, self.caseload)
        if min(counts) < 0 or not self.coaches or not self.places or self.team < 1:
            raise ValueError("Schools, coaches and places are counts, and a team has somebody in it.")
        if not 0 < self.share <= 1 or (self.stays is not None and self.stays < 1):
            raise ValueError(
                "A share is above 0 and at most 1; a school keeps its coach for a year at least."
            )


@dataclass(frozen=True, slots=True)
class Year:
    """One year, from 1: schools that come in, all that are in by its end, and what keeps it from letting in more.

    ``by_coaches``, ``by_seats`` and ``by_joining``: how many schools each would let in.
    """

    number: int
    joins: int
    total: int
    binds: tuple[Binds, ...]
    by_coaches: int
    by_seats: int
    by_joining: int


@dataclass(frozen=True, slots=True)
class Plan:
    """Schools by year. ``last`` is the year in which all are in, or None where it never comes to that."""

    years: tuple[Year, ...]
    last: int | None


@dataclass(frozen=True, slots=True)
class Gain:
    """What one more coach in every year buys: years earlier (None where only then it ends at all), and schools more by
    the end of each year of the plan without.
    """

    last: int | None
    years: int | None
    more: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A year of the adoption curve: schools in by its end as planned and in fact (None: still to come), and the share
    of all schools that are open that year which are in.
    """

    year: int
    planned: int | None
    actual: int | None
    open_schools: int
    share: Fraction | None


def plan(terms: Terms) -> Plan:
    """The earliest way to let all schools in: each year takes as many as it can, until nothing moves."""
    joined: list[int] = []
    years: list[Year] = []
    left = terms.schools
    while left:
        year = _year(terms, joined, left)
        years.append(year)
        joined.append(year.joins)
        left -= year.joins
        if not year.joins and _is_still(terms, joined):
            return Plan(tuple(years), None)
    return Plan(tuple(years), len(years))


def one_more_coach(terms: Terms) -> Gain:
    """What changes with one more coach in every year."""
    without, more = plan(terms), plan(replace(terms, coaches=tuple(count + 1 for count in terms.coaches)))
    earlier = without.last - more.last if without.last is not None and more.last is not None else None
    return Gain(
        more.last,
        earlier,
        tuple(_total(more, year.number) - year.total for year in without.years),
    )


def actual_against_plan(
    planned: Sequence[int], actual: Sequence[int], open_schools: Sequence[int], *, first: int = 1
) -> list[Row]:
    """The adoption curve: schools that come in by year as planned and in fact, and all schools open in each year.

    ``first`` is the year of the first number. 63 of 168 schools are a share of 3/8.
    """
    rows = []
    for at, schools in enumerate(open_schools):
        done = sum(actual[: at + 1]) if at < len(actual) else None
        rows.append(
            Row(
                first + at,
                sum(planned[: at + 1]) if at < len(planned) else None,
                done,
                schools,
                Fraction(done, schools) if done is not None and schools else None,
            )
        )
    return rows


def _year(terms: Terms, joined: list[int], left: int) -> Year:
    number = len(joined) + 1
    allowed = {
        Binds.COACHES: _by_coaches(terms, joined),
        Binds.SEATS: _of(terms.places, number) // terms.team,
        Binds.JOINING: max(1, math.floor(left * terms.share)),
    }
    joins = min(left, *allowed.values())
    binds = (
        (Binds.NOTHING,) if joins == left else tuple(why for why, most in allowed.items() if most == joins)
    )
    return Year(number, joins, sum(joined) + joins, binds, *allowed.values())


def _by_coaches(terms: Terms, joined: list[int]) -> int:
    """Schools that can have a coach this year, and in each later one in which they still need it."""
    held, number = [*terms.before, *joined], len(joined) + 1
    if terms.stays is None:
        room = [
            math.floor(_of(terms.coaches, year) * terms.caseload) - sum(held)
            for year in range(number, max(number, len(terms.coaches)) + 1)
        ]
    else:
        since = len(held) + 1 - terms.stays  # who came before this place has no coach any more
        room = [
            math.floor(_of(terms.coaches, number + on) * terms.caseload) - sum(held[max(0, since + on) :])
            for on in range(terms.stays)
        ]
    return max(0, min(room))


def _is_still(terms: Terms, joined: list[int]) -> bool:
    """True where no later year can differ: the numbers go on as they are and no coach gets free."""
    if len(joined) < max(len(terms.coaches), len(terms.places)):
        return False
    return terms.stays is None or not any([*terms.before, *joined][-terms.stays :])


def _of(counts: tuple[int, ...], number: int) -> int:
    return counts[min(number, len(counts)) - 1]


def _total(found: Plan, number: int) -> int:
    return found.years[min(number, len(found.years)) - 1].total
