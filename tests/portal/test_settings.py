"""The district's own clock and language change after founding: shown first, for its IT, and nothing is lost by it."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from groundswell.events.actions import events
from groundswell.events.models import Section
from groundswell.kernel import clock
from groundswell.kernel.models import JournalEntry, Tenant
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading, writing
from groundswell.notices.actions import mail
from groundswell.roster.actions import calendar, districts
from groundswell.roster.actions.calendar import PlannedPeriod
from groundswell.roster.models import Organisation, Person
from groundswell.roster.queries import calendar as calendars
from groundswell.roster.rules.lives import Refused
from tests.portal.world import many_schools
from tests.support.statements import statements

HERE = "/d/riverbend/settings/"
CHICAGO, NEW_YORK, HONOLULU = "America/Chicago", "America/New_York", "Pacific/Honolulu"
EVENING = datetime(2026, 3, 17, 3, 30, tzinfo=UTC)  # March 16, half past eleven in the evening in New York


@pytest.fixture(autouse=True)
def evening():
    with clock.standing_at(EVENING):
        yield


def page(client, path=HERE, **query) -> str:
    answer = client.get(path, query)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def workshop(cast, title="Small groups", in_days=7) -> Section:
    begins_at = datetime(2026, 3, 17, 20, tzinfo=UTC) + timedelta(days=in_days)
    section = events.draft(
        by=cast.actor("ola"),
        title=title,
        begins_at=begins_at,
        seats=5,
        ends_at=begins_at + timedelta(hours=1),
    )
    return events.publish(by=cast.actor("ola"), section=section)


def set_clock(cast, zone=CHICAGO, language="en", who="ida") -> Tenant:
    return districts.set_clock(by=cast.actor(who), time_zone=zone, language=language)


def now_set(cast) -> Tenant:
    """The district as it is kept; the cast remembers it as it was founded."""
    return Tenant.objects.get(pk=cast.tenant.pk)


def test_what_it_means_is_shown_and_nothing_changes(cast, browse):
    workshop(cast)
    ida = browse("ida")
    assert "Settings of the district" in page(ida, "/d/riverbend/")
    assert "America/New York" in page(ida)
    shown = page(ida, f"{HERE}clock/", time_zone=CHICAGO, language="es")
    assert "Riverbend County Schools would live in America/Chicago" in shown
    assert "March 16, 2026, 11:30 p.m." in shown and "March 16, 2026, 10:30 p.m." in shown
    assert "March 24, 2026, 4 p.m." in shown and "March 24, 2026, 3 p.m." in shown
    assert "1 event to come keeps its moment" in shown
    assert "The bells of 2 schools ring by the new clock" in shown
    assert "gets mail in Español" in shown or "get mail in Español" in shown
    assert "Today is another date there" not in shown
    assert now_set(cast).time_zone == NEW_YORK


def test_a_school_that_will_close_rings_by_the_new_clock_too(cast, browse):
    for place, day in (("alder", date(2026, 6, 30)), ("birch", date(2025, 6, 30))):
        with writing(cast.tenant):
            Organisation.objects.filter(pk=cast.places[place].pk).update(closed_on=day)
    shown = page(browse("ida"), f"{HERE}clock/", time_zone=CHICAGO, language="en")
    assert "The bells of 1 school ring by the new clock" in shown


def test_it_is_said_when_today_becomes_another_date(cast, browse):
    with clock.standing_at(datetime(2026, 3, 17, 5, 0, tzinfo=UTC)):
        shown = page(browse("ida"), f"{HERE}clock/", time_zone=HONOLULU, language="en")
    assert "Today is another date there" in shown


def test_the_button_sets_it_and_the_way_back_is_the_same(cast, browse):
    section = workshop(cast)
    ida = browse("ida")
    assert ida.post(f"{HERE}clock/", {"time_zone": CHICAGO, "language": "es"}).status_code == 302
    kept = now_set(cast)
    assert (kept.time_zone, kept.language) == (CHICAGO, "es")
    assert "3 p.m." in page(browse("ana"), f"/d/riverbend/events/{section.event_id}/")
    with reading(now_set(cast)):
        entry = JournalEntry.objects.get(kind="roster.district.clock")
        assert Section.objects.get(pk=section.pk).begins_at == section.begins_at, "the moment is the same"
    assert entry.data["before"] == {"time_zone": NEW_YORK, "language": "en"}
    browse("ida").post(f"{HERE}clock/", {"time_zone": NEW_YORK, "language": "en"})
    assert "4 p.m." in page(browse("ana"), f"/d/riverbend/events/{section.event_id}/")


def test_days_and_bells_count_in_the_new_zone_and_a_schools_own_zone_stays(cast):
    calendar.set_bells(by=cast.system, periods=[PlannedPeriod(1, "Block 1", time(8), time(9))])
    calendar.set_time_zone(by=cast.system, school=cast.places["birch"], zone=HONOLULU)
    tuesday = date(2026, 3, 17)

    def rings() -> list[datetime]:
        with reading(now_set(cast)):
            places = [cast.places["alder"], cast.places["birch"]]
            return [calendars.bell_hours(tuesday, place)[0].begins_at.astimezone(UTC) for place in places]

    before = rings()
    set_clock(cast)
    after = rings()
    assert after[0] == before[0] + timedelta(hours=1) and after[1] == before[1]


def test_mail_comes_in_the_districts_language_to_who_chose_none(cast):
    with writing(cast.tenant):
        Person.objects.filter(pk=cast.people["ben"].pk).update(language="en")
    set_clock(cast, zone=NEW_YORK, language="es")
    sent = {}
    for name in ("ana", "ben"):
        with reading(now_set(cast)):
            to = Person.objects.get(pk=cast.people[name].pk)
        sent[name] = mail.send(
            by=Actor.system(now_set(cast)), to=to, kind="notices.test", context={}, key=name
        ).language
    assert sent == {"ana": "es", "ben": "en"}


def test_saying_what_is_true_already_writes_nothing(cast, browse):
    set_clock(cast, zone=NEW_YORK)
    with reading(now_set(cast)):
        assert not JournalEntry.objects.filter(kind="roster.district.clock").exists()
    assert "That is how it is already" in page(
        browse("ida"), f"{HERE}clock/", time_zone=NEW_YORK, language="en"
    )


@pytest.mark.parametrize(
    ("zone", "language"), [("Mars/Olympus", "en"), ("../../etc/passwd", "en"), ("", "en"), (CHICAGO, "tlh")]
)
def test_what_we_do_not_know_is_refused(cast, browse, zone, language):
    with pytest.raises(Refused):
        set_clock(cast, zone, language)
    answer = browse("ida").post(f"{HERE}clock/", {"time_zone": zone, "language": language})
    assert answer.status_code == 400
    assert now_set(cast).time_zone == NEW_YORK


def test_only_district_it_may(cast, browse):
    for path in (HERE, f"{HERE}clock/?time_zone={CHICAGO}&language=en"):
        assert browse("ola").get(path).status_code == 403
        assert browse("noor").get(path).status_code == 404
    assert browse("ola").post(f"{HERE}clock/", {"time_zone": CHICAGO, "language": "en"}).status_code == 403
    with pytest.raises(PermissionDenied):
        set_clock(cast, who="ola")
    assert "Settings of the district" not in page(browse("ana"), "/d/riverbend/")


def test_a_neighbour_keeps_its_clock(cast):
    set_clock(cast)
    assert Tenant.objects.get(pk=cast.other.pk).time_zone == NEW_YORK


def test_the_preview_costs_the_same_whatever_is_planned(cast, browse):
    path = f"{HERE}clock/?time_zone={CHICAGO}&language=es"
    workshop(cast)
    once = statements(browse("ida"), path)
    many_schools(cast, 20)
    for number in range(12):
        workshop(cast, f"Workshop {number}", in_days=8 + number)
    assert statements(browse("ida"), path) == once <= 15
