"""A freed seat is held for the next in line until a deadline; a link in the mail answers it, once."""

from datetime import timedelta

import pytest

from groundswell.events.actions import departures, events, offers, policy
from groundswell.events.actions.registration import leave, register
from groundswell.events.models import SeatOffer
from groundswell.events.rules import replay
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock
from groundswell.kernel.tenancy import reading, writing
from groundswell.roster.models import Person


@pytest.fixture
def offered(cast, workshop, crowd):
    """One seat and four people; the first gave it back, so that the second is offered it and two wait."""
    section = workshop(seats=1, policy={"freed_seat": "offer"})
    people = crowd(4)
    places = [register(by=by, section=section, person=person) for person, by in people]
    leave(by=people[0][1], section=section, person=people[0][0])
    return section, people, places


@pytest.fixture
def the_offer(cast):
    """The open offer, with what the page reads along."""

    def find() -> SeatOffer:
        with reading(cast.tenant):
            rows = SeatOffer.objects.select_related("registration__section__event", "registration__person")
            return rows.get(state="open")

    return find


def link_in(mail) -> str:
    """The path of the link in a mail."""
    url = mail.context["action_url"]
    return url[url.index("/d/") :]


def states(fresh, places) -> list[str]:
    return [fresh(place).state for place in places]


def test_the_seat_is_held_and_nobody_else_can_take_it(cast, offered, fresh, post, crowd):
    section, people, places = offered
    assert states(fresh, places) == ["cancelled", "offered", "waiting", "waiting"]
    now = fresh(section)
    assert (now.seats_taken, now.waiting) == (1, 2)
    [mail] = post("events.offered")
    assert mail.to_person_id == people[1][0].pk and mail.calendar is None
    [(late, by)] = crowd(1, "Z")
    assert register(by=by, section=section, person=late).state == "waiting"


def test_accepting_by_link_needs_no_sign_in_and_one_press(cast, offered, fresh, post, client):
    _section, _people, places = offered
    [mail] = post("events.offered")
    for _ in range(3):  # a mail scanner opens the link; nothing changes
        page = client.get(link_in(mail))
        assert page.status_code == 200 and "T1" in page.content.decode()
    assert states(fresh, places)[1] == "offered"
    assert client.post(link_in(mail), {"answer": "yes"}).status_code == 302
    assert states(fresh, places)[1] == "booked"
    [yes] = post("events.accepted")
    assert yes.calendar["method"] == "REQUEST"
    again = client.post(link_in(mail), {"answer": "yes"})  # pressed twice is once
    assert again.status_code == 302 and len(post("events.accepted")) == 1


def test_passing_offers_the_seat_to_the_next_at_once(offered, fresh, post, client):
    _section, people, places = offered
    client.post(link_in(post("events.offered")[0]), {"answer": "no"})
    assert states(fresh, places) == ["cancelled", "cancelled", "offered", "waiting"]
    assert fresh(places[1]).why_ended == "passed"
    assert [mail.to_person_id for mail in post("events.offered")] == [people[1][0].pk, people[2][0].pk]


def test_an_offer_that_was_passed_on_cannot_be_accepted_from_another_browser(offered, fresh, post, client):
    _section, _people, places = offered
    [mail] = post("events.offered")
    client.post(link_in(mail), {"answer": "no"})
    page = client.post(link_in(mail), {"answer": "yes"})
    assert page.status_code == 409
    assert states(fresh, places)[1] == "cancelled"


def test_an_offer_that_nobody_answers_goes_on_after_its_deadline(
    cast, offered, the_offer, fresh, post, client
):
    _section, _people, places = offered
    made = the_offer()
    with clock.shifted(made.ends_at - clock.now() + timedelta(minutes=1)):
        page = client.post(link_in(post("events.offered")[0]), {"answer": "yes"})
        assert page.status_code == 409  # too late, even before the worker came by
        with reading(cast.tenant):
            assert offers.due(cast.tenant) == 1
        assert offers.expire_due(cast.tenant) == 1
        assert offers.expire_due(cast.tenant) == 0
    assert states(fresh, places) == ["cancelled", "cancelled", "offered", "waiting"]
    assert fresh(places[1]).why_ended == "expired" and len(post("events.expired")) == 1


