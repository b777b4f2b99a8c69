"""Whoever takes up a position at a school that has an institute is offered the next one, once."""

from datetime import timedelta

import pytest

from groundswell.events.actions import events, onboarding, surge
from groundswell.events.actions.registration import register
from groundswell.events.models import AgendaSegment, Registration
from groundswell.kernel import clock
from groundswell.kernel.tenancy import reading, writing
from groundswell.notices.actions import outbox
from groundswell.roster.actions import people
from groundswell.roster.choices import PositionRole
from groundswell.roster.models import Person
from tests.cast import hire
from tests.events.test_pages import text_of
from tests.support.statements import MOST, statements

DAY = timedelta(days=1)


@pytest.fixture
def institute(cast, workshop):
    """``institute()``: an institute for Alder's people, a month ahead."""

    def make(**values):
        said = {
            "kind": "institute", "title": "Summer institute", "begins_in": 30 * DAY, "seats": 30,
            "audience": [f"school:{cast.places['alder'].pk}", "role:teacher"],
        }  # fmt: skip
        section = workshop(published=False, **said | values)
        with writing(cast.tenant):
            for at, kind in enumerate(("unpack_standard", "explore_strategies", "write_plan")):
                AgendaSegment.objects.create(
                    tenant=cast.tenant, event=section.event, title=kind, kind=kind, minutes=30, order=at
                )
        return events.publish(by=cast.actor("ola"), section=section)

    return make


@pytest.fixture
def long_here(cast):
    """The cast took up their work years ago: their entries in the journal are old."""
    with clock.shifted(400 * DAY):
        yield


@pytest.fixture
def offered(cast, post):
    """``offered(1)``: the morning of tomorrow; to whom the institute was offered so far."""

    def morning(days: int) -> list[str]:
        with clock.shifted((400 + days) * DAY):
            onboarding.offer_due(cast.tenant)
        return [mail.to_name for mail in post("events.onboarding")]

    return morning


def test_who_is_new_is_offered_the_institute_with_one_press_and_nobody_else(
    cast, long_here, institute, offered, post, client
):
    section = institute()
    assert offered(0) == [], "who has long been here is not asked"
    hire(cast, "zoe", "Zoe", "Hill")
    hire(cast, "yan", "Yan", "Li", place="birch")
    hire(cast, "pat", "Pat", "Cole", role=PositionRole.SUPPORT_STAFF)
    people.give_position(  # Ana's second hat at the same school is nothing new
        by=cast.system, person=cast.people["ana"], organisation=cast.places["alder"], role="teacher_leader"
    )
    people.give_position(  # and one at another school brings no institute of the one where she always was
        by=cast.system, person=cast.people["ana"], organisation=cast.places["birch"], role="teacher_leader"
    )
    assert offered(1) == ["Zoe Hill"]
    assert offered(2) == ["Zoe Hill"], "once"
    [mail] = post("events.onboarding")
    assert mail.state == "gathered", "it comes with what else is collected"
    with reading(cast.tenant):
        text = outbox.write(mail, cast.tenant).text
    assert "welcome to your new work" in text and "So that every student is heard." in text
    url = mail.context["action_url"]
    url = url[url.index("/d/") :]
    assert "Take a seat" in text_of(client.get(url))
    client.post(url, {"answer": "yes"})
    with reading(cast.tenant):
        assert Registration.objects.get(section=section).person_id == mail.to_person_id
    events.cancel(by=cast.actor("ola"), section=section)
    assert post("events.onboarding")[0].state == "withdrawn", "it had not left"
    institute(title="Next summer")
    assert offered(3) == ["Zoe Hill", "Zoe Hill"], "the next one is offered to who has not been"


def test_who_begins_later_is_asked_then_and_who_comes_or_is_through_is_not(
    cast, long_here, institute, offered, post, client
):
    section = institute()
    today = clock.today(cast.tenant.time_zone)
    days = {"later": (20, 90), "came": (0, 90), "over": (-2, -1)}
    for name, (begins, ends) in days.items():
        person = people.add_person(
            by=cast.system, given_name=name, family_name="One", email=f"{name}@riverbend.example"
        )
        people.give_position(
            by=cast.system, person=person, organisation=cast.places["alder"], role="teacher",
            begins_on=today + begins * DAY, ends_on=today + ends * DAY,
        )  # fmt: skip
        if name == "came":
            register(by=cast.actor("ola"), section=section, person=person)
    assert (offered(1), offered(20)) == ([], ["later One"])
    url = post("events.onboarding")[0].context["action_url"]
    with clock.shifted(420 * DAY):
        assert client.post(url[url.index("/d/") :], {"answer": "yes"}).status_code == 302, "they may press"


def test_where_the_first_section_is_called_off_the_second_is_offered_and_a_morning_looks_once(
    cast, long_here, institute, offered
):
    section, ola = institute(), cast.actor("ola")
    surge.open_another(by=ola, section=section, facilitators=[cast.people["dev"]], cap=5, despite_clash=True)
    hire(cast, "zoe", "Zoe", "Hill")
    assert offered(1) == ["Zoe Hill"]
    with clock.shifted(401 * DAY), reading(cast.tenant):
        assert onboarding.due(cast.tenant) == 0, "roster files are read once a morning"
    events.cancel(by=ola, section=section)
    assert offered(2) == ["Zoe Hill", "Zoe Hill"]


def test_an_institute_for_everybody_is_no_such_one(cast, long_here, institute, offered):
    institute(audience=["role:teacher"])
    hire(cast, "zoe", "Zoe", "Hill")
    assert offered(1) == []


def test_the_school_page_shows_who_has_not_been_to_who_leads_it(cast, browse, attended, institute):
    page = f"/d/riverbend/schools/{cast.places['alder'].pk}/"
    assert "Not yet at the institute" not in text_of(browse("bao").get(page))
    institute(audience=[f"school:{cast.places['alder'].pk}"])
    shown = text_of(browse("bao").get(page))
    assert "3 people have not been" in shown
    assert statements(browse("bao"), page) <= MOST
    with writing(cast.tenant):
        gone = Person.objects.filter(pk=cast.people["cora"].pk)
        gone.update(ended_on=clock.today(cast.tenant.time_zone))
    assert "2 people have not been" in text_of(browse("bao").get(page)), "who left is not looked for"
    with writing(cast.tenant):
        gone.update(ended_on=None)
    been = {"kind": "institute", "title": "Earlier", "audience": []}
    attended(been, ana="attended")
    shown = text_of(browse("bao").get(page))
    part = shown[shown.index("Not yet at the institute") :]
    assert "2 people have not been" in part and "Cora Lind" in part
    assert "Not yet at the institute" not in text_of(browse("cora").get(page)), "a colleague's is theirs"
