"""What is asked after events is a rule on data: which questions, how many days later, after which events."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from groundswell.events.actions import asking, asking_rules, attendance, registration
from groundswell.events.choices import ArrivalState, EventKind
from groundswell.events.models import AskedSection, FollowUpRule
from groundswell.events.queries.asking import rules
from groundswell.events.queries.asking_days import AskingDays, asking_days_for
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock, journal
from groundswell.kernel.models import JournalEntry
from groundswell.kernel.tenancy import reading, writing
from groundswell.roster.actions import calendar
from groundswell.roster.actions.calendar import PlannedDay
from groundswell.roster.choices import DayKind
from groundswell.surveys.actions import waves
from groundswell.surveys.models import Invitation, SurveyWave
from tests.support.racing import results, start
from tests.support.statements import statements

HOME = "/d/riverbend/events/"
NEW_YORK = ZoneInfo("America/New_York")
SAID = {
    "instrument_key": "coaching_experience",
    "days_after": "14",
    "open_days": "10",
    "promise": "confidential",
}


def weekdays(first: date, last: date, holidays=()) -> AskingDays:
    days = (first + timedelta(days=n) for n in range((last - first).days))
    return AskingDays(frozenset(one for one in days if one.weekday() < 5 and one not in holidays))


def span(first: str, last: str) -> list[date]:
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    return [begin + timedelta(days=n) for n in range((end - begin).days + 1)]


@pytest.mark.parametrize(
    ("last_day", "days_after", "asked"),
    [
        ("2026-01-19", 42, "2026-03-02"),  # a Monday stays
        ("2026-01-20", 42, "2026-03-09"),  # the day after the clocks went forward
        ("2026-01-25", 42, "2026-03-09"),
        ("2026-09-14", 42, "2026-10-26"),
        ("2026-09-15", 42, "2026-11-02"),  # the day after they went back
        ("2026-11-08", 42, "2027-01-04"),  # two weeks without school
        ("2026-03-17", 7, "2026-04-07"),  # a Monday off: everybody of that week is asked on Tuesday
        ("2026-05-11", 42, "2026-07-13"),  # a summer is no reason to forget them: three weeks at most
    ],
)
def test_it_is_a_monday_of_school(last_day, days_after, asked):
    off = [
        *span("2026-12-19", "2027-01-03"),
        *span("2026-03-30", "2026-04-06"),
        *span("2026-06-12", "2026-08-24"),
    ]
    days = weekdays(date(2026, 1, 1), date(2027, 6, 1), off)
    assert days.day_for(date.fromisoformat(last_day), days_after) == date.fromisoformat(asked)


def test_the_worker_looks_back_over_exactly_the_meetings_whose_day_has_come():
    rng = Random(7)
    begin = date(2026, 1, 1)
    for _try in range(40):
        off = {begin + timedelta(days=rng.randrange(365)) for _day in range(120)}
        days = weekdays(begin, date(2027, 3, 1), off)
        today, later = begin + timedelta(days=rng.randrange(150, 330)), rng.choice([1, 7, 42, 60])
        first = today - timedelta(days=27)
        every = [begin + timedelta(days=n) for n in range(400)]
        wanted = [one for one in every if first <= days.day_for(one, later) <= today]
        found = days.last_days(later, first, today)
        assert found == ((wanted[0], wanted[-1]) if wanted else None)
        assert not wanted or wanted == [one for one in every if found[0] <= one <= found[1]]


@pytest.mark.slow
def test_midnight_is_the_districts_also_when_the_clocks_change(cast, attended):
    """A meeting that ends at half past eleven at night belongs to that day: an hour's mistake would move it a week."""
    for change, hour in ((date(2027, 3, 14), 23), (date(2027, 11, 7), 0)):  # both are Sundays
        last_day, monday = change - timedelta(days=41), change + timedelta(days=1)
        assert last_day.weekday() == 0
        ends = datetime.combine(last_day, time(hour, 30), NEW_YORK).astimezone(UTC)
        with clock.standing_at(ends - timedelta(days=9)):
            section = attended({"begins_in": timedelta(days=9, minutes=-90)}, ana=ArrivalState.ATTENDED)
        for at, due in ((-1, 0), (1, 1)):
            with clock.standing_at(datetime.combine(monday, time(0), NEW_YORK) + timedelta(minutes=at)):
                asking.ask_all(cast.tenant)
            with reading(cast.tenant):
                assert AskedSection.objects.filter(section=section, rule__name="used").count() == due, at


