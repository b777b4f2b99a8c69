"""The day itself, for who leads it: each date has its list, times make exact hours, nothing is overwritten."""

import csv
from datetime import timedelta
from decimal import Decimal

import pytest

from groundswell.events.actions import attendance, events, registration
from groundswell.events.actions.meetings import set_meetings
from groundswell.events.choices import ArrivalState
from groundswell.events.models import Arrival, LearningEvent, Registration
from groundswell.events.queries import attendance as found
from groundswell.events.queries.meetings import meetings_of
from groundswell.events.rules import learning
from groundswell.events.rules.checkin import Changed
from groundswell.events.rules.meetings import When
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock
from groundswell.kernel.models import JournalEntry
from groundswell.kernel.tenancy import reading, writing
from groundswell.roster.actions import organisations
from groundswell.roster.choices import OrganisationKind

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def course(cast, workshop):
    """Five dates of an hour, a week apart, that Dev leads; Ana and Ben have seats. As (section, dates, seats)."""
    section = workshop(published=False)
    start = clock.now().replace(microsecond=0) + 7 * DAY
    when = [When(start + at * 7 * DAY, start + at * 7 * DAY + HOUR, "Library") for at in range(5)]
    section = events.publish(
        by=cast.actor("ola"), section=events.reschedule(by=cast.actor("ola"), section=section, meetings=when)
    )
    seats = [
        registration.register(by=cast.actor("ola"), section=section, person=cast.people[name])
        for name in ("ana", "ben")
    ]
    with reading(cast.tenant):
        return section, meetings_of(section), seats


@pytest.fixture
def tap(cast, course):
    """``tap(seat, "attended", 0)`` on the first date, ten minutes before its end; more of ``note`` as it is."""
    section, dates, seats = course

    def one(who: int, state: str, date: int, name: str = "dev", **more):
        with clock.standing_at(dates[date].ends_at - 10 * MINUTE):
            return attendance.note(
                by=cast.actor(name), section=section, registration=seats[who], state=state,
                meeting=dates[date], **more,
            )  # fmt: skip

    return one


def outcome_of(cast, seat) -> str | None:
    with reading(cast.tenant):
        there = Registration.objects.select_related("attendance").get(pk=seat.pk)
        return there.attendance.state if hasattr(there, "attendance") else None


def hours_of(cast, seat, dates) -> Decimal:
    with reading(cast.tenant):
        return learning.earned(Registration.objects.get(pk=seat.pk), dates).hours


def test_attended_means_four_fifths_of_all_dates(cast, course, tap):
    _section, dates, (ana, ben) = course
    assert outcome_of(cast, ana) is None
    for date in range(3):
        tap(0, "attended", date)
        tap(1, "no_show", date)
    assert (outcome_of(cast, ana), outcome_of(cast, ben)) == ("partial", "no_show"), "three hours of five"
    tap(0, "attended", 3)
    assert outcome_of(cast, ana) == "attended" and hours_of(cast, ana, dates) == Decimal(4)
    tap(0, "no_show", 0)
    assert outcome_of(cast, ana) == "partial" and hours_of(cast, ana, dates) == Decimal(3)


def test_times_say_how_much_it_was(cast, course, tap):
    _section, dates, (ana, _ben) = course
    begins = dates[0].begins_at
    late = tap(0, "attended", 0, came_at=begins + 20 * MINUTE, says_times=True)
    assert late.state == ArrivalState.PARTIAL and hours_of(cast, ana, dates) == Decimal("0.5")
    early = tap(0, "attended", 0, left_at=begins + 52 * MINUTE, says_times=True)
    assert early.state == ArrivalState.ATTENDED and hours_of(cast, ana, dates) == Decimal(1)
    with pytest.raises(Refused, match="after the end"):
        tap(0, "attended", 0, came_at=dates[0].ends_at, says_times=True)
    with pytest.raises(Refused, match="left before"):
        tap(0, "attended", 0, left_at=begins - MINUTE, says_times=True)
    assert tap(0, "attended", 0).left_at is not None, "a tap of what stands keeps its times"
    with reading(cast.tenant):
        told = [e.data for e in JournalEntry.objects.filter(kind="events.arrival.noted").order_by("pk")]
    assert [one["state"] for one in told] == ["partial", "attended"] and told[1]["before"] == "partial"
    assert "came" in told[1]["before_times"] and "left" in told[1]


