"""Who in a line gets a seat next: pure rules, held against everything that must be true of any answer."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from groundswell.events.rules.seating import Held, Place, Room, fill

KEEPS = (1, 2)


@st.composite
def rooms_and_lines(draw):
    """A room with a few kept seats, and a line of single people and parties from a few schools."""
    keeps = {keep: draw(st.integers(0, 3)) for keep in draw(st.sets(st.sampled_from(KEEPS)))}
    room = Room(
        free=draw(st.integers(0, 12)),
        keeps=keeps,
        school_cap=draw(st.none() | st.integers(1, 4)),
        by_school=draw(st.dictionaries(st.integers(1, 3), st.integers(0, 4))),
    )
    line, party = [], 0
    for size in draw(st.lists(st.sampled_from([1, 1, 1, 2, 4]), max_size=12)):
        party += size > 1
        school = draw(st.none() | st.integers(1, 3))
        meant = tuple(sorted(draw(st.sets(st.sampled_from(KEEPS)))))
        for _ in range(size):
            line.append(Place(len(line) + 1, school, party if size > 1 else None, meant))
    return room, line


@given(rooms_and_lines())
def test_no_seat_is_given_twice_and_no_limit_is_broken(case):
    room, line = case
    free, keeps, taken = room.free, dict(room.keeps), dict(room.by_school)
    filling = fill(room, line)
    places = {place.registration: place for place in line}
    given_to = [one.registration for one in filling.given]
    assert len(given_to) == len(set(given_to)) <= max(0, free)
    assert not set(given_to) & set(filling.passed_over)
    for keep in keeps:
        served = [one for one in filling.given if one.keep == keep]
        assert len(served) <= keeps[keep]
        assert all(keep in places[one.registration].keeps for one in served)
    for_all = [one for one in filling.given if one.keep is None]
    assert len(for_all) <= max(0, free - sum(keeps.values()))
    if room.school_cap is not None:
        for school in {place.school for place in line} - {None}:
            now = taken.get(school, 0) + sum(places[pk].school == school for pk in given_to)
            assert now <= max(room.school_cap, taken.get(school, 0))


@given(rooms_and_lines())
def test_a_party_comes_together_or_not_at_all(case):
    room, line = case
    in_now = {one.registration for one in fill(room, line).given}
    for party in {place.party for place in line} - {None}:
        members = {place.registration for place in line if place.party == party}
        assert members <= in_now or not members & in_now


@given(rooms_and_lines())
def test_who_is_passed_over_could_not_have_been_seated(case):
    """Whoever is passed over while a later one gets a seat is held back by a rule, and stays so with the same room."""
    room, line = case
    filling = fill(room, line)
    again = fill(room, [place for place in line if place.registration in filling.passed_over])
    assert again.given == []


@given(st.integers(0, 10), st.integers(0, 12))
def test_without_rules_the_first_in_line_are_served(free, waiting):
    line = [Place(number) for number in range(1, waiting + 1)]
    filling = fill(Room(free), line)
    assert [one.registration for one in filling.given] == list(range(1, min(free, waiting) + 1))
    assert filling.passed_over == {}


def test_a_party_that_does_not_fit_is_passed_over_and_named():
    line = [Place(1, party=1), Place(2, party=1), Place(3, party=1), Place(4)]
    filling = fill(Room(free=2), line)
    assert [one.registration for one in filling.given] == [4]
    assert filling.passed_over == {1: Held.PARTY, 2: Held.PARTY, 3: Held.PARTY}


def test_seats_kept_for_a_school_wait_for_it():
    line = [Place(1), Place(2), Place(3, keeps=(1,))]
    filling = fill(Room(free=2, keeps={1: 1}), line)
    assert [(one.registration, one.keep) for one in filling.given] == [(1, None), (3, 1)]
    assert filling.passed_over == {2: Held.FULL}


TUESDAY = (7, date(2026, 3, 3))


def test_a_school_without_a_substitute_holds_its_teachers_back_and_nobody_else():
    line = [Place(1, needs=(TUESDAY,)), Place(2, needs=(TUESDAY,)), Place(3)]
    filling = fill(Room(free=3, substitutes={TUESDAY: 1}), line)
    assert [one.registration for one in filling.given] == [1, 3]
    assert filling.passed_over == {2: Held.SUBSTITUTES}


def test_a_team_needs_a_substitute_for_each_of_its_teachers_on_each_of_the_days():
    wednesday = (7, date(2026, 3, 4))
    team = [Place(1, party=1, needs=(TUESDAY, wednesday)), Place(2, party=1, needs=(TUESDAY, wednesday))]
    short = Room(free=5, substitutes={TUESDAY: 2, wednesday: 1})
    filling = fill(short, [*team, Place(3, needs=(wednesday,))])
    assert [one.registration for one in filling.given] == [3]
    assert filling.passed_over == {1: Held.SUBSTITUTES, 2: Held.SUBSTITUTES}
    assert short.substitutes == {TUESDAY: 2, wednesday: 0}, "who is passed over takes nothing"
    assert len(fill(Room(free=5, substitutes={TUESDAY: 2, wednesday: 2}), team).given) == 2