def test_holidays_of_the_districts_calendar_move_it_and_nobody_is_asked_twice(cast, attended, post):
    section = attended(ana=ArrivalState.ATTENDED)
    last_day = clock.local(section.ends_at, cast.tenant.time_zone).date()
    with reading(cast.tenant):
        monday = asking_days_for([last_day], [42]).day_for(last_day, 42)
    days = [PlannedDay(monday + timedelta(days=n), DayKind.HOLIDAY, "Break") for n in range(5)]
    calendar.set_days(by=cast.actor("ola"), days=days)
    for number, asked in ((0, 0), (4, 0), (7, 1), (9, 1)):
        with clock.standing_at(datetime.combine(monday + timedelta(days=number), time(9), NEW_YORK)):
            asking.ask_all(cast.tenant)
        assert len(post("events.used")) == asked, number
    with reading(cast.tenant):
        wave = AskedSection.objects.get(rule__name="used").wave
    assert wave.subject_key == f"used:{section.event_id}:{monday + timedelta(days=7)}"


@pytest.mark.slow
def test_the_office_asks_something_else_after_institutes_and_sees_what_is_coming(cast, attended, browse):
    ola = browse("ola")
    institute = attended({"kind": EventKind.INSTITUTE}, ana=ArrivalState.ATTENDED, ben=ArrivalState.ATTENDED)
    workshop = attended({"title": "Exit tickets"}, cora=ArrivalState.ATTENDED)
    with clock.standing_at(institute.ends_at - timedelta(days=1)):
        form = ola.get(f"{HOME}asking/new/").text
        assert "Coaching" in form or "coaching" in form
        assert ola.post(f"{HOME}asking/new/", SAID | {"kind": "institute"}).url == f"{HOME}asking/"
        assert ola.post(f"{HOME}asking/new/", SAID | {"kind": "institute"}).status_code == 422
    with clock.standing_at(institute.ends_at + timedelta(days=1)):
        page = ola.get(f"{HOME}asking/").text
        assert "2 weeks after the last meeting" in page and "2 people" in page and "Exit tickets" not in page
        on_event = ola.get(f"{HOME}{institute.event_id}/asking/").text
        assert on_event.count("Leave this event out") == 3 and "2 weeks after" in on_event
        assert "2 weeks after" not in ola.get(f"{HOME}{workshop.event_id}/asking/").text
    with clock.standing_at(institute.ends_at + timedelta(days=25)):
        asking.ask_all(cast.tenant)
        with reading(cast.tenant):
            wave = SurveyWave.objects.get(instrument__key="coaching_experience")
            assert wave.invited == 2 and wave.last_day >= clock.today(cast.tenant.time_zone) + timedelta(
                days=9
            )
        assert f"/proof/surveys/{wave.pk}/" in ola.get(f"{HOME}{institute.event_id}/asking/").text
        assert f"/proof/surveys/{wave.pk}/" in ola.get(f"{HOME}{institute.event_id}/said/").text
    for path in ("asking/", "asking/new/", "asking/event/", f"{institute.event_id}/asking/"):
        assert browse("ana").get(HOME + path).status_code in (403, 404)
        assert browse("noor").get(HOME + path).status_code == 404


