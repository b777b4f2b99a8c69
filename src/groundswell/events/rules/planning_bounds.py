"""What no plan can do better than, by counting, and what a plan in numbers reaches."""

from collections import Counter

from groundswell.events.rules.planning_answers import Aim
from groundswell.events.rules.planning_model import Numbers
from groundswell.events.rules.planning_problem import Problem


def least_away(problem: Problem, school: int) -> int:
    """The most substitutes on one date that a school can't do with fewer of, by its own people and dates alone."""
    everybody = problem.weight(school)
    missing = everybody * problem.programme.sessions
    limits = []
    for place in problem.usable(school, problem.rules):
        if problem.cost(school, place):
            limit = problem.limit(school, place)
            limits.append(everybody if limit is None else min(limit, everybody))
        else:
            missing -= everybody
    return next(
        (level for level in range(everybody) if sum(min(level, one) for one in limits) >= missing), everybody
    )


def least_worst(problem: Problem) -> int:
    """The bound of :attr:`Aim.WORST_DAY`."""
    return max(problem.programme.comfortable, *(least_away(problem, school) for school in problem.by_school))


def cheapest(problem: Problem) -> list[int]:
    """The half days of a substitute that anybody costs on each date at least."""
    return [
        min(int(problem.cost(school, place)) for school in problem.by_school)
        for place in range(len(problem.dates))
    ]


def least_halves(problem: Problem) -> int:
    """The bound of :attr:`Aim.HALF_DAYS` where everybody counts as one: the cheapest dates are filled first."""
    given, missing, halves = problem.programme, problem.people() * problem.programme.sessions, 0
    costs = cheapest(problem)
    for place in sorted(problem.usable_by_any(problem.rules), key=costs.__getitem__):
        day = problem.days[place]
        seats = sum(one.seats for one in given.rooms if one.days is None or day in one.days)
        led = given.ratio * sum(one.days is None or day in one.days for one in given.facilitators)
        some = min(missing, seats, led, problem.people())
        missing, halves = missing - some, halves + some * costs[place]
    return halves


def least_facilitator_days(problem: Problem) -> int:
    """The bound of :attr:`Aim.FACILITATOR_DAYS`: nobody leads more than the ratio."""
    return problem.programme.sessions * -(-problem.people() // problem.programme.ratio)


def least(problem: Problem) -> dict[Aim, int]:
    """The bound of each aim; none below zero where people need more or fewer substitutes than one."""
    alike = all(group.weight == 1 for group in problem.groups)
    return {
        Aim.WORST_DAY: least_worst(problem),
        Aim.HALF_DAYS: least_halves(problem) if alike else 0,
        Aim.FACILITATOR_DAYS: least_facilitator_days(problem),
    }


def reached(problem: Problem, numbers: Numbers) -> dict[Aim, int]:
    """What a plan reaches for each aim."""
    away: Counter[tuple[int, int]] = Counter()
    for group, rows in zip(problem.groups, numbers.attends, strict=True):
        for place in (place for row in rows for place in row):
            away[group.school, place] += group.weight
    costly = {at: count for at, count in away.items() if count and problem.cost(*at)}
    return {
        Aim.WORST_DAY: max([problem.programme.comfortable, *costly.values()]),
        Aim.HALF_DAYS: sum(count * int(problem.cost(*at)) for at, count in costly.items()),
        Aim.FACILITATOR_DAYS: sum(full + part for kinds in numbers.rooms.values() for _, full, part in kinds),
    }
