"""A programme, sorted for the solver: interchangeable people in groups, dates in order, and the rules that bind."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from groundswell.events.rules.planning_answers import Limit, Rule
from groundswell.events.rules.planning_terms import Placing, PossibleDate, Programme
from groundswell.events.rules.school_day import SubstituteDay

Rules = Collection[Rule]
PLACED = {Placing.TOGETHER: Limit.TOGETHER, Placing.APART: Limit.APART}


@dataclass(frozen=True, slots=True)
class Group:
    """Participants of one school, weight and team: any of them may change places with any other."""

    school: int
    weight: int
    team: str
    ids: tuple[Hashable, ...]

    @property
    def size(self) -> int:
        return len(self.ids)


class Problem:
    """A programme as the checks and the solver need it. A date is known by its place in ``dates``, from 0.

    Raises ValueError for a programme that contradicts itself: a person or a date twice, a count below zero.
    """

    def __init__(self, programme: Programme) -> None:
        _refuse_nonsense(programme)
        self.programme = programme
        self.dates: tuple[PossibleDate, ...] = tuple(sorted(programme.dates, key=lambda one: one.day))
        self.days = [one.day for one in self.dates]
        members: dict[tuple[int, int, str], list[Hashable]] = defaultdict(list)
        for one in programme.participants:
            team = one.team if one.team in programme.teams else ""
            members[one.school, one.weight, team].append(one.id)
        self.groups = tuple(Group(*key, tuple(members[key])) for key in sorted(members))

    @cached_property
    def by_school(self) -> dict[int, list[int]]:
        """The places of its groups, by school."""
        found: dict[int, list[int]] = defaultdict(list)
        for place, group in enumerate(self.groups):
            found[group.school].append(place)
        return dict(found)

    @cached_property
    def by_team(self) -> dict[str, list[int]]:
        """The places of its groups, by team; teams of one person need no rule and are left out."""
        found: dict[str, list[int]] = defaultdict(list)
        for place, group in enumerate(self.groups):
            if group.team:
                found[group.team].append(place)
        return {team: places for team, places in found.items() if self.people(places) > 1}

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule that could stand in the way, those first that an office changes first."""
        return tuple(self._rules())

    def _rules(self) -> Iterator[Rule]:
        given = self.programme
        for school in self.by_school:
            if any(self.limit(school, place) is not None for place in range(len(self.dates))):
                yield Rule(Limit.SUBSTITUTES, school)
            if any(school in one.testing for one in self.dates):
                yield Rule(Limit.TESTING, school)
            if any(school in one.holiday for one in self.dates):
                yield Rule(Limit.HOLIDAYS, school)
        if any(day.weekday() not in given.weekdays for day in self.days):
            yield Rule(Limit.WEEKDAYS)
        if given.sessions > 1 and given.shortest_gap > 1:
            yield Rule(Limit.SHORTEST_GAP)
        if given.sessions > 1 and given.longest_gap is not None:
            yield Rule(Limit.LONGEST_GAP)
        yield from (Rule(Limit.ROOMS), Rule(Limit.FACILITATORS))
        for team in self.by_team:
            yield Rule(PLACED[given.teams[team]], team)

    def people(self, groups: Collection[int] | None = None) -> int:
        """How many people are in these groups, in all where None is given."""
        chosen = range(len(self.groups)) if groups is None else groups
        return sum(self.groups[place].size for place in chosen)

    def weight(self, school: int) -> int:
        """How many substitutes a school needs while all its people are away."""
        return sum(self.groups[place].size * self.groups[place].weight for place in self.by_school[school])

    def cost(self, school: int, place: int) -> SubstituteDay:
        return self.dates[place].cost_for(school)

    def limit(self, school: int, place: int) -> int | None:
        """The limit of substitutes that binds a school on a date; None where there is none or nothing is lost."""
        if not self.cost(school, place):
            return None
        return self.programme.most_away(school, self.days[place])

    def usable(self, school: int, rules: Rules) -> list[int]:
        """The dates on which people of a school may come under ``rules``."""
        tests, holidays = Rule(Limit.TESTING, school) in rules, Rule(Limit.HOLIDAYS, school) in rules
        weekdays = Rule(Limit.WEEKDAYS) in rules
        return [
            place
            for place, one in enumerate(self.dates)
            if not (tests and school in one.testing)
            and not (holidays and school in one.holiday)
            and not (weekdays and one.day.weekday() not in self.programme.weekdays)
        ]

    def usable_by_any(self, rules: Rules) -> list[int]:
        """The dates on which anybody may come under ``rules``."""
        return sorted({place for school in self.by_school for place in self.usable(school, rules)})

    def shortest_gap(self, rules: Rules) -> int:
        """Days between two sessions of a person; never less than one, they can't be in two places at once."""
        return max(self.programme.shortest_gap, 1) if Rule(Limit.SHORTEST_GAP) in rules else 1

    def longest_gap(self, rules: Rules) -> int | None:
        return self.programme.longest_gap if Rule(Limit.LONGEST_GAP) in rules else None

    def last_within(self, place: int, days: int) -> int:
        """The last date not after ``days`` days from the date at ``place`` (may be negative); -1 where none is."""
        return bisect_right(self.days, self.days[place] + timedelta(days=days)) - 1


def _refuse_nonsense(programme: Programme) -> None:
    ids = [one.id for one in programme.participants]
    days = [one.day for one in programme.dates]
    rooms, leaders = [one.id for one in programme.rooms], [one.id for one in programme.facilitators]
    for what, found in (("participant", ids), ("date", days), ("room", rooms), ("facilitator", leaders)):
        if len(set(found)) < len(found):
            raise ValueError(f"A {what} stands twice in the programme.")
    if programme.sessions < 1 or programme.ratio < 1:
        raise ValueError("A programme has at least one session and one participant to a facilitator.")
    counts = [one.weight for one in programme.participants] + [one.seats for one in programme.rooms]
    counts += [one.most for one in programme.facilitators] + list(programme.substitutes_at.values())
    if any(count < 0 for count in [*counts, programme.substitutes or 0, programme.comfortable]):
        raise ValueError("Seats, weights and limits are never below zero.")
