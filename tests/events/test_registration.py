"""Taking a place: who may, when, and that twice is once."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from groundswell.events.actions import events
from groundswell.events.actions.registration import leave, register
from groundswell.events.models import Registration, Section
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock
from groundswell.kernel.models import JournalEntry
from groundswell.kernel.tenancy import reading
from groundswell.notices.models import BusyTime
from groundswell.roster.choices import PositionRole


def test_ana_takes_a_seat_and_gets_mail_with_a_calendar_file(cast, workshop, fresh, post):
    section = workshop()
    place = register(by=cast.actor("ana"), section=section, person=cast.people["ana"])
    assert place.has_seat and place.line == 1 and not place.repeated
    assert fresh(section).seats_taken == 1
    [mail] = post("events.booked")
    assert mail.to_person_id == cast.people["ana"].pk
    assert mail.calendar["method"] == "REQUEST" and mail.calendar["sequence"] == 0
    with reading(cast.tenant):
        assert BusyTime.objects.get(person=cast.people["ana"]).begins_at == section.begins_at
        entry = JournalEntry.objects.get(kind="events.registration.booked")
    assert entry.data["person"] == cast.people["ana"].pk and entry.subject_id == section.pk


def test_the_one_after_the_last_seat_stands_in_line(cast, workshop, crowd, fresh, post):
    section = workshop(seats=2)
    places = [register(by=by, section=section, person=person) for person, by in crowd(4)]
    assert [place.state for place in places] == ["booked", "booked", "waiting", "waiting"]
    assert [mail.context["in_line"] for mail in post("events.waiting")] == [1, 2]
    assert all(mail.calendar is None for mail in post("events.waiting"))
    assert (fresh(section).seats_taken, fresh(section).waiting) == (2, 2)


def test_twice_is_once_and_says_so(cast, workshop, fresh, post):
    section = workshop()
    first = register(by=cast.actor("ana"), section=section, person=cast.people["ana"])
    second = register(by=cast.actor("ana"), section=section, person=cast.people["ana"])
    assert second.pk == first.pk and second.repeated
    assert fresh(section).seats_taken == 1
    assert len(post("events.booked")) == 1


def test_a_late_repeat_of_an_attempt_does_not_take_the_seat_again(cast, workshop, fresh):
    section = workshop()
    by, ana = cast.actor("ana"), cast.people["ana"]
    first = register(by=by, section=section, person=ana, key="attempt-1")
    leave(by=by, section=section, person=ana)
    again = register(by=by, section=section, person=ana, key="attempt-1")
    assert again.pk == first.pk and again.repeated
    assert fresh(section).seats_taken == 0
    assert register(by=by, section=section, person=ana, key="attempt-2").has_seat


def test_when_two_presses_meet_the_later_one_gives_its_seat_back(cast, workshop, fresh, monkeypatch):
    """The race that only PostgreSQL can lose: the guard saw no registration, the other press committed one."""
    section = workshop()
    ana = cast.people["ana"]
    first = register(by=cast.actor("ana"), section=section, person=ana)
    blind = "AND NOT EXISTS"
    from groundswell.events.actions import seats

    monkeypatch.setattr(seats, "_TAKE", seats._TAKE.replace(blind, "AND id <> -1 OR id = -1 AND NOT EXISTS"))
    second = register(by=cast.actor("ana"), section=section, person=ana)
    assert second.pk == first.pk and second.repeated
    assert (fresh(section).seats_taken, fresh(section).last_line) == (1, 1)


@pytest.mark.parametrize(
    ("opens", "closes", "words"),
    [(1, 3, "isn't open yet"), (-3, -1, "closed on")],
    ids=["before it opens", "after it closed"],
)
def test_outside_the_window_nobody_gets_in(cast, workshop, fresh, opens, closes, words):
    now = clock.now()
    section = workshop(
        registration_opens_at=now + timedelta(days=opens), registration_closes_at=now + timedelta(days=closes)
    )
    with pytest.raises(Refused, match=words):
        register(by=cast.actor("ana"), section=section, person=cast.people["ana"])
    assert fresh(section).seats_taken == 0


def test_a_draft_and_a_cancelled_event_take_nobody(cast, workshop):
    draft, cancelled = workshop(published=False), workshop()
    events.cancel(by=cast.actor("ola"), section=cancelled)
    for section, words in ((draft, "isn't published"), (cancelled, "was cancelled")):
        with pytest.raises(Refused, match=words):
            register(by=cast.actor("ana"), section=section, person=cast.people["ana"])


def test_an_event_for_principals_is_not_for_ana(cast, workshop):
    section = workshop(audience=[PositionRole.PRINCIPAL])
    with pytest.raises(Refused, match="for: Principal"):
        register(by=cast.actor("ana"), section=section, person=cast.people["ana"])
    assert register(by=cast.actor("bao"), section=section, person=cast.people["bao"]).has_seat


def test_the_office_registers_for_somebody_within_that_persons_audience(cast, workshop):
    section = workshop(audience=[PositionRole.TEACHER])
    assert register(by=cast.actor("ola"), section=section, person=cast.people["ana"]).has_seat
    with pytest.raises(Refused):
        register(by=cast.actor("ola"), section=section, person=cast.people["bao"])


def test_nobody_registers_or_leaves_for_a_colleague(cast, workshop, fresh):
    section = workshop()
    register(by=cast.actor("ana"), section=section, person=cast.people["ana"])
    for verb in (register, leave):
        with pytest.raises(PermissionDenied):
            verb(by=cast.actor("ben"), section=section, person=cast.people["ana"])
    assert fresh(section).seats_taken == 1


def test_after_the_beginning_a_place_cannot_be_given_back(cast, workshop):
    section = workshop(begins_in=timedelta(hours=1))
    register(by=cast.actor("ana"), section=section, person=cast.people["ana"])
    with clock.shifted(timedelta(hours=2)), pytest.raises(Refused, match="has begun"):
        leave(by=cast.actor("ana"), section=section, person=cast.people["ana"])


def test_the_database_itself_refuses_what_no_verb_would_do(cast, workshop):
    section = workshop(seats=1)
    register(by=cast.actor("ana"), section=section, person=cast.people["ana"])
    from groundswell.kernel.tenancy import writing

    def wrong(**values):
        with pytest.raises(IntegrityError), writing(cast.tenant), transaction.atomic():
            Section.objects.filter(pk=section.pk).update(**values)

    wrong(seats_taken=2)
    wrong(seats=2, waiting=1)
    with pytest.raises(IntegrityError), writing(cast.tenant), transaction.atomic():
        Registration.objects.create(
            tenant=cast.tenant, section=section, person=cast.people["ana"], state="waiting", line=9
        )
    assert connection.vendor in ("sqlite", "postgresql")


def test_a_seat_costs_few_statements(cast, workshop, django_assert_max_num_queries):
    """The hot path: guard, registration, journal, mail, busy time, and what the transaction itself needs."""
    section, by = workshop(), cast.actor("ana")
    with django_assert_max_num_queries(14):
        register(by=by, section=section, person=cast.people["ana"])
