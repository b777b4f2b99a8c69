"""Everything that can happen to seats, in any order: no rule is broken, nobody is lost, and the journal tells it again.

The machine does what people and the office do, on one event whose sections grow, shrink and split. After each step
the tables are held against what must always be true, and against the journal alone.
"""

from collections import Counter
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from groundswell.events.actions import events, offers, parties, policy, sections, surge
from groundswell.events.actions import registration as places
from groundswell.events.choices import HOLDS_A_SEAT, LIVE, OfferState, RegistrationState
from groundswell.events.models import (
    PartyBooking,
    Registration,
    SeatOffer,
    Section,
    SessionFacilitator,
)
from groundswell.events.rules import replay
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock
from groundswell.kernel.models import JournalEntry
from groundswell.kernel.tenancy import reading, writing

CROWD, LEADERS = 12, 4
RATIO = 3


def machine(cast, workshop, people, leaders):
    office, days = cast.actor("ola"), count(40)

    class Seats(RuleBasedStateMachine):
        def __init__(self):
            super().__init__()
            self.passed = timedelta(0)
            self.ever: set[int] = set()
            self.ever_elsewhere: set[int] = set()

        def at_this_time(self):
            return clock.shifted(self.passed)

        @initialize(cap=st.integers(1, 5), offers=st.booleans(), school_cap=st.none() | st.integers(1, 5),
                    teams=st.booleans())  # fmt: skip
        def opens(self, cap, offers, school_cap, teams):
            rules = {"freed_seat": "offer" if offers else "seat", "school_cap": school_cap}
            rules |= {"takes_parties": teams, "per_facilitator": RATIO}
            begins_in = timedelta(days=next(days))  # each example has a day of its own
            with self.at_this_time():
                first = workshop(seats=cap, policy=rules, begins_in=begins_in)
                second = workshop(
                    seats=2,
                    policy={"freed_seat": "offer"},
                    begins_in=begins_in,
                    facilitators=[],
                    title="Other",
                )
            self.event, self.other = first.event_id, second
            self.teams = teams

        def sections(self) -> list[Section]:
            found = Section.objects.filter(event_id__in=[self.event, self.other.event_id])
            return list(found.select_related("event").order_by("pk"))

        def own_sections(self) -> list[Section]:
            return [one for one in self.sections() if one.event_id == self.event]

        def one(self, number: int) -> Section:
            with reading(cast.tenant):
                all_of_them = self.own_sections()
            return all_of_them[number % len(all_of_them)]

        @rule(first=st.integers(0, CROWD - 1), number=st.integers(1, 3))
        def some_register_for_something_else_at_that_time(self, first, number):
            for at in range(number):
                person, by = people[(first + at) % CROWD]
                with self.at_this_time():
                    try:
                        places.register(by=by, section=self.other, person=person)
                    except Refused:
                        continue
                self.ever_elsewhere.add(person.pk)

        @rule(cap=st.integers(1, 8))
        def there_the_cap_changes_too(self, cap):
            with self.at_this_time():
                try:
                    policy.set_policy(by=office, section=self.other, cap=cap)
                except Refused:
                    return

        @rule(which=st.integers(0, 5))
        def somebody_swaps(self, which):
            """An offer is taken for the seat at that time: both, or neither."""
            with self.at_this_time():
                with reading(cast.tenant):
                    found = SeatOffer.objects.filter(
                        state=OfferState.OPEN, registration__section__in=self.sections()
                    )
                    made = list(found.select_related("registration__section__event").order_by("pk"))
                if not made:
                    return
                offer = made[which % len(made)]
                with reading(cast.tenant):
                    ids = [one.pk for one in self.sections() if one.pk != offer.registration.section_id]
                try:
                    offers.accept(by=cast.system, offer=offer, instead_of=ids)
                except Refused:
                    return

        @rule(first=st.integers(0, CROWD - 1), number=st.integers(1, 5), where=st.integers(0, 1))
        def some_register(self, first, number, where):
            for at in range(number):
                person, by = people[(first + at) % CROWD]
                with self.at_this_time():
                    try:
                        places.register(by=by, section=self.one(where), person=person)
                    except Refused:
                        continue
                self.ever.add(person.pk)

        @rule(which=st.integers(0, 20))
        def somebody_leaves(self, which):
            with reading(cast.tenant):
                live = Registration.objects.filter(section__in=self.sections(), state__in=LIVE)
                there = list(live.select_related("section__event", "person").order_by("state", "pk"))
            if there:
                place = there[which % len(there)]
                with self.at_this_time():
                    places.leave(by=office, section=place.section, person=place.person)

        @rule(first=st.integers(0, CROWD - 1), size=st.integers(2, 4), where=st.integers(0, 3))
        def a_team_comes(self, first, size, where):
            team = [people[(first + at) % CROWD][0] for at in range(size)]
            with self.at_this_time():
                try:
                    parties.book(
                        by=office, section=self.one(where), name="Design team", lead=team[0], people=team
                    )
                except Refused:
                    return
            self.ever |= {person.pk for person in team}

        @rule(which=st.integers(0, 5), takes=st.booleans())
        def an_offer_is_answered(self, which, takes):
            with self.at_this_time():
                with reading(cast.tenant):
                    found = SeatOffer.objects.filter(registration__section__in=self.sections())
                    made = list(found.select_related("registration__section__event").order_by("-pk"))
                if not made:
                    return
                answer = offers.accept if takes else offers.decline
                try:
                    answer(by=cast.system, offer=made[which % len(made)])
                except Refused:
                    return

        @rule(hours=st.integers(1, 60))
        def time_passes(self, hours):
            self.passed += timedelta(hours=hours)
            with self.at_this_time():
                offers.expire_due(cast.tenant)

        @rule(who=st.integers(0, LEADERS - 1), where=st.integers(0, 3))
        def a_facilitator_joins(self, who, where):
            with self.at_this_time(), writing(cast.tenant):
                section = self.one(where)
                leader = leaders[who][0]
                sections.add_facilitator(by=office, section=section, person=leader, despite_clash=True)
                policy.recount(by=office, section=section)

        @rule(cap=st.integers(1, 10), where=st.integers(0, 3))
        def the_cap_changes(self, cap, where):
            with self.at_this_time():
                try:
                    policy.set_policy(by=office, section=self.one(where), cap=cap)
                except Refused:
                    return

        @rule(who=st.integers(0, CROWD - 1), rank=st.integers(-2, 2))
        def the_order_changes_with_a_reason(self, who, rank):
            with reading(cast.tenant):
                waiting = Registration.objects.filter(
                    person=people[who][0], section__event_id=self.event, state=RegistrationState.WAITING
                )
                place = waiting.select_related("section__event").first()
            if place is not None:
                with self.at_this_time():
                    policy.put_in_order(
                        by=office, registration=place, rank=rank, reason="Teaches the unit now"
                    )

        @rule(who=st.integers(0, LEADERS - 1), where=st.integers(0, 3))
        def a_section_splits(self, who, where):
            with reading(cast.tenant):
                if len(self.own_sections()) > 2:
                    return
            with self.at_this_time():
                about = {"section": self.one(where), "facilitators": [leaders[who][0]]}
                surge.open_another(by=office, **about, despite_clash=True)

        @rule(sure=st.integers(0, 60))
        def the_event_is_called_off(self, sure):
            if sure == 0:
                with self.at_this_time():
                    try:
                        events.cancel(by=office, section=self.one(0))
                    except Refused:
                        return

        @invariant()
        def nothing_is_broken(self):
            if not hasattr(self, "event"):
                return
            with reading(cast.tenant):
                for section in self.sections():
                    self.counts_and_limits(section)
                    self.journal_tells_the_same(section)
                self.nobody_is_lost_or_doubled()
                self.nobody_is_in_two_places()

        def counts_and_limits(self, section):
            rows = list(Registration.objects.filter(section=section))
            held = [row for row in rows if row.state in HOLDS_A_SEAT]
            waiting = [row for row in rows if row.state == RegistrationState.WAITING]
            assert (section.seats_taken, section.waiting) == (len(held), len(waiting))
            leading = SessionFacilitator.objects.filter(section=section).count()
            within = section.cap if section.event_id != self.event else min(section.cap, RATIO * leading)
            assert len(held) <= section.seats == within
            if section.school_cap is not None:
                alone = Counter(row.school_id for row in held if row.school_id)
                assert all(number <= section.school_cap for number in alone.values())
            if not section.by_rules and section.state == "published":
                assert not waiting or len(held) == section.seats
            open_offers = SeatOffer.objects.filter(registration__section=section, state=OfferState.OPEN)
            if section.state == "published":
                offered = [row for row in held if row.state == RegistrationState.OFFERED]
                units = {("party", row.party_id) if row.party_id else ("one", row.pk) for row in offered}
                assert open_offers.count() == len(units)
            for party in PartyBooking.objects.filter(section=section):
                states = {row.state for row in rows if row.party_id == party.pk and row.state in LIVE}
                assert len(states) <= 1

        def journal_tells_the_same(self, section):
            assert replay.differences(section) == []

        def nobody_is_lost_or_doubled(self):
            rows = Registration.objects.filter(section__in=self.sections())
            own = [row for row in rows if row.section_id != self.other.pk]
            assert {row.person_id for row in own} == self.ever
            assert {row.person_id for row in rows if row.section_id == self.other.pk} == self.ever_elsewhere
            live = Counter((row.section_id, row.person_id) for row in rows if row.state in LIVE)
            assert all(number == 1 for number in live.values())
            lines = Counter((row.section_id, row.line) for row in rows)
            assert all(number == 1 for number in lines.values())

        def nobody_is_in_two_places(self):
            """All of these sections meet at the same time, so that a person has one seat at most."""
            booked = Registration.objects.filter(
                section__in=self.sections(), section__state="published", state=RegistrationState.BOOKED
            )
            seats = Counter(booked.values_list("person_id", flat=True))
            assert all(number == 1 for number in seats.values())

        @invariant()
        def order_is_kept_or_its_change_explained(self):
            """Whoever moved up had nobody before them whom the entry does not name, at the time that it was written."""
            if not hasattr(self, "event"):
                return
            with reading(cast.tenant):
                for section in self.sections():
                    entries = JournalEntry.objects.filter(
                        subject_kind="events.section", subject_id=section.pk
                    )
                    told = replay.Seats()
                    for kind, data in entries.order_by("pk").values_list("kind", "data"):
                        if kind in ("events.registration.promoted", "events.registration.offered"):
                            place = told.places[data["registration"]]
                            before = {pk for pk, one in told.places.items()
                                      if one.state == RegistrationState.WAITING and one < place}  # fmt: skip
                            named = {int(pk) for pk in data.get("passed_over", {})}
                            assert before <= named
                        if step := replay.STEPS.get(kind):
                            step(told, data)

    return Seats


@pytest.mark.slow
@pytest.mark.parametrize(("examples", "steps"), [(2, 25), pytest.param(40, 50, marks=pytest.mark.proof)])
def test_seats_keep_their_promises_whatever_happens(cast, workshop, crowd, examples, steps):
    alder, birch = crowd(CROWD // 2), crowd(CROWD // 2, "B", "birch")
    people = [one for pair in zip(alder, birch, strict=True) for one in pair]
    leaders = crowd(LEADERS, "L")
    run_state_machine_as_test(
        machine(cast, workshop, people, leaders),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
