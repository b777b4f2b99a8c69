"""Visits: two visitors without a conflict, written into calendars, moved and called off."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied

from groundswell.cohorts.actions import readers, visits
from groundswell.cohorts.models import ConflictOfInterest, Reading, SchoolVisit
from groundswell.cohorts.rules.refusals import Refused
from groundswell.kernel import clock
from groundswell.kernel.tenancy import reading, writing
from groundswell.notices.actions import busy
from groundswell.notices.models import BusyTime, OutgoingMail
from groundswell.roster.choices import PositionRole
from groundswell.roster.models import School
from tests.cast import hire
from tests.cohorts.conftest import during
from tests.cohorts.deciding_story import fresh, scored

pytestmark = pytest.mark.django_db

PLACES = {"alder": (-80.8, 35.2), "cedar": (-80.7, 35.2), "dogwood": (-80.6, 35.2), "elm": (-80.9, 35.3)}


@pytest.fixture
def ready(cast, story):
    """Four schools to visit, three visitors."""
    scored(cast, story, dict.fromkeys(PLACES, (3, 3)))
    story.settle("interest", "screening", "reading", "approval")
    with writing(cast.tenant):
        for name, (longitude, latitude) in PLACES.items():
            School.objects.filter(pk=cast.places[name].pk).update(longitude=longitude, latitude=latitude)
    for name in ("vera", "viktor", "vivian"):
        hire(cast, name, name.title(), "Visits", PositionRole.DISTRICT_SPECIALIST, "district")
        readers.add_reader(by=cast.actor("ola"), phase=story.phase("visit"), person=cast.people[name])
    return story


def days(story, count=2):
    first = story.phase("visit").opens_at.date() + timedelta(days=1)
    return [first + timedelta(days=at) for at in range(count)]


def planned(cast, story, count=2, **more):
    with during(story.phase("visit")):
        return visits.schedule(
            by=cast.actor("ola"), phase=story.phase("visit"), days=days(story, count), **more
        )


def test_every_school_gets_a_visit_by_two_who_may_and_can(cast, ready):
    with writing(cast.tenant):
        vera = readers.found.active_readers(ready.phase("visit")).get(person=cast.people["vera"])
        ConflictOfInterest.objects.create(
            tenant=cast.tenant, reader=vera, candidacy=ready.candidacy("cedar"), kind="declared"
        )
    made = planned(cast, ready)
    assert len(made.visits) == 4 and "drive" in made.said
    with reading(cast.tenant):
        rows = list(SchoolVisit.objects.prefetch_related("readings__reader"))
        assert {one.candidacy.school.name for one in rows} == {
            "Alder Elementary", "Cedar School", "Dogwood School", "Elm School",
        }  # fmt: skip
        by_visit = {one: {row.reader.person_id for row in one.readings.all()} for one in rows}
    assert all(len(who) == 2 for who in by_visit.values())
    cedar = next(who for one, who in by_visit.items() if one.candidacy_id == ready.candidacy("cedar").pk)
    assert cast.people["vera"].pk not in cedar
    here = ZoneInfo(cast.tenant.time_zone)
    for one, who in by_visit.items():
        begins, ends = one.begins_at.astimezone(here), one.ends_at.astimezone(here)
        assert begins.hour >= 8 and (ends.hour, ends.minute) <= (15, 0)
        for other, others in by_visit.items():
            if other != one and who & others:
                assert one.ends_at <= other.begins_at or other.ends_at <= one.begins_at


def test_calendars_hear_of_it_and_the_time_is_taken(cast, ready):
    planned(cast, ready)
    with reading(cast.tenant):
        mails = list(OutgoingMail.objects.filter(kind="cohorts.visit"))
        taken = BusyTime.objects.filter(key__startswith="cohorts.visit:")
        assert taken.count() == 8
    assert len(mails) == 12  # two visitors and the principal of four schools
    one = mails[0]
    assert one.calendar["method"] == "REQUEST" and one.calendar["sequence"] == 0
    assert len({mail.calendar["uid"] for mail in mails}) == 12


def test_who_is_busy_is_not_sent(cast, ready):
    here = ZoneInfo(cast.tenant.time_zone)
    first = datetime.combine(days(ready)[0], time(), here)
    for name in ("viktor", "vivian"):
        busy.put(
            by=cast.system, person=cast.people[name], key="course", begins_at=first, ends_at=first + timedelta(days=1),
            label="A course",
        )  # fmt: skip
    planned(cast, ready, 3)
    with reading(cast.tenant):
        on = {one.begins_at.astimezone(here).date() for one in SchoolVisit.objects.all()}
    assert on <= set(days(ready, 3)[1:])


def test_no_order_says_what_is_missing(cast, ready):
    with reading(cast.tenant):
        some = list(readers.found.active_readers(ready.phase("visit")))
    for one in some[:2]:
        readers.drop(by=cast.actor("ola"), reader=one, reason="Ill.")
    with pytest.raises(Refused, match="There is 1 visitor, and each visit takes 2"):
        planned(cast, ready)
    with reading(cast.tenant):
        assert not SchoolVisit.objects.exists()


def test_a_visit_moves_with_its_calendar_entries_and_not_into_somebodys_time(cast, ready):
    one = planned(cast, ready).visits[0]
    with reading(cast.tenant):
        who = [
            row.reader.person for row in Reading.objects.filter(visit=one).select_related("reader__person")
        ]
    later = one.begins_at + timedelta(days=6)
    busy.put(
        by=cast.system, person=who[0], key="course", begins_at=later, ends_at=later + timedelta(hours=1), label="Course"
    )  # fmt: skip
    with during(ready.phase("visit")):
        with pytest.raises(Refused, match=f"{who[0].name}: Course"):
            visits.move(by=cast.actor("ola"), visit=one, begins_at=later)
        with pytest.raises(Refused, match="That moment is over"):
            visits.move(by=cast.actor("ola"), visit=one, begins_at=clock.now() - timedelta(hours=1))
        with pytest.raises(PermissionDenied):
            visits.move(by=cast.actor("vera"), visit=one, begins_at=later + timedelta(hours=2))
        moved = visits.move(by=cast.actor("ola"), visit=one, begins_at=later + timedelta(hours=2))
    assert moved.sequence == 1 and moved.ends_at - moved.begins_at == timedelta(minutes=90)
    with reading(cast.tenant):
        told = OutgoingMail.objects.filter(key__startswith=f"cohorts.visit:{one.pk}:").order_by("pk")
        uids = {mail.calendar["uid"] for mail in told}
        assert len(told) == 6 and len(uids) == 3
        assert {mail.calendar["sequence"] for mail in told} == {0, 1}
        key = f"cohorts.visit:{one.pk}"
        assert BusyTime.objects.filter(key=key, begins_at=moved.begins_at).count() == 2


def test_a_visit_that_is_called_off_leaves_calendars_and_can_be_planned_anew(cast, ready):
    one = planned(cast, ready).visits[0]
    with during(ready.phase("visit")):
        with pytest.raises(Refused, match="Say why"):
            visits.cancel(by=cast.actor("ola"), visit=one, reason="")
        visits.cancel(by=cast.actor("ola"), visit=one, reason="Snow.")
        with pytest.raises(Refused, match="called off before"):
            visits.cancel(by=cast.actor("ola"), visit=one, reason="Snow.")
    with reading(cast.tenant):
        gone = list(OutgoingMail.objects.filter(kind="cohorts.visit_gone"))
        assert len(gone) == 3 and {mail.calendar["method"] for mail in gone} == {"CANCEL"}
        assert not BusyTime.objects.filter(key=f"cohorts.visit:{one.pk}").exists()
        assert set(Reading.objects.filter(visit=one).values_list("state", flat=True)) == {"released"}
    assert [made.candidacy_id for made in planned(cast, ready, seed=2).visits] == [one.candidacy_id]


def test_a_visit_that_was_scored_took_place(cast, ready):
    one = planned(cast, ready).visits[0]
    with writing(cast.tenant):
        Reading.objects.filter(visit=one).update(state="done", total=3, done_at=clock.now())
    with during(ready.phase("visit")), pytest.raises(Refused, match="it took place"):
        visits.cancel(by=cast.actor("ola"), visit=one, reason="Snow.")


def test_the_office_plans_on_a_page_and_nobody_else(cast, client, ready):
    address = f"/d/riverbend/calls/{ready.call.pk}/visits/"
    first, last = days(ready)[0], days(ready, 5)[-1]
    with during(ready.phase("visit")):
        client.force_login(cast.user("ola"))
        assert "4 schools have no visit yet" in client.get(address).content.decode()
        assert client.post(address, {"first": last, "last": first, "minutes": 90}).status_code == 422
        said = {"first": first, "last": last, "minutes": 90}
        assert client.post(address, said).status_code == 302
        page = client.get(address).content.decode()
        assert "Every school has its visit" in page and "Vera Visits" in page
        with reading(cast.tenant):
            one = SchoolVisit.objects.first()
        assert client.get(f"/d/riverbend/visits/{one.pk}/").status_code == 200
        day = (fresh(cast, one).begins_at + timedelta(days=3)).date()
        assert client.post(f"/d/riverbend/visits/{one.pk}/", {"day": day, "hour": "10:00"}).status_code == 302
        assert client.post(f"/d/riverbend/visits/{one.pk}/cancel/", {"reason": "Snow."}).status_code == 302
        for name in ("vera", "leo", "bao"):
            client.force_login(cast.user(name))
            assert client.get(address).status_code == 403
            assert client.get(f"/d/riverbend/visits/{one.pk}/").status_code == 403
