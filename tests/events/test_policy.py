"""How a section gives its seats: ratio, limits per school, kept seats, the order of the line, a lottery, teams."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from groundswell.events.actions import approval, meetings, parties, policy
from groundswell.events.actions.registration import leave, register
from groundswell.events.models import OrderChange, SeatLottery
from groundswell.events.queries import history
from groundswell.events.queries.waitlist import place_in_line
from groundswell.events.rules import replay
from groundswell.events.rules.meetings import When
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock, lots
from groundswell.kernel.models import JournalEntry
from groundswell.kernel.tenancy import reading, writing


@pytest.fixture
def office(cast):
    return cast.actor("ola")


@pytest.fixture
def come(fresh):
    """Register people one after the other and say how each stands."""

    def register_all(section, people) -> list:
        return [
            register(by=by, section=fresh_section(section, fresh), person=person) for person, by in people
        ]

    return register_all


def fresh_section(section, fresh):
    now = fresh(section)
    now.event = section.event
    return now


def states(fresh, places) -> list[str]:
    return [fresh(place).state for place in places]


def test_a_facilitator_more_opens_seats_at_once(cast, office, workshop, crowd, come, fresh):
    section = workshop(seats=60, policy={"per_facilitator": 2})
    places = come(section, crowd(5))
    assert states(fresh, places) == ["booked", "booked", "waiting", "waiting", "waiting"]
    from groundswell.events.actions import sections

    with writing(cast.tenant):
        sections.add_facilitator(by=office, section=section, person=cast.people["cora"])
        policy.recount(by=office, section=section)
    assert states(fresh, places) == ["booked", "booked", "booked", "booked", "waiting"]


def test_nobody_loses_a_seat_because_the_cap_shrinks(office, workshop, crowd, come):
    section = workshop(seats=3)
    come(section, crowd(3))
    with pytest.raises(Refused, match="3 people have a seat already"):
        policy.set_policy(by=office, section=section, cap=2)
    with pytest.raises(Refused, match="at least one seat"):
        policy.set_policy(by=office, section=section, cap=0)


def test_a_school_at_its_limit_waits_and_the_journal_names_who_was_passed_over(
    cast, office, workshop, crowd, come, fresh
):
    section = workshop(seats=3, policy={"school_cap": 2})
    alder = come(section, crowd(3))
    birch = come(section, crowd(2, "B", "birch"))
    assert states(fresh, alder) == ["booked", "booked", "waiting"]
    assert states(fresh, birch) == ["booked", "waiting"]
    policy.set_policy(by=office, section=section, cap=4)
    assert states(fresh, alder)[2] == "waiting" and states(fresh, birch) == ["booked", "booked"]
    with reading(cast.tenant):
        entry = JournalEntry.objects.get(kind="events.registration.promoted")
        assert entry.data["passed_over"] == {str(alder[2].pk): "school"}


def test_kept_seats_wait_for_their_group_and_are_everybodys_later(cast, office, workshop, crowd, come, fresh):
    section = workshop(seats=3)
    birch_id = cast.places["birch"].pk
    policy.keep_seats(
        by=office, section=section, name="Birch", group=[f"school:{birch_id}"], number=2,
        until=clock.now() + timedelta(days=2),
    )  # fmt: skip
    alder = come(section, crowd(3))
    assert states(fresh, alder) == ["booked", "waiting", "waiting"]
    birch = come(section, crowd(1, "B", "birch"))
    assert states(fresh, birch) == ["booked"]
    with clock.shifted(timedelta(days=3)):
        assert policy.work_off(cast.tenant) == 1
        assert policy.work_off(cast.tenant) == 0
    assert states(fresh, alder) == ["booked", "booked", "waiting"]
    with reading(cast.tenant):
        assert replay.differences(section) == []


def test_more_seats_than_are_free_cannot_be_kept(cast, office, workshop):
    section = workshop(seats=3)
    with pytest.raises(Refused, match="than 4: 3"):
        policy.keep_seats(
            by=office, section=section, name="All", group=["role:teacher"], number=4,
            until=clock.now() + timedelta(days=1),
        )  # fmt: skip


def test_a_declared_priority_orders_the_line(cast, office, workshop, crowd, come, fresh):
    groups = [{"name": "Birch first", "group": [f"school:{cast.places['birch'].pk}"]}]
    section = workshop(seats=1, policy={"line_order": "priority", "priority": groups})
    alder = come(section, crowd(3))
    [birch] = come(section, crowd(1, "B", "birch"))
    with reading(cast.tenant):
        assert place_in_line(fresh(birch)) == 1
    leave(by=office, section=section, person=alder[0].person)
    assert fresh(birch).state == "booked" and states(fresh, alder)[1:] == ["waiting", "waiting"]


def test_a_change_of_order_needs_a_reason_and_keeps_it(cast, office, workshop, crowd, come, fresh):
    section = workshop(seats=1)
    places = come(section, crowd(3))
    with pytest.raises(Refused, match="Say why"):
        policy.put_in_order(by=office, registration=places[2], rank=-1, reason=" ")
    policy.put_in_order(by=office, registration=places[2], rank=-1, reason="Teaches the unit next week")
    leave(by=office, section=section, person=places[0].person)
    assert states(fresh, places) == ["cancelled", "waiting", "booked"]
    with reading(cast.tenant):
        assert OrderChange.objects.get().reason == "Teaches the unit next week"
        assert replay.differences(section) == []


def test_a_lottery_seats_nobody_before_the_draw_and_anyone_can_check_it(
    cast, office, workshop, crowd, come, fresh
):
    section = workshop(seats=2)
    drawing = policy.plan_lottery(by=office, section=section, draws_at=clock.now() + timedelta(days=1))
    places = come(section, crowd(5))
    assert states(fresh, places) == ["waiting"] * 5
    with clock.shifted(timedelta(days=2)):
        assert policy.work_off(cast.tenant) == 1
    with reading(cast.tenant):
        now = SeatLottery.objects.get(pk=drawing.pk)
        assert lots.commitment(now.seed) == drawing.commitment
        order = lots.draw(now.seed, [place.line for place in places])
        winners = {place.line for place in places if fresh(place).state == "booked"}
        assert winners == set(order[:2])
        assert replay.differences(section) == []


def test_a_design_team_of_eleven_gets_all_or_none(cast, office, workshop, crowd, come, fresh, post):
    section = workshop(seats=20, policy={"takes_parties": True})
    team = [person for person, _by in crowd(11)]
    parties.book(by=office, section=section, name="Alder design team", lead=team[0], people=team)
    second = [person for person, _by in crowd(11, "B", "birch")]
    late = parties.book(by=office, section=section, name="Birch design team", lead=second[0], people=second)
    now = fresh(section)
    assert (now.seats_taken, now.waiting) == (11, 11)
    [single] = come(section, crowd(1, "S"))
    assert single.state == "booked"  # a seat that the team can't use yet
    policy.set_policy(by=office, section=section, cap=23)
    with reading(cast.tenant):
        assert {one.state for one in late.registrations.all()} == {"booked"}
        assert replay.differences(section) == []


def test_a_principal_books_for_the_own_school_and_for_no_other(cast, workshop, crowd):
    section = workshop(seats=20, policy={"takes_parties": True})
    own = [person for person, _by in crowd(3)]
    others = [person for person, _by in crowd(3, "B", "birch")]
    bao = cast.actor("bao")
    with pytest.raises(PermissionDenied):
        parties.book(by=bao, section=section, name="Birch", lead=others[0], people=others)
    assert parties.book(by=bao, section=section, name="Alder", lead=own[0], people=own).size == 3
    with pytest.raises(Refused, match="have a place here already"):
        parties.book(by=bao, section=section, name="Alder again", lead=own[0], people=own)


def test_an_event_that_asks_for_approval_counts_the_time_of_asking(
    cast, office, workshop, crowd, come, fresh, post
):
    section = workshop(seats=1, approval=True)
    places = come(section, crowd(3))
    assert states(fresh, places) == ["asked"] * 3 and len(post("events.asked")) == 3
    approval.approve(by=office, registration=places[1])
    approval.approve(by=office, registration=places[2])
    approval.decline(by=office, registration=places[0])
    assert states(fresh, places) == ["cancelled", "booked", "waiting"]
    assert fresh(places[0]).why_ended == "declined"
    with pytest.raises(Refused, match="decided already"):
        approval.approve(by=office, registration=places[0])
    with reading(cast.tenant):
        assert replay.differences(section) == []


def test_the_smallest_room_bounds_how_many_seats_may_be_given(cast, office, workshop):
    section = workshop(seats=20)
    small = meetings.add_room(by=office, organisation=cast.places["alder"], name="Library", capacity=21)
    with reading(cast.tenant):
        assert history.room_of(section) == history.NO_ROOM
    when = When(section.begins_at, section.ends_at, room=small)
    meetings.set_meetings(by=office, section=section, meetings=[when])
    with reading(cast.tenant):
        assert history.room_of(section) == 21


def test_a_floor_keeps_seats_for_each_invited_school_until_a_day(cast, office, workshop, crowd, come, fresh):
    section = workshop(seats=5)
    alder, birch = crowd(5), crowd(2, "B", "birch")
    come(section, alder[:1])
    until = clock.now() + timedelta(days=2)
    kept = policy.keep_for_each_school(
        by=office, section=fresh_section(section, fresh), number=2, until=until
    )
    assert {one.name: one.seats for one in kept} == {"Alder Elementary": 1, "Birch Middle": 2}
    again = policy.keep_for_each_school(
        by=office, section=fresh_section(section, fresh), number=2, until=until
    )
    assert again == [], "what is kept already counts"
    places = come(section, alder[1:])
    assert states(fresh, places) == ["booked", "booked", "waiting", "waiting"], (
        "its own two, and what is everybody's"
    )
    assert states(fresh, come(section, birch[:1])) == ["booked"]
    with clock.standing_at(until + timedelta(minutes=1)):
        policy.work_off(cast.tenant)
        assert states(fresh, places) == ["booked", "booked", "booked", "waiting"]
    with pytest.raises(Refused, match="kept for nobody"):
        policy.keep_for_each_school(by=office, section=fresh_section(section, fresh), number=9, until=until)


def test_a_floor_asks_only_the_schools_that_are_invited(cast, office, workshop, fresh):
    section = workshop(seats=9, audience=["role:teacher", f"community:{cast.places['north'].pk}"])
    until = clock.now() + timedelta(days=2)
    kept = policy.keep_for_each_school(
        by=office, section=fresh_section(section, fresh), number=2, until=until
    )
    assert [(one.name, one.group) for one in kept] == [
        ("Alder Elementary", [f"school:{cast.places['alder'].pk}"])
    ]
