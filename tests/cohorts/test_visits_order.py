"""The order of visits: two visitors for each school, nobody in two places at once, and why where there is none."""

import random
import time
from datetime import date, timedelta
from itertools import combinations, pairwise, permutations, product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from groundswell.cohorts.rules import visits, visits_solver
from groundswell.cohorts.rules.visits import order
from groundswell.cohorts.rules.visits_search import search
from groundswell.cohorts.rules.visits_terms import (
    Answer,
    Busy,
    Kind,
    Map,
    Point,
    Reason,
    Status,
    Tour,
    Visit,
    Visitor,
    drive,
)
from groundswell.cohorts.rules.visits_words import words_of, words_of_driving
from tests.support.counts import count

MONDAY = date(2026, 3, 2)
BASE = Point(-80.84, 35.22)
SETTINGS = settings(
    deadline=None, derandomize=True, max_examples=count(5, 100), suppress_health_check=list(HealthCheck)
)
MORNING = (8 * 60, 10 * 60)


def east(minutes):
    """A point about so many minutes' drive east of the base."""
    return Point(BASE.longitude + minutes * 40 / 60 / 1.3 / (111.195 * 0.8169), BASE.latitude)


def tour(*schools, visitors=4, days=2, conflicts=(), busy=(), seed=1):
    """``schools``: (minutes of drive from the base, minutes of the visit, opens, closes); ``busy``: by visitor."""
    return Tour(
        tuple(
            Visit(10 + at, east(far), minutes, *hours) for at, (far, minutes, *hours) in enumerate(schools)
        ),
        tuple(Visitor(one, tuple(dict(busy).get(one, ()))) for one in range(1, visitors + 1)),
        tuple(MONDAY + timedelta(days=number) for number in range(days)),
        BASE,
        dict.fromkeys(conflicts, "declared"),
        seed,
    )


def district(seed, *, schools=30, visitors=8, days=10, minutes=120):
    rng = random.Random(seed)
    dates = tuple(MONDAY + timedelta(days=number) for number in range(days))
    return Tour(
        tuple(
            Visit(at, Point(-80.84 + rng.uniform(-0.25, 0.25), 35.22 + rng.uniform(-0.2, 0.2)), minutes)
            for at in range(schools)
        ),
        tuple(
            Visitor(one, tuple(Busy(day, 9 * 60, 12 * 60) for day in rng.sample(dates, min(2, days))))
            for one in range(visitors)
        ),
        dates,
        BASE,
        {(who, at): "own" for who in range(visitors) for at in range(schools) if rng.random() < 0.2},
        seed,
    )


def broken(asked, answer):
    """Which rules an order breaks, by a look at each visitor's days."""
    found, by_id = [], {one.id: one for one in asked.visits}
    if sorted(stop.visit for stop in answer.stops) != sorted(by_id):
        found.append("not every visit once")
    for stop in answer.stops:
        one = by_id[stop.visit]
        if len(set(stop.visitors)) != 2 or any((who, stop.visit) in asked.conflicts for who in stop.visitors):
            found.append(("visitors", stop))
        if stop.begins < one.opens or stop.begins + one.minutes > one.closes:
            found.append(("hours", stop))
    for row in rows(asked, answer):
        found += [(one, other) for one, other in pairwise(row) if one[1] + drive(one[2], other[2]) > other[0]]
    return found


def rows(asked, answer):
    """Where each visitor is on each day: (begins, ends, place), busy times at the base among them."""
    by_id = {one.id: one for one in asked.visits}
    for who, day in product(asked.visitors, asked.days):
        own = [stop for stop in answer.stops if who.id in stop.visitors and stop.day == day]
        row = [(stop.begins, stop.begins + by_id[stop.visit].minutes, by_id[stop.visit].at) for stop in own]
        yield sorted(
            row + [(one.begins, one.ends, BASE) for one in who.busy if one.day == day], key=lambda one: one[0]
        )


def driven(asked, answer):
    return sum(
        drive(one, other)
        for row in rows(asked, answer)
        for one, other in pairwise([BASE, *(stop[2] for stop in row), BASE])
    )


