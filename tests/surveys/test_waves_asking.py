"""The office asks an audience something: now or on a day to come, with a look at whom it reaches before."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groundswell.kernel import clock
from groundswell.kernel.models import JournalEntry
from groundswell.kernel.tenancy import reading
from groundswell.notices.models import OutgoingMail
from groundswell.roster.actions import calendar, people
from groundswell.roster.choices import DayKind
from groundswell.surveys.actions import asking, waves
from groundswell.surveys.choices import WaveState
from groundswell.surveys.models import Invitation, SurveyWave
from groundswell.surveys.rules.asking import usual_close, warnings
from groundswell.surveys.rules.refusals import Refused
from tests.support.statements import MOST

ZONE, LIST = "America/New_York", "/d/riverbend/proof/surveys/"
ASK = f"{LIST}ask/"


def by_the_worker(cast) -> None:
    """What the worker does for surveys, as often as there is something to mail."""
    while waves.invite_due(cast.tenant):
        pass


def mails(cast, kind="surveys.asked"):
    with reading(cast.tenant):
        return list(OutgoingMail.objects.filter(kind=kind).order_by("pk"))


def only_wave(cast) -> SurveyWave:
    with reading(cast.tenant):
        return SurveyWave.objects.select_related("tenant").get()


def test_the_office_looks_first_and_then_asks_all_staff(cast, browse, form_of):
    office = browse("ola")
    assert "confidential" in office.get(ASK).content.decode().lower()
    look = office.post(ASK, form_of()).content.decode()
    assert "9 people would be asked" in look and "No student is among them" in look
    with reading(cast.tenant):
        assert not SurveyWave.objects.exists()
    done = office.post(ASK, form_of(step="do"))
    wave = only_wave(cast)
    assert done.headers["Location"] == f"{LIST}{wave.pk}/"
    assert (wave.state, wave.invited, wave.remind_after_days) == (WaveState.OPEN, 9, [5, 10])
    by_the_worker(cast)
    assert len(mails(cast)) == 9
    with reading(cast.tenant):
        ana = Invitation.objects.get(person=cast.people["ana"])
        assert (ana.role, ana.place_id) == ("teacher", cast.places["alder"].pk)


def test_two_presses_ask_once(cast, browse, form_of):
    office = browse("ola")
    answers = [office.post(ASK, form_of(step="do")).headers["Location"] for _ in range(2)]
    assert answers[0] == answers[1]
    assert only_wave(cast).invited == 9


WRONG = [
    ({"opens_on": -1}, "This day is over"),
    ({"opens_on": 9, "closes_on": 9}, "at least a day to answer"),
    ({"closes_on": 400}, "a year at most"),
    ({"remind_after_days": "5, soon"}, "days as numbers"),
    ({"remind_after_days": "30"}, "closed already"),
    ({"title": ""}, "required"),
    ({"roles": ["superintendent"], "levels": ["high"]}, "Nobody fits"),
    ({"roles": ["student"]}, "valid choice"),
]


def test_what_makes_no_sense_is_said_at_its_field_and_asks_nobody(cast, browse, form_of):
    today, office = clock.today(ZONE), browse("ola")
    for wrong, said in WRONG:
        days = {name: str(today + timedelta(days=n)) for name, n in wrong.items() if isinstance(n, int)}
        answer = office.post(ASK, form_of(step="do", **(wrong | days)))
        assert answer.status_code == 422 and said in answer.content.decode(), wrong
    with reading(cast.tenant):
        assert not SurveyWave.objects.exists()


def test_the_verb_refuses_what_the_form_refuses(plan_it):
    with pytest.raises(Refused, match="at least a day"):
        plan_it(closes_in=0)
    with pytest.raises(Refused, match="Nobody fits"):
        plan_it(roles=("media_coordinator",))


def test_who_may_not_run_surveys_does_not_get_in(cast, browse, form_of, plan_it):
    plan_it(opens_in=5)
    wave = only_wave(cast)
    for name, status in (("sam", 403), ("ana", 403), ("noor", 404)):
        assert browse(name).post(ASK, form_of(step="do")).status_code == status
    # Results are Sam's business, a plan is not; the office next door finds neither.
    assert wave.title not in browse("sam").get(LIST).content.decode()
    assert wave.title in browse("ola").get(LIST).content.decode()
    for page in ("plan", "change", "reopen", "extend"):
        assert browse("nils").get(f"/d/harbor-point/proof/surveys/{wave.pk}/{page}/").status_code == 404


def test_a_planned_wave_opens_at_seven_by_itself_for_who_works_there_then(cast, browse, plan_it):
    wave = plan_it(opens_in=5, roles=("teacher",))
    assert (wave.state, wave.invited) == (WaveState.PLANNED, 0)
    page = browse("ola").get(f"{LIST}{wave.pk}/plan/").content.decode()
    assert "It opens on" in page and "2 people, as of today" in page
    new = people.add_person(by=cast.system, given_name="New", family_name="Here", email="new@x.example")
    people.give_position(by=cast.system, person=new, organisation=cast.places["alder"], role="teacher")
    assert asking.open_due(cast.tenant) == 0
    with clock.standing_at(wave.opens_at + timedelta(minutes=1)):
        assert clock.local(clock.now(), ZONE).hour == 7
        with reading(cast.tenant):
            assert asking.openings_due(cast.tenant) == 1
        assert asking.open_due(cast.tenant) == 1
        assert asking.open_due(cast.tenant) == 0
        opened = only_wave(cast)
        assert (opened.state, opened.invited) == (WaveState.OPEN, 3)


def test_a_plan_is_changed_until_it_opens_and_called_off_for_good(cast, browse, form_of, plan_it):
    office, wave = browse("ola"), plan_it(opens_in=5)
    assert "So that we plan the winter" in office.get(f"{LIST}{wave.pk}/change/").content.decode()
    days = {
        name: str(clock.today(ZONE) + timedelta(days=n)) for name, n in (("opens_on", 6), ("closes_on", 20))
    }
    later = {**days, "roles": ["principal"], "title": "Otherwise"}
    office.post(f"{LIST}{wave.pk}/change/", form_of(step="do", margins=["role"], **later))
    changed = only_wave(cast)
    assert (changed.pk, changed.title, changed.margins) == (wave.pk, "Otherwise", ["role"])
    office.post(f"{LIST}{wave.pk}/call-off/")
    assert "Called off. Nobody was asked." in office.get(f"{LIST}{wave.pk}/plan/").content.decode()
    with clock.shifted(timedelta(days=8)):
        assert asking.open_due(cast.tenant) == 0
    with pytest.raises(Refused, match="has opened"):
        asking.call_off(by=cast.system, wave=plan_it())
    with reading(cast.tenant):
        kinds = list(JournalEntry.objects.filter(subject_id=wave.pk).values_list("kind", flat=True))
    assert [kind for kind in kinds if kind.startswith("surveys.wave")] == [
        f"surveys.wave.{what}" for what in ("planned", "changed", "called_off")
    ]


@pytest.mark.parametrize(
    ("before", "opens", "hours"), [("2026-03-07", 11, 4), ("2026-10-31", 12, 5)]
)  # fmt: skip
def test_across_a_clock_change_it_opens_at_seven_and_closes_at_midnight(cast, plan_it, before, opens, hours):
    """Seven in the morning and midnight are the wall's, an hour apart in UTC from the day before."""
    with clock.standing_at(datetime.fromisoformat(f"{before}T15:00:00+00:00")):
        wave = plan_it(opens_in=1, closes_in=2)
        assert wave.opens_at.astimezone(UTC).hour == opens
        assert wave.closes_at.astimezone(UTC).hour == hours
        assert wave.last_day == clock.today(ZONE) + timedelta(days=3)