@pytest.mark.slow
def test_what_is_paused_or_left_out_is_not_asked_and_does_not_come_back_all_at_once(cast, attended, browse):
    ola = browse("ola")
    out, late = attended(ana=ArrivalState.ATTENDED), attended({"title": "Later"}, ben=ArrivalState.ATTENDED)
    ola.post(f"{HOME}{out.event_id}/asking/event/", {"do": "leave_out"})
    ola.post(f"{HOME}{out.event_id}/asking/event/", {"do": "leave_out"})
    with clock.standing_at(out.ends_at + timedelta(hours=2)):
        asking.ask_all(cast.tenant)
        assert "left out" in ola.get(f"{HOME}{out.event_id}/asking/").text
        with reading(cast.tenant):
            assert [one.section_id for one in AskedSection.objects.all()] == [late.pk]
        ola.post(f"{HOME}asking/used/press/", {"do": "pause"})
    with clock.standing_at(out.ends_at + timedelta(weeks=8)):
        assert asking.ask_all(cast.tenant) == 0
        ola.post(f"{HOME}asking/used/press/", {"do": "resume"})
        ola.post(f"{HOME}{out.event_id}/asking/event/", {"do": "take_in"})
        # How it went, at the event that was taken in again; nothing of the time of the pause.
        assert asking.ask_all(cast.tenant) == 1
    with reading(cast.tenant):
        kinds = JournalEntry.objects.filter(kind__startswith="events.follow_up.").order_by("pk")
        told = [one.kind.rpartition(".")[2] for one in kinds]
    assert told == ["stored", "stored", "left_out", "paused", "resumed", "taken_in"]


def test_a_promise_that_the_questions_do_not_keep_is_refused(cast):
    with reading(cast.tenant):
        used = next(one for one in rules() if one.name == "used")
    for values in ({"promise": "named"}, {"days_after": 120}):
        with pytest.raises(Refused):
            asking_rules.change(by=cast.actor("ola"), rule=used, **values)
    with reading(cast.tenant):
        assert not FollowUpRule.objects.exists()  # nothing is half done
    asking_rules.change(by=cast.actor("ola"), rule=used, days_after=49)
    with reading(cast.tenant):
        assert [(one.name, one.days_after) for one in rules()] == [("event", 0), ("used", 49)]


def test_other_questions_are_asked_of_whose_list_is_still_open_and_of_nobody_before(
    cast, attended, workshop, crowd
):
    done, ongoing = attended(ana=ArrivalState.ATTENDED), workshop()
    [(person, by)] = crowd(1)
    place = registration.register(by=by, section=ongoing, person=person)
    with reading(cast.tenant):
        event = next(one for one in rules() if one.name == "event")
    with clock.standing_at(ongoing.ends_at + timedelta(days=2)):
        asking.ask_all(cast.tenant)
        asking_rules.change(by=cast.actor("ola"), rule=event, instrument_key="coaching_experience")
        attendance.note(by=cast.actor("dev"), section=ongoing, registration=place, state="attended")
        assert asking.ask_all(cast.tenant) == 1
    with reading(cast.tenant):
        asked = {one.section_id: one.wave.instrument.key for one in AskedSection.objects.all()}
    assert asked == {done.pk: "post_event", ongoing.pk: "coaching_experience"}


def test_a_worker_that_dies_in_the_middle_loses_nothing(cast, attended, monkeypatch):
    section = attended(ana=ArrivalState.ATTENDED)
    record = journal.record

    def dies(kind, **more):
        if kind == "events.section.asked":
            raise SystemExit(9)
        return record(kind, **more)

    with clock.standing_at(section.ends_at + timedelta(hours=2)):
        monkeypatch.setattr(journal, "record", dies)
        with pytest.raises(SystemExit):
            asking.ask_all(cast.tenant)
        monkeypatch.undo()
        with reading(cast.tenant):
            assert not SurveyWave.objects.exists() and not Invitation.objects.exists()
            assert asking.due(cast.tenant) == 1
        assert asking.ask_all(cast.tenant) == 1
    with reading(cast.tenant):
        assert Invitation.objects.count() == AskedSection.objects.count() == 1


