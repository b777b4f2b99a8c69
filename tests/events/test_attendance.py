"""Who was there, who may say so, and that they are asked afterwards."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from groundswell.events.actions import asking, attendance
from groundswell.events.actions.registration import register
from groundswell.events.models import Arrival, AskedSection
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock
from groundswell.kernel.models import JournalEntry
from groundswell.kernel.tenancy import reading
from groundswell.surveys.models import Invitation, SurveyWave

AFTER = timedelta(days=8)


@pytest.fixture
def held(workshop, crowd):
    """Three have a seat at a workshop that Dev leads; one waits."""
    section = workshop(seats=3)
    people = crowd(4)
    return section, people, [register(by=by, section=section, person=person) for person, by in people]


def test_dev_notes_and_corrects_and_the_journal_keeps_both(cast, held):
    section, _people, places = held
    with clock.shifted(AFTER):
        attendance.note(by=cast.actor("dev"), section=section, registration=places[0], state="no_show")
        attendance.note(by=cast.actor("dev"), section=section, registration=places[0], state="attended")
        attendance.note(by=cast.actor("dev"), section=section, registration=places[0], state="attended")
    with reading(cast.tenant):
        assert Arrival.objects.get().state == "attended"
        told = JournalEntry.objects.filter(kind="events.arrival.noted").order_by("pk")
        assert [entry.data.get("before") for entry in told] == [None, "no_show"]


def test_only_who_leads_it_or_the_office_takes_attendance(cast, held):
    section, _people, places = held
    with clock.shifted(AFTER):
        for name in ("ana", "bao", "sam"):
            with pytest.raises(PermissionDenied):
                attendance.note(
                    by=cast.actor(name), section=section, registration=places[0], state="attended"
                )
        attendance.note(by=cast.actor("ola"), section=section, registration=places[0], state="partial")


def test_not_before_the_day_and_not_for_who_has_no_seat(cast, held):
    section, _people, places = held
    with pytest.raises(Refused, match="from the day"):
        attendance.note(by=cast.actor("dev"), section=section, registration=places[0], state="attended")
    with clock.shifted(AFTER), pytest.raises(Refused, match="no seat"):
        attendance.note(by=cast.actor("dev"), section=section, registration=places[3], state="attended")


def test_when_the_list_is_done_the_others_were_not_there(cast, held, fresh):
    section, _people, places = held
    with clock.shifted(AFTER):
        attendance.note(by=cast.actor("dev"), section=section, registration=places[0], state="attended")
        assert fresh(section).attendance_taken_at is None
        assert attendance.finish(by=cast.actor("dev"), section=section) == 2
    assert fresh(section).attendance_taken_at is not None


def test_noting_the_last_person_finishes_the_list(cast, held, fresh):
    section, _people, places = held
    with clock.shifted(AFTER):
        for place in places[:3]:
            attendance.note(by=cast.actor("dev"), section=section, registration=place, state="attended")
    assert fresh(section).attendance_taken_at is not None


def test_the_list_is_not_done_while_the_event_goes_on(cast, held):
    section, _people, _places = held
    with clock.shifted(timedelta(days=7, minutes=10)), pytest.raises(Refused, match="still going on"):
        attendance.finish(by=cast.actor("dev"), section=section)


def test_those_who_were_there_are_asked_once(cast, held, fresh):
    section, people, places = held
    with clock.shifted(AFTER):
        assert asking.ask_all(cast.tenant) == 0
        attendance.note(by=cast.actor("dev"), section=section, registration=places[0], state="attended")
        attendance.note(by=cast.actor("dev"), section=section, registration=places[1], state="partial")
        attendance.finish(by=cast.actor("dev"), section=section)
        assert asking.ask_all(cast.tenant) == 1
        assert asking.ask_all(cast.tenant) == 0
        asking.ask_late(by=cast.system, section=section)
    with reading(cast.tenant):
        wave = SurveyWave.objects.get()
        asked = set(Invitation.objects.filter(wave=wave).values_list("person_id", flat=True))
        assert AskedSection.objects.get(section=section).wave_id == wave.pk
    assert wave.subject_key == f"event:{section.event_id}"
    assert asked == {people[0][0].pk, people[1][0].pk}


def test_who_is_corrected_to_there_is_asked_too(cast, held):
    section, people, places = held
    with clock.shifted(AFTER):
        attendance.finish(by=cast.actor("dev"), section=section)
        asking.ask_all(cast.tenant)
        with reading(cast.tenant):
            section.refresh_from_db()
        attendance.note(by=cast.actor("dev"), section=section, registration=places[2], state="attended")
    with reading(cast.tenant):
        assert [one.person_id for one in Invitation.objects.all()] == [people[2][0].pk]
