"""Before there is a date: interest in an event, and needs that people raise."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from groundswell.events.actions import events, interest, requests
from groundswell.events.models import Interest, LearningRequest
from groundswell.events.queries.events import get_event_for, without_dates
from groundswell.events.queries.requests import get_request_for, requests_for
from groundswell.events.rules.meetings import When
from groundswell.events.rules.refusals import Refused
from groundswell.events.rules.requests import Wait, wait, waits
from groundswell.kernel import clock
from groundswell.kernel.permissions import Permission
from groundswell.kernel.tenancy import reading
from groundswell.roster.actions import calendar
from groundswell.roster.actions.calendar import PlannedDay
from groundswell.roster.choices import DayKind

NEW_YORK = "America/New_York"


@pytest.fixture
def undated(cast):
    """A published event without a section."""
    event = events.draft_event(by=cast.actor("ola"), title="Caretaker connections", audience=["teacher"])
    return events.announce(by=cast.actor("ola"), event=event)


def open_section(cast, event):
    begins_at = clock.now() + timedelta(days=9)
    section = events.add_section(
        by=cast.actor("ola"),
        event=event,
        meetings=[When(begins_at, begins_at + timedelta(hours=1))],
        seats=20,
    )
    return events.publish(by=cast.actor("ola"), section=section)


def test_an_event_without_a_date_is_seen_by_whom_it_is_for(cast, undated):
    with reading(cast.tenant):
        assert get_event_for(cast.actor("ana"), undated.pk, Permission.EVENT_VIEW) == undated
        assert list(without_dates(cast.actor("ana"))) == [undated]
        with pytest.raises(Http404):
            get_event_for(cast.actor("bao"), undated.pk, Permission.EVENT_VIEW)
        assert list(without_dates(cast.actor("bao"))) == []


def test_those_interested_hear_of_the_first_date_once(cast, undated, post):
    ana, ben = cast.people["ana"], cast.people["ben"]
    for who in ("ana", "ben", "ana"):
        interest.express(by=cast.actor(who), event=undated, person=cast.people[who])
    interest.take_back(by=cast.actor("ben"), event=undated, person=ben)
    assert interest.take_back(by=cast.actor("ben"), event=undated, person=ben) is None
    open_section(cast, undated)
    open_section(cast, undated)
    assert [mail.to_person_id for mail in post("events.interest")] == [ana.pk]
    with reading(cast.tenant):
        assert Interest.objects.count() == 2 and not Interest.objects.filter(ended_at__isnull=True).exists()


def test_interest_is_for_events_without_a_date_and_for_whom_they_are_meant(cast, undated, workshop):
    with pytest.raises(Refused, match="has dates"):
        interest.express(by=cast.actor("ana"), event=workshop().event, person=cast.people["ana"])
    with pytest.raises(Refused, match="is for: Teacher"):
        interest.express(by=cast.actor("bao"), event=undated, person=cast.people["bao"])
    with pytest.raises(PermissionDenied):
        interest.express(by=cast.actor("ana"), event=undated, person=cast.people["ben"])
    interest.express(by=cast.actor("ola"), event=undated, person=cast.people["ben"])


def test_when_all_dates_are_over_people_can_be_interested_in_the_next(cast, undated, post):
    section = open_section(cast, undated)
    with clock.standing_at(section.ends_at + timedelta(days=1)):
        interest.express(by=cast.actor("ana"), event=undated, person=cast.people["ana"])
        open_section(cast, undated)
    assert len(post("events.interest")) == 1


def test_an_announced_event_can_be_called_off(cast, undated):
    assert events.cancel_event(by=cast.actor("ola"), event=undated).state == "cancelled"
    with pytest.raises(Refused, match="cancelled"):
        open_section(cast, undated)


def test_calling_an_event_off_calls_off_its_sections(cast, undated, fresh):
    first, second = open_section(cast, undated), open_section(cast, undated)
    events.cancel(by=cast.actor("ola"), section=first)
    assert fresh(undated).state == "published"
    events.cancel_event(by=cast.actor("ola"), event=undated)
    assert (fresh(undated).state, fresh(second).state) == ("cancelled", "cancelled")


def ask(cast, who="ana", **values) -> LearningRequest:
    return requests.raise_need(by=cast.actor(who), **{"what": "Canvas basics", "how_many": 30} | values)


def test_from_a_need_to_an_open_section_in_less_than_a_week(cast, undated, post):
    monday = datetime(2026, 3, 9, 14, tzinfo=UTC)
    with clock.standing_at(monday):
        request = ask(cast, school=cast.places["alder"], why="We start on Monday.")
        requests.answer(by=cast.actor("ola"), request=request, event=undated)
    assert post("events.request_answered") == []
    with clock.standing_at(monday + timedelta(days=4)):
        open_section(cast, undated)
        open_section(cast, undated)
    [mail] = post("events.request_answered")
    assert mail.to_person_id == cast.people["ana"].pk
    with reading(cast.tenant):
        request = LearningRequest.objects.get(pk=request.pk)
        assert request.state == "answered"
        assert waits([request], cast.tenant.time_zone) == {request.pk: Wait(4, 4)}


def test_an_event_that_is_open_already_answers_at_once(cast, workshop, post):
    request = requests.answer(by=cast.actor("ola"), request=ask(cast), event=workshop().event)
    assert request.opened_at is not None and len(post("events.request_answered")) == 1


def test_a_need_is_declined_with_a_reason_and_settled_once(cast, post, workshop):
    ola, request = cast.actor("ola"), ask(cast)
    with pytest.raises(Refused, match="Say why"):
        requests.decline(by=ola, request=request, reason=" ")
    requests.decline(by=ola, request=request, reason="The library offers it every Tuesday.")
    [mail] = post("events.request_declined")
    assert mail.context["reason"].startswith("The library")
    with pytest.raises(Refused, match="settled already"):
        requests.answer(by=ola, request=request, event=workshop().event)


def test_a_need_has_words_a_day_to_come_and_a_school_of_ones_own(cast):
    with pytest.raises(Refused, match="few words"):
        ask(cast, what="  ")
    with pytest.raises(Refused, match="is over"):
        ask(cast, by_when=clock.today(NEW_YORK) - timedelta(days=1))
    with pytest.raises(PermissionDenied):
        ask(cast, school=cast.places["birch"])


def test_a_need_is_read_by_who_raised_it_and_by_the_office(cast):
    request = ask(cast)
    with reading(cast.tenant):
        assert list(requests_for(cast.actor("ana"))) == list(requests_for(cast.actor("ola"))) == [request]
        with pytest.raises(Http404):
            get_request_for(cast.actor("ben"), request.pk)


def test_days_are_the_districts_and_working_days_leave_out_weekends_and_holidays(cast):
    friday_night = datetime(2026, 3, 7, 3, tzinfo=UTC)  # Friday, 10 p.m. on the wall in New York
    wednesday = datetime(2026, 3, 11, 14, tzinfo=UTC)
    assert wait(friday_night, wednesday, NEW_YORK, set()) == Wait(5, 3)
    assert wait(friday_night, wednesday, NEW_YORK, {date(2026, 3, 9)}) == Wait(5, 2)
    assert wait(wednesday, wednesday, NEW_YORK, set()) == Wait(0, 0)
    calendar.set_days(by=cast.system, days=[PlannedDay(date(2026, 3, 9), DayKind.HOLIDAY, "Spring")])
    row = LearningRequest(pk=1, at=friday_night, opened_at=wednesday)
    with reading(cast.tenant):
        assert waits([row], NEW_YORK) == {1: Wait(5, 2)}