def test_a_large_audience_is_invited_in_batches_and_mailed_when_it_is_whole(cast, plan_it, monkeypatch):
    monkeypatch.setattr(asking, "BATCH", 4)
    wave = plan_it()
    assert (wave.state, wave.invited) == (WaveState.PLANNED, 4)
    by_the_worker(cast)
    assert mails(cast) == []
    assert asking.open_due(cast.tenant) == asking.open_due(cast.tenant) == 1
    assert only_wave(cast).invited == 9 and only_wave(cast).is_open
    by_the_worker(cast)
    assert len(mails(cast)) == 9


def test_a_plan_that_nobody_fits_on_its_day_is_called_off(cast, plan_it):
    plan_it(opens_in=5, roles=("principal",))
    with reading(cast.tenant):
        [position] = cast.people["bao"].positions.all()
    people.end_position(by=cast.system, position=position, last_day=clock.today(ZONE))
    with clock.shifted(timedelta(days=6)):
        asking.open_due(cast.tenant)
    assert only_wave(cast).state == WaveState.CLOSED
    with reading(cast.tenant):
        assert JournalEntry.objects.filter(kind="surveys.wave.called_off").exists()


def test_a_named_promise_is_said_in_the_mail(cast, browse, form_of):
    browse("ola").post(ASK, form_of(step="do", promise="named", roles=["principal"]))
    by_the_worker(cast)
    [mail] = mails(cast)
    assert mail.context["promise"] == "named"


