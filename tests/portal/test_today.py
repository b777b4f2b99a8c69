"""Today says in words what waits, for everyone who belongs, and nobody else."""

import re
from datetime import timedelta

import pytest

from groundswell.events.actions import events
from groundswell.events.actions.registration import register as take
from groundswell.kernel import clock
from tests.cast import hire
from tests.support.statements import MOST, statements

TODAY = "/d/riverbend/"


@pytest.mark.parametrize("name", ["ana", "bao", "cora", "dev", "ola", "sam", "ida", "leo", "gus"])
def test_everyone_who_belongs_has_a_today(browse, name):
    page = browse(name).get(TODAY)
    assert page.status_code == 200
    assert b'eyebrow">Good ' in page.content


def test_a_guest_is_not_offered_the_roster(browse):
    page = browse("gus").get(TODAY).content.decode()
    assert "/people/" not in page


def test_the_office_can_plan_an_event_and_a_teacher_can_not(browse):
    assert b"/events/new/" in browse("ola").get(TODAY).content
    assert b"/events/new/" not in browse("ana").get(TODAY).content


def test_a_teacher_of_another_district_is_not_here(browse):
    assert browse("noor").get(TODAY).status_code == 404


def test_the_page_asks_the_database_no_more_than_fifteen_times(browse):
    ola = browse("ola")
    ola.get(TODAY)
    assert statements(ola, TODAY) <= MOST


def workshop(cast, **values):
    """A workshop tomorrow at this time, for everyone, with a link to join."""
    begins_at = (clock.now() + values.pop("begins_in", timedelta(hours=20))).replace(microsecond=0)
    section = events.draft(
        by=cast.actor("ola"),
        title="Hints instead of help",
        seats=values.pop("seats", 20),
        begins_at=begins_at,
        ends_at=begins_at + timedelta(hours=1),
        link="https://meet.example/hints",
        **values,
    )
    return events.publish(by=cast.actor("ola"), section=section)


def test_a_teacher_takes_a_seat_with_one_press_and_then_finds_the_way_in_on_top(browse, cast):
    section, ana = workshop(cast), browse("ana")
    register = f"/d/riverbend/events/{section.event_id}/register/"
    before = ana.get(TODAY).content.decode()
    assert register in before and "20 of 20 seats are free" in before
    ana.post(register)
    after = ana.get(TODAY).content.decode()
    assert register not in after
    assert "You are expected" in after and 'href="https://meet.example/hints"' in after


def test_a_seat_far_off_or_a_place_in_line_is_no_reason_to_hurry(browse, cast):
    far = workshop(cast, begins_in=timedelta(days=5))
    full = workshop(cast, seats=1)
    take(by=cast.actor("ben"), section=full, person=cast.people["ben"])
    for section in (far, full):
        take(by=cast.actor("ana"), section=section, person=cast.people["ana"])
    page = browse("ana").get(TODAY).content.decode()
    assert "Nothing is waiting for you" in page and "meet.example" not in page
    assert "number 1 in line" in page and "you have a seat" in page


def test_who_leads_a_school_sees_how_many_of_its_people_are_away_and_no_name(browse, cast):
    section = workshop(cast)
    take(by=cast.actor("ana"), section=section, person=cast.people["ana"])
    page = browse("bao").get(TODAY).content.decode()
    assert "1 person of yours has a seat" in page and "Ruiz" not in page
    assert "Who is away" not in browse("ben").get(TODAY).content.decode()


def test_an_event_that_is_not_for_the_principal_is_named_there_without_a_link(browse, cast):
    section = workshop(cast, audience=["teacher"])
    take(by=cast.actor("ana"), section=section, person=cast.people["ana"])
    page = browse("bao").get(TODAY).content.decode()
    assert section.event.title in page
    assert f"/events/{section.event_id}/" not in page


def test_a_principal_finds_who_asks_for_a_place_and_answers_with_two_presses(browse, cast):
    section, bao = workshop(cast, approval=True), browse("bao")
    hire(cast, "zoe", "Zoe", "Hill")
    bao.get(TODAY)
    before = statements(bao, TODAY)
    take(by=cast.actor("ana"), section=section, person=cast.people["ana"])
    one = statements(bao, TODAY)
    for who in ("ben", "cora", "zoe", "bao"):
        take(by=cast.actor(who), section=section, person=cast.people[who])
    page = bao.get(TODAY).content.decode()
    assert before == one == statements(bao, TODAY)
    asking = list(dict.fromkeys(re.findall(r"(\w+) \w+ asks for a place: Hints", page)))
    assert asking == ["Ana", "Cora", "Zoe"], "her own people, and not herself; who asked first stands first"
    link = re.search(r'href="(/d/riverbend/events/approve/[^"]+)"', page)[1]
    assert "Ana Ruiz asks for a place" in bao.get(link).content.decode()
    answered = bao.post(link, {"answer": "yes"}, follow=True).content.decode()
    assert "Ana Ruiz has a seat and got mail." in answered and f'href="{TODAY}">Back to Today' in answered
    assert "Ana Ruiz asks" not in bao.get(TODAY).content.decode()
    assert " asks for a place" not in browse("cora").get(TODAY).content.decode()
    with clock.shifted(timedelta(days=2)):
        assert " asks for a place" not in browse("bao").get(TODAY).content.decode(), "it has begun"
