"""The line: first come, first served, and nobody waits beside a free seat."""

import pytest

from groundswell.events.actions import events
from groundswell.events.actions.registration import leave, register
from groundswell.events.queries.registration import my_places
from groundswell.events.rules.refusals import Refused
from groundswell.kernel.models import JournalEntry
from groundswell.kernel.tenancy import reading
from groundswell.notices.models import BusyTime


@pytest.fixture
def full(workshop, crowd):
    """Two seats, five people: two in, three in line."""
    section = workshop(seats=2)
    people = crowd(5)
    return section, people, [register(by=by, section=section, person=person) for person, by in people]


def test_who_leaves_makes_room_for_the_first_in_line(cast, full, fresh, post):
    section, people, places = full
    person, by = people[0]
    leave(by=by, section=section, person=person)
    assert [fresh(place).state for place in places] == ["cancelled", "booked", "booked", "waiting", "waiting"]
    assert (fresh(section).seats_taken, fresh(section).waiting) == (2, 2)
    [mail] = post("events.promoted")
    assert mail.to_person_id == people[2][0].pk and mail.calendar["method"] == "REQUEST"
    [goodbye] = post("events.left")
    assert goodbye.calendar["method"] == "CANCEL" and goodbye.calendar["sequence"] == 1
    with reading(cast.tenant):
        assert not BusyTime.objects.filter(person=person).exists()
        assert BusyTime.objects.filter(person=people[2][0]).exists()
        assert JournalEntry.objects.filter(kind="events.registration.promoted").count() == 1


def test_who_leaves_the_line_takes_nobodys_seat(full, fresh, post):
    section, people, places = full
    person, by = people[3]
    leave(by=by, section=section, person=person)
    assert [fresh(place).state for place in places] == ["booked", "booked", "waiting", "cancelled", "waiting"]
    assert post("events.promoted") == []
    assert post("events.left")[0].calendar is None


def test_leaving_twice_frees_one_seat(full, fresh):
    section, people, _places = full
    person, by = people[0]
    assert leave(by=by, section=section, person=person) is not None
    assert leave(by=by, section=section, person=person) is None
    assert (fresh(section).seats_taken, fresh(section).waiting) == (2, 2)


def test_who_comes_back_stands_at_the_end(full, fresh):
    section, people, _places = full
    person, by = people[0]
    leave(by=by, section=section, person=person)
    back = register(by=by, section=section, person=person)
    assert back.is_waiting and back.line == 6


def test_more_seats_go_to_as_many_in_order(cast, full, fresh, post):
    section, people, places = full
    events.resize(by=cast.actor("ola"), section=section, seats_wanted=4)
    assert [fresh(place).state for place in places] == ["booked"] * 4 + ["waiting"]
    assert [mail.to_person_id for mail in post("events.promoted")] == [people[2][0].pk, people[3][0].pk]
    events.resize(by=cast.actor("ola"), section=section, seats_wanted=10)
    assert (fresh(section).seats_taken, fresh(section).waiting) == (5, 0)


def test_nobody_loses_a_seat_that_was_given(cast, full, fresh):
    section, _people, _places = full
    with pytest.raises(Refused, match="2 people have a seat already"):
        events.resize(by=cast.actor("ola"), section=section, seats_wanted=1)
    assert fresh(section).seats == 2


def test_fewer_seats_down_to_what_is_taken_is_fine(cast, workshop, crowd, fresh):
    section = workshop(seats=5)
    for person, by in crowd(3):
        register(by=by, section=section, person=person)
    events.resize(by=cast.actor("ola"), section=section, seats_wanted=3)
    assert fresh(section).seats == 3


def test_today_shows_each_person_their_own_place_in_line(cast, full, django_assert_num_queries):
    section, people, _places = full
    with reading(cast.tenant):
        lines = [[place.in_line for place in my_places(by)] for _person, by in people]
        with django_assert_num_queries(2):
            [place] = my_places(people[4][1])
            assert place.section.event.title == "Small groups that work" and place.section_id == section.pk
    assert lines == [[0], [0], [1], [2], [3]]
