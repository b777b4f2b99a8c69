"""Replay is promised for seats: whatever happens in whatever order, the journal alone tells the same story."""

from datetime import timedelta
from itertools import count

import pytest
from django.db import IntegrityError
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from groundswell.events.actions import events, filling
from groundswell.events.actions.registration import leave, register
from groundswell.events.models import Registration
from groundswell.events.queries.registration import live_in
from groundswell.events.rules import replay
from groundswell.events.rules.refusals import Refused
from groundswell.kernel.tenancy import reading, writing
from tests.support import counts

CROWD = 7


@pytest.mark.slow
@pytest.mark.counted
def test_seats_keep_their_promises_in_any_order_of_events(cast, workshop, crowd):
    people = crowd(CROWD)
    days = count(7)  # each example has its own, so that nobody has a seat at that time from the one before

    class Seats(RuleBasedStateMachine):
        """A model of one section: who has a seat, and the line in order."""

        @initialize(number=st.integers(1, 4))
        def open(self, number):
            self.section = workshop(seats=number, begins_in=timedelta(days=next(days)))
            self.seats = number
            self.booked, self.line = set(), []

        @rule(who=st.integers(0, CROWD - 1))
        def takes_a_place(self, who):
            person, by = people[who]
            register(by=by, section=self.section, person=person)
            if who not in self.booked and who not in self.line:
                self.line.append(who)
                self._fill()

        @rule(who=st.integers(0, CROWD - 1))
        def gives_it_back(self, who):
            person, by = people[who]
            leave(by=by, section=self.section, person=person)
            self.booked.discard(who)
            self.line = [one for one in self.line if one != who]
            self._fill()

        @rule(number=st.integers(1, 6))
        def is_resized(self, number):
            try:
                events.resize(by=cast.system, section=self.section, seats_wanted=number)
            except Refused:
                assert number < len(self.booked)
                return
            self.seats = number
            self._fill()

        @invariant()
        def tables_model_and_journal_agree(self):
            if not hasattr(self, "section"):
                return
            with reading(cast.tenant):
                rows = list(live_in(self.section))
                assert replay.differences(self.section) == []
            index = {person.pk: at for at, (person, _by) in enumerate(people)}
            booked = {index[row.person_id] for row in rows if row.has_seat}
            line = [index[row.person_id] for row in rows if row.is_waiting]
            assert (booked, line) == (self.booked, self.line)
            assert len(booked) <= self.seats and (not line or len(booked) == self.seats)

        def _fill(self):
            while self.line and len(self.booked) < self.seats:
                self.booked.add(self.line.pop(0))

    run_state_machine_as_test(
        Seats,
        settings=settings(
            max_examples=counts.count(4, 12),
            stateful_step_count=15,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_a_row_changed_behind_the_journals_back_is_found(cast, workshop, crowd):
    section = workshop(seats=1)
    for person, by in crowd(2):
        register(by=by, section=section, person=person)
    with writing(cast.tenant):
        Registration.objects.filter(section=section, state="waiting").update(state="cancelled")
    with reading(cast.tenant):
        found = replay.differences(section)
    assert any(line.startswith("place ") for line in found) and any(
        line.startswith("counters:") for line in found
    )


def test_without_promotion_the_machine_would_notice(cast, workshop, crowd, monkeypatch):
    """Negative control: a leaver whose seat is not passed on breaks the database's own guard."""
    section = workshop(seats=1)
    people = crowd(2)
    for person, by in people:
        register(by=by, section=section, person=person)
    monkeypatch.setattr(filling, "serve_line", lambda **_asked: None)
    with pytest.raises(IntegrityError):
        leave(by=people[0][1], section=section, person=people[0][0])
