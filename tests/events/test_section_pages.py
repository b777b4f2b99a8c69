"""Several sections of one event, and a place in one of them as its holder sees it."""

import re
from datetime import timedelta

import pytest

from groundswell.events.actions import events, policy
from groundswell.events.actions.registration import leave, register
from groundswell.events.models import Interest, SeatLottery
from groundswell.events.rules.meetings import When
from groundswell.kernel import clock
from groundswell.kernel.tenancy import reading
from tests.events.test_pages import LEARN, page, place_in, text_of


def at(section, part: str = "") -> str:
    return f"{LEARN}sections/{section.pk}/{part}"


def despite(asked: str) -> dict[str, str]:
    """The second press on a page that names who would be in two places at once."""
    return {"despite": re.search(r'name="despite" value="([0-9a-f]+)"', asked)[1]}


@pytest.fixture
def two(cast, workshop):
    """Two sections of one workshop: the first has one seat, the second, a day later, meets twice."""
    first = workshop(seats=1)
    begins_at = first.begins_at + timedelta(days=1)
    dates = [
        When(begins_at + timedelta(days=at), begins_at + timedelta(days=at, hours=1), "Birch Middle")
        for at in (0, 7)
    ]
    ola = cast.actor("ola")
    second = events.add_section(by=ola, event=first.event, meetings=dates, seats=5)
    return first, events.publish(by=ola, section=second)


def test_an_event_with_two_sections_lists_them_with_free_seats_first(browse, two, cast):
    first, second = two
    register(by=cast.actor("ben"), section=first, person=cast.people["ben"])
    ana = browse("ana")
    shown = text_of(ana.get(page(first)))
    assert "5 seats are free" in shown and "Take a seat" in shown and "Join the line" in shown
    assert shown.index(at(second)) < shown.index(at(first)), "free seats first"
    taken = text_of(ana.post(at(second, "register/"), follow=True))
    assert "You have a seat" in taken and at(second, "leave/") in taken
    assert taken.count("Birch Middle") >= 1 and taken.count("<li>") >= 2, "both dates"
    mine = text_of(ana.get(page(first)))
    assert mine.index("you have a seat") < mine.index(at(first))
    assert "BEGIN:VCALENDAR" in text_of(ana.get(at(second, "calendar.ics")))
    assert "You have given your place back" in text_of(ana.post(at(second, "leave/"), follow=True))


def test_the_fragment_of_a_section_equals_its_page(browse, two):
    ana, second = browse("ana"), two[1]
    fragment = text_of(ana.post(at(second, "register/"), headers={"HX-Request": "true"}))
    assert "<html" not in fragment and place_in(fragment) == place_in(text_of(ana.get(at(second))))


def test_people_and_attendance_are_those_of_the_section(browse, two, cast):
    first, second = two
    register(by=cast.actor("ana"), section=second, person=cast.people["ana"])
    ola = browse("ola")
    assert "Ana Ruiz" in text_of(ola.get(at(second, "people/")))
    assert "Ana Ruiz" not in text_of(ola.get(page(first, "people/")))
    assert browse("ana").get(at(second, "people/")).status_code == 404
    assert browse("dev").get(at(first, "people/")).status_code == 200


def test_a_held_seat_stands_on_the_page_and_first_on_today_with_both_answers(browse, workshop, cast, fresh):
    section = workshop(seats=1, policy={"freed_seat": "offer"})
    ben = cast.people["ben"]
    register(by=cast.actor("ben"), section=section, person=ben)
    register(by=cast.actor("ana"), section=section, person=cast.people["ana"])
    leave(by=cast.actor("ben"), section=section, person=ben)
    ana = browse("ana")
    assert "A seat is held for you" in text_of(ana.get(page(section)))
    today = text_of(ana.get("/d/riverbend/"))
    assert "A seat is held for you" in today and "Small groups that work" in today and "I pass" in today
    answer = next(part for part in today.split('action="') if "/answer/" in part.split('"')[0]).split('"')[0]
    assert "You have a seat" in text_of(ana.post(answer, {"answer": "yes"}, follow=True))
    assert "A seat is held for you" not in text_of(ana.get("/d/riverbend/"))


def test_who_waits_reads_why_the_order_was_changed_and_nobody_else_does(browse, workshop, crowd, cast):
    section = workshop(seats=1)
    places = [register(by=by, section=section, person=person) for person, by in crowd(3)]
    policy.put_in_order(
        by=cast.actor("ola"), registration=places[2], rank=-1, reason="Teaches the unit next week"
    )
    ana = browse("ana")
    assert "Teaches the unit" not in text_of(ana.get(page(section)))
    assert "Teaches the unit next week" in text_of(ana.post(page(section, "register/"), follow=True))


def test_who_is_passed_over_for_the_school_reads_it(browse, workshop, crowd):
    section = workshop(seats=5, policy={"school_cap": 1})
    for person, by in crowd(1):
        register(by=by, section=section, person=person)
    shown = text_of(browse("ana").post(page(section, "register/"), follow=True))
    assert "Your school has 1 seat, as many as one school may have here" in shown


def test_a_place_is_asked_for_where_the_office_approves(browse, workshop):
    section = workshop(approval=True)
    ana = browse("ana")
    assert "Ask for a place" in text_of(ana.get(page(section)))
    assert "You have asked for a place" in text_of(ana.post(page(section, "register/"), follow=True))


def test_a_draw_shows_its_hash_before_and_its_seed_after(browse, workshop, cast):
    section = workshop(seats=1)
    drawing = policy.plan_lottery(
        by=cast.actor("ola"), section=section, draws_at=clock.now() + timedelta(days=1)
    )
    ana = browse("ana")
    shown = text_of(ana.post(page(section, "register/"), follow=True))
    assert "You are in the draw with ticket 1" in shown and drawing.commitment in shown
    assert drawing.seed not in shown
    with clock.shifted(timedelta(days=2)):
        policy.work_off(cast.tenant)
    with reading(cast.tenant):
        drawn = SeatLottery.objects.get(pk=drawing.pk)
    assert drawn.seed in text_of(ana.get(page(section)))


def test_an_event_without_a_date_gathers_interest(browse, cast):
    ola = cast.actor("ola")
    event = events.announce(by=ola, event=events.draft_event(by=ola, title="Reading aloud", why="For joy."))
    ana, path = browse("ana"), f"{LEARN}{event.pk}/"
    assert "Would you come?" in text_of(ana.get(path))
    assert "You hear from us when there is a date" in text_of(
        ana.post(f"{path}interest/", {"interested": "yes"}, follow=True)
    )
    ana.post(f"{path}interest/", {"interested": "no"})
    with reading(cast.tenant):
        assert Interest.objects.get(event=event).ended_at is not None
    assert "Would you come?" in text_of(ana.get(path))
    assert browse("noor").get(path).status_code == 404
