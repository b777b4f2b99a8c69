"""The office invites somebody of the roster from their page; nobody else can."""

import re

import pytest
from django.core import mail

from groundswell.roster.actions import people


@pytest.fixture
def eve(cast):
    """A colleague who can't sign in yet."""
    return people.add_person(
        by=cast.system, given_name="Eve", family_name="Stone", email="eve@riverbend.example"
    )


def invite(client, person):
    return client.post(f"/d/riverbend/people/{person.pk}/invite/", follow=True)


def test_the_office_invites_and_the_mail_holds_a_link(browse, eve):
    assert b"Invite by mail" in browse("ola").get(f"/d/riverbend/people/{eve.pk}/").content
    page = invite(browse("ola"), eve)
    assert "on its way to eve@riverbend.example" in page.content.decode()
    assert mail.outbox[-1].to == ["eve@riverbend.example"]
    assert re.search(r"/invitation/[\w-]+/", mail.outbox[-1].body)


def test_who_has_no_address_is_not_invited_and_the_page_says_why(cast, browse):
    nobody = people.add_person(by=cast.system, given_name="No", family_name="Mail")
    sent = len(mail.outbox)
    page = invite(browse("ola"), nobody)
    assert page.status_code == 200
    assert len(mail.outbox) == sent


def test_a_teacher_can_not_invite(browse, eve):
    assert invite(browse("ana"), eve).status_code == 403
    assert b"Invite by mail" not in browse("ana").get(f"/d/riverbend/people/{eve.pk}/").content


def test_somebody_next_door_can_not_invite(browse, eve):
    assert invite(browse("nils"), eve).status_code == 404
