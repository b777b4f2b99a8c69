"""The universe is built through verbs, from a seed, on a clock; every state can be reached, nothing real is in it."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db.models import F

from groundswell.events.models import (
    Arrival,
    AskedSection,
    Credential,
    DatePlan,
    Interest,
    LearningEvent,
    LearningRequest,
    OnCall,
    OutsideCredit,
    PlanShare,
    Registration,
    SeatOffer,
    Section,
)
from groundswell.events.queries import audience, board, onboarding
from groundswell.events.queries.asking import plans_in_wave
from groundswell.events.rules import replay
from groundswell.events.rules.standing import why_passed_over
from groundswell.events.rules.substitutes import demand
from groundswell.kernel import clock
from groundswell.kernel.models import JournalEntry
from groundswell.kernel.tenancy import reading
from groundswell.roster.choices import DistrictKind, OrganisationKind
from groundswell.roster.models import District, Organisation, Person, Position, School
from groundswell.roster.queries.grants import actor_of_person
from groundswell.surveys.models import Invitation, Response, SurveyWave
from groundswell.surveys.queries.waves import threshold
from groundswell.universe.build import HARBOR, RIVERBEND
from groundswell.universe.personas import PERSONAS
from groundswell.universe.riverbend import county
from groundswell.universe.story.days import BY_KEY, SURGE, moment
from tests.universe.tiny import standing_on

pytestmark = pytest.mark.slow  # the first builds the universe


@pytest.fixture(scope="module")
def universe(django_db_setup, django_db_blocker):
    """The tiny universe on the day of the surge, one copy for this file."""
    with django_db_blocker.unblock(), standing_on("surge") as tiny:
        yield tiny


@pytest.fixture
def riverbend(universe):
    """Read as inside Riverbend, on the day of the surge."""
    with clock.standing_at(BY_KEY["surge"].moment), reading(universe.tenants[RIVERBEND]):
        yield universe.tenants[RIVERBEND]


@pytest.fixture
def harbor(universe):
    with clock.standing_at(BY_KEY["surge"].moment), reading(universe.tenants[HARBOR]):
        yield universe.tenants[HARBOR]


def persona(tenant, key):
    found = next(one for one in PERSONAS if one.key == key)
    return actor_of_person(Person.objects.get(email=found.email), tenant)


def test_every_persona_is_somebody_who_can_sign_in(riverbend):
    for one in PERSONAS:
        if one.district == RIVERBEND:
            assert Person.objects.get(email=one.email).user.email == one.email


def test_personas_hold_the_roles_by_which_they_are_called(riverbend):
    for one in PERSONAS:
        if one.district == RIVERBEND and one.key != "guest":
            assert one.key in persona(riverbend, one.key).roles, one.key
    assert persona(riverbend, "guest").roles == {"guest"}


def test_the_partners_coach_leaves_on_a_stated_date(riverbend):
    assert Position.objects.get(role="external_coach").ends_on is not None


def test_staff_and_students_came_in_from_files(riverbend):
    without_file = Person.objects.filter(source_id=None)
    assert {person.email for person in without_file} == {one.email for one in PERSONAS if not one.title}
    assert Person.objects.filter(is_student=True).count() == 40


def test_a_school_stands_in_the_community_in_which_its_point_lies(riverbend):
    schools = School.objects.select_related("organisation__parent")
    assert len(schools) == 3
    for school in schools:
        place = (school.longitude, school.latitude)
        assert county.nearest_community(place, county.COMMUNITIES) == school.organisation.parent.name
        assert school.level in school.organisation.name.lower() or school.level == "elementary"


def test_every_state_of_an_event_is_there(riverbend):
    sections = list(Section.objects.select_related("event"))
    now = clock.now()
    ahead = [one for one in sections if one.state == "published" and one.begins_at > now]
    over = [one for one in sections if one.state == "published" and one.ends_at <= now]
    assert {one.state for one in sections} == {"draft", "published", "cancelled"}
    assert any(one.seats_left for one in ahead), "open with seats left"
    assert any(one.is_full and one.waiting for one in ahead), "full, with a line"
    assert any(one.sequence and one.state == "published" for one in ahead), "moved"
    assert any(one.attendance_taken_at for one in over), "attendance taken"
    assert any(one.attendance_taken_at is None for one in over), "attendance still to be taken"
    states = set(Registration.objects.values_list("state", flat=True))
    assert states == {"booked", "offered", "waiting", "cancelled"}


def test_every_state_of_a_wave_is_there(riverbend):
    waves = SurveyWave.objects.all()
    assert {wave.state for wave in waves} == {"open", "closed"}
    answered = Counter(Response.objects.values_list("wave", flat=True))
    assert any(wave.is_open and answered[wave.pk] * 2 < wave.invited for wave in waves), "open, few answers"
    assert any(not wave.is_open and answered[wave.pk] >= 5 for wave in waves), "closed, with results"
    assert Invitation.objects.filter(done_at=None).exists()


def test_journal_and_tables_agree_about_every_seat(riverbend):
    for section in Section.objects.all():
        assert replay.differences(section) == []


def test_nothing_happened_after_the_day_on_which_it_stands(riverbend):
    assert not JournalEntry.objects.filter(at__gt=BY_KEY["surge"].moment + timedelta(minutes=5)).exists()
    surging = Section.objects.filter(event__title__startswith="Building community")
    eight = Registration.objects.filter(section__in=surging, at__lt=moment(SURGE, 8))
    noon = Registration.objects.filter(section__in=surging)
    assert (eight.count(), noon.count()) == (2, 9)


def test_the_truth_about_a_closed_wave_lies_within_what_the_silent_could_make_of_it(universe, riverbend):
    from groundswell.surveys.queries.results import tallies_of

    closed = [wave for wave in SurveyWave.objects.all() if not wave.is_open and not wave.audience]
    assert closed
    for wave in closed:
        truth = universe.truth[wave.subject_key]
        tally = next(one for one in tallies_of(wave) if one.item.key in ("confident", "used"))
        said = sum(tally.counts[point] for point in tally.item.box)
        really = sum(truth[tally.item.key][point] for point in tally.item.box)
        assert truth["people"] == wave.invited
        if tally.answered:
            assert said <= really <= said + wave.invited - tally.answered


def test_at_noon_a_seat_is_held_a_line_waits_and_our_specialist_is_asked_to_lead(riverbend):
    held = {one.registration.person.name: one for one in SeatOffer.objects.filter(state="open")}
    assert set(held) == {"Ana Ruiz", "Cora Lind"}
    assert held["Ana Ruiz"].ends_at > clock.now() + timedelta(hours=12)
    rush = LearningEvent.objects.get(title__startswith="Building community")
    assert [(one.person.name, one.state) for one in OnCall.objects.filter(event=rush)][-1] == (
        "Dev Patel",
        "called",
    )
    assert Registration.objects.filter(section__event=rush, state="waiting").count() == 2
    answered = LearningRequest.objects.filter(event=rush)
    assert answered.count() == 2
    assert all(one.opened_at - one.at < timedelta(days=7) for one in answered)
    assert Interest.objects.filter(ended_at__isnull=True).exists()
    assert DatePlan.objects.exists()


def test_a_school_has_sent_as_many_as_it_may_and_a_colleague_waits_beside_a_free_seat(riverbend):
    waits = Registration.objects.get(section__event__title__startswith="Reading in", state="waiting")
    assert not waits.section.is_full
    assert "substitute" in why_passed_over(waits.section, waits)
    day = waits.section.begins_at.date()
    at_limit = [one for one in demand(day, day, riverbend.time_zone) if one.number == one.cap]
    assert waits.school_id in {one.school for one in at_limit}


def test_the_board_has_something_to_look_at_of_every_kind(riverbend):
    now = clock.now()
    rows = Section.objects.exclude(state="cancelled").filter(ends_at__gt=now)
    assert min(board.counted(board.in_order(rows, "pk"), now).values()) > 0


def test_people_arrived_in_every_way_and_ana_has_hours_certificates_and_credit_from_elsewhere(riverbend):
    there = Arrival.objects.filter(meeting__section__event__title__startswith="Conferring")
    ways = Counter(there.values_list("how", "state"))
    assert {("code", "attended"), ("paper", "attended"), ("walk_in", "attended")} <= set(ways)
    assert {("list", "no_show"), ("list", "partial"), ("list", "attended")} <= set(ways)
    assert there.filter(state="attended", came_at__gt=F("meeting__begins_at"), how="list").exists()
    assert Credential.objects.filter(registration__person__email__startswith="ana.").count() == 2
    assert set(OutsideCredit.objects.values_list("state", flat=True)) == {"approved", "sent"}
    assert PlanShare.objects.get().person.name == "Cora Lind"


def test_the_institute_is_for_the_schools_that_go_first_and_each_sees_who_has_not_been(riverbend):
    event = LearningEvent.objects.get(title="Personalized Learning Institute")
    assert onboarding.names_places(event)
    own = Position.objects.get(role="principal", person__email__startswith="bao.").organisation
    assert own.pk in {school for school, _name in audience.invited_schools(event)}
    left = {one.name for one in onboarding.not_been(own)}
    assert left and not left & {"Ana Ruiz", "Bao Tran", "Cora Lind"}


@pytest.mark.slow
def test_six_weeks_later_most_have_said_what_they_used_and_ana_is_still_asked(engine, django_db_blocker):
    with django_db_blocker.unblock(), standing_on("six_weeks_after") as tiny, reading(tiny.tenant()):
        asked = AskedSection.objects.filter(section__event__title__startswith="Conferring")
        wave = asked.get(rule__instrument_key="six_weeks").wave
        assert wave.is_open
        assert Response.objects.filter(wave=wave).count() * 2 > wave.invited
        [open_one] = Invitation.objects.filter(wave=wave, person__email__startswith="ana.", done_at=None)
        assert plans_in_wave(wave, [open_one.person_id])
        assert not SeatOffer.objects.filter(state="open").exists()


@pytest.mark.slow
def test_after_one_event_what_was_used_is_asked_without_names_and_shown_once_it_is_over(
    engine, django_db_blocker
):
    with django_db_blocker.unblock(), standing_on("six_weeks_after") as tiny, reading(tiny.tenant()):
        asked = AskedSection.objects.filter(section__event__title__startswith="Hints instead")
        wave = asked.get(rule__instrument_key="six_weeks").wave
        assert (wave.promise, wave.state) == ("anonymous", "closed")
        said = Response.objects.filter(wave=wave)
        took_part = Invitation.objects.filter(wave=wave, done_at__isnull=False)
        assert said.count() == took_part.count() >= threshold(), wave.invited
        assert not said.exclude(invitation=None).exists()


def test_harbor_point_knows_nothing_of_riverbend_and_riverbend_nothing_of_it(universe, harbor):
    assert [event.title for event in LearningEvent.objects.all()] == [
        "Harbor Point reads: a shared book for the spring"
    ]
    own = set(Organisation.objects.filter(kind=OrganisationKind.SCHOOL).values_list("name", flat=True))
    noor = persona(harbor, "neighbour")
    assert noor.tenant == universe.tenants[HARBOR]
    with reading(universe.tenants[RIVERBEND]):
        assert not Person.objects.filter(user_id=noor.user_id).exists()
        assert not own & set(Organisation.objects.values_list("name", flat=True))


def test_what_is_invented_says_so(universe):
    for slug in (RIVERBEND, HARBOR):
        with reading(universe.tenants[slug]):
            assert District.objects.get().kind == DistrictKind.FICTIONAL
            assert all(email.endswith(".example") for email in emails())


def emails():
    return Person.objects.exclude(email="").values_list("email", flat=True)