def test_a_minute_of_drive_is_two_thirds_of_a_kilometre_on_roads_that_wind():
    charlotte, raleigh = Point(-80.8431, 35.2271), Point(-78.6382, 35.7796)
    assert drive(charlotte, raleigh) == pytest.approx(209.1 * 1.3 / 40 * 60, rel=0.01)
    assert drive(charlotte, charlotte) == 0
    assert [drive(BASE, east(minutes)) for minutes in (9.9, 29.9)] == [10, 30]


def test_two_schools_side_by_side_are_one_trip():
    asked = tour((29.9, 90), (29.9, 90))
    answer = order(asked)
    assert (answer.status, answer.driving, answer.bound, broken(asked, answer)) == (
        Status.OPTIMAL,
        120,
        120,
        [],
    )
    assert len({(stop.day, stop.visitors) for stop in answer.stops}) == 1


def test_whoever_has_a_conflict_stays_away_and_whoever_is_busy_comes_later():
    asked = tour(
        (9.9, 60, *MORNING), visitors=3, days=2, conflicts=[(1, 10)], busy={2: [Busy(MONDAY, 480, 540)]}
    )
    answer = order(asked)
    [stop] = answer.stops
    assert (stop.visitors, broken(asked, answer)) == ((2, 3), [])
    assert stop.day > MONDAY, "on Monday the meeting and the drive leave less than an hour"


@SETTINGS
@given(st.integers(0, 10**6), st.integers(2, 8), st.integers(4, 6))
def test_nobody_is_in_two_places_at_once(seed, schools, visitors):
    asked = district(seed, schools=schools, visitors=visitors, days=4)
    answer = order(asked, seconds=0.05)
    if answer.stops:
        assert broken(asked, answer) == []
        assert answer.bound <= answer.driving == driven(asked, answer)


def by_trying(asked):
    """The least driving over all ways to give visits a team and a day and an order; None where there is none."""
    where = Map(asked)
    teams = [list(combinations(able, 2)) for able in where.able]
    best = None
    for chosen in product(*(product(some, range(len(asked.days))) for some in teams)):
        for turn in permutations(range(len(asked.visits))):
            driving = early(where, chosen, turn)
            if driving is not None and (best is None or driving < best):
                best = driving
    return best


def early(where, chosen, turn):
    """Visits in turn, each as early as it can be; what that costs, or None where the day is too short."""
    at, driving = {}, 0
    for visit in turn:
        team, day = chosen[visit]
        ready = [at.get((who, day), (-1000, where.base)) for who in team]
        earliest = max(free + where.drives[place][visit] for free, place in ready)
        begins = next((one for one in where.starts[visit] if one >= earliest), None)
        if begins is None:
            return None
        for who, (_, place) in zip(team, ready, strict=True):
            driving += where.drives[place][visit]
            at[who, day] = (begins + where.tour.visits[visit].minutes, visit)
    return driving + sum(where.drives[place][where.base] for _, place in at.values())


@pytest.mark.parametrize("seed", range(count(2, 12)))
@pytest.mark.counted
def test_of_three_visits_nothing_is_better_than_what_it_finds(seed):
    rng = random.Random(seed)
    schools = [(rng.uniform(-40, 40), rng.choice([60, 90, 200])) for _ in range(3)]
    asked = tour(
        *schools, visitors=3, days=2, conflicts=rng.sample([(1, 10), (2, 11), (3, 12)], 2), seed=seed
    )
    answer, best = order(asked, seconds=5), by_trying(asked)
    if best is None:
        assert (answer.status, answer.stops) == (Status.IMPOSSIBLE, ())
    else:
        assert (answer.driving, broken(asked, answer)) == (best, [])
        assert answer.bound <= best


# Why there is none


def test_a_school_with_one_visitor_left_is_named():
    asked = tour((9, 60), visitors=3, conflicts=[(1, 10), (2, 10)])
    [[reason]] = order(asked).reasons
    assert reason == Reason(Kind.CONFLICTS, visit=10, need=2, have=1)
    said = words_of(reason, visits={10: "Alder"}, visitors={})
    assert said == "Alder has 1 visitor without a conflict, and 2 are wanted."


def test_a_visit_that_is_longer_than_the_school_day_is_named():
    assert order(tour((9, 180, 485, 600))).reasons == ((Reason(Kind.HOURS, visit=10, need=180, have=105),),)


