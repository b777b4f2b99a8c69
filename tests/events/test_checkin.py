"""Checking in by the code on the wall, at the door without a seat, and the spot check."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied

from groundswell.events.actions import attendance, checkin
from groundswell.events.actions.events import cancel
from groundswell.events.actions.registration import register
from groundswell.events.models import Arrival, Registration
from groundswell.events.queries.meetings import meetings_of
from groundswell.events.rules import checkin as rule
from groundswell.events.rules import replay
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock
from groundswell.kernel.tenancy import reading
from tests.support import racing

CHECK_IN = "/d/riverbend/events/check-in/"
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def meeting_of(cast, section):
    with reading(cast.tenant):
        [meeting] = meetings_of(section)
        meeting.section = section
        return meeting


def code_of(meeting, moment=None) -> str:
    return rule.code_at(rule.secret_of(meeting, settings.SECRET_KEY), moment or clock.now())


@pytest.fixture
def begun(cast, workshop):
    """Make a workshop at whose beginning the clock stands from now on: ``begun(seats=2)``; Ana has a seat."""

    def make(people=("ana",), **values):
        section = workshop(**{"begins_in": timedelta(days=7)} | values)
        for name in people:
            register(by=cast.actor("ola"), section=section, person=cast.people[name])
        return section, meeting_of(cast, section)

    return make


def test_ana_types_the_code_and_is_checked_in_once(cast, begun, browse):
    _section, meeting = begun()
    with clock.standing_at(meeting.begins_at + 5 * MINUTE):
        page = browse("dev").get(f"/d/riverbend/events/meetings/{meeting.pk}/code/")
        shown = page.context["code"]
        assert rule.in_groups(code_of(meeting)) == shown and "<svg" in page.text
        ana = browse("ana")
        assert (
            "Check in at" in ana.get("/d/riverbend/").text
            and "Check in at" in ana.get(CHECK_IN[:-9] + "learning/").text
        )
        for _press in range(2):
            assert "You are checked in at" in ana.post(CHECK_IN, {"code": shown.lower()}, follow=True).text
        assert "Check in at" not in ana.get("/d/riverbend/").text
    with reading(cast.tenant):
        arrival = Arrival.objects.get()
    assert (arrival.state, arrival.how) == ("attended", "code")
    assert timedelta(0) <= arrival.came_at - meeting.begins_at - 5 * MINUTE < MINUTE


def test_scanning_shows_one_button_and_changes_nothing_until_it_is_pressed(cast, begun, browse):
    _section, meeting = begun()
    with clock.standing_at(meeting.begins_at):
        page = browse("ana").get(f"{CHECK_IN}?code={code_of(meeting)}")
    assert f'value="{rule.in_groups(code_of(meeting, meeting.begins_at))}"' in page.text
    with reading(cast.tenant):
        assert not Arrival.objects.exists()


def test_a_code_holds_for_its_step_and_the_next(cast, begun, browse):
    _section, meeting = begun()
    old = code_of(meeting, meeting.begins_at)
    ana = browse("ana")
    with clock.standing_at(meeting.begins_at + 2 * rule.STEP + MINUTE):
        assert "No event shows this code now" in ana.post(CHECK_IN, {"code": old}).text
    assert rule.fits(old, rule.secret_of(meeting, settings.SECRET_KEY), meeting.begins_at + rule.STEP)
    with reading(cast.tenant):
        assert not Arrival.objects.exists()


def test_the_code_of_another_meeting_or_after_the_end_is_refused(cast, begun, browse, workshop):
    _section, meeting = begun()
    other = meeting_of(cast, workshop(begins_in=timedelta(days=8)))
    ana = browse("ana")
    with clock.standing_at(meeting.begins_at + MINUTE):
        assert "No event shows this code now" in ana.post(CHECK_IN, {"code": code_of(other)}).text
    with clock.standing_at(meeting.ends_at + MINUTE):
        assert "No event shows this code now" in ana.post(CHECK_IN, {"code": code_of(meeting)}).text
        assert (
            "This date is over" in browse("dev").get(f"/d/riverbend/events/meetings/{meeting.pk}/code/").text
        )


def test_without_a_seat_ben_is_sent_to_who_leads_it(cast, begun, browse):
    _section, meeting = begun()
    with clock.standing_at(meeting.begins_at):
        said = browse("ben").post(CHECK_IN, {"code": code_of(meeting)}).text
    assert "you have no seat at" in said and "add you at the door" in said


def test_who_guesses_is_stopped_also_with_the_right_code(cast, begun):
    _section, meeting = begun()
    ana = cast.actor("ana")
    with clock.standing_at(meeting.begins_at):
        for _guess in range(rule.MISSES):
            assert checkin.check_in(by=ana, code="ZZZZZZ") is None
        with pytest.raises(Refused, match="wrong too often"):
            checkin.check_in(by=ana, code=code_of(meeting))
    with clock.standing_at(meeting.begins_at + rule.MISSES_IN + MINUTE):
        assert checkin.check_in(by=ana, code=code_of(meeting)).state == "attended"


def test_a_code_undoes_no_note_of_who_leads_it(cast, begun):
    section, meeting = begun()
    with reading(cast.tenant):
        seat = Registration.objects.get()
    with clock.standing_at(meeting.begins_at + MINUTE):
        attendance.note(by=cast.actor("dev"), section=section, registration=seat, state="no_show")
        with pytest.raises(Refused, match="noted as not there"):
            checkin.check_in(by=cast.actor("ana"), code=code_of(meeting))


def test_next_door_nothing_is_known(cast, begun, browse):
    _section, meeting = begun()
    noor = browse("noor")
    with clock.standing_at(meeting.begins_at):
        for part in ("code/", "door/", "paper/", "sign-in/"):
            assert noor.get(f"/d/riverbend/events/meetings/{meeting.pk}/{part}").status_code == 404
            assert noor.get(f"/d/harbor-point/events/meetings/{meeting.pk}/{part}").status_code in (403, 404)
        assert noor.post(CHECK_IN, {"code": code_of(meeting)}).status_code == 404
        own = noor.post("/d/harbor-point/events/check-in/", {"code": code_of(meeting)})
    assert "No event shows this code now" in own.text


def test_somebody_without_a_seat_takes_a_free_one_at_the_door(cast, begun, browse):
    section, meeting = begun(seats=2, audience=["teacher"])
    dev, door = browse("dev"), f"/d/riverbend/events/meetings/{meeting.pk}/door/"
    with clock.standing_at(meeting.begins_at + 30 * MINUTE):
        assert "Ben Okafor" in dev.get(f"{door}?q=oka").text
        assert "1 more person of this name is not among those" in dev.get(f"{door}?q=bao").text
        after = dev.post(f"{door}{cast.people['ben'].pk}/", follow=True).text
        assert "Ben Okafor has a seat and is noted as there" in after
        assert "This event is for" in dev.post(f"{door}{cast.people['bao'].pk}/", follow=True).text
    with reading(cast.tenant):
        arrival = Arrival.objects.get()
        assert (arrival.how, arrival.registration.state) == ("walk_in", "booked")
        assert arrival.came_at is not None and replay.differences(section) == []


def test_no_seat_is_given_over_the_cap_unless_the_office_overbooks_and_somebody_is_missing(
    cast, begun, fresh
):
    section, meeting = begun(people=("ana",), seats=1)
    dev, ben = cast.actor("dev"), cast.people["ben"]
    with reading(cast.tenant):
        seat = Registration.objects.get()
    with clock.standing_at(meeting.begins_at + MINUTE):
        attendance.note(by=dev, section=section, registration=seat, state="no_show")
        with pytest.raises(Refused, match="Every seat is taken"):
            checkin.walk_in(by=dev, meeting=meeting, person=ben)
    from groundswell.events.actions.policy import set_policy

    set_policy(by=cast.actor("ola"), section=section, overbooks=True)
    with clock.standing_at(meeting.begins_at + MINUTE):
        checkin.walk_in(by=dev, meeting=meeting, person=ben)
        with pytest.raises(Refused):
            checkin.walk_in(by=dev, meeting=meeting, person=cast.people["cora"])
    now = fresh(section)
    assert (now.seats, now.overbooked_by, now.seats_taken) == (2, 1, 2)
    with reading(cast.tenant):
        assert replay.differences(section) == []


def test_a_spot_check_names_some_and_who_is_not_seen_was_not_there(cast, begun):
    _section, meeting = begun(people=("ana", "ben", "cora"))
    dev = cast.actor("dev")
    with clock.standing_at(meeting.begins_at):
        for name in ("ana", "ben", "cora"):
            checkin.check_in(by=cast.actor(name), code=code_of(meeting))
        with pytest.raises(PermissionDenied):
            checkin.draw(by=cast.actor("ana"), meeting=meeting)
        named = checkin.draw(by=dev, meeting=meeting, number=2)
        assert checkin.draw(by=dev, meeting=meeting, number=2) == [], "two are looked for already"
        assert len(named) == 2 and len(checkin.draw(by=dev, meeting=meeting)) == 1, "nobody is named twice"
        checkin.looked_for(by=dev, meeting=meeting, registration=named[0].registration, seen=True)
        checkin.looked_for(by=dev, meeting=meeting, registration=named[1].registration, seen=False)
    with reading(cast.tenant):
        there = {one.pk: one for one in Arrival.objects.all()}
    seen, missing = there[named[0].pk], there[named[1].pk]
    assert (seen.state, seen.spot_check, seen.how) == (
        "attended",
        "seen",
        "code",
    ) and seen.came_at is not None
    assert (missing.state, missing.spot_check) == ("no_show", "missing")


def test_who_asks_for_a_spot_check_of_what_was_called_off_is_told_why_there_is_none(cast, begun, browse):
    section, meeting = begun()
    cancel(by=cast.actor("ola"), section=section)
    path = f"/d/riverbend/events/meetings/{meeting.pk}/spot-check/"
    page = browse("dev").post(path, follow=True)
    assert page.status_code == 200 and "isn’t taking place" in page.content.decode().replace("&#x27;", "’")


def test_whom_a_tap_sends_home_while_the_spot_check_waits_is_not_named(cast, begun, monkeypatch):
    """The tap has the seat in hand first, and the spot check has to wait for it."""
    section, meeting = begun()
    dev, hold = cast.actor("dev"), checkin.hold

    def after_the_tap(ids):
        with reading(cast.tenant):
            seat = Registration.objects.get()
        attendance.note(by=dev, section=section, registration=seat, state="no_show")
        hold(ids)

    monkeypatch.setattr(checkin, "hold", after_the_tap)
    with clock.standing_at(meeting.begins_at):
        checkin.check_in(by=cast.actor("ana"), code=code_of(meeting))
        assert checkin.draw(by=dev, meeting=meeting) == []
    with reading(cast.tenant):
        there = Arrival.objects.get()
    assert (there.state, there.spot_check) == ("no_show", "")


def test_nobody_is_added_to_a_section_called_off_a_moment_ago(cast, begun):
    section, meeting = begun()
    cancel(by=cast.actor("ola"), section=section)
    assert meeting.section.state == "published", "as Dev's page read it, before the office called it off"
    with clock.standing_at(meeting.begins_at), pytest.raises(Refused, match="isn't taking place"):
        checkin.walk_in(by=cast.actor("dev"), meeting=meeting, person=cast.people["ben"])


@pytest.mark.slow
def test_two_presses_at_once_are_one_arrival(apart):
    """With real commits: the person's two presses, and the facilitator's tap between them."""
    [told] = racing.results([racing.start(apart, "tests.events.arriving:both_at_once", {})])
    assert told == {"arrivals": 1, "attendance": 1, "entries": 1, "errors": []}


@pytest.mark.proof
def test_without_the_lock_two_presses_collide(apart):
    """Negative control: the constraint behind the lock stops the second, and somebody sees an error."""
    from django.db import connection

    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time: nobody can come between")
    [told] = racing.results([racing.start(apart, "tests.events.arriving:both_at_once", {"unlocked": True})])
    assert told["arrivals"] == 1 and told["errors"]
