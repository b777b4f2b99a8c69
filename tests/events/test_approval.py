"""Who asks for a place is decided about with one press from a mail, by who may decide at that moment."""

from datetime import timedelta

import pytest
from django.conf import settings

from groundswell.events.actions import approval, events
from groundswell.events.actions.registration import leave, register
from groundswell.events.models import Registration
from groundswell.events.queries.answers import APPROVE, TAKE_PLACE
from groundswell.kernel import clock
from groundswell.kernel.models import JournalEntry
from groundswell.kernel.tenancy import reading, writing
from groundswell.notices.actions import choosing, outbox
from groundswell.notices.rules import keys
from groundswell.roster.models import Person, Position
from tests.events.test_pages import page, text_of

YES, NO = {"answer": "yes"}, {"answer": "no"}


@pytest.fixture
def asked(cast, workshop):
    """Ana asks for a place; Bao leads her school and is asked."""
    section = workshop(seats=1, approval=True)
    return register(by=cast.actor("ana"), section=section, person=cast.people["ana"])


@pytest.fixture
def link(cast, asked, post):
    """The path of Bao's link."""
    [mail] = post("events.approve")
    assert mail.to_person_id == cast.people["bao"].pk and mail.state == "gathered", "with others, once a day"
    url = mail.context["action_url"]
    return url[url.index("/d/") :]


def written(cast, mail) -> str:
    with reading(cast.tenant):
        return outbox.write(mail, cast.tenant).text


def test_the_principal_approves_with_one_press_and_a_scanner_does_not(cast, asked, link, fresh, post, client):
    assert "Ana Ruiz wants to come to “Small groups that work”" in written(cast, post("events.approve")[0])
    for _scanner in range(3):
        page = text_of(client.get(link))
        client.head(link)
    assert "This link is for Bao" in page and "Ana Ruiz asks for a place" in page
    assert fresh(asked).state == "asked"
    assert client.post(link, YES).status_code == 302
    assert fresh(asked).state == "booked" and len(post("events.booked")) == 1
    assert "Ana Ruiz has a seat and got mail." in text_of(client.get(link))
    for again in (YES, NO | {"reason": "Changed my mind"}):
        page = client.post(link, again)
        assert page.status_code == 409 and "This was decided already" in text_of(page)
    assert fresh(asked).state == "booked"
    with reading(cast.tenant):
        entry = JournalEntry.objects.get(kind="events.registration.approved")
    assert (entry.actor_person, entry.origin) == (cast.people["bao"].pk, "link")
    assert post("events.approve")[0].state == "withdrawn", "decided before the collected mail was made"


def test_no_may_have_a_reason_which_its_reader_gets_and_the_journal_holds_apart(
    cast, asked, link, fresh, post, client, browse
):
    long = client.post(link, NO | {"reason": "x" * (approval.LONGEST + 1)})
    assert "may have 1000 characters" in text_of(long) and fresh(asked).state == "asked"
    client.post(link, NO | {"reason": "You are <on> duty.\n--\nAsk me in May."})
    assert fresh(asked).why_ended == "declined"
    [told] = post("events.declined")
    assert "You are <on> duty.\n—\nAsk me in May." in written(cast, told)
    with reading(cast.tenant):
        entry = JournalEntry.objects.get(kind="events.registration.declined")
        assert "duty" not in str(entry.data) and "duty" in entry.personal.data["reason"]
    assert "Ana Ruiz got mail with the reason" in text_of(client.get(link))
    own = page(asked.section)
    shown = text_of(browse("ana").get(own))
    assert (
        "it was not approved" in shown and "You are &lt;on&gt; duty." in shown and "Ask for a place" in shown
    )
    assert "duty" not in text_of(browse("ben").get(own)), "it is between them"
    again = register(by=cast.actor("ana"), section=asked.section, person=cast.people["ana"])
    assert "duty" not in text_of(browse("ana").get(own)), "now it stands as at first"
    client.post(post("events.approve")[-1].context["action_url"].removeprefix(settings.GROUNDSWELL_URL), NO)
    assert fresh(again).why_ended == "declined" and "duty" not in text_of(browse("ana").get(own))
    why = "Ask your principal or the professional-learning office if you want to know why."
    assert why in written(cast, post("events.declined")[1]) and why in text_of(browse("ana").get(own))


