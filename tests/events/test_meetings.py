"""Sections with one date or many, and rooms that nobody gets twice."""

from datetime import timedelta

import pytest

from groundswell.events.actions import events, meetings
from groundswell.events.models import Meeting
from groundswell.events.queries.meetings import meetings_of
from groundswell.events.rules.meetings import When
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock
from groundswell.kernel.tenancy import reading

HOUR = timedelta(hours=1)


@pytest.fixture
def library(cast):
    return meetings.add_room(
        by=cast.actor("ola"), organisation=cast.places["alder"], name="Library", capacity=30
    )


def dates(*days: int, room=None, place="") -> list[When]:
    """A date of an hour so many days from now each."""
    start = clock.now().replace(microsecond=0)
    return [
        When(start + timedelta(days=day), start + timedelta(days=day) + HOUR, place, "", room) for day in days
    ]


def test_a_draft_meets_once_when_and_where_it_says(cast, workshop):
    section = workshop()
    with reading(cast.tenant):
        [meeting] = meetings_of(section)
    assert (meeting.begins_at, meeting.ends_at, meeting.place) == (
        section.begins_at,
        section.ends_at,
        section.place,
    )


def test_seven_days_are_one_section_whose_times_span_them(cast, workshop, fresh, library):
    event = workshop().event
    section = events.add_section(
        by=cast.actor("ola"), event=event, meetings=dates(30, 20, 40, 50, 60, 70, 80, room=library), seats=250
    )
    kept = fresh(section)
    with reading(cast.tenant):
        there = meetings_of(section)
    assert len(there) == 7 and kept.number == 2
    assert (kept.begins_at, kept.ends_at) == (there[0].begins_at, there[-1].ends_at)
    assert kept.registration_closes_at == kept.begins_at
    assert kept.place == "Library, Alder Elementary" == there[0].place


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (list, "at least one date"),
        (lambda: [When(clock.now(), clock.now() - HOUR)], "must come after"),
        (lambda: [*dates(3), *dates(3)], "overlap"),
    ],
)
def test_dates_that_cannot_be_are_refused(cast, workshop, made, why):
    section = workshop(published=False)
    with pytest.raises(Refused, match=why):
        events.reschedule(by=cast.actor("ola"), section=section, meetings=made())
    with reading(cast.tenant):
        assert Meeting.objects.count() == 1


def test_a_room_is_not_given_twice_and_the_other_event_is_named(cast, workshop, library):
    first = workshop(title="Fractions with paper")
    events.reschedule(by=cast.actor("ola"), section=first, meetings=dates(5, 6, room=library))
    second = workshop(title="Small groups")
    with pytest.raises(Refused, match=r"Library is taken by “Fractions with paper”"):
        events.reschedule(by=cast.actor("ola"), section=second, meetings=dates(6, room=library))
    later = [When(one.ends_at, one.ends_at + HOUR, room=library) for one in dates(6)]
    events.reschedule(by=cast.actor("ola"), section=second, meetings=later)  # back to back is no clash
    events.cancel(by=cast.actor("ola"), section=first)
    events.reschedule(by=cast.actor("ola"), section=second, meetings=dates(6, room=library))


def test_a_section_does_not_stand_in_its_own_way(cast, workshop, library):
    section = workshop()
    half = timedelta(minutes=30)
    for shift in (timedelta(0), half):
        wanted = [When(one.begins_at + shift, one.ends_at + shift, room=library) for one in dates(5)]
        events.reschedule(by=cast.actor("ola"), section=section, meetings=wanted)


def test_a_move_takes_the_meeting_along_and_keeps_its_row_and_room(cast, workshop, library, fresh):
    section = workshop()
    [before] = _reschedule(cast, section, dates(5, room=library))
    [one] = dates(9)
    events.move(
        by=cast.actor("ola"),
        section=section,
        begins_at=one.begins_at,
        ends_at=one.ends_at,
        place=before.place,
    )
    with reading(cast.tenant):
        [after] = meetings_of(section)
    assert (after.pk, after.room_id, after.begins_at) == (before.pk, library.pk, one.begins_at)
    assert fresh(section).begins_at == one.begins_at


def _reschedule(cast, section, wanted):
    events.reschedule(by=cast.actor("ola"), section=section, meetings=wanted)
    with reading(cast.tenant):
        return meetings_of(section)


def test_several_dates_are_not_moved_as_if_they_were_one(cast, workshop):
    section = workshop()
    first, *_rest = _reschedule(cast, section, dates(5, 9))
    with pytest.raises(Refused, match="2 dates"):
        events.move(
            by=cast.actor("ola"), section=section, begins_at=first.begins_at, ends_at=first.ends_at, place=""
        )
    assert len(_reschedule(cast, section, dates(5))) == 1


def test_another_link_reaches_the_meeting_too(cast, workshop):
    section = workshop(link="https://meet.example/old")
    events.change(by=cast.actor("ola"), section=section, link="https://meet.example/new")
    with reading(cast.tenant):
        assert [one.link for one in meetings_of(section)] == ["https://meet.example/new"]


def test_rooms_have_names_of_their_own_and_space(cast, library):
    for name, capacity in (("Library", 10), ("", 10), ("Gym", 0)):
        with pytest.raises(Refused):
            meetings.add_room(
                by=cast.actor("ola"), organisation=cast.places["alder"], name=name, capacity=capacity
            )
    changed = meetings.change_room(by=cast.actor("ola"), room=library, name="Library", capacity=12)
    assert changed.capacity == 12
