"""Calendar files that calendars accept, across both changes of the clock."""

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from groundswell.notices.actions import outbox
from groundswell.notices.rules import calendars
from tests.notices.samples import MEETING


def file(**changes):
    return calendars.invitation(
        {**MEETING, **changes},
        name='Ana "A" Ruiz\r\nX-EVIL:1',
        address="ana@riverbend.example",
        sender="Riverbend <learning@riverbend.example>",
        stamp=datetime(2027, 1, 1, tzinfo=UTC),
    )


def only_event(content):
    [event] = Calendar.from_ical(content).walk("VEVENT")
    return event


def test_an_invitation_comes_in_the_mail_twice_over(cast, relay, queue):
    queue(calendar=MEETING)
    outbox.send_due(cast.tenant)
    parts = {part.get_content_type(): part for part in relay.messages[0].walk()}
    inline, attached = parts["text/calendar"], parts["application/ics"]
    assert inline.get_param("method") == "REQUEST"
    assert attached.get_filename() == "invite.ics"
    for content in (inline.get_content(), attached.get_content()):
        event = only_event(content)
        assert event["UID"] == MEETING["uid"] and event["SEQUENCE"] == 2
        assert event.decoded("DTSTART") == datetime(2027, 3, 12, 14, tzinfo=UTC)
        assert event["ATTENDEE"] == "mailto:ana@riverbend.example"
        assert event["ORGANIZER"] == "mailto:learning@riverbend.example"


@pytest.mark.parametrize(
    ("begins", "wall", "offset"),
    [
        ("2027-03-13T14:00:00+00:00", 9, -5),  # the day before the clock goes forward
        ("2027-03-14T13:00:00+00:00", 9, -4),  # the day itself
        ("2027-11-06T13:00:00+00:00", 9, -4),  # the day before it goes back
        ("2027-11-07T14:00:00+00:00", 9, -5),
    ],
)
def test_nine_o_clock_stays_nine_o_clock(begins, wall, offset):
    ends = (datetime.fromisoformat(begins) + timedelta(hours=1)).isoformat()
    content = file(begins_at=begins, ends_at=ends)
    start = only_event(content).decoded("DTSTART")
    assert start.hour == wall and start.utcoffset() == timedelta(hours=offset)
    assert start == datetime.fromisoformat(begins)
    assert b"BEGIN:VTIMEZONE" in content and f"TZID={MEETING['time_zone']}".encode() in content
    zone = Calendar.from_ical(content).walk("VTIMEZONE")[0].to_tz()
    assert start.replace(tzinfo=None).replace(tzinfo=zone).utcoffset() == timedelta(hours=offset), (
        "own rules agree"
    )


def test_every_line_is_short_and_no_value_brings_a_line():
    lines = file().split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    event = only_event(file())
    assert event["ATTENDEE"] == "mailto:ana@riverbend.example"
    assert not any(line.startswith(b"X-EVIL") for line in lines)
    assert event["SUMMARY"] == MEETING["title"]
    assert event["DESCRIPTION"] == MEETING["description"]


def test_a_cancelled_meeting_says_so():
    content = file(method="CANCEL", sequence=3)
    assert Calendar.from_ical(content)["METHOD"] == "CANCEL"
    assert only_event(content)["STATUS"] == "CANCELLED"


def test_what_is_published_invites_nobody():
    assert "ATTENDEE" not in only_event(file(method="PUBLISH"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"uid": ""},
        {"method": "REPLY"},
        {"ends_at": "2027-03-12T14:00:00+00:00"},
        {"begins_at": "2027-03-12T13:00:00"},
        {"time_zone": "America/Nowhere"},
    ],
)
def test_a_wrong_invitation_is_not_queued(cast, queue, kept, wrong):
    with pytest.raises((ValueError, KeyError)):
        queue(calendar={**MEETING, **wrong})
    assert kept() == []