def test_each_list_is_done_on_its_own_and_all_of_them_are_the_attendance(cast, course, tap, fresh):
    section, dates, _seats = course
    dev = cast.actor("dev")
    for at, date in enumerate(dates):
        tap(0, "attended", at)
        with clock.standing_at(date.ends_at + HOUR):
            assert attendance.finish(by=dev, section=fresh(section), meeting=date) == 1
    now = fresh(section)
    assert now.attendance_taken_at == dates[-1].ends_at + HOUR or now.attendance_taken_at > dates[-1].ends_at
    with reading(cast.tenant):
        assert Arrival.objects.count() == 10


def test_a_date_with_notes_stays_and_other_dates_count_again(cast, course, tap):
    section, dates, (ana, _ben) = course
    ola = cast.actor("ola")
    for at in range(4):
        tap(0, "attended", at)
    when = [When(one.begins_at, one.ends_at, one.place) for one in dates]
    last = dates[-1].begins_at
    set_meetings(by=ola, section=section, meetings=[*when, When(last + DAY, last + DAY + HOUR)])
    assert outcome_of(cast, ana) == "partial", "four hours of six"
    with pytest.raises(Refused, match="noted as there at one of the dates"):
        set_meetings(by=ola, section=section, meetings=when[:3])


def test_what_somebody_else_noted_is_shown_and_not_overwritten(cast, course, tap):
    _section, _dates, (ana, _ben) = course
    seen = ""
    first = tap(0, "attended", 0, seen=seen, key="one")
    with pytest.raises(Changed) as changed:
        tap(0, "no_show", 0, name="ola", seen=seen, key="two")
    assert changed.value.there.state == "attended"
    assert outcome_of(cast, ana) == "partial", "Dev's note stands"
    corrected = tap(0, "no_show", 0, name="ola", seen=found.version(first), key="three")
    assert corrected.state == "no_show"
    again = tap(0, "attended", 0, seen=seen, key="one")
    assert again.state == "no_show", "the same tap sent twice was one note, whatever became of it since"
    assert tap(0, "no_show", 0, seen="anything", key="four").pk == corrected.pk, "they agree: no conflict"
    with reading(cast.tenant):
        assert JournalEntry.objects.filter(kind="events.arrival.noted").count() == 2


def test_without_a_version_the_second_tap_wins(cast, course, tap):
    """Negative control of the test above: who says nothing of what they saw overwrites."""
    _section, _dates, (ana, _ben) = course
    tap(0, "attended", 0)
    tap(0, "no_show", 0, name="ola")
    assert outcome_of(cast, ana) == "no_show"


def test_the_list_answers_a_page_that_waits(cast, course, browse, tap):
    section, dates, (ana, ben) = course
    dev, page = browse("dev"), f"/d/riverbend/events/{section.event_id}/people/"
    say = {
        "on": dates[0].pk,
        "seen": "",
        "key": f"{1:032x}",
        "at": dates[0].begins_at.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
    }
    with clock.standing_at(dates[0].begins_at + 30 * MINUTE):
        assert "Show the code to check in" in dev.get(f"{page}?on={dates[0].pk}").text

        def send(seat, **more):
            return dev.post(f"{page}{seat.pk}/", say | more, headers={"Accept": "application/json"})

        told = send(ana, state="attended")
        assert told.status_code == 200 and told.json()["told"] == "1 there, 1 of 2 noted"
        assert send(ana, state="attended").json()["seen"] == told.json()["seen"], "sent twice"
        clash = send(ana, state="no_show", key=f"{2:032x}")
        assert clash.status_code == 409 and "Dev Patel noted “Attended”" in clash.json()["why"]
        assert send(ben, now="came", key=f"{3:032x}").json()["times"].startswith("from ")
        assert send(ben, state="no_show", key="Ana told me why").status_code == 422, "a key says nothing"
        assert send(ben, times="yes", came="23:59", seen="", key=f"{4:032x}").status_code in (409, 422)
    with reading(cast.tenant):
        noted = Arrival.objects.get(registration=ana)
    assert noted.noted_at == dates[0].begins_at, "the time of the tap, not of its arrival"


