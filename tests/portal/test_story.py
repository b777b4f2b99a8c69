"""A school's way on its page, and what a public record says of the first schools."""

from datetime import timedelta

import pytest
from django.apps import apps

from groundswell.cohorts.actions import calls, candidacies, cohorts, plans
from groundswell.cohorts.models import Candidacy, CohortMember
from groundswell.kernel import clock
from groundswell.kernel.tenancy import reading
from groundswell.roster.models import Measure, Organisation
from tests.cohorts.conftest import draft_call, write_initiative
from tests.portal.world import place_named
from tests.support.statements import MOST, statements

SCHOOLS = "/d/riverbend/schools/"


@pytest.fixture
def initiative(cast):
    return write_initiative(cast)


def at(cast, name):
    return f"{SCHOOLS}{cast.places[name].pk}/"


def page_of(browse, who, address):
    return browse(who).get(address).content.decode()


def in_a_cohort(cast, initiative, *, number=1, school="alder", days_ago=60):
    ola, today = cast.actor("ola"), clock.today(cast.tenant.time_zone)
    wave = calls.plan_wave(by=ola, initiative=initiative, number=number, year=2026 + number, planned=number)
    cohort = cohorts.found(by=ola, wave=wave, name=f"Cohort {number}", begins_on=today)
    return cohorts.join(
        by=ola, cohort=cohort, school=cast.places[school], on=today - timedelta(days=days_ago)
    )


def test_a_school_without_a_way_shows_none(cast, browse, initiative):
    assert "Its way" not in page_of(browse, "ana", at(cast, "alder"))


def test_everybody_reads_its_way_newest_first(cast, browse, initiative):
    member, ola = in_a_cohort(cast, initiative), cast.actor("ola")
    today = clock.today(cast.tenant.time_zone)
    rests, goes_on = today - timedelta(days=40), today - timedelta(days=20)
    cohorts.pause(by=ola, member=member, on=rests, reason="The roof.")
    cohorts.resume(by=ola, member=member, on=goes_on)
    stands = "All profiles are there. " + "And so on. " * 40
    plans.check_in(by=cast.actor("bao"), member=member, held_on=today, stands=stands)
    page = page_of(browse, "ben", at(cast, "alder"))
    order = [
        page.index(words) for words in ("Check-in: All profiles", "Goes on", "The roof.", "In: Cohort 1")
    ]
    assert order == sorted(order)
    assert page.count("And so on.") < 20, "the whole check-in stands on its own page"
    assert "Its way" not in page_of(browse, "gus", at(cast, "alder")), "a guest is not one of us"
    assert "Its way" not in page_of(browse, "ben", at(cast, "birch"))


def test_that_it_was_invited_and_what_came_of_it_is_for_who_leads_it(cast, browse, initiative):
    call = calls.open_call(by=cast.actor("ola"), call=draft_call(cast, initiative))
    with reading(cast.tenant):
        mine = Candidacy.objects.get(school=cast.places["alder"], call=call)
    candidacies.not_now(by=cast.actor("bao"), candidacy=mine, why="The roof.")
    for who in ("bao", "ola", "leo"):
        assert "Said not this year" in page_of(browse, who, at(cast, "alder")), who
    for who in ("ana", "ben"):
        assert "Said not this year" not in page_of(browse, who, at(cast, "alder")), who


def test_what_is_long_ago_is_folded_away(cast, browse, initiative):
    member, today = in_a_cohort(cast, initiative), clock.today(cast.tenant.time_zone)
    for number in range(12):
        day = today - timedelta(days=number)
        plans.check_in(by=cast.actor("bao"), member=member, held_on=day, stands=f"Word {number:02}.")
    page = page_of(browse, "bao", at(cast, "alder"))
    assert page.index("Word 11.") < page.index("What was before") < page.index("In: Cohort 1")


def test_a_long_way_asks_the_database_no_more_than_a_short_one(cast, browse, initiative):
    bao, ola = browse("bao"), cast.actor("ola")
    none = statements(bao, at(cast, "birch"))
    member, today = in_a_cohort(cast, initiative), clock.today(cast.tenant.time_zone)
    plans.check_in(by=cast.actor("bao"), member=member, held_on=today, stands="Well")
    short = statements(bao, at(cast, "alder"))
    for number in range(9):
        plans.check_in(by=cast.actor("bao"), member=member, held_on=today, stands=f"Well {number}")
    cohorts.pause(by=ola, member=member, on=today, reason="The roof.")
    cohorts.leave(by=ola, member=member, on=today, reason="It closes.")
    in_a_cohort(cast, write_initiative(cast), number=2)
    assert none < short == statements(bao, at(cast, "alder")) <= MOST


@pytest.mark.slow
@pytest.mark.proof
def test_the_first_cohort_of_the_record_is_a_dated_fact_with_its_source(record, client):
    page = client.get("/d/cms/schools/").content.decode()
    assert "The first 15 schools" in page and "2014-07" in page and "Charlotte Observer, 2014-08" in page
    with reading(record):
        assert (
            Measure.objects.filter(kind="first_cohort", year=2015, text="2014-07", value=None).count() == 15
        )
        other = Organisation.objects.exclude(measures__kind="first_cohort").filter(kind="school").first()
    first = place_named(record, source_id="600379")
    said = client.get(f"/d/cms/schools/{first.pk}/").content.decode()
    assert (
        "Among the first schools" in said and "It started in 2014-07" in said and "Charlotte Observer" in said
    )
    assert "Among the first schools" not in client.get(f"/d/cms/schools/{other.pk}/").content.decode()


@pytest.mark.slow
@pytest.mark.proof
def test_nothing_invented_stands_beside_a_real_school(record):
    """No application, score, call or cohort: not one row of selection or planning in the record's district."""
    with reading(record):
        for app in ("cohorts", "planning"):
            for model in apps.get_app_config(app).get_models():
                assert not model._default_manager.exists(), model.__name__


def test_the_same_question_finds_what_is_invented_in_a_fictional_district(cast, initiative):
    in_a_cohort(cast, initiative)
    with reading(cast.tenant):
        assert CohortMember.objects.exists()
