"""The office publishes, moves, changes and calls off."""

from datetime import timedelta

import pytest

from groundswell.events.actions import events
from groundswell.events.actions.registration import register
from groundswell.events.choices import EVENT_MOVES, REGISTRATION_MOVES, EventState, RegistrationState
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock
from groundswell.kernel.models import JournalEntry
from groundswell.kernel.tenancy import reading
from groundswell.notices.models import BusyTime


@pytest.fixture
def three(workshop, crowd):
    """One has the seat, two wait, Dev leads."""
    section = workshop(seats=1)
    people = crowd(3)
    for person, by in people:
        register(by=by, section=section, person=person)
    return section, [person for person, _by in people]


def test_moving_tells_everyone_and_calendars_get_the_next_sequence(cast, three, fresh, post):
    section, people = three
    later = section.begins_at + timedelta(days=1)
    events.move(
        by=cast.actor("ola"),
        section=section,
        begins_at=later,
        ends_at=later + timedelta(hours=2),
        place="Birch",
    )
    told = {mail.to_person_id: mail for mail in post("events.moved")}
    assert set(told) == {person.pk for person in people} | {cast.people["dev"].pk}
    invitation = told[people[0].pk].calendar
    [booked] = post("events.booked")
    assert invitation["sequence"] == booked.calendar["sequence"] + 1
    assert invitation["uid"] == booked.calendar["uid"]
    assert invitation["begins_at"] == later.isoformat() and invitation["location"] == "Birch"
    assert told[people[1].pk].calendar is None
    with reading(cast.tenant):
        assert BusyTime.objects.get(person=people[0]).begins_at == later
    assert fresh(section).registration_closes_at == later


def test_moving_twice_sends_two_different_mails(cast, three, post):
    section, people = three
    for days in (1, 2):
        begins = section.begins_at + timedelta(days=days)
        events.move(
            by=cast.actor("ola"),
            section=section,
            begins_at=begins,
            ends_at=begins + timedelta(hours=1),
            place="Birch",
        )
    assert [mail.calendar["sequence"] for mail in post("events.moved", people[0])] == [1, 2]


def test_calling_it_off_takes_it_out_of_calendars_and_keeps_the_list(cast, three, fresh, post):
    section, people = three
    events.cancel(by=cast.actor("ola"), section=section)
    told = {mail.to_person_id: mail for mail in post("events.cancelled")}
    assert set(told) == {person.pk for person in people} | {cast.people["dev"].pk}
    gone = told[people[0].pk].calendar
    assert gone["method"] == "CANCEL" and gone["sequence"] == 1
    assert fresh(section).state == EventState.CANCELLED and fresh(section).seats_taken == 1
    with reading(cast.tenant):
        assert not BusyTime.objects.filter(person=people[0]).exists()


@pytest.mark.parametrize("verb", [events.publish, events.cancel])
def test_what_is_cancelled_stays_cancelled(cast, workshop, verb):
    section = workshop()
    events.cancel(by=cast.actor("ola"), section=section)
    with pytest.raises(Refused, match="Cancelled"):
        verb(by=cast.actor("ola"), section=section)


def test_a_draft_that_is_called_off_tells_nobody(cast, workshop, post):
    section = workshop(published=False)
    events.cancel(by=cast.actor("ola"), section=section)
    assert post("events.cancelled") == []


def test_nothing_that_is_over_is_published_or_called_off(cast, workshop):
    draft, held = workshop(published=False), workshop()
    with clock.shifted(timedelta(days=8)):
        with pytest.raises(Refused, match="over already"):
            events.publish(by=cast.actor("ola"), section=draft)
        with pytest.raises(Refused, match="has taken place"):
            events.cancel(by=cast.actor("ola"), section=held)


def test_a_change_is_journalled_by_field_and_without_its_words(cast, workshop):
    section = workshop()
    events.change(by=cast.actor("ola"), section=section, title="Small groups, big talk", audience=["teacher"])
    with reading(cast.tenant):
        entry = JournalEntry.objects.get(kind="events.event.changed")
    assert entry.data == {"fields": ["title", "audience"]}


def test_an_unknown_field_is_a_mistake_of_ours(cast, workshop):
    with pytest.raises(TypeError, match="seats_taken"):
        events.change(by=cast.actor("ola"), section=workshop(), seats_taken=0)


def test_every_state_has_its_line_in_the_table_of_moves():
    assert set(EVENT_MOVES) == set(EventState) and set(REGISTRATION_MOVES) == set(RegistrationState)
