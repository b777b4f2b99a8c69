"""People of the roster are invited to sign in; nobody gets an account by guessing an address."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from groundswell.accounts.actions import LinkGone
from groundswell.accounts.models import SignInLink, User
from groundswell.kernel import clock
from groundswell.kernel.links import absolute
from groundswell.kernel.models import JournalEntry
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.tenancy import reading, writing
from groundswell.roster.actions import people
from groundswell.roster.actions.invitations import InvitationRefused, accept, invite
from groundswell.roster.models import Person
from groundswell.roster.queries.grants import actor_for_user
from groundswell.roster.queries.memberships import districts_of


def path_of(invitation) -> str:
    return invitation.url.removeprefix(absolute(""))


@pytest.fixture
def eve(cast):
    """Somebody whom the roster lists and who can't sign in yet."""
    return people.add_person(
        by=cast.system, given_name="Eve", family_name="Stone", email="Eve.Stone@riverbend.example"
    )


def again(cast, person):
    with reading(person.tenant):
        return Person.objects.get(pk=person.pk)


def test_eve_is_invited_accepts_and_is_in(cast, eve, client, mailoutbox):
    invitation = invite(by=cast.actor("ida"), person=eve)
    assert mailoutbox[0].to == ["eve.stone@riverbend.example"]
    assert invitation.url in mailoutbox[0].body
    page = client.get(path_of(invitation)).content.decode()
    assert "Eve Stone, you are invited" in page
    assert "Riverbend County Schools" in page
    assert again(cast, eve).user_id is None
    answer = client.post(path_of(invitation), follow=True)
    assert answer.redirect_chain[-1][0] == "/welcome/"
    assert "Welcome" in answer.content.decode()
    user = User.objects.get(email="eve.stone@riverbend.example")
    assert again(cast, eve).user_id == user.pk
    assert not user.has_usable_password()
    with reading(cast.tenant):
        kinds = set(JournalEntry.objects.filter(subject_id=eve.pk).values_list("kind", flat=True))
    assert {"roster.invitation.sent", "roster.invitation.accepted", "roster.person.linked"} <= kinds


def test_a_scanner_accepts_nothing(cast, eve, client):
    url = path_of(invite(by=cast.system, person=eve))
    for _look in range(3):
        client.get(url)
        client.head(url)
    assert SignInLink.objects.get().used_at is None
    assert again(cast, eve).user_id is None


def test_an_invitation_works_once_and_a_new_one_ends_the_old(cast, eve, client):
    old, new = (path_of(invite(by=cast.system, person=eve)) for _ in range(2))
    assert client.post(old).status_code == 410
    assert client.post(new).status_code == 302
    client.post("/accounts/logout/")
    assert client.post(new).status_code == 410


def test_an_invitation_is_over_after_a_week(cast, eve, client):
    url = path_of(invite(by=cast.system, person=eve))
    with clock.shifted(timedelta(days=6, hours=23)):
        assert client.get(url).status_code == 200
    with clock.shifted(timedelta(days=7, minutes=1)):
        assert client.post(url).status_code == 410
    assert again(cast, eve).user_id is None


def test_two_persons_with_one_address_are_refused_with_both_names(cast, eve):
    people.add_person(
        by=cast.system, given_name="Adam", family_name="Stone", email="eve.stone@riverbend.example"
    )
    with pytest.raises(InvitationRefused, match="Eve Stone and Adam Stone have the same address"):
        invite(by=cast.system, person=eve)
    assert not User.objects.filter(email="eve.stone@riverbend.example").exists()


@pytest.mark.parametrize("email", ["", "not an address", "=cmd|x@y"])
def test_without_an_address_that_works_nobody_is_invited(cast, email):
    person = people.add_person(by=cast.system, given_name="Una", family_name="May", email=email)
    with pytest.raises(InvitationRefused, match="Una May has no e-mail address that works"):
        invite(by=cast.system, person=person)


def test_who_signs_in_already_is_not_invited_again(cast):
    with pytest.raises(InvitationRefused, match="signs in already"):
        invite(by=cast.system, person=cast.people["ana"])


