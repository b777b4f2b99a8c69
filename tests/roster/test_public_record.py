"""The public record comes in whole, once, without a person in it."""

from decimal import Decimal

import pytest

from groundswell.kernel.tenancy import reading
from groundswell.roster.actions import public_record
from groundswell.roster.choices import MeasureState
from groundswell.roster.models import Figure, Measure, Person, School
from groundswell.universe.public_record import DISTRICT_CODE, FOLDER


@pytest.fixture
def counts(_record, cast):
    """What the load of the public record counted; the test reads inside it."""
    tenant, counts = _record
    with reading(tenant):
        yield counts


@pytest.mark.slow
def test_schools_measures_and_figures_come_in_and_nobody_else(counts):
    assert School.objects.count() == counts["schools"] > 170
    assert Measure.objects.count() == counts["measures"]
    assert not Person.objects.exists()


@pytest.mark.slow
def test_a_mask_is_a_state_and_never_a_number(counts):
    masked = Measure.objects.filter(state__in=[MeasureState.ABOVE, MeasureState.BELOW])
    assert masked.exists()
    assert not masked.exclude(value=None).exists()


@pytest.mark.slow
def test_sources_that_differ_stand_side_by_side(counts):
    stated = Figure.objects.filter(kind="enrolment").values_list("value", flat=True)
    assert Decimal(147910) in stated and Decimal(147000) in stated


def test_a_record_is_not_loaded_over_schools(cast):
    with pytest.raises(ValueError, match="already"):
        public_record.load(by=cast.system, folder=FOLDER, district_code=DISTRICT_CODE)