def test_a_forged_link_and_one_of_another_district_open_nothing(cast, offered, post, client):
    [mail] = post("events.offered")
    path = link_in(mail)
    secret = path.rstrip("/").rpartition("/")[2]
    forged = client.get(path.replace(secret, "x" * len(secret)))
    foreign = client.get(path.replace("riverbend", cast.other.slug))
    assert forged.status_code == foreign.status_code == 404
    assert "opens nothing" in forged.content.decode() and "opens nothing" in foreign.content.decode()
    assert client.post(path.replace("riverbend", cast.other.slug), {"answer": "yes"}).status_code == 404


def test_the_page_says_whose_link_it_is_before_anything_is_pressed(offered, post, client):
    page = client.get(link_in(post("events.offered")[0])).content.decode()
    assert "This link is for T1" in page


def test_who_leaves_with_an_offer_passes_it_on(offered, fresh, the_offer):
    section, people, places = offered
    leave(by=people[1][1], section=section, person=people[1][0])
    assert states(fresh, places) == ["cancelled", "cancelled", "offered", "waiting"]
    assert the_offer().registration_id == places[2].pk


def test_a_section_that_is_called_off_has_nothing_on_offer(cast, offered, client, post, fresh):
    section, _people, places = offered
    events.cancel(by=cast.actor("ola"), section=section)
    page = client.post(link_in(post("events.offered")[0]), {"answer": "yes"})
    assert page.status_code == 409
    assert states(fresh, places)[1] == "offered"  # as it was, as a record
    with reading(cast.tenant):
        assert not SeatOffer.objects.filter(state="open").exists()


def test_shortly_before_it_begins_the_seat_is_given_without_asking(workshop, crowd, fresh, post):
    section = workshop(seats=1, begins_in=timedelta(hours=2), policy={"freed_seat": "offer"})
    people = crowd(2)
    places = [register(by=by, section=section, person=person) for person, by in people]
    leave(by=people[0][1], section=section, person=people[0][0])
    assert states(fresh, places) == ["cancelled", "booked"] and post("events.offered") == []


def test_new_seats_are_given_at_once(cast, workshop, crowd, fresh):
    section = workshop(seats=1, policy={"freed_seat": "offer"})
    places = [register(by=by, section=section, person=person) for person, by in crowd(3)]
    policy.set_policy(by=cast.actor("ola"), section=section, cap=3)
    assert states(fresh, places) == ["booked"] * 3


def test_who_leaves_the_district_while_waiting_or_asked_makes_room(cast, offered, fresh, post):
    section, people, places = offered
    with writing(cast.tenant):  # as an import writes it
        gone = [person.pk for person, _by in people[1:3]]
        Person.objects.filter(pk__in=gone).update(ended_on=clock.today(cast.tenant.time_zone))
    assert departures.work_off(cast.tenant) == 2
    assert departures.work_off(cast.tenant) == 0
    assert states(fresh, places) == ["cancelled", "cancelled", "cancelled", "offered"]
    assert {fresh(place).why_ended for place in places[1:3]} == {"gone"}
    with reading(cast.tenant):
        assert replay.differences(section) == []


def test_another_person_cannot_answer_a_colleagues_offer_signed_in(cast, offered, browse, the_offer, fresh):
    _section, _people, places = offered
    answer = browse("ana").post(f"/d/riverbend/events/offers/{the_offer().pk}/answer/", {"answer": "yes"})
    assert answer.status_code == 404
    assert states(fresh, places)[1] == "offered"


def test_an_answer_to_an_offer_of_the_past_says_why_not(cast, offered, the_offer):
    made = the_offer()
    offers.decline(by=cast.system, offer=made)
    with pytest.raises(Refused, match="answered already"):
        offers.accept(by=cast.system, offer=made)