def test_who_left_is_neither_invited_nor_let_in(cast, eve, client):
    url = path_of(invite(by=cast.system, person=eve))
    with writing(cast.tenant):
        Person.objects.filter(pk=eve.pk).update(ended_on=clock.today(cast.tenant.time_zone))
    page = client.post(url)
    assert page.status_code == 409
    assert "no longer belong" in page.content.decode()
    assert SignInLink.objects.get().used_at is None
    with pytest.raises(InvitationRefused, match="no longer belongs"):
        invite(by=cast.system, person=again(cast, eve))


def test_an_address_that_the_roster_corrected_since_lets_nobody_in(cast, eve, client):
    url = path_of(invite(by=cast.system, person=eve))
    with writing(cast.tenant):
        Person.objects.filter(pk=eve.pk).update(email="right@riverbend.example")
    assert client.post(url).status_code == 409
    assert again(cast, eve).user_id is None


def test_noor_of_the_other_district_is_linked_only_after_she_accepts(cast, client):
    person = people.add_person(
        by=cast.system, given_name="Noor", family_name="Aziz", email="noor@harbor-point.example"
    )
    invitation = invite(by=cast.system, person=person)
    noor = cast.user("noor")
    assert [tenant.slug for tenant in districts_of(noor)] == ["harbor-point"]
    client.post(path_of(invitation))
    assert [tenant.slug for tenant in districts_of(noor)] == ["harbor-point", "riverbend"]
    page = client.get("/", follow=True)
    assert page.redirect_chain == [("/choose/", 302)]
    assert 'href="/d/harbor-point/"' in page.content.decode()
    assert 'href="/d/riverbend/"' in page.content.decode()


def test_rights_in_two_districts_never_mix(cast, client):
    person = people.add_person(
        by=cast.system,
        given_name="Noor",
        family_name="Aziz",
        email="noor@harbor-point.example",
        guest_kind="visitor",
    )
    client.post(path_of(invite(by=cast.system, person=person)))
    with reading(cast.tenant):
        assert not actor_for_user(cast.user("noor"), cast.tenant).may(Permission.PEOPLE_VIEW)
    with reading(cast.other):
        assert actor_for_user(cast.user("noor"), cast.other).may(Permission.PEOPLE_VIEW)


def test_an_invitation_opens_no_other_persons_account(cast, eve):
    token = path_of(invite(by=cast.system, person=eve)).strip("/").split("/")[-1]
    other = people.add_person(
        by=cast.system, given_name="Otto", family_name="Kern", email="otto@riverbend.example"
    )
    with pytest.raises(LinkGone):
        accept(by=cast.system, person=other, token=token)
    assert SignInLink.objects.get().used_at is None


def test_with_one_district_ana_arrives_in_it(browse):
    assert browse("ana").get("/").url == "/d/riverbend/"


def test_without_a_district_one_reads_what_to_do(cast, client):
    user = User.objects.create_user("stray@elsewhere.example")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get("/")
    assert page.status_code == 200
    assert "No district is waiting for you" in page.content.decode()


def test_a_passer_by_is_sent_to_sign_in(cast, client):
    for path in ("/", "/choose/", "/welcome/"):
        assert client.get(path).url.startswith("/accounts/login/")


def test_the_first_administrator_is_made_on_the_command_line(cast, client):
    said = StringIO()
    who = {"email": "Root@riverbend.example", "given": "Rita", "family": "Root"}
    call_command("create_admin", district="riverbend", stdout=said, **who)
    url = said.getvalue().split("\n")[1]
    client.post(url.removeprefix(absolute("")))
    user = User.objects.get(email="root@riverbend.example")
    with reading(cast.tenant):
        assert actor_for_user(user, cast.tenant).may(Permission.ROSTER_IMPORT)


def test_the_command_says_which_districts_there_are(cast):
    with pytest.raises(CommandError, match=r"Known: .*harbor-point, riverbend"):
        call_command("create_admin", district="atlantis", email="root@riverbend.example")


def test_a_second_administrator_with_the_same_address_leaves_nothing_behind(cast):
    with pytest.raises(CommandError, match="same address"):
        call_command("create_admin", district="riverbend", email="ida@riverbend.example")
    with reading(cast.tenant):
        assert not Person.objects.filter(family_name="Administrator").exists()


def test_a_stranger_in_the_system_cannot_be_the_actor_of_another_district(cast, eve):
    with pytest.raises(Person.DoesNotExist):
        invite(by=Actor.system(cast.other), person=eve)
