"""Reminders: at eight in the morning, once, for who still comes; and one press for who can't."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from groundswell.events.actions import events, registration, reminders, requests
from groundswell.events.models import Registration
from groundswell.events.queries.answers import CANT_COME, TAKE_PLACE
from groundswell.events.rules.meetings import When
from groundswell.events.rules.refusals import Refused
from groundswell.events.rules.reminders import last_moment, rounds
from groundswell.kernel import clock
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading, writing
from groundswell.notices.actions import choosing, mail, outbox
from groundswell.notices.models import OutgoingMail
from groundswell.notices.rules import keys
from groundswell.roster.models import Person

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
NINE = datetime(
    2027, 3, 17, 13, 0, tzinfo=UTC
)  # nine on a Wednesday in New York, three days after the clock changed
ZONE = "America/New_York"


def eight(day: int) -> datetime:
    """Eight in the morning of a day in March 2027, three minutes past, in the district."""
    return datetime(2027, 3, day, 13 if day < 14 else 12, 3, tzinfo=UTC)


@pytest.fixture
def wednesday(cast, workshop):
    """Ana and Ben took a seat on the first of March in a workshop on Wednesday, the seventeenth."""
    with clock.standing_at(datetime(2027, 3, 1, 15, tzinfo=UTC)):
        section = workshop(begins_at=NINE, ends_at=NINE + HOUR, link="https://meet.example/x")
        for name in ("ana", "ben"):
            registration.register(by=cast.actor(name), section=section, person=cast.people[name])
    return section


@pytest.fixture
def morning(cast):
    """``morning(10)``: the worker's turn at eight on the tenth; how many were reminded."""

    def turn(day: int, **later) -> int:
        with clock.standing_at(eight(day) + timedelta(**later)):
            return reminders.remind_due(cast.tenant)

    return turn


def written(cast, mail):
    """A mail in words, as the worker writes it."""
    with reading(cast.tenant):
        return outbox.write(mail, cast.tenant)


def path(url: str) -> str:
    return url[url.index("/d/") :]


def test_a_week_and_a_day_ahead_everybody_with_a_seat_is_reminded_once(cast, wednesday, morning, post):
    assert [morning(day) for day in range(9, 18)] == [0, 2, 0, 0, 0, 0, 0, 2, 0]
    assert [morning(16, hours=later) for later in (1, 5, 12)] == [0, 0, 0], "twice does no harm"
    week, tomorrow = post("events.reminder")[0], post("events.reminder")[-1]
    assert week.to_person_id == cast.people["ana"].pk
    letter = written(cast, week)
    assert letter.subject == "In 7 days: Small groups that work"
    assert (
        "9 a.m." in letter.text and "https://meet.example/x" in letter.text and "/cant-come/" in letter.text
    )
    assert written(cast, tomorrow).subject == "Tomorrow: Small groups that work"
    with writing(cast.tenant):
        Person.objects.filter(pk=week.to_person_id).update(language="es")
        week.language = "es"
    assert "Small groups" in written(cast, week).subject
    assert "In 7 days" not in written(cast, week).subject


def test_who_leads_is_reminded_with_what_they_need(cast, wednesday, morning, post, browse):
    dev = cast.people["dev"]
    assert [bool(morning(day)) for day in (9, 10, 16)] == [False, True, True]
    week, tomorrow = post("events.reminder_leads")
    assert week.to_person_id == tomorrow.to_person_id == dev.pk
    assert written(cast, week).subject == "You lead in 7 days: Small groups that work"
    letter = written(cast, tomorrow)
    assert letter.subject == "You lead tomorrow: Small groups that work"
    assert "2 people have a seat." in letter.text and "Alder Elementary, library" in letter.text
    with clock.standing_at(eight(16)):
        page = browse("dev")
        for url in (path(tomorrow.context[name]) for name in ("action_url", "also_url", "agenda_url")):
            assert page.get(url).status_code == 200 and url in letter.text
        events.set_facilitators(by=cast.actor("ola"), section=wednesday, people=[])
    assert {one.state for one in post("events.reminder_leads")} == {"withdrawn"}, "who leads it no more"


def test_who_leads_chooses_too_and_hears_that_it_moved_instead(cast, wednesday, morning, post):
    choosing.choose(
        by=cast.actor("dev"), person=cast.people["dev"], pace="daily", reminder_days=[3], new_events=False
    )
    for day in (10, 14, 16):
        morning(day)
    [only] = post("events.reminder_leads")
    assert only.context["days"] == 3
    with clock.standing_at(eight(16)):
        later = [When(NINE + 9 * DAY, NINE + 9 * DAY + HOUR)]
        events.reschedule(by=cast.actor("ola"), section=wednesday, meetings=later)
    assert [one.state for one in post("events.reminder_leads")] == ["withdrawn"]


