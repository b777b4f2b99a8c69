"""What becomes of schools: merged into one, split, renumbered, and back; never in a circle or across districts."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from groundswell.kernel.models import JournalEntry
from groundswell.kernel.tenancy import reading, writing
from groundswell.roster.actions import organisations, succession
from groundswell.roster.models import Organisation, School, Succession
from groundswell.roster.queries.schools import neighbours_of
from groundswell.roster.rules.lives import Refused

JUNE = date(2026, 6, 30)


def _fresh(cast, school) -> Organisation:
    with reading(cast.tenant):
        return Organisation.objects.select_related("school").get(pk=school.pk)


def line_of(cast, school) -> tuple[list[str], list[str]]:
    """Names of the schools that a school continues, and of those that continue it."""
    with reading(cast.tenant):
        near = neighbours_of(_fresh(cast, school))
    return [one.name for one in near.before], [one.name for one in near.after]


def go_on(cast, schools, successors, **more) -> list[Succession]:
    return succession.succeed(by=cast.actor("ida"), schools=schools, successors=successors, **more)


@pytest.fixture
def new_school(cast) -> Organisation:
    return organisations.add_school(by=cast.system, name="Cedar K8", parent=cast.places["north"])


@pytest.fixture
def second(cast) -> Organisation:
    return organisations.add_school(by=cast.system, name="Dogwood High", parent=cast.places["north"])


def test_two_schools_are_merged_into_one_and_go_back(cast, new_school):
    alder, birch = cast.places["alder"], cast.places["birch"]
    go_on(cast, [alder, birch], [new_school], last_day=JUNE)
    assert _fresh(cast, alder).closed_on == JUNE
    assert line_of(cast, new_school) == (["Alder Elementary", "Birch Middle"], [])
    succession.undo_succession(by=cast.actor("ida"), school=alder)
    succession.undo_succession(by=cast.actor("ida"), school=alder)
    assert _fresh(cast, alder).closed_on is None
    assert line_of(cast, birch) == ([], ["Cedar K8"])


def test_one_school_is_split_into_two_and_goes_back(cast, new_school, second):
    alder = cast.places["alder"]
    go_on(cast, [alder], [new_school, second], last_day=JUNE)
    assert line_of(cast, alder) == ([], ["Cedar K8", "Dogwood High"])
    assert line_of(cast, second) == (["Alder Elementary"], [])
    assert _fresh(cast, alder).closed_on == JUNE
    with reading(cast.tenant):
        entry = JournalEntry.objects.get(kind="roster.school.succeeded")
    assert entry.data["successors"] == [new_school.pk, second.pk] and entry.subject_id == alder.pk
    succession.undo_succession(by=cast.actor("ida"), school=alder)
    assert line_of(cast, alder) == ([], [])
    assert _fresh(cast, alder).closed_on is None


def test_two_schools_are_regrouped_into_two(cast, new_school, second):
    both = [cast.places["alder"], cast.places["birch"]]
    go_on(cast, both, [new_school, second])
    assert line_of(cast, second) == (["Alder Elementary", "Birch Middle"], [])


def test_twice_is_once(cast, new_school, second):
    alder = cast.places["alder"]
    go_on(cast, [alder], [new_school, second], last_day=JUNE)
    assert go_on(cast, [alder], [second, new_school], last_day=date(2027, 1, 1)) == []
    assert _fresh(cast, alder).closed_on == JUNE
    with reading(cast.tenant):
        assert Succession.objects.count() == 2


def test_a_school_that_had_closed_before_stays_closed_when_the_step_is_undone(cast, second):
    old = organisations.add(
        by=cast.system, kind="school", name="Elm", parent=cast.places["north"], closed_on=date(2020, 6, 30)
    )
    with writing(cast.tenant):
        School.objects.create(organisation=old, tenant=cast.tenant)
    go_on(cast, [old], [second], last_day=JUNE)
    succession.undo_succession(by=cast.actor("ida"), school=old)
    assert _fresh(cast, old).closed_on == date(2020, 6, 30)


def test_nothing_goes_on_in_itself(cast, new_school, second):
    alder = cast.places["alder"]
    with pytest.raises(Refused, match="itself"):
        go_on(cast, [alder], [alder])
    with pytest.raises(Refused, match="itself"):
        go_on(cast, [alder], [new_school, alder])
    go_on(cast, [alder], [new_school, second])
    for one in (new_school, second):
        with pytest.raises(Refused, match="itself"):
            go_on(cast, [one], [alder])


def test_a_school_goes_on_once(cast, new_school, second):
    alder = cast.places["alder"]
    go_on(cast, [alder], [new_school])
    with pytest.raises(Refused, match="goes on elsewhere already"):
        go_on(cast, [alder], [second])
    succession.undo_succession(by=cast.actor("ida"), school=alder)
    go_on(cast, [alder], [second])
    assert line_of(cast, alder) == ([], ["Dogwood High"])


def test_a_school_does_not_close_before_it_opened(cast, new_school):
    with writing(cast.tenant):
        Organisation.objects.filter(pk=cast.places["alder"].pk).update(opened_on=date(2026, 8, 1))
    with pytest.raises(Refused, match="before it opened"):
        go_on(cast, [_fresh(cast, cast.places["alder"])], [new_school], last_day=JUNE)


def test_all_or_nothing(cast, new_school):
    with pytest.raises(Refused):
        go_on(cast, [cast.places["alder"], new_school], [new_school], last_day=JUNE)
    assert _fresh(cast, cast.places["alder"]).closed_on is None


def test_only_schools_of_the_own_district_and_only_by_who_may(cast, new_school):
    for wrong in (cast.places["north"], cast.places["harbor"]):
        with pytest.raises(Refused, match="no school of this district"):
            go_on(cast, [wrong], [new_school])
        with pytest.raises(Refused, match="no school of this district"):
            go_on(cast, [new_school], [wrong])
    for name in ("ola", "bao"):
        with pytest.raises(PermissionDenied):
            succession.succeed(by=cast.actor(name), schools=[cast.places["alder"]], successors=[new_school])
        with pytest.raises(PermissionDenied):
            succession.undo_succession(by=cast.actor(name), school=cast.places["alder"])
