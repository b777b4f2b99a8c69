"""Riverbend is shaped like the real district and is none of it."""

import re
from collections import Counter

import pytest

from groundswell.roster.public_files import compact
from groundswell.universe.public_record import FOLDER
from groundswell.universe.riverbend import county
from groundswell.universe.riverbend.people import first_names, last_names, place_names
from groundswell.universe.riverbend.shape import (
    GROUPS,
    STUDENTS,
    harbor_point_schools,
    riverbend_schools,
    share_out,
)


def real_names():
    names = {row.name for row in compact.read_school_years(FOLDER)}
    return names | {school.name for school in compact.read_schools(FOLDER)}


def test_at_full_size_it_has_the_numbers_of_the_story():
    schools = riverbend_schools()
    assert (
        len(schools)
        == len({school.name for school in schools})
        == len({school.code for school in schools})
        == 176
    )
    assert sum(school.students for school in schools) == STUDENTS
    assert set(Counter(school.learning_community for school in schools).values()) <= {29, 30}
    assert all(sum(school.groups.values()) == school.students for school in schools)


def test_levels_and_mix_are_those_of_the_real_distribution():
    schools = riverbend_schools(seed=7)
    assert Counter(school.level for school in schools) == Counter(
        elementary=96, high=33, middle=27, k8=14, secondary=4, k12=2
    )
    total = Counter()
    for school in schools:
        total.update(school.groups)
    real = [row for row in compact.read_school_years(FOLDER) if row.year == 2018]
    everyone = sum(row.students for row in real)
    for group in GROUPS:
        share = sum(row.groups[group] for row in real) / everyone
        assert total[group] / STUDENTS == pytest.approx(share, abs=0.015)


def test_the_same_seed_gives_the_same_schools_and_another_seed_others():
    assert riverbend_schools(20, seed=3) == riverbend_schools(20, seed=3)
    assert riverbend_schools(20, seed=3) != riverbend_schools(20, seed=4)


@pytest.mark.parametrize("n", [1, 2, 6, 18, 175])
def test_any_number_of_schools_can_be_made(n):
    schools = riverbend_schools(n)
    assert len(schools) == n
    assert sum(school.students for school in schools) == round(STUDENTS * n / 176)


def test_too_many_schools_are_refused():
    with pytest.raises(ValueError, match="between 1 and"):
        riverbend_schools(1000)


def test_no_invented_school_is_called_like_a_real_one():
    real = {word for name in real_names() for word in re.findall("[a-z]+", name.casefold())}
    invented = {word for name in place_names() for word in re.findall("[a-z]+", name.casefold())}
    assert not real & invented


def test_the_two_invented_districts_share_neither_name_nor_code_nor_ground():
    here, there = riverbend_schools(), harbor_point_schools()
    assert len(there) == 12
    for mine in ("name", "code", "federal_code", "learning_community"):
        assert not {getattr(school, mine) for school in here} & {getattr(school, mine) for school in there}
    assert not any(county.inside((school.lon, school.lat), county.OUTLINE) for school in there)


def test_every_school_stands_in_its_county_and_its_learning_community():
    for school in riverbend_schools():
        place = (school.lon, school.lat)
        assert county.inside(place, county.OUTLINE)
        assert county.nearest_community(place, county.COMMUNITIES) == school.learning_community
    assert not county.inside((-80.84, 35.23), county.OUTLINE)


def test_there_are_names_enough_for_everyone():
    for names, least in ((first_names(), 400), (last_names(), 600)):
        assert len(names) >= least
        assert list(names) == sorted(set(names))
        assert all(re.fullmatch("[A-Z][a-z]+", name) for name in names)


def test_shares_add_up_whatever_the_weights():
    assert share_out(10, [1, 1, 1]) == [4, 3, 3]
    assert sum(share_out(147_910, [0.1, 7, 3.3, 0])) == 147_910
