"""Schools in a cohort: they come in, rest, go on and leave; their team, their plan, and the words they agree on."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from groundswell.cohorts.actions import calls, cohorts, definition, plans, teams
from groundswell.cohorts.actions.plans import FieldSpec
from groundswell.cohorts.models import CohortMember, DefinitionVersion, DesignTeamSeat, MembershipPause
from groundswell.cohorts.queries.members import days_paused
from groundswell.cohorts.queries.plans import definitions_of, wordings_that_hold
from groundswell.cohorts.rules.curve import curve_of
from groundswell.cohorts.rules.refusals import Refused
from groundswell.cohorts.rules.teams import balance
from groundswell.kernel import clock
from groundswell.kernel.tenancy import reading
from groundswell.roster.choices import PositionRole
from tests.cast import hire

MAY = date(2027, 5, 3)
FIELDS = [FieldSpec("text", "What students notice"), FieldSpec("goals", "Goals"), FieldSpec("risks", "Risks")]


@pytest.fixture
def cohort(cast, initiative):
    """The first cohort, with Alder in it since July."""
    ola = cast.actor("ola")
    wave = calls.plan_wave(by=ola, initiative=initiative, number=1, year=2027, planned=2)
    return cohorts.found(
        by=ola, wave=wave, name="First", begins_on=date(2026, 7, 1), schools=[cast.places["alder"]]
    )


@pytest.fixture
def member(cast, cohort):
    with reading(cast.tenant):
        return CohortMember.objects.select_related("initiative", "cohort", "school").get(
            school=cast.places["alder"]
        )


@pytest.fixture
def plan(cast, initiative, member):
    plans.set_template(by=cast.actor("ola"), initiative=initiative, fields=FIELDS)
    return plans.begin(by=cast.actor("bao"), member=member, year=2027)


def test_a_school_is_in_one_cohort_of_an_initiative_at_a_time(cast, cohort):
    with pytest.raises(Refused, match="is in already"):
        cohorts.join(by=cast.actor("ola"), cohort=cohort, school=cast.places["alder"], on=MAY)
    with pytest.raises(PermissionDenied):
        cohorts.join(by=cast.actor("bao"), cohort=cohort, school=cast.places["birch"], on=MAY)
    with pytest.raises(Refused, match="no school that is open"):
        cohorts.join(by=cast.actor("ola"), cohort=cohort, school=cast.places["north"], on=MAY)


def test_a_wave_has_one_cohort(cast, cohort):
    with pytest.raises(Refused, match="has its cohort already"):
        cohorts.found(by=cast.actor("ola"), wave=cohort.wave, name="Again", begins_on=MAY)


def test_its_part_rests_and_goes_on(cast, member):
    ola = cast.actor("ola")
    with pytest.raises(Refused, match="Say why"):
        cohorts.pause(by=ola, member=member, on=MAY, reason=" ")
    cohorts.pause(by=ola, member=member, on=MAY, reason="The roof.")
    with pytest.raises(Refused, match="rests already"):
        cohorts.pause(by=ola, member=member, on=MAY, reason="The roof again.")
    with pytest.raises(Refused, match="before its part began to rest"):
        cohorts.resume(by=ola, member=member, on=MAY - timedelta(days=1))
    cohorts.resume(by=ola, member=member, on=MAY + timedelta(days=10))
    with reading(cast.tenant):
        assert days_paused(MembershipPause.objects.filter(member=member), MAY + timedelta(days=90)) == 10


def test_who_leaves_keeps_the_history_and_may_come_in_again(cast, cohort, member):
    ola = cast.actor("ola")
    teams.seat(by=cast.actor("bao"), member=member, person=cast.people["ana"])
    cohorts.pause(by=ola, member=member, on=MAY, reason="The roof.")
    cohorts.leave(by=ola, member=member, on=MAY, reason="The building closes.")
    with reading(cast.tenant):
        left = CohortMember.objects.get(pk=member.pk)
        assert not MembershipPause.objects.filter(ended_on__isnull=True).exists()
        assert not DesignTeamSeat.objects.filter(ended_on__isnull=True).exists()
    assert (left.left_on, left.left_why) == (MAY, "The building closes.")
    with pytest.raises(Refused, match="left this cohort"):
        teams.seat(by=cast.actor("bao"), member=left, person=cast.people["cora"])
    again = cohorts.join(by=ola, cohort=cohort, school=cast.places["alder"], on=MAY + timedelta(days=60))
    assert again.pk != member.pk


def test_a_team_has_eleven_seats_for_people_of_the_school(cast, member):
    bao = cast.actor("bao")
    with pytest.raises(Refused, match="does not work at this school"):
        teams.seat(by=bao, member=member, person=cast.people["ben"])
    with pytest.raises(PermissionDenied):
        teams.seat(by=cast.actor("ana"), member=member, person=cast.people["ana"])
    for number in range(11):
        hire(cast, f"t{number}", "Tea", f"Cher{number}")
        teams.seat(by=bao, member=member, person=cast.people[f"t{number}"], brings="grade 3")
    with pytest.raises(Refused, match="all are taken"):
        teams.seat(by=bao, member=member, person=cast.people["ana"])
    with reading(cast.tenant):
        first = DesignTeamSeat.objects.order_by("pk").select_related("team__member").first()
    teams.unseat(by=bao, seat=first)
    teams.unseat(by=bao, seat=first)
    teams.seat(by=bao, member=member, person=cast.people["ana"])
    with pytest.raises(Refused, match=r"in the team already|all are taken"):
        teams.seat(by=bao, member=member, person=cast.people["ana"])


def test_a_team_says_what_it_lacks():
    principal, teacher = frozenset({PositionRole.PRINCIPAL}), frozenset({PositionRole.TEACHER})
    coach = frozenset({PositionRole.SCHOOL_COACH})
    assert balance([]).holes == ("principal", "educators", "teachers", "beside")
    assert balance([principal, *[teacher] * 9, coach]).holes == ()
    assert balance([principal, *[teacher] * 10]).holes == ("beside",)
    assert balance([principal, *[coach] * 6, *[teacher] * 4]).holes == ("teachers",)
    assert balance([teacher] * 4).free == 6


def test_a_text_is_never_overwritten_by_who_has_not_seen_it(cast, plan):
    bao, ola = cast.actor("bao"), cast.actor("ola")
    with reading(cast.tenant):
        field = plan.member.initiative and next(iter(_fields(plan)))
    first = plans.word(by=bao, plan=plan, field=field, text="They say why.", seen=0)
    assert (first.wording.number, first.newer) == (1, None)
    late = plans.word(by=ola, plan=plan, field=field, text="Something else.", seen=0)
    assert late.wording is None and late.newer.text == "They say why."
    again = plans.word(by=ola, plan=plan, field=field, text="Something else.", seen=1)
    assert again.wording.number == 2
    same = plans.word(by=bao, plan=plan, field=field, text="Something else.", seen=2)
    assert same.wording.number == 2
    with reading(cast.tenant):
        assert wordings_that_hold(plan)[field.pk].text == "Something else."


def _fields(plan):
    from groundswell.cohorts.queries.plans import fields_of

    return fields_of(plan)


def test_a_plan_holds_when_all_is_there_and_until_somebody_changes_it(cast, plan):
    bao = cast.actor("bao")
    with pytest.raises(Refused, match="What students notice; Goals; Risks"):
        plans.agree(by=bao, plan=plan)
    with reading(cast.tenant):
        field = next(iter(_fields(plan)))
    plans.word(by=bao, plan=plan, field=field, text="They say why.", seen=0)
    goal = plans.add_goal(by=bao, plan=plan, title="Profiles by October")
    step = plans.add_step(by=bao, goal=goal, what="Try it with one class", by_when=MAY)
    risk = plans.note_risk(
        by=bao, plan=plan, what="Somebody leaves", likelihood=3, impact=3, response="A second."
    )
    with pytest.raises(PermissionDenied):
        plans.agree(by=cast.actor("ana"), plan=plan)
    assert plans.agree(by=bao, plan=plan).agreed_at is not None
    plans.finish_step(by=bao, step=step)
    with reading(cast.tenant):
        plan.refresh_from_db()
    assert plan.agreed_at is not None, "that a step is done does not change the plan"
    plans.drop(by=bao, what=risk)
    with reading(cast.tenant):
        plan.refresh_from_db()
    assert plan.agreed_at is None


@pytest.mark.parametrize("odds", [(0, 3), (3, 6)])
def test_a_risk_is_weighed_from_one_to_five(cast, plan, odds):
    with pytest.raises(Refused, match="from 1 to 5"):
        plans.note_risk(
            by=cast.actor("bao"),
            plan=plan,
            what="Rain",
            likelihood=odds[0],
            impact=odds[1],
            response="Umbrella",
        )


def test_the_team_writes_and_colleagues_read(cast, plan, member):
    with pytest.raises(PermissionDenied):
        plans.add_goal(by=cast.actor("ana"), plan=plan, title="Mine")
    teams.seat(by=cast.actor("bao"), member=member, person=cast.people["ana"])
    assert plans.add_goal(by=cast.actor("ana"), plan=plan, title="Ours").title == "Ours"
    with pytest.raises(PermissionDenied):
        plans.check_in(by=cast.actor("ben"), member=member, held_on=MAY, stands="Well")


def test_a_field_that_the_template_drops_stays_where_it_was_answered(cast, initiative, plan):
    bao, ola = cast.actor("bao"), cast.actor("ola")
    with reading(cast.tenant):
        field = next(iter(_fields(plan)))
    plans.word(by=bao, plan=plan, field=field, text="They say why.", seen=0)
    plans.set_template(by=ola, initiative=initiative, fields=[FieldSpec("goals", "Goals")])
    with reading(cast.tenant):
        assert {one.title for one in _fields(plan)} == {"What students notice", "Goals"}


def test_a_check_in_is_written_when_it_was_held(cast, member):
    with pytest.raises(Refused, match="written when it has been held"):
        later = clock.today("America/New_York") + timedelta(days=2)
        plans.check_in(by=cast.actor("bao"), member=member, held_on=later, stands="Well")


def test_who_proposed_which_words_stays_with_the_version(cast, initiative):
    ola, ana = cast.actor("ola"), cast.actor("ana")
    taken = definition.propose(
        by=ana, initiative=initiative, words="at their own pace", school=cast.places["alder"]
    )
    other = definition.propose(by=ana, initiative=initiative, words="with tablets")
    first = definition.adopt(
        by=ola, initiative=initiative, text="They learn at their own pace.", proposals=[taken]
    )
    with pytest.raises(Refused, match="says that already"):
        definition.adopt(by=ola, initiative=initiative, text="They learn at their own pace.")
    with pytest.raises(Refused, match="answered already"):
        definition.adopt(by=ola, initiative=initiative, text="Something else.", proposals=[taken])
    with pytest.raises(Refused, match="Say why"):
        definition.decline(by=ola, proposal=other, answer="")
    definition.decline(by=ola, proposal=other, answer="A tool, not a way to learn.")
    with reading(cast.tenant):
        assert DefinitionVersion.objects.count() == 1, "what is refused leaves nothing"
        assert [one.words for one in definitions_of(initiative)[0].proposals.all()] == ["at their own pace"]
    assert first.number == 1


def test_the_curve_counts_who_is_in_against_what_was_planned(cast, initiative, cohort, member):
    calls.plan_wave(by=cast.actor("ola"), initiative=initiative, number=2, year=2029, planned=5)
    with reading(cast.tenant):
        curve = curve_of(initiative, MAY)
    assert [(row.year, row.planned, row.actual) for row in curve.rows] == [
        (2027, 2, 1), (2028, 2, None), (2029, 5, None),
    ]  # fmt: skip
    assert (curve.now.open_schools, curve.share, curve.planned_share, curve.goal) == (2, 0.5, 1.0, 5)
    cohorts.leave(by=cast.actor("ola"), member=member, on=MAY, reason="It closes.")
    with reading(cast.tenant):
        assert curve_of(initiative, MAY).now.actual == 0


def test_who_begins_in_july_counts_for_the_year_that_begins_then(cast, initiative, cohort):
    """The second wave's school begins on July 1, 2027: it is in the year to 2028, not in the one before."""
    ola, after = cast.actor("ola"), date(2027, 9, 1)
    wave = calls.plan_wave(by=ola, initiative=initiative, number=2, year=2028, planned=2)
    cohorts.found(
        by=ola, wave=wave, name="Second", begins_on=date(2027, 7, 1), schools=[cast.places["birch"]]
    )
    with reading(cast.tenant):
        assert [(row.year, row.actual) for row in curve_of(initiative, after).rows] == [(2027, 1), (2028, 2)]


