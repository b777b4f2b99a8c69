"""A plan in milliseconds, so that time which runs out leaves a plan; and the small cases that once had no answer."""

import time
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings

from groundswell.events.rules import planning_bounds as bounds
from groundswell.events.rules import planning_people as people
from groundswell.events.rules import planning_solver as solver
from groundswell.events.rules.planning import plan
from groundswell.events.rules.planning_answers import Plan, Verdict
from groundswell.events.rules.planning_first import first_plan
from groundswell.events.rules.planning_problem import Problem
from groundswell.events.rules.planning_reasons import shortages
from groundswell.events.rules.planning_terms import Facilitator, PossibleDate, Programme, Room, anonymous
from groundswell.events.rules.school_day import SubstituteDay
from tests.events.brute_planning import Everything, broken
from tests.events.test_planning import MONDAY, SETTINGS, design_workshops, small_programmes
from tests.support.counts import count


def weekdays(number):
    days = (MONDAY + timedelta(days=at) for at in range(2 * number))
    return tuple(PossibleDate(day) for day in days if day.weekday() < 5)[:number]


def online(number):
    return tuple(Room(f"online {at}", 20) for at in range(number))


def leaders(number, most):
    return tuple(Facilitator(at, most) for at in range(number))


def sixty(**changes):
    """Three sessions for 60 people of 30 schools within ten days."""
    given = {
        "participants": anonymous(dict.fromkeys(range(1, 31), 2)), "dates": weekdays(10), "rooms": online(3),
        "facilitators": leaders(3, 10), "sessions": 3, "substitutes": 3, "longest_gap": 14,
    }  # fmt: skip
    return Programme(**{**given, **changes})


def two_days(**changes):
    """Two sessions for 250 people of 40 schools within twenty days, led by two people."""
    counts = {school: 6 + (school <= 10) for school in range(1, 41)}
    given = {
        "participants": anonymous(counts), "dates": weekdays(20), "rooms": online(2),
        "facilitators": leaders(2, 20), "sessions": 2, "substitutes": 3,
    }  # fmt: skip
    return Programme(**{**given, **changes})


@pytest.mark.parametrize("asked", [sixty(), two_days(), two_days(dates=weekdays(15), shortest_gap=7)])
def test_what_once_had_no_answer_is_planned_with_proof_within_a_second(asked):
    solver._library()  # to load it takes a processor half a second, once
    began = time.process_time()
    found = plan(asked)
    assert (found.verdict, broken(asked, found)) == (Verdict.OPTIMAL, [])
    assert time.process_time() - began < 1


def short_of_time(asked):
    found = plan(asked, seconds=0)
    assert all(one.value >= one.bound for one in found.reached)
    assert broken(asked, found) == [] or not found.sections
    return found


def test_a_plan_stands_where_no_time_is_left_for_a_proof(monkeypatch):
    """Two rooms of thirty, which no facilitator leads alone, and a day that costs half: nothing is plain here."""
    cheap = tuple(
        replace(one, cost=SubstituteDay.HALF) if at % 4 == 3 else one for at, one in enumerate(weekdays(15))
    )
    asked = two_days(dates=cheap, rooms=(Room(1, 30), Room(2, 30)), facilitators=leaders(3, 14))
    found = short_of_time(asked)
    assert found.verdict == Verdict.FEASIBLE
    assert not all(one.is_proven for one in found.reached), "and it says how far off it may be"
    monkeypatch.setattr(solver, "first_plan", lambda problem: None)
    assert short_of_time(asked).verdict == Verdict.UNKNOWN, (
        "the control: the solver alone has nothing by then"
    )


def test_no_time_is_no_proof_that_there_is_no_plan():
    gaps = two_days(shortest_gap=7, longest_gap=7, dates=weekdays(15))
    assert short_of_time(gaps).verdict != Verdict.IMPOSSIBLE


def test_a_first_plan_of_the_districts_case_keeps_every_rule():
    asked = design_workshops(7, 3)
    problem = Problem(asked)
    numbers = first_plan(problem)
    assert numbers is not None
    assert broken(asked, as_plan(problem, numbers)) == []


def as_plan(problem, numbers):
    return Plan(Verdict.FEASIBLE, people.sections(problem, numbers), people.school_dates(problem, numbers))


@pytest.mark.slow
@given(small_programmes())
@settings(SETTINGS, max_examples=count(60, 1500))
def test_a_first_plan_keeps_every_rule_and_none_is_found_where_there_is_none(asked):
    problem = Problem(asked)
    if not asked.participants or shortages(problem):
        return
    numbers = first_plan(problem)
    if numbers is not None:
        assert broken(asked, as_plan(problem, numbers)) == []
        best = Everything(asked).best()
        assert best is not None and tuple(bounds.reached(problem, numbers).values()) >= best