def test_the_last_day_is_one_on_which_people_work_and_holidays_are_said(cast):
    monday = clock.today(ZONE) + timedelta(days=(7 - clock.today(ZONE).weekday()) % 7 + 7)
    week = [monday + timedelta(days=number) for number in range(5)]
    named = {"kind": DayKind.HOLIDAY, "title": "Spring break"}
    calendar.set_days(by=cast.system, days=[calendar.PlannedDay(day=day, **named) for day in week])
    with reading(cast.tenant):
        assert usual_close(monday - timedelta(days=12)) == monday + timedelta(days=7)
        said = warnings(monday, monday + timedelta(days=3))
        assert "Spring break" in said[0] and len(said) == 3
        assert warnings(monday - timedelta(days=7), monday - timedelta(days=3)) == []


def test_the_list_is_searched_filtered_and_leaves_as_a_file(cast, browse, plan_it, ask):
    plan_it(opens_in=5, attempt="e" * 32)
    asked = ask(6)
    for number in range(6):
        asked.answer(number)
    office = browse("ola")

    def rows(**query: str) -> list[bool]:
        page = office.get(f"{LIST}?{urlencode(query)}").content.decode()
        return ["What you need" in page, asked.wave.title in page]

    assert rows() == [True, True]
    assert rows(q="groups alder") == rows(state="open") == [False, True]
    assert rows(state="planned") == [True, False]
    assert rows(q="nothing like it") == rows(state="stopped") == [False, False]
    assert rows(state="nonsense") == [True, True]
    lines = b"".join(office.get(f"{LIST}?format=csv&state=open").streaming_content).decode().splitlines()
    assert len(lines) == 2 and ",6,6,1.000000" in lines[1]


def test_a_preview_costs_the_same_for_many_people_and_plans(cast, browse, form_of, plan_it):
    office = browse("ola")

    def cost() -> int:
        with CaptureQueriesContext(connection) as counted:
            assert office.post(ASK, form_of()).status_code == 200
        said = [one["sql"] or "" for one in counted]  # PostgreSQL keeps no words of some raw statements
        return sum("SAVEPOINT" not in sql and "_setting(" not in sql for sql in said)

    for number in range(3):
        plan_it(opens_in=4 + number)
    first = cost()  # with everybody over the budget, and named
    for number in range(3):
        plan_it(opens_in=8 + number)
    assert cost() <= first <= MOST
