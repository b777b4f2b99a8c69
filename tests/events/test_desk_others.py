"""Smaller desks: an event without a date, what I lead, and a named place in a line."""

from datetime import timedelta

import pytest

from groundswell.events.actions import agenda, attendance, order, parties
from groundswell.events.actions.registration import leave, register
from groundswell.events.models import LearningEvent, OrderChange
from groundswell.events.queries.waitlist import first_in_line
from groundswell.events.rules import replay
from groundswell.events.rules.agenda import Part
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock
from groundswell.kernel.tenancy import reading
from tests.events.test_pages import LEARN, text_of
from tests.events.test_section_pages import at
from tests.support.statements import MOST, statements

SAYS = {
    "title": "Number talks",
    "why": "Talk.",
    "kind": "workshop",
    "mode": "virtual",
    "audience": ["teacher"],
}


def test_an_event_without_a_date_is_written_announced_and_gathers_interest(browse, cast):
    ola = browse("ola")
    assert "Announce it" in text_of(ola.get(f"{LEARN}new/undated/"))
    assert ola.post(f"{LEARN}new/undated/", SAYS | {"title": ""}).status_code == 422
    drafted = text_of(ola.post(f"{LEARN}new/undated/", SAYS, follow=True))
    assert "A draft that nobody else sees" in drafted and "Announce it without a date" in drafted
    with reading(cast.tenant):
        event = LearningEvent.objects.get()
    assert browse("ana").get(f"{LEARN}{event.pk}/").status_code == 404
    said = text_of(browse("ola").post(f"{LEARN}{event.pk}/announce/", follow=True))
    assert "Announced." in said
    assert "Would you come?" in text_of(browse("ana").get(f"{LEARN}{event.pk}/"))
    assert browse("ola").post(f"{LEARN}{event.pk}/announce/").status_code == 404, "once"
    at_once = text_of(browse("ola").post(f"{LEARN}new/undated/", SAYS | {"announce": "yes"}, follow=True))
    assert "A draft that nobody" not in at_once
    assert browse("dev").get(f"{LEARN}new/undated/").status_code == 403


def test_whoever_saves_second_is_told_and_nothing_is_overwritten(browse, cast, workshop):
    browse("ola").post(f"{LEARN}new/undated/", SAYS)
    with reading(cast.tenant):
        event = LearningEvent.objects.get()
    path, ola = f"{LEARN}{event.pk}/wording/", browse("ola")
    assert 'name="version" value="1"' in text_of(ola.get(path))
    first = SAYS | {"title": "Number talks, again", "version": "1"}
    assert ola.post(path, first).status_code == 302
    second = ola.post(path, SAYS | {"title": "Mine", "version": "1"})
    assert second.status_code == 422 and "Somebody else changed" in text_of(second)
    assert 'value="Mine"' in text_of(second), "what was written stays on the screen"
    with reading(cast.tenant):
        assert LearningEvent.objects.get().title == "Number talks, again"
    dated = workshop()
    assert ola.get(f"{LEARN}{dated.event_id}/wording/").url == f"{LEARN}{dated.event_id}/edit/"


def test_what_i_lead_stands_on_a_phone_with_its_list_its_agenda_and_a_word(browse, cast, workshop, attended):
    section = workshop(begins_in=timedelta(hours=1), link="https://meet.example/x")
    agenda.set_agenda(by=cast.actor("ola"), event=section.event, parts=[Part("Open with a problem", 20)])
    register(by=cast.actor("ola"), section=section, person=cast.people["ana"])
    workshop(title="Of somebody else", facilitators=[cast.people["cora"]])
    shown = text_of(browse("dev").get(f"{LEARN}leading/"))
    assert "Small groups that work" in shown and "Of somebody else" not in shown
    assert "Open with a problem" in shown and "20 minutes" in shown and at(section, "message/") in shown
    assert "https://meet.example/x" in shown and "19 of 20 seats are free" in shown
    with clock.shifted(timedelta(days=1)):
        later = text_of(browse("dev").get(f"{LEARN}leading/"))
        assert "1 list is still to be done" in later and "You lead nothing from now on" in later
        attendance.finish(by=cast.actor("dev"), section=section)
        assert "still to be done" not in text_of(browse("dev").get(f"{LEARN}leading/"))
    assert "You lead nothing" in text_of(browse("ana").get(f"{LEARN}leading/"))
    assert browse("gus").get(f"{LEARN}leading/").status_code == 403