def test_a_tap_for_what_is_gone_is_refused_and_lands_nowhere_else(cast, course, browse):
    section, dates, (ana, ben) = course
    dev, page = browse("dev"), f"/d/riverbend/events/{section.event_id}/people/"
    when = [When(one.begins_at, one.ends_at, one.place) for one in dates]
    set_meetings(by=cast.actor("ola"), section=section, meetings=when[:4])
    registration.leave(by=cast.actor("ola"), section=section, person=cast.people["ben"])
    with clock.standing_at(dates[0].begins_at + 30 * MINUTE):

        def send(seat, date):
            say = {"on": date.pk, "state": "attended"}
            return dev.post(f"{page}{seat.pk}/", say, headers={"Accept": "application/json"})

        dropped, given_back = send(ana, dates[4]), send(ben, dates[0])
        assert dropped.status_code == 422 and "This date was dropped" in dropped.json()["why"]
        assert given_back.status_code == 422 and "has no seat here" in given_back.json()["why"]
        for path in (f"{ana.pk}/", "finish/"):
            told = dev.post(f"{page}{path}", {"on": dates[4].pk, "state": "attended"}, follow=True).text
            assert "This date was dropped" in told
    with reading(cast.tenant):
        assert not Arrival.objects.exists()


def test_a_paper_list_is_typed_in_at_once(cast, course, browse, tap):
    _section, dates, (ana, ben) = course
    page = f"/d/riverbend/events/meetings/{dates[0].pk}/"
    dev = browse("dev")
    with clock.standing_at(dates[0].ends_at + HOUR):
        assert "Ana Ruiz" in dev.get(f"{page}sign-in/").text
        shown = dev.get(f"{page}paper/")
        zone = cast.tenant.time_zone
        came = clock.local(dates[0].begins_at + 20 * MINUTE, zone).strftime("%H:%M")
        typed = {"versions": shown.context["versions"], f"state{ana.pk}": "a", "rest": "on"}
        assert dev.post(f"{page}paper/", typed).status_code == 422
        typed |= {f"state{ana.pk}": "attended", f"came{ana.pk}": came}
        tap(1, "attended", 0, name="ola")
        after = dev.post(f"{page}paper/", typed, follow=True).text
    assert (
        "1 note was typed in" in after
        and "Ben Okafor: At " in after
        and "Ola Mensah noted “Attended”" in after
    )
    with reading(cast.tenant):
        noted = {one.registration_id: one for one in Arrival.objects.all()}
    assert (noted[ana.pk].state, noted[ana.pk].how) == ("partial", "paper")
    assert noted[ben.pk].state == "attended", "what was noted meanwhile stays"


def test_however_many_notes_of_a_paper_list_stay_one_message_says_so(cast, workshop, browse, crowd):
    section = workshop(seats=14)
    seats = [registration.register(by=by, section=section, person=one) for one, by in crowd(14)]
    dev = browse("dev")
    with reading(cast.tenant):
        [date] = meetings_of(section)
    with clock.standing_at(date.ends_at + HOUR):
        typed = {f"state{seat.pk}": "attended" for seat in seats}
        for seat in seats:
            attendance.note(by=cast.actor("ola"), section=section, registration=seat, state="no_show")
        page = f"/d/riverbend/events/meetings/{date.pk}/paper/"
        after = dev.post(page, typed | {"versions": "{}"}, follow=True).text
    assert (
        "Of 14 people something else was noted meanwhile: T0 Crowd, " in after and " …. That stays" in after
    )


def test_the_file_has_a_column_for_each_date(cast, course, browse, tap):
    section, _dates, _seats = course
    tap(0, "attended", 0)
    tap(0, "no_show", 1)
    file = browse("dev").get(f"/d/riverbend/events/{section.event_id}/people/?format=csv")
    header, *lines = csv.reader(b"".join(file).decode("utf-8-sig").splitlines())
    assert len(header) == 6 + 5 and header[5] == "Attendance"
    [ana] = [line for line in lines if line[1] == "Ana Ruiz"]
    assert ana[5:] == ["Partly there", "Attended", "Not there", "", "", ""]


def test_the_internal_share_of_hours_is_a_sum(cast, course, tap, attended):
    """Hours by provider, as the facts ``attendance_hours`` hold them: three of our own, one and a half of a partner."""
    partner = organisations.add(
        by=cast.system, kind=OrganisationKind.PARTNER, name="Brook Partners", parent=cast.places["district"]
    )
    given = attended({"begins_in": 2 * DAY}, cora=ArrivalState.ATTENDED)
    with writing(cast.tenant):
        LearningEvent.objects.filter(pk=given.event_id).update(provider=partner)
    for who, date in ((0, 0), (1, 0), (1, 1)):
        tap(who, "attended", date)
    with reading(cast.tenant):
        rows = Registration.objects.filter(attendance__isnull=False).select_related("section__event")
        hours = {None: Decimal(0), partner.pk: Decimal(0)}
        for one in rows.prefetch_related("arrivals"):
            hours[one.section.event.provider_id] += learning.earned(one, meetings_of(one.section)).hours
    assert hours == {None: Decimal(3), partner.pk: Decimal("1.5")}
