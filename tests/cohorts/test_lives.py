"""Erasing somebody, joining two records of one: what selections, cohorts and plans do then."""

from datetime import date

import pytest

from groundswell.cohorts.actions import calls, cohorts, definition, lives, plans, teams
from groundswell.cohorts.models import CohortMember, DefinitionProposal, DesignTeamSeat, ProgressCheck
from groundswell.kernel.tenancy import reading, writing
from groundswell.planning.actions import initiatives
from groundswell.planning.actions import lives as planning_lives
from groundswell.planning.models import InitiativeMember, InitiativeText
from groundswell.roster.choices.lives import FieldClass
from groundswell.roster.models import PersonMerge
from groundswell.roster.queries.lives import Subject
from tests.cast import hire

EVERYTHING = set(FieldClass)


@pytest.fixture
def member(cast, initiative):
    ola = cast.actor("ola")
    wave = calls.plan_wave(by=ola, initiative=initiative, number=1, year=2027, planned=2)
    day = date(2026, 1, 5)
    cohorts.found(by=ola, wave=wave, name="First", begins_on=day, schools=[cast.places["alder"]])
    with reading(cast.tenant):
        return CohortMember.objects.select_related("initiative", "school").get()


def test_what_an_erased_person_did_stays_without_them(cast, initiative, member):
    ana = cast.people["ana"]
    teams.seat(by=cast.actor("bao"), member=member, person=ana)
    plans.check_in(by=cast.actor("ana"), member=member, held_on=date(2026, 1, 20), stands="Well")
    definition.propose(by=cast.actor("ana"), initiative=initiative, words="at their pace")
    counts = lives.forget(by=cast.system, subject=Subject((ana.pk,)), fields=EVERYTHING)
    assert counts["team_seats_ended"] == 1
    with reading(cast.tenant):
        assert DesignTeamSeat.objects.get().ended_on is not None
        assert ProgressCheck.objects.get().made_by is None
        assert DefinitionProposal.objects.get().words == "at their pace"


def test_a_plan_stays_and_a_seat_in_its_committee_ends(cast, initiative):
    ola = cast.people["ola"]
    initiatives.appoint(by=cast.actor("ola"), initiative=initiative, person=ola, function="academics")
    planning_lives.forget(by=cast.system, subject=Subject((ola.pk,)), fields=EVERYTHING)
    with reading(cast.tenant):
        assert not InitiativeText.objects.filter(made_by__isnull=False).exists()
        assert InitiativeText.objects.exists()
        assert InitiativeMember.objects.get().ended_on is not None


def test_a_joined_person_has_the_seats_of_both_and_a_split_gives_them_back(cast, initiative, member):
    hire(cast, "ann", "Ann", "Ruiz")
    bao, ola = cast.actor("bao"), cast.actor("ola")
    teams.seat(by=bao, member=member, person=cast.people["ann"])
    initiatives.appoint(by=ola, initiative=initiative, person=cast.people["ann"])
    with writing(cast.tenant):
        merge = PersonMerge.objects.create(
            tenant=cast.tenant, keep=cast.people["ana"], other=cast.people["ann"]
        )
        lives.join(by=cast.system, merge=merge)
        planning_lives.join(by=cast.system, merge=merge)
    assert _holders(cast) == {cast.people["ana"].pk}
    with writing(cast.tenant):
        lives.split(by=cast.system, merge=merge)
        planning_lives.split(by=cast.system, merge=merge)
    assert _holders(cast) == {cast.people["ann"].pk}


def test_where_both_sit_in_one_team_each_record_keeps_its_seat(cast, member):
    hire(cast, "ann", "Ann", "Ruiz")
    bao = cast.actor("bao")
    for name in ("ana", "ann"):
        teams.seat(by=bao, member=member, person=cast.people[name])
    with writing(cast.tenant):
        merge = PersonMerge.objects.create(
            tenant=cast.tenant, keep=cast.people["ana"], other=cast.people["ann"]
        )
        lives.join(by=cast.system, merge=merge)
    with reading(cast.tenant):
        assert set(DesignTeamSeat.objects.values_list("person", flat=True)) == {
            cast.people["ana"].pk, cast.people["ann"].pk,
        }  # fmt: skip


def _holders(cast) -> set[int]:
    with reading(cast.tenant):
        seats = set(DesignTeamSeat.objects.values_list("person", flat=True))
        return seats | set(InitiativeMember.objects.values_list("person", flat=True))
