"""What becomes of schools: merged into one, renumbered, and back; never in a circle or across districts."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from groundswell.kernel.tenancy import reading
from groundswell.roster.actions import organisations, succession
from groundswell.roster.models import Organisation, School
from groundswell.roster.queries.schools import neighbours_of
from groundswell.roster.rules.lives import Refused


def _fresh(cast, school) -> Organisation:
    with reading(cast.tenant):
        return Organisation.objects.select_related("school").get(pk=school.pk)


@pytest.fixture
def new_school(cast) -> Organisation:
    return organisations.add_school(by=cast.system, name="Cedar K8", parent=cast.places["north"])


def test_two_schools_are_merged_into_one_and_go_back(cast, new_school):
    alder, birch = cast.places["alder"], cast.places["birch"]
    succession.succeed(
        by=cast.actor("ida"), schools=[alder, birch], successor=new_school, last_day=date(2026, 6, 30)
    )
    assert _fresh(cast, alder).closed_on == date(2026, 6, 30)
    with reading(cast.tenant):
        before = neighbours_of(_fresh(cast, new_school)).before
    assert {one.pk for one in before} == {alder.pk, birch.pk}
    succession.undo_succession(by=cast.actor("ida"), school=alder)
    succession.undo_succession(by=cast.actor("ida"), school=alder)
    assert _fresh(cast, alder).closed_on is None
    with reading(cast.tenant):
        assert School.objects.get(pk=birch.pk).succeeded_by_id == new_school.pk


def test_nothing_goes_on_in_itself(cast, new_school):
    alder, ida = cast.places["alder"], cast.actor("ida")
    with pytest.raises(Refused, match="itself"):
        succession.succeed(by=ida, schools=[alder], successor=alder)
    succession.succeed(by=ida, schools=[alder], successor=new_school)
    with pytest.raises(Refused, match="itself"):
        succession.succeed(by=ida, schools=[new_school], successor=alder)


def test_only_schools_of_the_own_district_and_only_by_who_may(cast, new_school):
    for wrong in (cast.places["north"], cast.places["harbor"]):
        with pytest.raises(Refused, match="no school of this district"):
            succession.succeed(by=cast.actor("ida"), schools=[wrong], successor=new_school)
    with pytest.raises(PermissionDenied):
        succession.succeed(by=cast.actor("ola"), schools=[cast.places["alder"]], successor=new_school)