def test_a_second_worker_at_the_same_moment_makes_no_second_mail(cast, wednesday, morning, post):
    assert morning(10) == 2
    with writing(cast.tenant):
        choosing.reminders_made(by=cast.system, until=eight(9))  # as if the first had died before it said so
    assert morning(10) == 2 and len(post("events.reminder")) == 2


def test_a_worker_that_was_away_makes_up_for_it_with_one_mail(cast, wednesday, morning, post):
    morning(9)
    assert morning(16, hours=6) == 2, "the week's and the day's reminder were missed: the last is enough"
    assert {written(cast, one).subject[:8] for one in post("events.reminder")} == {"Tomorrow"}
    assert morning(18) == 0


def test_who_got_the_seat_this_morning_had_mail_about_it(cast, wednesday, morning, post):
    with clock.standing_at(eight(10) - HOUR):
        registration.register(by=cast.actor("cora"), section=wednesday, person=cast.people["cora"])
    assert morning(10) == 2
    assert morning(16) == 3


def test_each_chooses_and_an_event_and_the_district_say_what_is_usual(cast, wednesday, morning, post):
    ana, office = cast.people["ana"], cast.actor("ola")
    choosing.choose(by=cast.actor("ana"), person=ana, pace="daily", reminder_days=[3], new_events=False)
    assert (morning(10), morning(14), morning(16)) == (1, 1, 1), "Ben as usual, Ana three days ahead"
    with clock.standing_at(eight(16)):
        reminders.set_days(by=office, event=wednesday.event, days=[])
    choosing.set_reminder_days(by=office, days=[14, 1])
    with reading(cast.tenant):
        assert reminders.days_of(wednesday.event) == ([14, 1], [])
    reminders.set_days(by=office, event=wednesday.event, days=None)
    with reading(cast.tenant):
        assert reminders.days_of(wednesday.event) == ([14, 1], None)
    choosing.choose(by=cast.actor("ana"), person=ana, pace="daily", reminder_days=[], new_events=False)
    with writing(cast.tenant):
        choosing.reminders_made(by=cast.system, until=eight(15))
        OutgoingMail.objects.filter(kind="events.reminder").delete()
    assert morning(16) == 1, "Ana wants none"
    with pytest.raises(ValueError, match="days ahead"):
        choosing.set_reminder_days(by=office, days=[2])


def test_whoever_left_the_line_or_the_district_hears_nothing(cast, wednesday, morning, post):
    with clock.standing_at(eight(9)):
        registration.leave(by=cast.actor("ben"), section=wednesday, person=cast.people["ben"])
    with writing(cast.tenant):
        Person.objects.filter(pk=cast.people["ana"].pk).update(ended_on="2027-03-09")
    assert morning(10) == 0


@pytest.mark.parametrize("defended", [True, False])
def test_a_reminder_does_not_leave_after_the_event_was_called_off(
    cast, wednesday, morning, post, monkeypatch, defended
):
    if not defended:
        monkeypatch.setattr(mail, "withdraw", lambda **_what: 0)
    morning(16)
    with clock.standing_at(eight(16) + HOUR):
        events.cancel(by=cast.actor("ola"), section=wednesday)
    states = {one.state for one in post("events.reminder")}
    assert states == ({"withdrawn"} if defended else {"waiting"})
    assert morning(17) == 0


def test_a_moved_date_is_reminded_of_anew_where_there_is_time(cast, wednesday, morning, post):
    morning(10)
    later = [When(NINE + 9 * DAY, NINE + 9 * DAY + HOUR)]
    with clock.standing_at(eight(10) + HOUR):
        events.reschedule(by=cast.actor("ola"), section=wednesday, meetings=later)
    assert {one.state for one in post("events.reminder")} == {"withdrawn"}
    assert (morning(16), morning(19)) == (0, 2), "nothing for the old date, a week before the new one"
    sooner = [When(NINE + 8 * DAY, NINE + 8 * DAY + HOUR)]
    with clock.standing_at(eight(19) + HOUR):
        events.reschedule(by=cast.actor("ola"), section=wednesday, meetings=sooner)
    assert morning(19, hours=2) == 0, (
        "the week before the newest date is over: the mail about the move said it"
    )
    assert morning(24) == 2


def test_eight_o_clock_stays_eight_when_the_clock_changes():
    autumn, spring = datetime(2026, 11, 1, 12, 59, tzinfo=UTC), datetime(2027, 3, 14, 11, 59, tzinfo=UTC)
    minute = timedelta(minutes=1)
    for before, standard in ((autumn, 13), (spring, 12)):
        assert last_moment(before, ZONE) == before + minute - timedelta(hours=25 if standard == 13 else 23)
        assert last_moment(before + minute, ZONE) == before + minute


