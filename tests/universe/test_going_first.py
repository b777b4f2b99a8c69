"""Riverbend chooses the schools that go first: every phase through the verbs, wave after wave."""

import pytest

from groundswell.cohorts.choices import CallState, CandidacyState, ReadingPurpose, ReadingState
from groundswell.cohorts.models import (
    AdoptionWave,
    Call,
    Candidacy,
    CohortMember,
    DesignTeamSeat,
    PhaseOutcome,
    Reader,
    Reading,
    SelectionRecord,
)
from groundswell.cohorts.rules.curve import curve_of
from groundswell.impact.models import StudyDesign
from groundswell.kernel import clock
from groundswell.kernel.tenancy import reading
from groundswell.planning.models import Initiative
from groundswell.universe.build import RIVERBEND, build
from groundswell.universe.story.days import BY_KEY, FOUR_WAVES
from tests.support.engines import IS_POSTGRESQL
from tests.universe.support import rolled_back
from tests.universe.tiny import standing_on

pytestmark = pytest.mark.slow  # the first builds the universe


@pytest.fixture(scope="module")
def universe(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), standing_on("four_waves") as tiny:
        yield tiny


@pytest.fixture
def riverbend(universe):
    with clock.standing_at(BY_KEY["four_waves"].moment), reading(universe.tenants[RIVERBEND]):
        yield universe.tenants[RIVERBEND]


def test_each_wave_is_told_with_its_record_and_its_study_before_that(riverbend):
    calls = list(Call.objects.order_by("pk"))
    assert [one.state for one in calls] == [CallState.PUBLISHED] * 2
    records = SelectionRecord.objects.order_by("pk")
    locked = StudyDesign.objects.order_by("pk")
    assert [one.digest for one in records] == [one.digest for one in locked]
    for call, design in zip(calls, locked, strict=True):
        assert call.published_at is not None and design.locked_at <= call.published_at


def test_approvals_come_before_visits_and_visits_before_the_decision(riverbend):
    for call in Call.objects.all():
        order = list(call.phases.order_by("position").values_list("kind", "settled_at"))
        assert [kind for kind, _at in order] == ["interest", "screening", "reading", "approval", "visit"]
        moments = [at for _kind, at in order]
        assert moments == sorted(moments) and moments[-1] < call.decided_at
        assert (
            PhaseOutcome.objects.filter(phase__call=call, phase__kind="approval").exclude(reason="").exists()
        )


def test_our_principals_school_is_in_with_its_team(riverbend):
    [member] = CohortMember.objects.filter(cohort__wave__number=1).select_related("school")
    assert member.school.positions.filter(person__email="bao.tran@riverbend.example").exists()
    assert DesignTeamSeat.objects.filter(team__member=member, ended_on=None).count() > 1


@pytest.mark.proof
@pytest.mark.skipif(IS_POSTGRESQL, reason="in one transaction PostgreSQL has no statistics of what it holds")
def test_fifteen_then_thirty_three_forty_nine_and_sixty_three(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), rolled_back():
        tenant = build("school", seed=1).tenants[RIVERBEND]
        with clock.standing_at(BY_KEY["four_waves"].moment), reading(tenant):
            waves = AdoptionWave.objects.order_by("number")
            joined = [CohortMember.objects.filter(cohort__wave=wave).count() for wave in waves]
            assert joined == [15, 18, 16, 14]
            first = Call.objects.get(wave__number=1)
            assert Reader.objects.filter(phase__call=first, phase__kind="reading").count() == 60
            done = Reading.objects.filter(
                phase__call=first, purpose=ReadingPurpose.FIRST, state=ReadingState.DONE
            )
            taking_part = Candidacy.objects.filter(call=first).exclude(
                state__in=(CandidacyState.INVITED, CandidacyState.NOT_NOW)
            )
            assert done.count() == 3 * taking_part.count() > 0
            curve = curve_of(Initiative.objects.get(), FOUR_WAVES)
            assert curve is not None and (curve.now.actual, curve.now.planned) == (63, 63)
