"""Why no plan fits, as far as counting tells: each check compares what is needed at least with what there is at most.

A check that fires is a proof by itself, with figures for a page. Where none does, the solver has the word
(:mod:`.planning_solver`). Either way :func:`smallest` strips a reason of what it does not need.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from groundswell.events.rules.planning_answers import Fact, Limit, Reason, Rule, Why
from groundswell.events.rules.planning_problem import Problem, Rules
from groundswell.events.rules.planning_terms import Number


@dataclass(frozen=True, slots=True)
class Shortage:
    """More is needed than there is; ``needs`` is None where no number would do."""

    needs: int | None
    has: int


Check = Callable[[Problem, Rules, Number | None], Shortage | None]


def smallest(rules: Sequence[Rule], suffices: Callable[[list[Rule]], bool]) -> list[Rule]:
    """The rules that matter: a part of ``rules`` that still suffices, from which none can be left out.

    ``suffices`` is true of ``rules`` and of whatever holds a part that suffices. It may be wrong in saying no (a
    solver that ran out of time): the answer then still suffices, but may hold more than it must. Halving the rest at
    each step, it asks about 2k(log2(n/k) + 1) times for k of n rules: QuickXplain (U. Junker, "QUICKXPLAIN: Preferred
    Explanations and Relaxations for Over-Constrained Problems", AAAI 2004).
    """

    def within(base: list[Rule], grown: bool, rest: list[Rule]) -> list[Rule]:
        if grown and suffices(base):
            return []
        if len(rest) == 1:
            return rest
        first, second = rest[: len(rest) // 2], rest[len(rest) // 2 :]
        of_second = within(base + first, True, second)
        return within(base + of_second, bool(of_second), first) + of_second

    return within([], True, list(rules)) if rules else []


def shortages(problem: Problem) -> list[Reason]:
    """Every reason that counting alone can prove, with the figures under the rules that it names.

    One that names all the rules of another, and more, is left out: who mends the other may mend it too.
    """
    found = []
    for why, check, subjects in _checks(problem):
        for subject in subjects:
            if check(problem, problem.rules, subject) is None:
                continue
            rules = smallest(problem.rules, partial(_fires, check, problem, subject))
            short = check(problem, rules, subject)
            assert short is not None
            found.append((set(rules), Reason(why, facts(problem, rules), subject, short.needs, short.has)))
    return [reason for rules, reason in found if not any(other < rules for other, _ in found)]


def facts(problem: Problem, rules: Iterable[Rule]) -> tuple[Fact, ...]:
    """Rules with their figures (see :class:`Fact`)."""
    return tuple(Fact(rule, _figures(problem, rule)) for rule in rules)


def _fires(check: Check, problem: Problem, subject: Number | None, rules: list[Rule]) -> bool:
    return check(problem, rules, subject) is not None


def _checks(problem: Problem) -> list[tuple[Why, Check, list[Number | None]]]:
    schools: list[Number | None] = list(problem.by_school)
    teams: list[Number | None] = list(problem.by_team)
    whole: list[Number | None] = [None]
    return [
        (Why.DATES, _too_few_dates, schools),
        (Why.SUBSTITUTES, _too_few_substitutes, schools),
        (Why.FACILITATORS, _too_few_facilitators, whole),
        (Why.ROOMS, _too_few_seats, whole),
        (Why.TEAM_SEATS, _room_too_small, teams),
        (Why.TEAM_LEADERS, _too_few_at_once, teams),
        (Why.TEAM_AWAY, _too_many_at_once, teams),
        (Why.TEAM_DATES, _too_few_dates_apart, teams),
    ]


def _too_few_dates(problem: Problem, rules: Rules, school: Number | None) -> Shortage | None:
    """The longest row of dates that one person could follow, against the number of sessions."""
    assert isinstance(school, int)
    usable, shortest, longest = (
        problem.usable(school, rules),
        problem.shortest_gap(rules),
        problem.longest_gap(rules),
    )
    row: dict[int, int] = {}
    for place in usable:
        gaps = {before: (problem.days[place] - problem.days[before]).days for before in row}
        fitting = [
            row[before]
            for before, gap in gaps.items()
            if gap >= shortest and (longest is None or gap <= longest)
        ]
        row[place] = 1 + max(fitting, default=0)
    return _short(problem.programme.sessions, max(row.values(), default=0))


def _too_few_substitutes(problem: Problem, rules: Rules, school: Number | None) -> Shortage | None:
    """The dates that the people of a school need, so many at once as its limit lets go, against those they have."""
    assert isinstance(school, int)
    if Rule(Limit.SUBSTITUTES, school) not in rules:
        return None
    everybody = problem.weight(school)
    usable = problem.usable(school, rules)
    limits = [problem.limit(school, place) for place in usable]
    at_once = [everybody if limit is None else min(limit, everybody) for limit in limits]
    missing = everybody * problem.programme.sessions - sum(at_once)
    if missing <= 0:
        return None
    most = max((limit for limit in limits if limit is not None), default=0)
    return Shortage(len(usable) - (-missing // most) if most else None, len(usable))


def _too_few_facilitators(problem: Problem, rules: Rules, _whole: Number | None) -> Shortage | None:
    if Rule(Limit.FACILITATORS) not in rules:
        return None
    given = problem.programme
    days = {problem.days[place] for place in problem.usable_by_any(rules)}
    has = sum(min(one.most, len(days if one.days is None else days & one.days)) for one in given.facilitators)
    return _short(given.sessions * -(-problem.people() // given.ratio), has)


def _too_few_seats(problem: Problem, rules: Rules, _whole: Number | None) -> Shortage | None:
    if Rule(Limit.ROOMS) not in rules:
        return None
    given = problem.programme
    days = {problem.days[place] for place in problem.usable_by_any(rules)}
    has = sum(
        min(one.seats, problem.people()) * len(days if one.days is None else days & one.days)
        for one in given.rooms
    )
    return _short(given.sessions * problem.people(), has)


def _room_too_small(problem: Problem, rules: Rules, team: Number | None) -> Shortage | None:
    if not {Rule(Limit.ROOMS), Rule(Limit.TOGETHER, team)} <= set(rules):
        return None
    largest = max((one.seats for one in problem.programme.rooms), default=0)
    return _short(problem.people(problem.by_team[str(team)]), largest)


def _too_few_at_once(problem: Problem, rules: Rules, team: Number | None) -> Shortage | None:
    if not {Rule(Limit.FACILITATORS), Rule(Limit.TOGETHER, team)} <= set(rules):
        return None
    given = problem.programme
    leading = [one for one in given.facilitators if one.most]
    most = max(
        (sum(one.days is None or day in one.days for one in leading) for day in problem.days), default=0
    )
    return _short(-(-problem.people(problem.by_team[str(team)]) // given.ratio), most)


def _too_many_at_once(problem: Problem, rules: Rules, team: Number | None) -> Shortage | None:
    if Rule(Limit.TOGETHER, team) not in rules:
        return None
    groups = [problem.groups[place] for place in problem.by_team[str(team)]]
    for school in sorted({group.school for group in groups}):
        if Rule(Limit.SUBSTITUTES, school) not in rules:
            continue
        away = sum(group.size * group.weight for group in groups if group.school == school)
        limits = [problem.limit(school, place) for place in problem.usable(school, rules)]
        short = _short(away, max((away if limit is None else limit for limit in limits), default=away))
        if short:
            return short
    return None


def _too_few_dates_apart(problem: Problem, rules: Rules, team: Number | None) -> Shortage | None:
    if Rule(Limit.APART, team) not in rules:
        return None
    places = problem.by_team[str(team)]
    usable = {date for place in places for date in problem.usable(problem.groups[place].school, rules)}
    return _short(problem.people(places) * problem.programme.sessions, len(usable))


def _short(needs: int, has: int) -> Shortage | None:
    return Shortage(needs, has) if needs > has else None


def _figures(problem: Problem, rule: Rule) -> dict[str, int]:
    given, subject = problem.programme, rule.subject
    dates = problem.dates
    match rule.limit:
        case Limit.SUBSTITUTES:
            assert isinstance(subject, int)
            limits = [problem.limit(subject, place) for place in range(len(dates))]
            known = [limit for limit in limits if limit is not None]
            people = problem.people(problem.by_school[subject])
            return {
                "people": people, "sessions": given.sessions, "limit": max(known), "dates": len(known)
            }  # fmt: skip
        case Limit.TESTING:
            return {"dates": sum(subject in one.testing for one in dates)}
        case Limit.HOLIDAYS:
            return {"dates": sum(subject in one.holiday for one in dates)}
        case Limit.WEEKDAYS:
            return {"dates": sum(one.day.weekday() not in given.weekdays for one in dates)}
        case Limit.SHORTEST_GAP:
            return {"days": given.shortest_gap, "sessions": given.sessions}
        case Limit.LONGEST_GAP:
            return {"days": given.longest_gap or 0, "sessions": given.sessions}
        case Limit.ROOMS:
            days = [sum(one.days is None or day in one.days for day in problem.days) for one in given.rooms]
            seats = sum(room.seats * count for room, count in zip(given.rooms, days, strict=True))
            return {"rooms": len(given.rooms), "seats": seats}
        case Limit.FACILITATORS:
            free = [
                min(one.most, len(dates) if one.days is None else len(one.days & set(problem.days)))
                for one in given.facilitators
            ]
            return {"facilitators": len(free), "days": sum(free), "ratio": given.ratio}
        case Limit.TOGETHER | Limit.APART:
            return {"people": problem.people(problem.by_team[str(subject)])}
