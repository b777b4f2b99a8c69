"""A guest from the invitation to the answer: takes part in what is opened to guests, and sees no roster."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client

from groundswell.events.actions import asking, attendance, events
from groundswell.events.choices import ArrivalState
from groundswell.events.models import Registration
from groundswell.kernel import clock
from groundswell.kernel.tenancy import reading
from groundswell.notices.models import OutgoingMail
from groundswell.roster.models import Organisation, Person, Position
from groundswell.surveys.actions import waves
from groundswell.surveys.models import Answer

NEW = "/d/riverbend/people/guests/new/"
MARIA = {
    "given_name": "María", "family_name": "Santos", "email": "maria@families.example", "kind": "guardian",
    "language": "es",
}  # fmt: skip


def person_called(cast, family_name: str) -> Person | None:
    with reading(cast.tenant):
        return Person.objects.filter(family_name=family_name).first()


def publish(cast, title: str, audience: list[str]):
    begins_at = clock.now() + timedelta(days=7)
    section = events.draft(
        by=cast.actor("ola"), title=title, why="So that families are heard.", begins_at=begins_at,
        ends_at=begins_at + timedelta(hours=1), seats=20, place="Alder library", audience=audience,
        facilitators=[cast.people["dev"]],
    )  # fmt: skip
    return events.publish(by=cast.actor("ola"), section=section)


def invited(cast, browse, mailoutbox, **more) -> Client:
    """María opens the mail that the office had sent and presses its button."""
    answer = browse("ola").post(NEW, MARIA | more)
    assert answer.status_code == 302, answer.content.decode()
    browser = Client()
    url = re.search(r"http\S+/invitation/[\w-]+/", mailoutbox[-1].body)[0]
    assert browser.post(urlsplit(url).path).status_code == 302
    return browser


def text(client, path: str) -> str:
    answer = client.get(path, follow=True)
    assert answer.status_code == 200, path
    return " ".join(answer.content.decode().split())


def test_from_the_invitation_to_the_answer(cast, browse, mailoutbox):
    families = publish(cast, "Evening for families", ["guest"])
    publish(cast, "For teachers alone", ["teacher"])
    maria = invited(cast, browse, mailoutbox)
    maria.post("/accounts/logout/")
    maria.post("/accounts/link/", {"email": "maria@families.example"})
    link = re.search(r"http\S+/accounts/link/[\w-]+/", mailoutbox[-1].body)[0]
    maria.post(urlsplit(link).path)
    listed = text(maria, "/d/riverbend/events/")
    assert "Evening for families" in listed and "For teachers alone" not in listed
    here = f"/d/riverbend/events/{families.event_id}/"
    maria.post(f"{here}register/")
    with reading(cast.tenant):
        place = Registration.objects.select_related("person").get(section=families)
        mail = OutgoingMail.objects.get(kind="events.booked", to_person=place.person)
    assert place.has_seat and place.person.guest_kind == "guardian"
    assert mail.language == "es" and mail.calendar["title"] == "Evening for families"
    assert "BEGIN:VCALENDAR" in maria.get(f"{here}calendar.ics").content.decode()
    answer_asked(cast, families, place)


def answer_asked(cast, families, place) -> None:
    """After the evening she is asked, and answers from the mail without signing in."""
    with clock.shifted(timedelta(days=7, hours=2)):
        dev = cast.actor("dev")
        attendance.note(by=dev, section=families, registration=place, state=ArrivalState.ATTENDED)
        attendance.finish(by=dev, section=families)
        asking.ask_all(cast.tenant)
        waves.invite_due(cast.tenant)
        with reading(cast.tenant):
            asked = OutgoingMail.objects.get(kind="surveys.invitation", to_person=place.person)
        path = urlsplit(asked.context["action_url"]).path
        Client().post(path, {"recommend": "9", "confident": "very", "takeaway": "Come again."})
        with reading(cast.tenant):
            assert Answer.objects.filter(wave__title__contains="Evening for families").count() >= 2


def test_a_guest_sees_no_roster(cast, browse, mailoutbox):
    maria = invited(cast, browse, mailoutbox)
    assert maria.get("/d/riverbend/people/").status_code == 403
    assert maria.get(f"/d/riverbend/people/{cast.people['ana'].pk}/").status_code == 404
    school = f"/d/riverbend/schools/{cast.places['alder'].pk}/"
    assert "Ana Ruiz" not in text(maria, school) and "Bao Tran" not in text(maria, school)
    assert maria.get(f"{school}classes/").status_code == 403
    assert maria.get("/d/riverbend/roster/imports/").status_code == 403
    own = person_called(cast, "Santos")
    assert "María Santos" in text(maria, f"/d/riverbend/people/{own.pk}/")


def test_search_finds_for_a_guest_what_a_guest_may_open_and_nobody(cast, browse, mailoutbox):
    publish(cast, "Evening for families", ["guest"])
    publish(cast, "Bao’s evening for teachers", ["teacher"])
    maria = invited(cast, browse, mailoutbox)
    found = text(maria, "/d/riverbend/search/?q=evening")
    assert "Evening for families" in found and "for teachers" not in found
    for name in ("ruiz", "bao", "santos", "ana"):
        assert "/people/" not in text(maria, f"/d/riverbend/search/?q={name}").split("<main")[1]
    assert "Find people" not in text(maria, "/d/riverbend/")


def test_the_guest_reads_the_invitation_in_the_language_that_the_office_chose(cast, browse, mailoutbox):
    browse("ola").post(NEW, MARIA)
    assert mailoutbox[-1].to == ["maria@families.example"]
    assert "Su cuenta" in mailoutbox[-1].subject or "Tu cuenta" in mailoutbox[-1].subject


def test_a_coach_of_a_partner_comes_until_a_day(cast, browse, mailoutbox):
    until = clock.today(cast.tenant.time_zone) + timedelta(days=30)
    coach = {"kind": "coach", "partner": "Tidewater Learning Partners", "until": until.isoformat()}
    client = invited(cast, browse, mailoutbox, **coach)
    with reading(cast.tenant):
        position = Position.objects.select_related("organisation").get(role="external_coach")
    assert position.ends_on == until and position.organisation.kind == "partner"
    assert client.get("/d/riverbend/").status_code == 200
    assert client.get("/d/riverbend/people/").status_code == 403
    with clock.shifted(timedelta(days=32)):
        again = Client()
        again.force_login(position_user(cast), backend="allauth.account.auth_backends.AuthenticationBackend")
        assert again.get("/d/riverbend/").status_code in (403, 404)


def position_user(cast):
    with reading(cast.tenant):
        return Person.objects.select_related("user").get(family_name="Santos").user


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"email": "ana@riverbend.example"}, "the same address"),
        ({"email": "nobody"}, "valid email"),
        ({"kind": "king"}, "valid choice"),
        ({"kind": "coach"}, "which organisation"),
        ({"kind": "coach", "partner": "X", "until": "2001-01-01"}, "lies in the past"),
    ],
)
def test_what_can_not_be_is_told_and_nobody_is_added(cast, browse, mailoutbox, more, words):
    answer = browse("ola").post(NEW, MARIA | more)
    assert answer.status_code in (400, 409) and words in answer.content.decode()
    assert person_called(cast, "Santos") is None and not mailoutbox
    with reading(cast.tenant):
        assert not Organisation.objects.filter(name="X").exists()


def test_only_who_manages_people_invites_guests(cast, browse):
    assert "Invite a guest" in text(browse("ola"), "/d/riverbend/people/")
    assert "Invite a guest" not in text(browse("ana"), "/d/riverbend/people/")
    assert browse("ana").get(NEW).status_code == 403
    assert browse("nils").get(NEW).status_code == 404