def test_four_days_in_a_row_are_reminded_of_once_and_a_month_later_again():
    class Date:
        def __init__(self, pk, day, before=None):
            self.pk, self.begins_at = pk, NINE + day * DAY
            self.before_at = None if before is None else NINE + before * DAY

    dates = [Date(1, 0), Date(2, 1, 0), Date(3, 2, 1), Date(4, 3, 2), Date(5, 31, 3)]
    told = [
        (one.meeting.pk, one.days)
        for day in range(-20, 40)
        for one in rounds(dates, NINE + (day - 1) * DAY, NINE + day * DAY, ZONE)
    ]
    assert sorted(told) == [(1, 1), (1, 3), (1, 7), (1, 14), (5, 1), (5, 3), (5, 7), (5, 14)]


def test_i_cant_come_is_one_press_and_a_scanner_changes_nothing(
    cast, wednesday, morning, post, client, crowd
):
    with clock.standing_at(datetime(2027, 3, 2, 15, tzinfo=UTC)):
        events.resize(by=cast.actor("ola"), section=wednesday, seats_wanted=2)
        [(waiting, by)] = crowd(1)
        registration.register(by=by, section=wednesday, person=waiting)
    morning(10)
    url = path(post("events.reminder")[0].context["also_url"])
    with clock.standing_at(eight(11)):
        for _scanner in range(3):
            page = client.get(url)
            client.head(url)
        assert page.status_code == 200 and page.content.count(b"<button") == 1 and b"Ana" in page.content
        with reading(cast.tenant):
            assert Registration.objects.filter(section=wednesday, state="booked").count() == 2
        assert client.post(url, {"answer": "yes"}).status_code == 302
        assert b"Your seat is given back" in client.get(url).content
        assert client.post(url, {"answer": "yes"}).status_code == 302, "a second press does no harm"
        with reading(cast.tenant):
            states = dict(Registration.objects.filter(section=wednesday).values_list("person", "state"))
        assert states[cast.people["ana"].pk] == "cancelled" and states[waiting.pk] == "booked"
        registration.register(by=cast.actor("ana"), section=wednesday, person=cast.people["ana"])
        client.post(url, {"answer": "yes"})
        with reading(cast.tenant):
            again = Registration.objects.get(person=cast.people["ana"], section=wednesday, state="waiting")
    assert again.state == "waiting", "an old link does not end a new place"


def test_the_link_ends_with_the_beginning_and_with_the_event(cast, wednesday, morning, post, client):
    morning(16)
    ana, ben = (path(one.context["also_url"]) for one in post("events.reminder"))
    with clock.standing_at(NINE + timedelta(minutes=1)):
        assert b"<button" not in client.get(ana).content
        assert client.post(ana, {"answer": "yes"}).status_code == 409
    with clock.standing_at(NINE - HOUR):
        events.cancel(by=cast.actor("ola"), section=wednesday)
        page = client.get(ben).content.decode()
        assert "take place" in page and "<button" not in page
        with reading(cast.tenant):
            place = Registration.objects.select_related("section__event", "person").get(
                person=cast.people["ben"]
            )
        with pytest.raises(Refused):
            reminders.give_back(by=cast.actor("ben"), place=place)


@pytest.mark.parametrize("name", ["forged", "cut", "purpose", "foreign", "unsigned", "long", "gone"])
def test_a_key_that_is_not_ours_opens_nothing(cast, wednesday, client, name):
    with reading(cast.tenant):
        place = Registration.objects.get(person=cast.people["ana"], section=wednesday)
    key = keys.key(CANT_COME, cast.tenant, place.pk)
    if name == "gone":
        with writing(cast.tenant):
            Person.objects.filter(pk=place.person_id).update(ended_on="2027-03-01")
    made = {
        "forged": key.replace(f"-{place.pk}.", f"-{place.pk + 1}."),
        "cut": key[:-1],
        "purpose": keys.key(TAKE_PLACE, cast.tenant, place.pk),
        "foreign": keys.key(CANT_COME, cast.other, place.pk),
        "unsigned": f"{cast.tenant.pk}-{place.pk}",
        "long": key + "A" * 500,
        "gone": key,
    }
    with clock.standing_at(eight(3)):
        for method in (client.get, client.post):
            answer = method(f"/d/riverbend/events/cant-come/{made[name]}/", {"answer": "yes"})
            assert answer.status_code == 404
        assert client.post(f"/d/harbor-point/events/cant-come/{key}/", {"answer": "yes"}).status_code == 404
    with reading(cast.tenant):
        assert Registration.objects.get(pk=place.pk).state == "booked"


