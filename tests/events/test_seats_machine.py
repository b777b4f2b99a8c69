"""Everything that can happen to seats, in any order: no rule is broken, nobody is lost, and the journal tells it again.

The machine does what people and the office do, on one event whose sections grow, shrink and split. After each step
the tables are held against what must always be true, and against the journal alone.
"""

from collections import Counter
from datetime import timedelta

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
    office = cast.actor("ola")

    class Seats(RuleBasedStateMachine):
        def __init__(self):
            super().__init__()
            self.passed = timedelta(0)
            self.ever: set[int] = set()

        def at_this_time(self):
            return clock.shifted(self.passed)

        @initialize(cap=st.integers(1, 5), offers=st.booleans(), school_cap=st.none() | st.integers(1, 5),
                    teams=st.booleans())  # fmt: skip
        def opens(self, cap, offers, school_cap, teams):
            rules = {"freed_seat": "offer" if offers else "seat", "school_cap": school_cap}
            rules |= {"takes_parties": teams, "per_facilitator": RATIO}
            with self.at_this_time():
                first = workshop(seats=cap, policy=rules, begins_in=timedelta(days=40))
            self.event = first.event_id
            self.teams = teams

        def sections(self) -> list[Section]:
            found = Section.objects.filter(event_id=self.event).select_related("event")
            return list(found.order_by("pk"))

        def one(self, number: int) -> Section:
            with reading(cast.tenant):
                all_of_them = self.sections()
            return all_of_them[number % len(all_of_them)]

        @rule(first=st.integers(0, CROWD - 1), number=st.integers(1, 5), where=st.integers(0, 1))
        def some_register(self, first, number, where):
            for at in range(number):
                person, by = people[(first + at) % CROWD]
                with self.at_this_time():
                    try:
                        places.register(by=by, section=self.one(where), person=person)
                    except Refused:
                        return
                self.ever.add(person.pk)

        @rule(which=st.integers(0, 20))
        def somebody_leaves(self, which):
            with reading(cast.tenant):
                live = Registration.objects.filter(section__event_id=self.event, state__in=LIVE)
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
                    found = SeatOffer.objects.filter(registration__section__event_id=self.event)
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
                sections.add_facilitator(by=office, section=section, person=leaders[who][0])
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
                if len(self.sections()) > 2:
                    return
            with self.at_this_time():
                surge.open_another(by=office, section=self.one(where), facilitators=[leaders[who][0]])

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

        def counts_and_limits(self, section):
            rows = list(Registration.objects.filter(section=section))
            held = [row for row in rows if row.state in HOLDS_A_SEAT]
            waiting = [row for row in rows if row.state == RegistrationState.WAITING]
            assert (section.seats_taken, section.waiting) == (len(held), len(waiting))
            leading = SessionFacilitator.objects.filter(section=section).count()
            assert len(held) <= section.seats == min(section.cap, RATIO * leading)
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
            rows = Registration.objects.filter(section__event_id=self.event)
            assert {row.person_id for row in rows} == self.ever
            live = Counter((row.section_id, row.person_id) for row in rows if row.state in LIVE)
            assert all(number == 1 for number in live.values())
            lines = Counter((row.section_id, row.line) for row in rows)
            assert all(number == 1 for number in lines.values())

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
def test_seats_keep_their_promises_whatever_happens(cast, workshop, crowd):
    alder, birch = crowd(CROWD // 2), crowd(CROWD // 2, "B", "birch")
    people = [one for pair in zip(alder, birch, strict=True) for one in pair]
    leaders = crowd(LEADERS, "L")
    Seats = machine(cast, workshop, people, leaders)
    run_state_machine_as_test(
        Seats,
        settings=settings(
            max_examples=12,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )
