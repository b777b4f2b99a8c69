"""A school's calendar of professional learning: how many go and what it costs, and nobody's name."""

from datetime import UTC, datetime, timedelta

import pytest

from groundswell.events.actions import events, registration
from groundswell.events.models import LearningEvent, Meeting, Registration, Section
from groundswell.events.rules.school_feed import entries_of
from groundswell.kernel import clock
from groundswell.kernel.tenancy import reading, writing
from groundswell.notices.actions import feeds
from groundswell.roster.actions.people import end_position
from groundswell.roster.models import Organisation
from tests.cast import hire
from tests.support.calendars import read
from tests.support.statements import statements

TUESDAY = datetime(2027, 3, 9, 14, tzinfo=UTC)  # nine o'clock
HOUR = timedelta(hours=1)


@pytest.fixture
def in_march(cast):
    with clock.standing_at(TUESDAY - timedelta(days=8)):
        yield cast


@pytest.fixture
def alder(in_march):
    """The address of Alder's calendar."""
    secret = feeds.renew_place(by=in_march.actor("bao"), place=in_march.places["alder"])
    return f"/d/riverbend/events/calendars/{secret}.ics"


def test_it_says_how_many_go_when_and_what_it_costs(in_march, alder, workshop, client, crowd):
    cast = in_march
    section = workshop(begins_at=TUESDAY, ends_at=TUESDAY + 6 * HOUR)
    elsewhere = workshop(title="Only Birch", begins_at=TUESDAY, ends_at=TUESDAY + HOUR)
    for person, by in crowd(3):
        registration.register(by=by, section=section, person=person)
    registration.register(by=cast.actor("ben"), section=elsewhere, person=cast.people["ben"])
    answer = client.get(alder)
    _method, [one] = read(answer.content)
    assert (one.title, one.begins_at, one.place) == (section.event.title, TUESDAY, section.place)
    text = answer.content.decode().replace("\r\n ", "")
    assert "3 people from the school have a seat." in text and "Substitute days in class hours: 3" in text
    assert "Crowd" not in text and "T0" not in text and "Only Birch" not in text
    registration.leave(by=crowd(0) or cast.actor("ola"), section=section, person=_first(section, cast))
    again = client.get(alder, headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 200 and "2 people" in again.content.decode().replace("\r\n ", "")
    assert client.get(alder, headers={"If-None-Match": again["ETag"]}).status_code == 304
    events.cancel(by=cast.actor("ola"), section=section)
    assert read(client.get(alder).content)[1] == []


def _first(section, cast):
    with reading(cast.tenant):
        return Registration.objects.select_related("person").filter(section=section).earliest("pk").person


def test_who_works_elsewhere_now_counts_there(in_march, alder, workshop, client):
    cast = in_march
    hire(cast, "eva", "Eva", "Stone")
    section = workshop(begins_at=TUESDAY, ends_at=TUESDAY + HOUR)
    registration.register(by=cast.actor("eva"), section=section, person=cast.people["eva"])
    assert len(read(client.get(alder).content)[1]) == 1
    with reading(cast.tenant):
        position = cast.people["eva"].positions.get()
    end_position(by=cast.system, position=position, last_day=clock.today("UTC") - timedelta(days=1))
    assert read(client.get(alder).content)[1] == []


def test_the_principal_and_the_office_make_and_end_it_and_nobody_else(in_march, browse, client):
    cast = in_march
    page = f"/d/riverbend/events/schools/{cast.places['alder'].pk}/calendar/"
    for name, status in (("ana", 403), ("noor", 404), ("gus", 403)):
        for method, path in (("get", page), ("post", f"{page}renew/"), ("post", f"{page}end/")):
            assert getattr(browse(name), method)(path).status_code == status
    birch = page.replace(str(cast.places["alder"].pk), str(cast.places["birch"].pk))
    assert browse("bao").get(birch).status_code == 404, "another school's is not there for this principal"
    assert (
        "Calendar of professional learning"
        in browse("bao").get(f"/d/riverbend/schools/{cast.places['alder'].pk}/").content.decode()
    )
    made = browse("bao").post(f"{page}renew/").content.decode()
    address = made.partition('value="http://127.0.0.1:8000')[2].partition('"')[0]
    client.logout()
    assert client.get(address).status_code == 200
    assert address not in browse("ola").get(page).content.decode()
    newer = browse("ola").post(f"{page}renew/").content.decode()
    client.logout()
    assert client.get(address).status_code == 404, "the old one is dead at once"
    newer = newer.partition('value="http://127.0.0.1:8000')[2].partition('"')[0]
    assert client.get(newer.replace("riverbend", "harbor-point")).status_code == 404
    with writing(cast.tenant):
        Organisation.objects.filter(pk=cast.places["alder"].pk).update(closed_on="2027-02-01")
    assert client.get(newer).status_code == 404, "a closed school has no calendar"


def test_a_guess_costs_what_a_revoked_address_costs(in_march, alder, client):
    feeds.revoke_place(by=in_march.actor("ola"), place=in_march.places["alder"])
    secret = alder.rpartition("/")[2].removesuffix(".ics")
    bodies, costs = set(), set()
    for wrong in (secret, "x" * 43, "y" * 43):
        path = alder.replace(secret, wrong)
        costs.add(statements(client, path, status=404))
        bodies.add(len(client.get(path).content.replace(wrong.encode(), b"")))
    assert len(costs) == 1 and len(bodies) == 1


def many(cast, number: int) -> None:
    """So many sections with a date each, in which Ana has a seat: rows below the verbs."""
    tenant, begins = cast.tenant, TUESDAY
    with writing(tenant):
        event = LearningEvent.objects.create(
            tenant=tenant, title="Many", state="published", published_at=TUESDAY
        )
        sections = Section.objects.bulk_create(
            Section(
                tenant=tenant, event=event, number=at + 1, state="published", begins_at=begins, ends_at=begins + HOUR,
                registration_opens_at=begins, registration_closes_at=begins, cap=9, seats=9, seats_taken=1,
            )
            for at in range(number)
        )  # fmt: skip
        Meeting.objects.bulk_create(
            Meeting(tenant=tenant, section=one, begins_at=one.begins_at, ends_at=one.ends_at)
            for one in sections
        )
        Registration.objects.bulk_create(
            Registration(tenant=tenant, section=one, person=cast.people["ana"], state="booked", line=1)
            for one in sections
        )


@pytest.mark.proof
def test_two_thousand_dates_ask_no_more_than_one(in_march, alder, client, django_assert_num_queries):
    many(in_march, 1)
    with reading(in_march.tenant), django_assert_num_queries(7):
        assert len(entries_of(in_march.places["alder"])) == 1
    with writing(in_march.tenant):
        Registration.objects.all().delete()
    many(in_march, 2000)
    with reading(in_march.tenant), django_assert_num_queries(7):
        assert len(entries_of(in_march.places["alder"])) == 2000
    assert client.get(alder).content.count(b"BEGIN:VEVENT") == 2000