@pytest.mark.parametrize("defended", [True, False])
def test_without_the_signature_anybody_could_give_back_anybodys_seat(
    cast, wednesday, client, monkeypatch, defended
):
    with reading(cast.tenant):
        place = Registration.objects.get(person=cast.people["ben"], section=wednesday)
    if not defended:
        monkeypatch.setattr(keys, "opened", lambda _purpose, _tenant, text: (int(text.split("-")[1]),))
    with clock.standing_at(eight(3)):
        client.post(f"/d/riverbend/events/cant-come/{cast.tenant.pk}-{place.pk}/", {"answer": "yes"})
    with reading(cast.tenant):
        assert Registration.objects.get(pk=place.pk).state == ("booked" if defended else "cancelled")


def test_there_is_a_date_and_the_mail_takes_the_place(cast, client, post):
    from groundswell.events.actions import interest

    event = events.announce(
        by=cast.actor("ola"), event=events.draft_event(by=cast.actor("ola"), title="Later")
    )
    interest.express(by=cast.actor("ana"), event=event, person=cast.people["ana"])
    begins = clock.now() + 9 * DAY
    section = events.add_section(
        by=cast.actor("ola"), event=event, meetings=[When(begins, begins + HOUR)], seats=1
    )
    events.publish(by=cast.actor("ola"), section=section)
    url = path(post("events.interest")[0].context["action_url"])
    assert client.get(url).content.count(b"<button") == 1
    with reading(cast.tenant):
        assert not Registration.objects.filter(section=section).exists(), "a scanner takes no place"
    assert client.post(url, {"answer": "yes"}).status_code == 302
    assert b"You have a seat" in client.get(url).content
    foreign = keys.key(TAKE_PLACE, cast.tenant, section.pk, cast.people["noor"].pk)
    assert client.post(f"/d/riverbend/events/take/{foreign}/", {"answer": "yes"}).status_code == 404
    with reading(cast.tenant):
        assert Registration.objects.filter(section=section, state="booked").count() == 1


def test_who_raised_a_need_takes_a_place_from_the_mail_that_answers_it(cast, workshop, client, post):
    need = requests.raise_need(by=cast.actor("ana"), what="Number talks", how_many=1)
    section = workshop(seats=1)
    requests.answer(by=cast.actor("ola"), request=need, event=section.event)
    [mail] = post("events.request_answered")
    url = path(mail.context["action_url"])
    assert "/take/" in url and "Alder Elementary, library" in written(cast, mail).text
    assert b"This link is for Ana" in client.get(url).content
    client.post(url, {"answer": "yes"})
    with reading(cast.tenant):
        assert Registration.objects.get(section=section).person_id == cast.people["ana"].pk


def test_who_moved_up_or_whose_date_moved_gives_the_seat_back_from_the_mail(cast, wednesday, client, post):
    with clock.standing_at(eight(2)):
        events.resize(by=cast.actor("ola"), section=wednesday, seats_wanted=2)
        registration.register(by=cast.actor("cora"), section=wednesday, person=cast.people["cora"])
        events.resize(by=cast.actor("ola"), section=wednesday, seats_wanted=3)
        [promoted] = post("events.promoted")
        later = [When(NINE + DAY, NINE + DAY + HOUR)]
        events.reschedule(by=cast.actor("ola"), section=wednesday, meetings=later)
        moved = post("events.moved", cast.people["ana"])[0]
        for mail in (promoted, moved):
            assert "/cant-come/" in written(cast, mail).text
            client.post(path(mail.context["also_url"]), {"answer": "yes"})
    with reading(cast.tenant):
        seated = Registration.objects.filter(section=wednesday, state="booked")
        assert [one.person_id for one in seated] == [cast.people["ben"].pk]
    told = post("events.moved", cast.people["dev"])
    assert [bool(mail.context.get("also_url")) for mail in told] == [False], "who leads has no seat"


def test_the_office_sets_the_days_and_nobody_else(cast, browse, workshop):
    page = f"/d/riverbend/events/{workshop().event_id}/reminders/"
    assert browse("ana").get(page).status_code == 403
    office = browse("ola")
    assert "as the district does" in office.get(page).content.decode()
    assert office.post(page, {"days": ["3"]}).status_code == 302
    assert "of its own" in office.get(page).content.decode()
    assert office.post(page, {"days": ["999"]}).status_code == 422
    assert office.post(page, {"usual": "yes"}).status_code == 302
    assert "as the district does" in office.get(page).content.decode()
    assert office.post("/d/riverbend/mail/reminders/", {"days": ["14", "1"]}).status_code == 302
    assert "14 days before, 1 day before" in office.get(page).content.decode()
    with pytest.raises(PermissionDenied):
        choosing.set_reminder_days(by=Actor(tenant=cast.tenant, name="x"), days=[1])
