"""When all schools are in: earliest, exactly, and with what binds; and the curve of what became of it."""

from dataclasses import replace
from fractions import Fraction
from functools import cache
from math import floor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groundswell.cohorts.rules.rollout import (
    Binds,
    Terms,
    actual_against_plan,
    one_more_coach,
    plan,
)

PLENTY = (10_000,)


def joins(terms):
    return [year.joins for year in plan(terms).years]


def test_coaches_let_in_as_many_as_they_can_take_on():
    found = plan(Terms(50, coaches=(3, 4, 10), caseload=5, places=PLENTY))
    assert [(year.joins, year.total, year.binds) for year in found.years] == [
        (15, 15, (Binds.COACHES,)),
        (5, 20, (Binds.COACHES,)),
        (30, 50, (Binds.NOTHING,)),
    ]
    assert found.last == 3


def test_a_design_team_of_eleven_takes_eleven_places():
    found = plan(Terms(40, coaches=PLENTY, caseload=5, places=(165, 175)))
    assert [(year.joins, year.binds) for year in found.years] == [
        (15, (Binds.SEATS,)), (15, (Binds.SEATS,)), (10, (Binds.NOTHING,)),
    ]  # fmt: skip


def test_a_school_that_keeps_its_coach_for_two_years_makes_room_in_the_third():
    assert joins(Terms(30, coaches=(2,), caseload=5, places=PLENTY, stays=2)) == [10, 0, 10, 0, 10]
    assert joins(Terms(20, coaches=(2,), caseload=5, places=PLENTY, stays=2, before=(10, 4))) == [6, 4, 6, 4]


def test_half_of_those_who_are_invited_say_yes():
    found = plan(Terms(20, coaches=PLENTY, caseload=5, places=PLENTY, share=Fraction(1, 2)))
    assert [year.joins for year in found.years] == [10, 5, 2, 1, 1, 1]
    assert found.years[0].binds == (Binds.JOINING,)


def test_a_caseload_of_people_is_a_share_of_schools():
    """Forty people for a coach, eleven at a school: two coaches have 80, which is seven schools."""
    assert joins(Terms(7, coaches=(2,), caseload=Fraction(40, 11), places=PLENTY)) == [7]
    assert joins(Terms(8, coaches=(2, 3), caseload=Fraction(40, 11), places=PLENTY)) == [7, 1]


def test_coaches_who_will_be_fewer_take_on_fewer_now():
    found = plan(Terms(30, coaches=(4, 2), caseload=5, places=PLENTY))
    assert ([year.joins for year in found.years], found.last) == ([10, 0], None), (
        "in the second year 20 would be too many"
    )


def test_without_enough_coaches_the_end_never_comes_and_one_more_brings_it():
    terms = Terms(12, coaches=(2,), caseload=5, places=PLENTY)
    assert plan(terms).last is None
    gain = one_more_coach(terms)
    assert (gain.last, gain.years, gain.more) == (1, None, (2, 2))


def test_one_more_coach_buys_years_and_schools():
    terms = Terms(45, coaches=(1, 2, 3, 4, 5, 6, 7, 8, 9), caseload=5, places=PLENTY)
    gain = one_more_coach(terms)
    assert (plan(terms).last, gain.last, gain.years) == (9, 8, 1)
    assert gain.more == (5,) * 8 + (0,)


def test_one_more_coach_buys_nothing_where_seats_bind():
    assert one_more_coach(Terms(40, coaches=(9,), caseload=5, places=(110,))).years == 0


def test_all_schools_are_in_before_anything_is_planned():
    assert (plan(Terms(0, coaches=(1,), caseload=1, places=(1,))).last, joins(Terms(0, (1,), 1, (1,)))) == (
        0,
        [],
    )


@settings(derandomize=True)
@given(
    st.integers(1, 9),
    st.lists(st.integers(0, 3), min_size=1, max_size=4),
    st.integers(1, 3),
    st.lists(st.integers(0, 5), min_size=1, max_size=3),
    st.sampled_from([Fraction(1), Fraction(2, 3), Fraction(1, 2)]),
    st.sampled_from([None, 1, 2, 3]),
)
def test_no_other_way_has_more_schools_in_by_any_year(schools, coaches, caseload, places, share, stays):
    terms = Terms(schools, tuple(coaches), caseload, tuple(places), share, team=1, stays=stays)
    most = 5
    best = by_trying(terms, most)
    found = plan(terms)
    for number in range(1, most + 1):
        assert total(found, number) == best[number - 1]


def total(found, number):
    return found.years[min(number, len(found.years)) - 1].total


def by_trying(terms, most):
    """The most schools that can be in by each year, over all ways that leave no school without a coach later."""
    best = [0] * most

    def at(counts, year):
        return counts[min(year, len(counts)) - 1]

    @cache
    def holds(held):
        """From here on, with nobody joining any more, coaches suffice."""
        for ahead in range(max(most, len(terms.coaches)) + 3):
            year = len(held) + ahead
            with_coach = sum(held) if terms.stays is None else sum(held[max(0, year - terms.stays) :])
            if year and with_coach > at(terms.coaches, year) * terms.caseload:
                return False
        return True

    def walk(held):
        for year in range(len(held), most):
            best[year] = max(best[year], sum(held))
        if held:
            best[len(held) - 1] = max(best[len(held) - 1], sum(held))
        if len(held) == most:
            return
        left, year = terms.schools - sum(held), len(held) + 1
        limit = min(left, at(terms.places, year) // terms.team, max(1, floor(left * terms.share)))
        for some in range(limit + 1):
            if holds((*held, some)):
                walk((*held, some))

    walk(())
    return best


def test_terms_that_make_no_sense_are_refused():
    terms = Terms(1, (1,), 1, (1,))
    for changes in ({"coaches": ()}, {"schools": -1}, {"share": 0}, {"stays": 0}, {"team": 0}):
        with pytest.raises(ValueError):
            replace(terms, **changes)


def test_the_curve_has_each_year_planned_and_in_fact():
    rows = actual_against_plan([15, 18, 16, 14, 30], [15, 18, 16, 14], [164, 168, 168, 168, 170], first=2014)
    assert [(row.year, row.planned, row.actual) for row in rows] == [
        (2014, 15, 15), (2015, 33, 33), (2016, 49, 49), (2017, 63, 63), (2018, 93, None),
    ]  # fmt: skip
    assert rows[3].share == Fraction(63, 168) == Fraction("0.375")
    assert rows[4].share is None