def test_more_visits_than_visitors_have_time_for_are_counted():
    asked = tour(*[(0, 120, *MORNING)] * 3, visitors=4, days=1)
    assert order(asked).reasons == ((Reason(Kind.TIME, need=6, have=4),),)
    assert order(tour((0, 60), visitors=1)).reasons == ((Reason(Kind.VISITORS, need=2, have=1),),)


def needing_the_solver():
    """Two schools in one morning: with the meeting of the third visitor only two have no conflict with either."""
    return tour(
        (0, 120, *MORNING), (0, 120, *MORNING), visitors=5, days=1,
        conflicts=[(1, 10), (2, 10), (2, 11), (1, 11)],
        busy={3: [Busy(MONDAY, 480, 600)]},
    )  # fmt: skip


def without(asked, reason):
    """The same tour with one rule lifted."""
    if reason.kind == Kind.CONFLICTS:
        kept = {pair: key for pair, key in asked.conflicts.items() if pair[1] != reason.visit}
        return Tour(asked.visits, asked.visitors, asked.days, asked.base, kept, asked.seed)
    people = tuple(Visitor(one.id) if one.id == reason.visitor else one for one in asked.visitors)
    return Tour(asked.visits, people, asked.days, asked.base, asked.conflicts, asked.seed)


@pytest.mark.slow
def test_rules_that_only_together_leave_no_order_are_a_smallest_set():
    answer = order(needing_the_solver(), seconds=2)
    assert (answer.status, answer.is_smallest) == (Status.IMPOSSIBLE, True)
    [reasons] = answer.reasons
    assert reasons
    for reason in reasons:
        assert order(without(needing_the_solver(), reason), seconds=2).stops, (
            "lift any of them and there is an order"
        )


@pytest.mark.slow
def test_drives_that_no_day_is_long_enough_for_are_proven():
    asked = tour((-60, 150), (-60, 150), (60, 60), visitors=2, days=1)
    assert order(asked, seconds=2).reasons == ((Reason(Kind.DAYS, need=3, have=1),),)


@pytest.mark.slow
def test_the_solver_gives_an_order_to_begin_with():
    asked = district(3, schools=6, visitors=6, days=4)
    where = Map(asked)
    verdict = visits_solver.ask(where, time.monotonic() + 10)
    found = search(where, verdict.places, until=0)
    assert (found.is_whole, found.places) == (True, verdict.places)
    begun = Answer(Status.FOUND, visits._stops(where, found.places), found.driving)
    assert (broken(asked, begun), driven(asked, begun)) == ([], found.driving)
    assert order(asked, seconds=1).driving <= found.driving


@pytest.mark.slow
def test_without_the_solver_it_says_that_nobody_knows(monkeypatch):
    monkeypatch.setattr(visits, "solver_is_installed", lambda: False)
    answer = order(needing_the_solver(), seconds=0.2)
    assert (answer.status, answer.reasons) == (Status.UNKNOWN, ())


def test_words_say_what_is_proven_and_what_is_not():
    loose = Answer(Status.FOUND, driving=90, bound=60)
    assert words_of_driving(loose).endswith("Not proven to be the least; none needs less than 60.")
    assert words_of_driving(order(tour((29.9, 90)))).endswith("Proven: no order needs less.")


def test_a_tour_that_contradicts_itself_is_refused():
    with pytest.raises(ValueError, match="a minute at least"):
        tour((9, 0))
    with pytest.raises(ValueError, match="to a later one"):
        tour((9, 60), busy={1: [Busy(MONDAY, 600, 600)]})
    with pytest.raises(ValueError, match="stands twice"):
        Tour((), (Visitor(1), Visitor(1)), (), BASE, {})


@pytest.mark.slow
def test_thirty_visits_eight_visitors_and_ten_days_take_seconds():
    asked = district(1)
    answer = order(asked)
    assert broken(asked, answer) == []
    assert answer.bound <= answer.driving == driven(asked, answer)
    alone = 4 * sum(drive(BASE, one.at) for one in asked.visits)
    assert answer.driving < 0.85 * alone, "trips for one school each would take this long"
    assert answer.seconds < 10
