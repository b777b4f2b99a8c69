"""The same seed builds the same universe; another seed another one; the real district has nobody in it."""

from dataclasses import replace

import pytest

from groundswell.events.models import LearningEvent, Registration
from groundswell.kernel.tenancy import reading
from groundswell.roster.choices import DistrictKind, OrganisationKind
from groundswell.roster.models import District, Figure, Measure, Organisation, Person, Position
from groundswell.surveys.models import Answer, SurveyWave
from groundswell.universe import districts, rosters
from groundswell.universe.build import RIVERBEND, build
from groundswell.universe.riverbend import shape
from groundswell.universe.sizes import SIZES
from groundswell.universe.world import RECORD, World
from tests.universe.support import rolled_back


@pytest.fixture
def empty(django_db_setup, django_db_blocker):
    """The database as verbs find it, rolled back afterwards."""
    with django_db_blocker.unblock(), rolled_back():
        yield


def told(seed: int) -> dict[str, list]:
    """What a universe says, without the numbers of its rows."""
    with rolled_back():
        tenants = build("tiny", seed, until="institute").tenants
        with reading(tenants[RIVERBEND]):
            return {
                "schools": sorted(Organisation.objects.values_list("name", flat=True)),
                "people": sorted(Person.objects.values_list("given_name", "family_name", "email")),
                "events": sorted(LearningEvent.objects.values_list("title", "state")),
                "places": sorted(
                    Registration.objects.values_list(
                        "section__event__title", "person__email", "state", "line"
                    )
                ),
                "waves": sorted(SurveyWave.objects.values_list("title", "state", "invited")),
                "answers": sorted(Answer.objects.values_list("wave__title", "item__key", "choice", "text")),
            }


@pytest.mark.slow
@pytest.mark.proof
def test_the_same_seed_gives_the_same_universe_and_another_one_another(empty):
    first = told(1)
    assert first == told(1)
    other = told(2)
    assert first["schools"] != other["schools"]
    assert first["people"] != other["people"]


def test_roster_files_are_the_same_bytes_for_the_same_seed(tmp_path):
    world = World(SIZES["tiny"], 1, tmp_path)
    for name in ("one", "two"):
        rosters.write(districts._plan(world, RIVERBEND), tmp_path / name, school_year=2026)
    for file in (tmp_path / "one").iterdir():
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes(), file.name


def test_each_school_of_the_twin_stands_in_the_files_once_and_its_name_fits_its_grades(tmp_path):
    world = World(SIZES["school"], 1, tmp_path)
    plan = districts._plan(world, RIVERBEND)
    small = replace(plan, students=400, staff=400)
    placed = rosters.write(small, tmp_path / "files", school_year=2026)
    assert [one.twin.code for one in placed] == [twin.code for twin in shape.riverbend_schools()]
    assert len({one.name for one in placed}) == 176
    for one in placed:
        assert one.twin.level == one.level or one.name.endswith(one.level.capitalize())


@pytest.mark.slow
@pytest.mark.proof
def test_the_public_record_has_no_person_and_nothing_invented(empty, tmp_path):
    world = World(SIZES["school"], 1, tmp_path)
    districts.found_record(world)
    with reading(world.tenants[RECORD]):
        assert District.objects.get().kind == DistrictKind.PUBLIC_RECORD
        for model in (Person, Position, LearningEvent, SurveyWave):
            assert not model.objects.exists(), model
        real = set(Organisation.objects.filter(kind=OrganisationKind.SCHOOL).values_list("name", flat=True))
        assert len(real) > 168
        assert Measure.objects.exists()
        assert not Figure.objects.filter(source__key="invented").exists()
    invented = {one.name for one in (*shape.riverbend_schools(), *shape.harbor_point_schools())}
    assert not real & invented


@pytest.mark.parametrize(("size", "day"), [("huge", None), ("tiny", "yesterday")])
def test_a_size_or_a_day_that_there_is_none_of_is_refused_before_anything_is_built(size, day):
    with pytest.raises(LookupError, match=r"There is no size|no day"):
        build(size, until=day)