def test_an_event_whose_sections_are_months_apart_asks_both(cast, attended, workshop):
    """The first wave is over by then: the second section gets one of its own."""
    first = attended(ana=ArrivalState.ATTENDED)
    with clock.standing_at(first.ends_at + timedelta(hours=2)):
        asking.ask_all(cast.tenant)
        second = attended(
            {"title": "The same in spring", "begins_in": timedelta(days=90)}, ben=ArrivalState.ATTENDED
        )
    with writing(cast.tenant):
        second.event_id, second.number = first.event_id, 2
        second.save(update_fields=["event", "number"])
    with clock.standing_at(second.ends_at + timedelta(hours=2)):
        waves.close_due(cast.tenant)
        asking.ask_all(cast.tenant)
    with reading(cast.tenant):
        asked = AskedSection.objects.filter(rule__name="event").order_by("pk")
        assert [one.wave.invited for one in asked] == [1, 1] and asked[0].wave_id != asked[1].wave_id


def test_a_second_wave_that_is_closed_on_its_day_is_followed_by_a_third(cast, attended):
    """Three sections of one event whose lists are done on one day, and the office closes each wave at once."""
    sections = [
        attended({"title": "One"}, **{name: ArrivalState.ATTENDED}) for name in ("ana", "ben", "cora")
    ]
    with writing(cast.tenant):
        for number, one in enumerate(sections[1:], start=2):
            one.event_id, one.number = sections[0].event_id, number
            one.save(update_fields=["event", "number"])
    with reading(cast.tenant):
        rule = next(one for one in rules() if one.name == "event")
    with clock.standing_at(max(one.ends_at for one in sections) + timedelta(hours=2)):
        for one in sections:
            made = asking.ask(by=cast.system, section=one, rule=rule)
            assert made.wave.is_open
            waves.close(by=cast.system, wave=made.wave)
    with reading(cast.tenant):
        asked = AskedSection.objects.filter(rule__name="event")
        assert [one.wave.invited for one in asked] == [1, 1, 1] and len({one.wave_id for one in asked}) == 3


@pytest.mark.slow
def test_the_pages_cost_the_same_for_one_event_and_for_several(cast, attended, browse):
    """The rules with what is coming, one event's askings, and what people said of a year."""
    ola, costs = browse("ola"), []
    made = [attended({"title": "One"}, ana=ArrivalState.ATTENDED, ben=ArrivalState.ATTENDED)]
    start = made[0].ends_at
    asking_rules.add(
        by=cast.actor("ola"),
        instrument_key="needs_assessment",
        days_after=20,
        open_days=9,
        promise="confidential",
    )
    for more in (0, 2, 4):
        with clock.standing_at(start - timedelta(days=8)):
            for _another in range(more):
                before = timedelta(days=6, hours=-3 * len(made))
                made.append(attended({"title": "More", "begins_in": before}, ana=ArrivalState.ATTENDED))
        with clock.standing_at(start + timedelta(days=2)):
            asking.ask_all(cast.tenant)
            pages = ("asking/", f"{made[0].event_id}/asking/", f"{made[0].event_id}/said/")
            costs.append([statements(ola, HOME + path) for path in pages])
    assert costs[0] == costs[1] == costs[2] and max(costs[0]) <= 15, costs


@pytest.mark.slow
@pytest.mark.proof
def test_two_workers_at_once_ask_everybody_once(apart):
    plan = results([start(apart, "tests.events.asking_racers:set_up", {"sections": 12})])[0]
    told = results([start(apart, "tests.events.asking_racers:ask_all", plan) for _worker in range(3)])
    after = results([start(apart, "tests.events.asking_racers:look", plan)])[0]
    assert [error for one in told for error in one["errors"]] == []
    assert after == {"rules": 2, "asked": 12, "invitations": 24, "mails": 24, "entries": 12}