def test_what_i_lead_costs_the_same_for_one_date_and_many(browse, cast, workshop):
    dev, costs = browse("dev"), []
    for count in (1, 6):
        for _number in range(count):
            workshop()
        costs.append(statements(dev, f"{LEARN}leading/"))
    assert costs[0] == costs[1] <= MOST


def names(cast, section) -> str:
    """The line in the order of service, as the first letters and numbers of those in it."""
    with reading(cast.tenant):
        assert replay.differences(section) == []
        return " ".join(one.person.given_name for one in first_in_line(section))


@pytest.fixture
def line(cast, workshop, crowd):
    """One seat that is taken, and T1 to T5 in line, each with the own registration."""
    section = workshop(seats=1)
    people = crowd(6)
    return section, [register(by=by, section=section, person=person) for person, by in people], people


def test_a_named_place_in_line_keeps_everybody_elses_order(cast, line, fresh):
    section, places, people = line
    ola = cast.actor("ola")
    assert names(cast, section) == "T1 T2 T3 T4 T5"
    order.move_up(by=ola, registration=fresh(places[5]), position=3, reason="Leads the team.")
    assert names(cast, section) == "T1 T2 T5 T3 T4"
    order.move_up(by=ola, registration=fresh(places[4]), position=2, reason="Was missed.")
    assert names(cast, section) == "T1 T4 T2 T5 T3"
    order.move_up(by=ola, registration=fresh(places[3]), position=1, reason="Moves away.")
    assert names(cast, section) == "T3 T1 T4 T2 T5"
    leave(by=people[0][1], section=section, person=people[0][0])
    assert fresh(places[3]).state == "booked", "the first in this order is served"
    assert names(cast, section) == "T1 T4 T2 T5"
    with reading(cast.tenant):
        assert list(OrderChange.objects.order_by("pk").values_list("reason", flat=True)) == [
            "Leads the team.", "Was missed.", "Moves away.",
        ]  # fmt: skip


def test_who_can_not_be_moved_and_why(cast, line, fresh):
    section, places, _people = line
    for place, position, reason, said in (
        (places[2], 2, "No", "Choose a smaller number"),
        (places[2], 0, "No", "Choose a smaller number"),
        (places[2], 1, "  ", "Say why"),
        (places[0], 1, "No", "does not wait"),
    ):
        with pytest.raises(Refused, match=said):
            order.move_up(by=cast.actor("ola"), registration=fresh(place), position=position, reason=reason)
    assert names(cast, section) == "T1 T2 T3 T4 T5"


def test_a_team_moves_together_and_is_never_parted(cast, workshop, crowd, fresh):
    section = workshop(seats=2, policy={"takes_parties": True})
    solo = crowd(4)
    team = [person for person, _by in crowd(2, "P")]
    for person, by in solo[:2]:
        register(by=by, section=section, person=person)
    with reading(cast.tenant):
        section = type(section).objects.select_related("event").get(pk=section.pk)
    parties.book(by=cast.actor("bao"), section=section, name="Team", lead=team[0], people=team)
    late = [register(by=by, section=section, person=person) for person, by in solo[2:]]
    assert names(cast, section) == "P0 P1 T2 T3"
    order.move_up(by=cast.actor("ola"), registration=fresh(late[1]), position=2, reason="In between.")
    assert names(cast, section) == "T3 P0 P1 T2", "before the team, not in it"


def test_the_desk_of_the_seats_moves_to_a_named_place(browse, cast, line):
    section, places, _people = line
    ola = browse("ola")
    assert "To which place of the line" in text_of(ola.get(at(section, "seats/")))
    press = at(section, f"seats/order/{places[5].pk}/")
    done = text_of(ola.post(press, {"position": "2", "reason": "Teaches it next week."}, follow=True))
    assert "T5 Crowd is at place 2 of the line now." in done and "Teaches it next week." in done
    odd = text_of(ola.post(press, {"position": "x", "reason": "Why"}, follow=True))
    assert "Choose a smaller number" in odd
    assert names(cast, section) == "T1 T5 T2 T3 T4"