@pytest.mark.parametrize("defended", [True, False])
def test_who_is_principal_no_more_decides_no_more(cast, asked, link, fresh, client, monkeypatch, defended):
    with writing(cast.tenant):
        held = Position.objects.filter(person=cast.people["bao"])
        held.update(begins_on="2020-08-01", ends_on=clock.today(cast.tenant.time_zone) - timedelta(days=1))
    if not defended:
        monkeypatch.setattr(approval, "may_decide", lambda _by, _registration: True)
    assert "You can't decide about this any more" in text_of(client.get(link))
    status = client.post(link, YES).status_code
    assert (status, fresh(asked).state) == ((409, "asked") if defended else (302, "booked"))
    approval.approve(by=cast.actor("ola"), registration=asked) if defended else None


@pytest.mark.parametrize("what", ["taken back", "called off", "begun"])
def test_a_link_that_came_too_late_says_so_and_decides_nothing(cast, asked, link, post, client, what):
    section, later = asked.section, timedelta(0)
    said = {
        "taken back": "Ana Ruiz doesn't ask for the place any more",
        "called off": "This event doesn't take place",
        "begun": "The event has begun",
    }[what]
    if what == "taken back":
        leave(by=cast.actor("ana"), section=section, person=cast.people["ana"])
    elif what == "called off":
        events.cancel(by=cast.actor("ola"), section=section)
    else:
        later = timedelta(days=7, minutes=1)
    with clock.shifted(later):
        page = text_of(client.get(link))
        assert said in page and "<button" not in page
        assert client.post(link, YES).status_code == 409
    with reading(cast.tenant):
        assert not Registration.objects.filter(section=section, state="booked").exists()
    assert post("events.approve")[0].state == ("gathered" if what == "begun" else "withdrawn")


def test_a_key_that_is_not_ours_opens_nothing(cast, asked, link, fresh, client):
    key, bao = link.rstrip("/").rpartition("/")[2], cast.people["bao"].pk
    for made in (
        key.replace(f"-{asked.pk}-", f"-{asked.pk + 1}-"),
        key[:-1],
        keys.key(TAKE_PLACE, cast.tenant, asked.pk, bao),
        keys.key(APPROVE, cast.other, asked.pk, bao),
        keys.key(APPROVE, cast.tenant, asked.pk),
        keys.key(APPROVE, cast.tenant, asked.pk, cast.people["noor"].pk),
    ):
        assert client.post(f"/d/riverbend/events/approve/{made}/", YES).status_code == 404
    assert client.post(f"/d/harbor-point/events/approve/{key}/", YES).status_code == 404
    nobodys = keys.key(APPROVE, cast.tenant, asked.pk, cast.people["ben"].pk)
    assert client.post(f"/d/riverbend/events/approve/{nobodys}/", YES).status_code == 409, "a teacher may not"
    assert fresh(asked).state == "asked"


def test_where_nobody_leads_the_school_the_office_is_asked_and_nobody_decides_about_themselves(
    cast, workshop, post
):
    section = workshop(seats=3, approval=True)
    for name in ("ben", "bao"):
        register(by=cast.actor(name), section=section, person=cast.people[name])
    assert {mail.to_person_id for mail in post("events.approve")} == {cast.people["ola"].pk}


def test_nobody_can_choose_not_to_be_asked_and_a_principal_whom_mail_does_not_reach_is_not_alone(
    cast, workshop, post, browse
):
    choosing.stop(by=cast.actor("bao"), person=cast.people["bao"], what="news")
    section = workshop(seats=3, approval=True)
    shown = text_of(browse("ana").post(page(section, "register/"), follow=True))
    assert "Your principal or the office answers by mail." in shown
    choosing.stop(by=cast.actor("bao"), person=cast.people["bao"], what="news")
    [mail] = post("events.approve")
    assert (mail.to_person_id, mail.state) == (cast.people["bao"].pk, "gathered")
    assert outbox.stop_url(mail, cast.tenant) == "", "no click ends it"
    with writing(cast.tenant):
        Person.objects.filter(pk=cast.people["bao"].pk).update(email="")
    register(by=cast.actor("cora"), section=section, person=cast.people["cora"])
    assert post("events.approve")[-1].to_person_id == cast.people["ola"].pk
