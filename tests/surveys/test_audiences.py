"""Whom an audience means: staff by role, place and level on the day, never a student, and by chance where some are."""

from datetime import date, timedelta

import pytest

from groundswell.kernel import clock
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading
from groundswell.roster.actions import merging, organisations, people
from groundswell.roster.choices import OrganisationKind, PositionRole
from groundswell.surveys.queries.audiences import Asked, Audience, drawn, main_positions, staff_on
from tests.cast import hire

TODAY = "America/New_York"


@pytest.fixture
def names(cast):
    """``names(roles=…)``: whom the audience means, by their key in the cast; ``when`` is a day."""

    def meant(when: date | None = None, **chosen) -> set[str]:
        with reading(cast.tenant):
            found = staff_on(when or clock.today(TODAY)).meant(Audience(**chosen))
        return {name for name, person in cast.people.items() if person.pk in found}

    return meant


def test_nothing_chosen_is_everyone_on_staff_and_no_guest(cast, names):
    assert names() == {"ana", "ben", "bao", "cora", "dev", "ola", "sam", "ida", "leo"}


def test_one_position_fits_every_part(cast, names):
    """Ana teaches at Alder and coaches at Birch: she is no coach at Alder."""
    people.give_position(
        by=cast.system,
        person=cast.people["ana"],
        organisation=cast.places["birch"],
        role=PositionRole.SCHOOL_COACH,
    )
    assert names(roles=("school_coach",), places=(cast.places["alder"].pk,)) == {"cora"}
    assert names(roles=("school_coach",), places=(cast.places["birch"].pk,)) == {"ana"}
    assert names(levels=("middle",)) == {"ana", "ben"}


def test_a_place_means_whoever_works_below_it_in_teams_too(cast, names):
    team = organisations.add(
        by=cast.system, kind=OrganisationKind.TEAM, name="Grade 2", parent=cast.places["alder"]
    )
    hire(cast, "tia", "Tia", "Moe")
    with reading(cast.tenant):
        [at_school] = cast.people["tia"].positions.all()
    people.end_position(by=cast.system, position=at_school, last_day=clock.today(TODAY) - timedelta(days=1))
    people.give_position(
        by=cast.system, person=cast.people["tia"], organisation=team, role=PositionRole.TEACHER
    )
    assert names(places=(cast.places["north"].pk,)) == {"ana", "bao", "cora", "leo", "tia"}
    assert names(levels=("elementary",)) == {"ana", "bao", "cora", "tia"}
    with reading(cast.tenant):
        tia = staff_on(clock.today(TODAY)).meant(Audience())[cast.people["tia"].pk]
    assert tia.place == cast.places["alder"].pk  # results are told by school, not by team


def test_who_has_left_by_the_day_is_not_asked_and_who_begins_is(cast, names):
    today = clock.today(TODAY)
    with reading(cast.tenant):
        [position] = cast.people["ben"].positions.all()
    people.end_position(by=cast.system, position=position, last_day=today + timedelta(days=3))
    assert "ben" in names(when=today + timedelta(days=3))
    assert "ben" not in names(when=today + timedelta(days=4))


def test_another_name_of_somebody_is_not_asked_beside_them(cast, names):
    hire(cast, "twin", "Ana", "Ruiz-Old")
    merging.merge_persons(by=cast.system, keep=cast.people["ana"], other=cast.people["twin"])
    assert "twin" not in names() and "ana" in names()


def test_the_main_position_is_the_one_held_longest(cast):
    ana = cast.people["ana"]
    people.give_position(
        by=cast.system, person=ana, organisation=cast.places["birch"], role=PositionRole.TEACHER_LEADER,
        begins_on=clock.today(TODAY) - timedelta(days=30),
    )  # fmt: skip
    with reading(cast.tenant):
        assert main_positions([ana.pk], clock.today(TODAY)) == {ana.pk: ("teacher", cast.places["alder"].pk)}
        found = staff_on(clock.today(TODAY)).meant(Audience(roles=("teacher_leader",)))
    assert found[ana.pk].role == "teacher"


def test_the_neighbours_are_nobody_here(cast):
    with reading(cast.other):
        found = staff_on(clock.today(TODAY)).meant(Audience())
    assert set(found) == {cast.people["noor"].pk, cast.people["nils"].pk}
    assert Actor.system(cast.other).tenant != cast.tenant


SOME = [Asked(number, "teacher", 1, True) for number in range(1, 401)]


def lots(seed: str, people=SOME, sample=50) -> list[int]:
    return [one.person for one in drawn(people, Audience(sample=sample, seed=seed))]


def test_the_same_seed_draws_the_same_people_and_another_draws_others():
    assert lots("a") == lots("a", list(reversed(SOME)))
    assert len(lots("a")) == 50
    assert lots("a") != lots("b")


def test_one_person_less_changes_one_lot_at_most():
    gone = lots("a")[0]
    without = lots("a", [one for one in SOME if one.person != gone])
    assert len(set(lots("a")) ^ set(without)) == 2


def test_more_than_there_are_draws_everybody():
    assert lots("a", sample=4_000) == [one.person for one in SOME]


def test_everybody_is_drawn_about_as_often():
    """Of 400 people 50 are drawn: 300 draws give each some 37 lots (a binomial's standard deviation is 5.7)."""
    drawn_often = dict.fromkeys(range(1, 401), 0)
    for number in range(300):
        for person in lots(f"draw {number}"):
            drawn_often[person] += 1
    assert min(drawn_often.values()) >= 13 and max(drawn_often.values()) <= 65
