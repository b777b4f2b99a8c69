"""What may wait comes together, as each reader chose; what matters now never waits."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from groundswell.kernel import clock
from groundswell.kernel.tenancy import reading, writing
from groundswell.notices.actions import bounces, choosing, digests, mail, outbox
from groundswell.notices.choices import MAIL_KINDS, MAY_WAIT, MailState
from groundswell.notices.models import MailChoice, OutgoingMail
from groundswell.notices.queries.mail import astray
from groundswell.notices.rules import keys
from groundswell.notices.rules.pace import next_one
from groundswell.roster.actions import people
from groundswell.roster.models import Person

MONDAY = datetime(2027, 3, 8, 15, tzinfo=UTC)  # ten in the morning in New York
LINK = "http://127.0.0.1:8000/d/riverbend/events/7/"


@pytest.fixture
def news(cast):
    """``news("ana", "one")``: an answer to a request, which may wait."""

    def send(name: str, title: str, kind="events.request_answered", **values):
        context = {"title": title, "what": title, "action_url": LINK} | values
        return mail.send(
            by=cast.system, to=cast.people[name], kind=kind, context=context, key=f"{kind}:{title}"
        )

    return send


@pytest.fixture
def choose(cast):
    def chosen(name: str, pace: str, **values):
        values = {"reminder_days": None, "new_events": False} | values
        return choosing.choose(by=cast.actor(name), person=cast.people[name], pace=pace, **values)

    return chosen


@pytest.fixture
def at_seven(cast):
    """``at_seven(days=1)``: the worker's turn at seven in the morning, so many days after Monday."""

    def turn(days=1) -> int:
        with clock.standing_at(MONDAY.replace(hour=12, minute=1) + timedelta(days=days)):
            return digests.make_due(cast.tenant)

    return turn


def states(kept) -> list[str]:
    return [one.state for one in kept()]


