"""Nobody is in two places at once: what is refused, what is asked, what is swapped, and who may say otherwise."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groundswell.events.actions import approval, events, offers, parties, policy, school_day
from groundswell.events.actions.registration import leave, register
from groundswell.events.choices import HOLDS_A_SEAT
from groundswell.events.models import Registration, SeatOffer
from groundswell.events.rules import replay
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock
from groundswell.kernel.models import JournalEntry
from groundswell.kernel.tenancy import reading
from groundswell.notices.actions import busy
from groundswell.roster.actions import calendar
from groundswell.roster.actions.calendar import PlannedDay
from groundswell.roster.choices import DayKind

SOON = timedelta(hours=2)


@pytest.fixture
def comes(cast):
    """``comes("ana", section)``: she presses the button herself."""

    def press(who: str, section, **more):
        by = more.pop("by", None) or cast.actor(who)
        return register(by=by, section=section, person=cast.people[who], **more)

    return press


@pytest.fixture
def two(workshop):
    """``two(seats=1)``: two workshops at one time, the second one with so many seats."""

    def make(**values):
        values = {"facilitators": []} | values
        return workshop(title="Fractions", facilitators=[]), workshop(title="Small groups", **values)

    return make


@pytest.fixture
def now(cast):
    """``now(place)`` is its state as the database has it, ``now(section)`` its seats and its line."""

    def read(row):
        with reading(cast.tenant):
            fresh = type(row).objects.get(pk=row.pk)
        return fresh.state if isinstance(row, Registration) else (fresh.seats_taken, fresh.waiting)

    return read


def the_offer(cast, place) -> SeatOffer:
    with reading(cast.tenant):
        made = SeatOffer.objects.select_related("registration__section__event", "registration__person")
        return made.get(registration=place)


def entries(cast, section, kind: str) -> list[dict]:
    with reading(cast.tenant):
        found = JournalEntry.objects.filter(kind=f"events.registration.{kind}", subject_id=section.pk)
        return list(found.order_by("pk").values_list("data", flat=True))


def test_a_second_seat_at_that_time_is_refused_with_its_name_and_what_to_do(two, comes, now, cast):
    first, second = two()
    comes("ana", first)
    with pytest.raises(
        Refused, match=r"You have a seat in “Fractions” at that time .*Give that seat back first"
    ):
        comes("ana", second)
    assert now(second) == (0, 0), "nothing was taken, nothing is left behind"
    leave(by=cast.actor("ana"), section=first, person=cast.people["ana"])
    assert comes("ana", second).has_seat
    assert comes("ben", second).has_seat, "nobody else is in the way"


def test_in_line_one_may_stand_for_two_things_at_a_time(two, comes, cast):
    first, second = two(seats=1)
    comes("ben", second)
    comes("ana", first)
    assert comes("ana", second).is_waiting, "she chooses when a seat is free"


def test_an_offer_a_section_that_one_leads_and_other_busy_times_are_in_the_way_too(
    two, comes, cast, workshop
):
    _first, second = two()
    offered = workshop(title="Reading", seats=1, policy={"freed_seat": "offer"})
    comes("ben", offered)
    comes("ana", offered)
    leave(by=cast.actor("ben"), section=offered, person=cast.people["ben"])
    with pytest.raises(Refused, match=r"A seat in “Reading” is held for you .*Pass on that seat first"):
        comes("ana", second)
    with pytest.raises(Refused, match="You lead “Reading” at that time"):
        comes("dev", second)
    busy.put(
        by=cast.system, person=cast.people["ben"], key="visit:1", begins_at=second.begins_at,
        ends_at=second.ends_at, label="School visit",
    )  # fmt: skip
    with pytest.raises(Refused, match="You are busy at that time: School visit"):
        comes("ben", second)


def test_a_holiday_or_a_testing_day_at_school_only_warns(workshop, comes, cast):
    section = workshop()
    day = clock.local(section.begins_at, cast.tenant.time_zone).date()
    calendar.set_days(by=cast.system, days=[PlannedDay(day, DayKind.TESTING, "")])
    assert comes("ana", section).has_seat


def test_back_to_back_and_a_section_that_was_called_off_are_no_clash(two, comes, workshop, cast):
    first, second = two()
    comes("ana", first)
    after = workshop(begins_in=timedelta(days=7, minutes=90), facilitators=[])
    assert comes("ana", after).has_seat
    events.cancel(by=cast.actor("ola"), section=first)
    assert comes("ana", second).has_seat


def test_the_office_may_register_somebody_nevertheless_but_has_to_say_so(two, comes, cast):
    first, second = two()
    comes("ana", first)
    ola = cast.actor("ola")
    with pytest.raises(Refused, match="Ana Ruiz has a seat in “Fractions” at that time"):
        comes("ana", second, by=ola)
    assert comes("ana", second, by=ola, despite_clash=True).has_seat
    [told] = entries(cast, second, "booked")
    assert told["despite"] == {"why": "booked", "section": first.pk}
    comes("ola", first)
    with pytest.raises(PermissionDenied):
        comes("ola", second, by=ola, despite_clash=True)
    with pytest.raises(PermissionDenied):
        comes("ben", second, by=cast.actor("ana"), despite_clash=True)


def test_where_rules_give_the_seats_it_is_the_same(two, comes, cast, now):
    first, second = two(policy={"school_cap": 1})
    comes("ana", first)
    with pytest.raises(Refused, match="Fractions"):
        comes("ana", second)
    assert now(second) == (0, 0)
    assert comes("bao", second).has_seat
    assert comes("ana", second).is_waiting, "her school has its seat, so that she takes none now"
    assert comes("ben", first).has_seat
    place = comes("ben", second, by=cast.actor("ola"), despite_clash=True)
    assert place.has_seat and entries(cast, second, "waiting")[-1]["despite"]["section"] == first.pk


def test_a_seat_that_opens_is_offered_to_who_has_another_one_and_the_next_has_theirs(
    two, comes, cast, now, post
):
    first, second = two(seats=1)
    comes("bao", second)
    comes("ana", first)
    waits, next_one = comes("ana", second), comes("ben", second)
    events.resize(by=cast.actor("ola"), section=second, seats_wanted=3)
    assert (now(waits), now(next_one)) == ("offered", "booked")
    assert entries(cast, second, "offered")[0]["because"] == "clash"
    assert post("events.offered", to=cast.people["ana"])


def test_accepting_says_which_seat_to_give_back_and_the_swap_does_both_at_once(two, comes, cast, now, post):
    first, second = two(seats=1)
    policy.set_policy(by=cast.actor("ola"), section=first, cap=1)
    comes("bao", second)
    seat, waits = comes("ana", first), comes("ana", second)
    behind = comes("ben", first)
    events.resize(by=cast.actor("ola"), section=second, seats_wanted=2)
    ana, offer = cast.actor("ana"), the_offer(cast, waits)
    with pytest.raises(Refused, match="You have a seat in “Fractions” at that time"):
        offers.accept(by=ana, offer=offer)
    assert (now(seat), now(waits)) == ("booked", "offered")
    offers.accept(by=ana, offer=offer, instead_of=[first.pk])
    assert (now(seat), now(waits), now(behind)) == ("cancelled", "booked", "booked")
    offers.accept(by=ana, offer=offer, instead_of=[first.pk])
    with reading(cast.tenant):
        assert replay.differences(first) == replay.differences(second) == []
        held = Registration.objects.filter(person=cast.people["ana"], state__in=HOLDS_A_SEAT)
        assert held.count() == 1
    assert len(post("events.left", to=cast.people["ana"])) == 1


def test_a_swap_that_can_not_be_done_leaves_both_as_they_were(two, comes, cast, now, workshop):
    """She leads a third thing at that time, so that giving one seat back is not enough."""
    first, second = two(seats=1)
    comes("bao", second)
    seat, waits = comes("ana", first), comes("ana", second)
    events.resize(by=cast.actor("ola"), section=second, seats_wanted=2)
    third = workshop(title="Reading", facilitators=[cast.people["ana"]])
    with pytest.raises(Refused, match="You lead “Reading” at that time"):
        offers.accept(by=cast.actor("ana"), offer=the_offer(cast, waits), instead_of=[first.pk])
    assert (now(seat), now(waits)) == ("booked", "offered")
    assert third.pk


def test_where_no_time_is_left_to_ask_the_next_gets_the_seat_and_the_journal_says_why(two, comes, cast, now):
    first, second = two(seats=1)
    comes("bao", second)
    comes("ana", first)
    waits, next_one = comes("ana", second), comes("ben", second)
    with clock.standing_at(second.begins_at - SOON):
        events.resize(by=cast.actor("ola"), section=second, seats_wanted=3)
        assert (now(waits), now(next_one), now(second)) == ("waiting", "booked", (2, 1))
        [entry] = entries(cast, second, "promoted")
        assert entry["passed_over"] == {str(waits.pk): "clash"}
        policy.set_policy(by=cast.actor("ola"), section=second, cap=4)
        assert now(second) == (2, 1), "the free seat beside her stays free"
        assert school_day.work_off(cast.tenant) == 0 and now(waits) == "waiting"
        leave(by=cast.actor("ana"), section=first, person=cast.people["ana"])
        assert now(waits) == "waiting", "giving back knows nothing of other lines"
        assert school_day.work_off(cast.tenant) == 1, "the worker asks the lines"
        assert (now(waits), now(second)) == ("booked", (3, 0))
        assert school_day.work_off(cast.tenant) == 0


def test_passing_over_a_long_line_costs_no_more_than_a_short_one(two, comes, workshop, crowd, cast, now):
    first, short = two(seats=1)
    long = workshop(title="Reading", facilitators=[], seats=1)
    comes("bao", short)
    comes("ben", long)
    for at, (person, by) in enumerate(crowd(5)):
        for section in (first, long, short) if at == 0 else (first, long):
            register(by=by, section=section, person=person)
    counts = []
    for section in (short, long):
        with clock.standing_at(section.begins_at - SOON), CaptureQueriesContext(connection) as counted:
            events.resize(by=cast.actor("ola"), section=section, seats_wanted=2)
        counts.append(len(counted))
    assert (now(short), now(long)) == ((1, 1), (1, 5)), "all of them are elsewhere"
    assert counts[0] == counts[1], counts


def test_a_team_is_told_who_of_them_is_elsewhere(two, comes, cast, workshop, crowd, now):
    first, second = two(policy={"takes_parties": True})
    comes("ana", first)
    team = [cast.people["bao"], cast.people["ana"]]
    book = {"by": cast.actor("bao"), "section": second, "name": "Alder", "lead": team[0], "people": team}
    with pytest.raises(Refused, match=r"Ana Ruiz has a seat in “Fractions” at that time.*A team comes whole"):
        parties.book(**book)
    assert now(second) == (0, 0)
    leave(by=cast.actor("ana"), section=first, person=cast.people["ana"])
    assert parties.book(**book).size == 2


def test_a_team_whose_member_found_another_seat_is_asked_and_then_told(two, comes, cast, now):
    first, second = two(seats=2, policy={"takes_parties": True})
    comes("ben", second)
    team = [cast.people["bao"], cast.people["ana"]]
    parties.book(by=cast.actor("bao"), section=second, name="Alder", lead=team[0], people=team)
    comes("ana", first)
    events.resize(by=cast.actor("ola"), section=second, seats_wanted=3)
    with reading(cast.tenant):
        lead = Registration.objects.get(section=second, person=cast.people["bao"])
    assert now(lead) == "offered"
    with pytest.raises(Refused, match="Ana Ruiz has a seat in “Fractions” at that time"):
        offers.accept(by=cast.actor("bao"), offer=the_offer(cast, lead))
    leave(by=cast.actor("ana"), section=first, person=cast.people["ana"])
    offers.accept(by=cast.actor("bao"), offer=the_offer(cast, lead))
    assert now(second) == (3, 0)


def test_approval_asks_whoever_has_another_seat_by_then(two, comes, cast, now):
    first, second = two(approval=True)
    asked = comes("ana", second)
    comes("ana", first)
    with reading(cast.tenant):
        place = Registration.objects.select_related("section__event", "person").get(pk=asked.pk)
    approval.approve(by=cast.actor("ola"), registration=place)
    assert now(asked) == "offered"


def test_of_two_offers_at_one_time_only_one_is_taken(two, comes, cast, now):
    first, second = two(seats=1, policy={"freed_seat": "offer"})
    policy.set_policy(by=cast.actor("ola"), section=first, cap=1, freed_seat="offer")
    comes("bao", first)
    comes("ben", second)
    mine = [comes("ana", section) for section in (first, second)]
    for who, section in (("bao", first), ("ben", second)):
        leave(by=cast.actor(who), section=section, person=cast.people[who])
    assert [now(one) for one in mine] == ["offered", "offered"]
    offers.accept(by=cast.actor("ana"), offer=the_offer(cast, mine[1]))
    with pytest.raises(Refused, match="You have a seat in “Small groups”"):
        offers.accept(by=cast.actor("ana"), offer=the_offer(cast, mine[0]))
