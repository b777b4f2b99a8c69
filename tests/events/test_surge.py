"""The seeds' surge: 5 sign-ups at eight, 141 by one o'clock, past 400 in three days, one facilitator to twenty."""

from datetime import timedelta

import pytest

from groundswell.events.actions import events, surge
from groundswell.events.actions.registration import leave, register
from groundswell.events.models import OnCall, Registration, Section, SessionFacilitator
from groundswell.events.rules import replay
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock
from groundswell.kernel.tenancy import reading
from tests.support.counts import count


@pytest.fixture
def surging(cast, workshop):
    """A virtual workshop for as many as come, one facilitator to so many, with so many colleagues on call."""

    def make(leaders, *, ratio: int = 20, agreed: bool = True) -> Section:
        section = workshop(
            seats=ratio, mode="virtual", surge=True, policy={"per_facilitator": ratio, "freed_seat": "seat"}
        )
        for person, _by in leaders:
            surge.put_on_call(by=cast.actor("ola"), event=section.event, person=person, has_agreed=agreed)
        return section

    return make


@pytest.fixture
def rush(cast, fresh):
    """People register for the first section, and the worker comes by after so many of them."""

    def come(section, people, worker_every: int = 12) -> None:
        for number, (person, by) in enumerate(people, start=1):
            now = fresh(section)
            now.event = section.event
            register(by=by, section=now, person=person)
            if number % worker_every == 0:
                surge.answer_demand(cast.tenant)
        surge.answer_demand(cast.tenant)

    return come


def standing(cast, event) -> tuple[list[int], int, int]:
    """Seats taken in each section, how many people have a seat, and how many wait."""
    with reading(cast.tenant):
        sections = list(Section.objects.filter(event=event).order_by("number"))
        for section in sections:
            leading = SessionFacilitator.objects.filter(section=section).count()
            assert section.seats_taken <= 20 * leading
            assert replay.differences(section) == []
        places = Registration.objects.filter(section__event=event)
        return (
            [section.seats_taken for section in sections],
            places.filter(state="booked").count(),
            places.filter(state="waiting").count(),
        )


@pytest.mark.slow
@pytest.mark.counted
def test_the_surge_of_the_seeds(cast, surging, rush, crowd):
    """In three days 405; what stays below that is the morning alone."""
    section = surging(crowd(24, "L"))
    people = crowd(count(141, 405))
    rush(section, people[:5])
    assert standing(cast, section.event) == ([5], 5, 0)
    rush(section, people[5:141])
    taken, seated, waiting = standing(cast, section.event)
    assert len(taken) == 8 and seated == 141 and waiting == 0
    if len(people) == 141:
        return
    rush(section, people[141:])
    taken, seated, waiting = standing(cast, section.event)
    assert len(taken) == 21 and max(taken) <= 20 and (seated, waiting) == (405, 0)
    with reading(cast.tenant):
        ready = OnCall.objects.filter(event=section.event, state="ready").count()
        assert ready == 24 - 20  # nobody is called who is not needed


def test_who_waited_first_is_seated_first(cast, surging, crowd, fresh):
    section = surging(crowd(1, "L"), ratio=2)
    places = [register(by=by, section=section, person=person) for person, by in crowd(6)]
    assert surge.answer_demand(cast.tenant) == 1
    assert [fresh(place).state for place in places] == ["booked"] * 4 + ["waiting"] * 2
    assert surge.answer_demand(cast.tenant) == 0  # nobody is left to call


def test_who_has_not_agreed_is_asked_by_mail_and_leads_with_one_press(
    cast, surging, crowd, fresh, post, client
):
    section = surging(crowd(2, "L"), ratio=2, agreed=False)
    places = [register(by=by, section=section, person=person) for person, by in crowd(3)]
    surge.answer_demand(cast.tenant)
    [call] = post("events.called")  # one person waits, so one is enough to ask
    path = call.context["action_url"][call.context["action_url"].index("/d/") :]
    assert client.get(path).status_code == 200 and fresh(places[2]).state == "waiting"
    assert client.post(path, {"answer": "yes"}).status_code == 200
    assert fresh(places[2]).state == "booked" and len(post("events.leads")) == 1
    assert client.post(path, {"answer": "yes"}).status_code == 404  # the link is used up


def test_no_or_silence_calls_the_next_one(cast, surging, crowd, post):
    section = surging(crowd(3, "L"), ratio=1, agreed=False)
    for person, by in crowd(2):
        register(by=by, section=section, person=person)
    surge.answer_demand(cast.tenant)
    with reading(cast.tenant):
        called = OnCall.objects.select_related("event").get(event=section.event, state="called")
    surge.answer(by=cast.system, on_call=called, yes=False)
    surge.answer_demand(cast.tenant)
    assert len(post("events.called")) == 2
    with clock.shifted(timedelta(hours=5)):
        surge.answer_demand(cast.tenant)
    assert len(post("events.called")) == 3
    with pytest.raises(Refused):
        surge.answer(by=cast.system, on_call=called, yes=True)


def test_free_seats_beside_a_line_are_filled_before_anybody_is_called(cast, surging, crowd, fresh, rush):
    section = surging(crowd(3, "L"), ratio=3)
    rush(section, crowd(4))
    rush(section, crowd(2, "Z"))
    taken, seated, waiting = standing(cast, section.event)
    assert (taken, seated, waiting) == ([3, 3], 6, 0)


def test_a_surge_stops_when_registration_closes(cast, surging, crowd):
    section = surging(crowd(1, "L"), ratio=1)
    for person, by in crowd(2):
        register(by=by, section=section, person=person)
    with clock.shifted(timedelta(days=8)):
        assert surge.answer_demand(cast.tenant) == 0


def test_places_that_moved_can_be_given_back_and_the_event_called_off(cast, surging, crowd, fresh):
    section = surging(crowd(1, "L"), ratio=1)
    people = crowd(2)
    places = [register(by=by, section=section, person=person) for person, by in people]
    surge.answer_demand(cast.tenant)
    with reading(cast.tenant):
        moved = Registration.objects.select_related("section__event").get(pk=places[1].pk)
    assert moved.section_id != section.pk
    leave(by=people[1][1], section=moved.section, person=people[1][0])
    assert fresh(places[1]).state == "cancelled"
    events.cancel(by=cast.actor("ola"), section=section)