def test_a_day_of_news_is_one_mail_at_seven(cast, news, kept, at_seven, relay):
    with clock.standing_at(MONDAY):
        for title in ("Fractions", "<script>alert(1)</script>", "Reading"):
            news("ana", title)
        assert outbox.send_due(cast.tenant) == 0
    assert at_seven(0) == 0, "seven had passed when they were written"
    assert at_seven(1) == 1 and at_seven(1) == 0, "once"
    assert states(kept) == ["bundled"] * 3 + ["waiting"]
    assert {one.went_with_id for one in kept()[:3]} == {kept()[3].pk}
    with clock.standing_at(MONDAY + timedelta(days=1)):
        assert outbox.send_due(cast.tenant) == 1
    [message] = relay.messages
    assert message["Subject"] == "3 pieces of news for you"
    text, html = (message.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert "Fractions" in text and "Reading" in text and text.count(LINK) == 3
    assert "<script>" not in html and "&lt;script&gt;" in html and "Choose what we send you" in html
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_one_piece_of_news_needs_no_cover(cast, news, kept, at_seven):
    with clock.standing_at(MONDAY):
        news("ana", "Fractions")
    assert at_seven(1) == 1
    [only] = kept()
    assert (only.state, only.not_before, only.kind) == (MailState.WAITING, None, "events.request_answered")


def test_each_chooses_when_it_comes(cast, news, choose, kept, at_seven):
    with clock.standing_at(MONDAY):
        choose("ana", "weekly")
        choose("ben", "at_once")
        choose("cora", "never")
        for name in ("ana", "ben", "cora", "dev"):
            for number in (1, 2):
                news(name, f"{name} {number}")
    assert states(kept) == ["gathered"] * 2 + ["waiting"] * 2 + ["refused"] * 2 + ["gathered"] * 2
    assert at_seven(1) == 1, "Dev, who chose nothing, each day"
    assert at_seven(6) == 0 and at_seven(7) == 1, "Ana on Monday"


def test_who_changes_their_mind_gets_what_waits_at_once_or_never(cast, news, choose, kept):
    with clock.standing_at(MONDAY):
        news("ana", "one")
        news("ben", "two")
        choose("ana", "at_once")
        choose("ben", "never")
        assert states(kept) == ["waiting", "refused"]
        news("dev", "three")
        choose("dev", "weekly")
        assert kept()[2].not_before == datetime(2027, 3, 15, 11, tzinfo=UTC), "seven on Monday, daylight time"
    with pytest.raises(PermissionDenied):
        choosing.choose(
            by=cast.actor("ben"), person=cast.people["ana"], pace="never", reminder_days=[], new_events=False
        )


def test_what_decides_about_a_seat_or_a_date_never_waits(cast, choose, kept):
    """Every kind that is not on the list leaves at once, also for who wants nothing that can wait."""
    choose("ana", "never")
    for kind in sorted(MAIL_KINDS.keys() - MAY_WAIT):
        mail.send(by=cast.system, to=cast.people["ana"], kind=kind, context={}, key=kind)
    assert set(states(kept)) == {"waiting"}
    assert {"events.offered", "events.cancelled", "events.moved", "events.booked"}.isdisjoint(MAY_WAIT)


def test_news_of_the_next_two_days_does_not_wait(cast, news, kept):
    with clock.standing_at(MONDAY):
        news("ana", "soon", kind="events.new", begins_at=(MONDAY + timedelta(hours=47)).isoformat())
        news("ana", "later", kind="events.new", begins_at=(MONDAY + timedelta(hours=49)).isoformat())
    assert states(kept) == ["waiting", "gathered"]


def test_seven_stays_seven_when_the_clock_changes():
    zone = "America/New_York"
    saturday = datetime(2027, 3, 13, 20, tzinfo=UTC)
    assert next_one("daily", saturday, zone) == datetime(2027, 3, 14, 11, tzinfo=UTC)
    assert next_one("daily", datetime(2026, 10, 31, 20, tzinfo=UTC), zone) == datetime(
        2026, 11, 1, 12, tzinfo=UTC
    )
    assert next_one("weekly", saturday, zone) == datetime(2027, 3, 15, 11, tzinfo=UTC)
    assert next_one("at_once", saturday, zone) is None and next_one("never", saturday, zone) is None


def test_who_left_gets_no_collected_mail_and_a_broken_mail_harms_no_other(
    cast, news, kept, at_seven, settings
):
    with clock.standing_at(MONDAY):
        for title in ("one", "two"):
            news("ana", title)
            news("ben", title + " for Ben", kind="events.request_declined")
        with writing(cast.tenant):
            Person.objects.filter(pk=cast.people["ana"].pk).update(ended_on="2027-03-08")
            broken = kept()[1]
            OutgoingMail.objects.filter(pk=broken.pk).update(kind="tests.broken")
    assert at_seven(1) == 2
    assert states(kept) == ["refused", "waiting", "refused", "waiting"]


def test_a_collected_mail_asks_the_same_for_many(cast, news, kept, at_seven, django_assert_max_num_queries):
    with clock.standing_at(MONDAY):
        for number in range(40):
            news("ana", f"news {number}")
    with django_assert_max_num_queries(16):
        assert at_seven(1) == 1


# --- the link at the foot -------------------------------------------------------------------------


def stop_path(message) -> str:
    url = message["List-Unsubscribe"].strip("<>")
    return url[url.index("/d/") :]


def test_a_mail_program_ends_it_with_one_post_and_no_cookie(cast, news, choose, relay, client):
    choose("ana", "at_once", new_events=True)
    news("ana", "one")
    outbox.send_due(cast.tenant)
    path = stop_path(relay.messages[0])
    strict = type(client)(enforce_csrf_checks=True)
    assert strict.get(path).content.count(b"<button") == 1, "looking ends nothing"
    with reading(cast.tenant):
        assert MailChoice.objects.get().pace == "at_once"
    assert strict.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 302
    assert strict.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 302, "twice is once"
    with reading(cast.tenant):
        choice = MailChoice.objects.get()
    assert (choice.pace, choice.new_events, choice.reminder_days) == ("never", False, None)
    assert b"No more news" in strict.get(path).content


def test_reminders_end_by_themselves(cast, client, choose):
    choose("ana", "weekly", new_events=True)
    key = keys.key("stop.reminders", cast.tenant, cast.people["ana"].pk)
    client.post(f"/d/riverbend/stop/reminders/{key}/")
    with reading(cast.tenant):
        choice = MailChoice.objects.get()
    assert (choice.pace, choice.new_events, choice.reminder_days) == ("weekly", True, [])


def test_no_other_link_ends_anything(cast, client):
    ana = cast.people["ana"].pk
    good = keys.key("stop.news", cast.tenant, ana)
    wrong = [
        ("news", good[:-1]),
        ("news", keys.key("stop.news", cast.other, ana)),
        ("news", keys.key("stop.reminders", cast.tenant, ana)),
        ("reminders", good),
        ("nonsense", good),
        ("news", keys.key("stop.news", cast.tenant, cast.people["noor"].pk)),
    ]
    for what, key in wrong:
        assert client.post(f"/d/riverbend/stop/{what}/{key}/").status_code == 404
    assert client.post(f"/d/harbor-point/stop/news/{good}/").status_code == 404
    with reading(cast.tenant):
        assert not MailChoice.objects.exists()


def test_what_was_booked_cannot_be_ended_by_a_link(cast, queue, relay):
    queue(kind="tests.booked")
    outbox.send_due(cast.tenant)
    assert relay.messages[0]["List-Unsubscribe"] is None


# --- the page -------------------------------------------------------------------------------------


def test_the_page_says_what_holds_and_keeps_what_is_chosen(cast, browse):
    client = browse("ana")
    page = client.get("/d/riverbend/calendar/").content.decode()
    assert [part.split('"')[0] for part in page.split('value="')[1:] if "checked" in part.split(">")[0]] == [
        "daily",
        "usual",
    ], "what holds for who never chose"
    said = {"pace": "weekly", "remind": "own", "days": ["14", "1"], "new_events": "on"}
    assert client.post("/d/riverbend/calendar/choose/", said).status_code == 302
    with reading(cast.tenant):
        choice = MailChoice.objects.get(person=cast.people["ana"])
    assert (choice.pace, choice.reminder_days, choice.new_events) == ("weekly", [14, 1], True)
    assert client.post("/d/riverbend/calendar/choose/", said | {"days": []}).status_code == 422
    assert client.post("/d/riverbend/calendar/choose/", said | {"pace": "hourly"}).status_code == 422
    assert "Mail and calendar" in client.get("/d/riverbend/").content.decode(), "two taps from anywhere"


# --- mail that does not arrive --------------------------------------------------------------------


def test_whom_mail_does_not_reach_is_said_with_why(cast, queue, relay, django_assert_num_queries):
    nobody = people.add_person(by=cast.system, given_name="Eve", family_name="Stone")
    everybody = [*(cast.people[name] for name in ("ana", "ben", "cora", "dev")), nobody]
    relay.answers["ana@riverbend.example"] = "550 unknown"
    for name in ("ana", "ben"):
        queue(name, f"{name}:1")
    outbox.send_due(cast.tenant)
    bounces.record(by=cast.system, address="ben@riverbend.example", reason="5.1.1 unknown")
    bounces.hold_back(by=cast.system, address="cora@riverbend.example", reason="asked")
    with reading(cast.tenant), django_assert_num_queries(2):
        lost = astray(everybody)
    by_name = {one.given_name: str(lost[one.pk]) for one in everybody if one.pk in lost}
    assert by_name == {"Ana": "failed", "Ben": "bounced", "Cora": "asked", "Eve": "no_address"}
    del relay.answers["ana@riverbend.example"]
    queue("ana", "ana:2")
    outbox.send_due(cast.tenant)
    with reading(cast.tenant):
        assert cast.people["ana"].pk not in astray(everybody), "a later mail arrived"
