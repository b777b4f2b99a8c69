"""Schools of a cohort learn together: what is for them alone, and a design team that comes whole."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from groundswell.cohorts.actions import calls, cohorts, teams
from groundswell.cohorts.models import CohortMember
from groundswell.cohorts.queries.members import team_at
from groundswell.events.actions import onboarding, parties
from groundswell.events.models import LearningEvent, PartyBooking, Registration, Section
from groundswell.events.queries import audience
from groundswell.events.queries.events import joinable, sections_for
from groundswell.events.queries.onboarding import not_been
from groundswell.events.rules.audience import in_words
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock
from groundswell.kernel.tenancy import reading
from tests.cast import hire
from tests.cohorts.conftest import found_school, write_initiative
from tests.events.test_pages import LEARN, text_of
from tests.support.statements import statements

DAY = timedelta(days=1)


@pytest.fixture
def first(cast):
    """The first cohort: Alder since a month ago, with Bao, Ana and Cora in its design team."""
    ola, bao = cast.actor("ola"), cast.actor("bao")
    wave = calls.plan_wave(by=ola, initiative=write_initiative(cast), number=1, year=2027, planned=2)
    since = clock.today(cast.tenant.time_zone) - 30 * DAY
    made = cohorts.found(by=ola, wave=wave, name="First", begins_on=since, schools=[cast.places["alder"]])
    member = member_at(cast, "alder")
    for name in ("bao", "ana", "cora"):
        teams.seat(by=bao, member=member, person=cast.people[name])
    return made


def member_at(cast, school):
    with reading(cast.tenant):
        rows = CohortMember.objects.select_related("initiative", "cohort", "school")
        return rows.get(school=cast.places[school])


def team_of(cast, school="alder"):
    with reading(cast.tenant):
        return team_at(cast.places[school].pk)


def tokens(cast, who):
    with reading(cast.tenant):
        return {one for one in audience.tokens_of_actor(cast.actor(who)) if "cohort" in one or "teams" in one}


def sees(cast, who, section):
    actor = cast.actor(who)
    with reading(cast.tenant):
        meant = audience.meant_for(audience.tokens_of_actor(actor))
        return section in sections_for(actor), section in joinable(actor, meant=meant, now=clock.now())


def test_an_event_for_a_cohort_is_for_who_works_at_its_schools_while_they_are_in(cast, first, workshop):
    section = workshop(audience=[f"cohort:{first.pk}"])
    assert sees(cast, "ana", section) == (True, True)
    assert sees(cast, "ben", section) == (False, False), "Birch is not in"
    assert sees(cast, "leo", section)[0] is False, "a community is no school"
    today = clock.today(cast.tenant.time_zone)
    cohorts.join(by=cast.actor("ola"), cohort=first, school=cast.places["birch"], on=today + DAY)
    assert tokens(cast, "ben") == set(), "not before the day comes"
    cohorts.leave(by=cast.actor("ola"), member=member_at(cast, "alder"), on=today, reason="The roof.")
    assert tokens(cast, "ana") == set()
    with clock.shifted(DAY):
        assert tokens(cast, "ben") == {f"cohort:{first.pk}"}


def test_an_event_for_design_teams_is_for_who_sits_in_one_today(cast, first, workshop):
    section = workshop(audience=[f"design_teams:{first.pk}"])
    assert tokens(cast, "ana") == {f"cohort:{first.pk}", f"design_teams:{first.pk}"}
    assert sees(cast, "ana", section) == (True, True)
    seat = team_of(cast).seats
    with reading(cast.tenant):
        ana = seat.select_related("team__member").get(person=cast.people["ana"])
    teams.unseat(by=cast.actor("bao"), seat=ana)
    assert sees(cast, "ana", section) == (False, False)


def test_who_belongs_to_a_cohort_is_read_with_where_they_work(cast, first, django_assert_num_queries):
    names = ("ana", "ben", "cora", "leo")
    ids = [cast.people[name].pk for name in names]
    with reading(cast.tenant):
        with django_assert_num_queries(3):
            together = audience.tokens_of(ids)
        ana = cast.actor("ana")
        with django_assert_num_queries(2):
            audience.tokens_of_actor(ana)
    for name in names:
        with reading(cast.tenant):
            assert together[cast.people[name].pk] == audience.tokens_of_actor(cast.actor(name))


def test_the_catalogue_asks_no_more_with_a_cohort_than_without(browse, cast, first, workshop):
    ana = browse("ana")
    workshop(audience=["teacher"])
    before = statements(ana, LEARN)
    workshop(audience=[f"cohort:{first.pk}", "teacher"], begins_in=9 * DAY)
    assert statements(ana, LEARN) == before


def test_an_audience_of_cohorts_in_words(cast, first):
    with reading(cast.tenant):
        assert in_words(["teacher", f"cohort:{first.pk}"]) == "Teacher; Schools of First"
        assert in_words([f"design_teams:{first.pk}"]) == "Design teams of First"


@pytest.mark.parametrize("token", ["cohort", "design_teams"])
def test_its_schools_are_those_that_an_event_invites(cast, first, workshop, token):
    event = workshop(audience=[f"{token}:{first.pk}"]).event
    with reading(cast.tenant):
        assert audience.invited_schools(event) == [(cast.places["alder"].pk, "Alder Elementary")]


FORM = {
    "title": "Summer institute", "kind": "institute", "mode": "in_person", "day": "2027-07-12", "begins": "09:00",
    "ends": "15:00", "place": "Alder Elementary", "seats": "30", "publish": "yes",
}  # fmt: skip


def test_the_office_chooses_cohorts_in_the_form_and_what_it_does_not_ask_stays(browse, cast, first, workshop):
    ola = browse("ola")
    page = text_of(ola.get(f"{LEARN}new/"))
    assert "Schools of First" in page and "Design teams of First" in page
    both = [f"cohort:{first.pk}", f"design_teams:{first.pk}"]
    wrong = ola.post(f"{LEARN}new/", FORM | {"cohorts": both})
    assert wrong.status_code == 422 and "Choose schools or design teams, not both." in text_of(wrong)
    ola.post(f"{LEARN}new/", FORM | {"audience": ["teacher"], "cohorts": both[:1]})
    with reading(cast.tenant):
        event = LearningEvent.objects.get(title="Summer institute")
        assert event.audience == [both[0], "role:teacher"]
    other = workshop(audience=["title_one", both[0]])
    address = f"{LEARN}{other.event_id}/edit/"
    assert f'value="{both[0]}" ' in ola.get(address).content.decode()
    said = {
        "title": "Again",
        "kind": "workshop",
        "mode": "in_person",
        "seats": "30",
        "version": other.event.version,
    }
    assert ola.post(address, said | {"cohorts": both[1:]}).status_code == 302
    with reading(cast.tenant):
        assert LearningEvent.objects.get(pk=other.event_id).audience == [both[1], "title_one"]


def test_no_cohort_no_question(browse, cast):
    assert "Only for these cohorts" not in text_of(browse("ola").get(f"{LEARN}new/"))


def test_who_takes_up_work_at_a_school_of_the_cohort_is_offered_its_next_institute(
    cast, first, workshop, post
):
    with clock.shifted(400 * DAY):
        workshop(
            kind="institute", title="Summer institute", begins_in=430 * DAY, audience=[f"cohort:{first.pk}"]
        )
        hire(cast, "zoe", "Zoe", "Hill")
        hire(cast, "yan", "Yan", "Li", place="birch")
    with clock.shifted(401 * DAY):
        onboarding.offer_due(cast.tenant)
        assert [mail.to_name for mail in post("events.onboarding")] == ["Zoe Hill"]
        with reading(cast.tenant):
            waiting = {one.given_name for one in not_been(cast.places["alder"])}
            assert "Zoe" in waiting and not_been(cast.places["birch"]) is None


def test_a_principal_brings_the_whole_design_team_in_two_presses(browse, cast, first, workshop):
    section = workshop(seats=4, policy={"takes_parties": True})
    bao, path = browse("bao"), f"/d/riverbend/events/sections/{section.pk}/team/"
    page = bao.get(path)
    assert "All 3 of its design team" in text_of(page)
    assert len(re.findall(r'name="people"[^>]* checked', page.content.decode())) == 3
    fields = page.context["form"].initial
    sent = {"who": "team", "people": fields["people"], "name": fields["name"], "lead": fields["lead"]}
    assert "All 3 of Design team of Alder Elementary have a seat" in text_of(
        bao.post(path, sent, follow=True)
    )
    with reading(cast.tenant):
        party = PartyBooking.objects.get()
        assert (party.design_team, party.size, party.lead) == (team_of(cast), 3, cast.people["bao"])
        assert Registration.objects.filter(party=party, state="booked").count() == 3


def test_other_colleagues_come_without_it(browse, cast, first, crowd, workshop):
    section = workshop(policy={"takes_parties": True})
    team = [person for person, _by in crowd(2)]
    bao, path = browse("bao"), f"/d/riverbend/events/sections/{section.pk}/team/"
    page = text_of(bao.get(f"{path}?who=others"))
    assert "Bring the design team" in page and "Find a colleague" in page
    sent = {"who": "others", "people": [one.pk for one in team], "name": "Maths", "lead": team[0].pk}
    bao.post(path, sent)
    with reading(cast.tenant):
        assert PartyBooking.objects.get().design_team is None


def test_a_design_team_comes_whole_or_waits_together_and_brings_nobody_else(cast, first, workshop, crowd):
    bao, team = cast.actor("bao"), team_of(cast)
    section = workshop(seats=3, policy={"takes_parties": True})
    [(stranger, _by)] = crowd(1)
    mine = [cast.people[name] for name in ("bao", "ana", "cora")]
    booked = {"section": section, "name": "Alder", "lead": mine[0], "design_team": team}
    with pytest.raises(Refused, match="not in the design team today: T0 Crowd"):
        parties.book(by=bao, people=[*mine[:2], stranger], **booked)
    with pytest.raises(PermissionDenied):
        parties.book(by=cast.actor("ana"), people=mine, **booked)
    with reading(cast.tenant):
        assert not PartyBooking.objects.exists() and not Registration.objects.exists()
    parties.book(by=bao, people=mine[:2], **booked)
    with reading(cast.tenant):
        assert Section.objects.get(pk=section.pk).seats_taken == 2, "not all of it need come"


def test_an_office_brings_the_team_of_any_school(browse, cast, first, workshop):
    found_school(cast, "cedar")
    cohorts.join(
        by=cast.actor("ola"), cohort=first, school=cast.places["cedar"], on=clock.today(cast.tenant.time_zone)
    )
    section = workshop(policy={"takes_parties": True})
    path = f"/d/riverbend/events/sections/{section.pk}/team/?school="
    assert "All 3 of its design team" in text_of(browse("ola").get(f"{path}{cast.places['alder'].pk}"))
    assert "design team" not in text_of(browse("ola").get(f"{path}{cast.places['cedar'].pk}")), (
        "an empty team"
    )