PAGES = ("cohorts/", "cohorts/{cohort}/", "cohorts/schools/{member}/", "cohorts/plans/{plan}/",
         "cohorts/curve/{initiative}/", "cohorts/definition/{initiative}/")  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_colleagues_read_it_and_strangers_find_nothing(browse, cast, initiative, cohort, member, plan, page):
    address = "/d/riverbend/" + page.format(
        cohort=cohort.pk, member=member.pk, plan=plan.pk, initiative=initiative.pk
    )
    for who in ("ola", "bao", "ana"):
        assert browse(who).get(address).status_code == 200, who
    assert browse("noor").get(address).status_code == 404


def test_a_passer_by_reads_the_curve_once_it_is_public(browse, client, cast, initiative, cohort):
    address = f"/d/riverbend/cohorts/curve/{initiative.pk}/"
    assert client.get(address).status_code == 404
    browse("ola").post(address + "public/", {"public": "1"})
    client.logout()
    page = client.get(address)
    assert page.status_code == 200
    assert "1 of 2 schools, 50.0 %, are in" in page.content.decode().replace("\u202f", " ")
    assert "cohorts/schools/" not in page.content.decode()
    assert page["Cache-Control"] == "public, max-age=300"
    again = client.get(address, headers={"if-none-match": page["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    cohorts.join(by=cast.actor("ola"), cohort=cohort, school=cast.places["birch"], on=date(2026, 8, 1))
    assert client.get(address, headers={"if-none-match": page["ETag"]}).status_code == 200, "there is news"
    assert "public" not in browse("ana").get(address).headers.get("Cache-Control", ""), (
        "a colleague's page is theirs"
    )


def test_the_office_asks_when_all_will_be_in(browse, cast, initiative, cohort):
    address = f"/d/riverbend/cohorts/rollout/{initiative.pk}/"
    assert browse("bao").get(address).status_code == 403
    asked = browse("ola").get(address, {"coaches": "1", "caseload": "5", "places": "22", "share": "100"})
    assert "all schools are in" in asked.content.decode()
    wrong = browse("ola").get(address, {"coaches": "one", "caseload": "5", "places": "22", "share": "100"})
    assert wrong.status_code == 422


def test_a_plan_is_written_on_its_page(browse, cast, plan, member):
    bao, address = browse("bao"), f"/d/riverbend/cohorts/plans/{plan.pk}/"
    bao.post(address + "change/", {"do": "goal", "title": "Profiles <script>", "measure": ""})
    assert "Profiles &lt;script&gt;" in bao.get(address).content.decode()
    with reading(cast.tenant):
        field = next(iter(_fields(plan)))
    words = f"{address}words/{field.pk}/"
    assert bao.post(words, {"text": "They say why.", "seen": "0"}).status_code == 302
    both = bao.post(words, {"text": "They say how.", "seen": "0"})
    assert both.status_code == 409
    assert "They say why." in both.content.decode() and "They say how." in both.content.decode()
    assert bao.post(address + "change/", {"do": "drop", "kind": "person", "pk": "1"}).status_code == 404
    assert browse("ana").post(words, {"text": "Mine", "seen": "1"}).status_code == 403


def test_a_goal_of_another_school_is_out_of_reach(browse, cast, cohort, plan):
    ola = cast.actor("ola")
    other = cohorts.join(by=ola, cohort=cohort, school=cast.places["birch"], on=MAY)
    theirs = plans.begin(by=ola, member=other, year=2027)
    goal = plans.add_goal(by=ola, plan=theirs, title="Birch’s own")
    address = f"/d/riverbend/cohorts/plans/{plan.pk}/change/"
    assert browse("bao").post(address, {"do": "drop", "kind": "goal", "pk": str(goal.pk)}).status_code == 404
