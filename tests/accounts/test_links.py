"""A link in a mail lets one person in, once, on a button."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress

from groundswell.accounts import actions
from groundswell.accounts.choices import LinkPurpose
from groundswell.accounts.models import SignInLink, User
from groundswell.accounts.queries import live_link
from groundswell.kernel import clock
from tests.accounts.conftest import is_signed_in, link_in
from tests.support.racing import results, start

ASK = "/accounts/link/"


def ask(client, mailoutbox, email, **more):
    client.post(ASK, {"email": email, **more})
    return link_in(mailoutbox[-1])


def test_ana_asks_for_a_link_and_signs_in_with_its_button(cast, client, mailoutbox):
    url = ask(client, mailoutbox, " Ana@Riverbend.example ")
    page = client.get(url)
    assert page.status_code == 200
    assert "ana@riverbend.example" in page.content.decode()
    assert not is_signed_in(client)
    answer = client.post(url)
    assert answer.status_code == 302
    assert is_signed_in(client)
    assert EmailAddress.objects.get(email="ana@riverbend.example").verified


def test_a_mail_scanner_that_looks_spends_nothing(cast, client, mailoutbox):
    url = ask(client, mailoutbox, "ana@riverbend.example")
    for _look in range(3):
        client.get(url)
        client.head(url)
        client.options(url)
    assert SignInLink.objects.get().used_at is None
    assert not EmailAddress.objects.filter(verified=True).exists()
    client.post(url)
    assert is_signed_in(client)


def test_a_link_works_once(cast, client, mailoutbox):
    url = ask(client, mailoutbox, "ana@riverbend.example")
    client.post(url)
    client.post("/accounts/logout/")
    again = client.post(url)
    assert again.status_code == 410
    assert not is_signed_in(client)
    assert client.get(url).status_code == 410


def test_a_link_is_over_after_fifteen_minutes(cast, client, mailoutbox):
    url = ask(client, mailoutbox, "ana@riverbend.example")
    with clock.shifted(timedelta(minutes=14, seconds=50)):
        assert client.get(url).status_code == 200
    with clock.shifted(timedelta(minutes=15, seconds=1)):
        assert client.get(url).status_code == 410
        assert client.post(url).status_code == 410
    assert not is_signed_in(client)


def test_a_forwarded_link_says_whose_it_is_to_who_is_signed_in_as_another(browse, mailoutbox):
    ben = browse("ben")
    actions.mail_sign_in_link(email="ana@riverbend.example")
    page = ben.get(link_in(mailoutbox[-1])).content.decode()
    assert "Sign in as ana@riverbend.example" in page
    assert "signed in here as ben@riverbend.example" in page


def test_the_button_signs_out_whoever_was_signed_in_before(cast, browse, mailoutbox):
    ben = browse("ben")
    actions.mail_sign_in_link(email="ana@riverbend.example")
    ben.post(link_in(mailoutbox[-1]))
    assert int(ben.session["_auth_user_id"]) == cast.user("ana").pk


def test_an_unknown_address_gets_the_same_answer_and_no_mail(cast, client, mailoutbox):
    known = client.post(ASK, {"email": "ana@riverbend.example"}, follow=True)
    unknown = client.post(ASK, {"email": "nobody@riverbend.example"}, follow=True)
    assert known.redirect_chain == unknown.redirect_chain
    assert known.content == unknown.content
    assert [mail.to for mail in mailoutbox] == [["ana@riverbend.example"]]


def test_asking_too_often_is_refused_for_known_and_unknown_alike(cast, client, mailoutbox):
    for email in ("ana@riverbend.example", "nobody@riverbend.example"):
        answers = [client.post(ASK, {"email": email}).status_code for _ in range(4)]
        assert answers == [302, 302, 302, 429]
    assert len(mailoutbox) == 3


def test_a_closed_account_gets_no_link_and_an_older_one_stops(cast, client, mailoutbox):
    url = ask(client, mailoutbox, "ana@riverbend.example")
    User.objects.filter(email="ana@riverbend.example").update(is_active=False)
    assert client.post(url).status_code == 410
    client.post(ASK, {"email": "ana@riverbend.example"})
    assert len(mailoutbox) == 1


def test_the_database_keeps_no_token(cast, client, mailoutbox):
    url = ask(client, mailoutbox, "ana@riverbend.example")
    token = url.strip("/").split("/")[-1]
    kept = SignInLink.objects.values().get()
    assert token not in str(kept)
    assert len(token) >= 43


def test_an_invitation_is_no_sign_in_link(cast, client):
    issued = actions.issue_link(user=cast.user("ana"), purpose=LinkPurpose.INVITATION, reference="1:1")
    assert client.post(f"/accounts/link/{issued.token}/").status_code == 410


def test_the_link_leads_where_the_reader_wanted_to_go(cast, client, mailoutbox):
    url = ask(client, mailoutbox, "ana@riverbend.example", next="/d/riverbend/events/")
    page = client.get(url).content.decode()
    assert "/d/riverbend/events/" in page
    assert client.post(url, {"next": "/d/riverbend/events/"}).url == "/d/riverbend/events/"


@pytest.mark.parametrize(
    "evil", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_the_link_never_leads_elsewhere(cast, client, mailoutbox, evil):
    url = ask(client, mailoutbox, "ana@riverbend.example", next=evil)
    assert "evil" not in url
    assert client.post(f"{url.split('?')[0]}?next={evil}", {"next": evil}).url == "/"


def test_the_mail_is_marked_as_a_secret_for_the_outbox(cast, client, mailoutbox):
    ask(client, mailoutbox, "ana@riverbend.example")
    assert mailoutbox[0].extra_headers["X-Groundswell-Secret"] == "sign-in"


def test_of_two_who_saw_the_same_live_link_one_takes_it(cast):
    issued = actions.issue_link(user=cast.user("ana"), purpose=LinkPurpose.SIGN_IN)
    first = live_link(issued.token, LinkPurpose.SIGN_IN)
    second = live_link(issued.token, LinkPurpose.SIGN_IN)
    assert [actions._take(first), actions._take(second)] == [True, False]


@pytest.mark.slow
@pytest.mark.proof
def test_six_press_the_button_at_once_and_one_gets_in(apart):
    [token] = results([start(apart, "tests.accounts.racers:issue", "ana@riverbend.example")])
    answers = results([start(apart, "tests.accounts.racers:press", token) for _ in range(6)])
    assert sorted(answers) == ["gone"] * 5 + ["in"]


def test_links_long_over_are_removed(cast):
    actions.issue_link(user=cast.user("ana"), purpose=LinkPurpose.SIGN_IN)
    with clock.shifted(timedelta(days=32)):
        actions.issue_link(user=cast.user("ben"), purpose=LinkPurpose.SIGN_IN)
    assert [link.user for link in SignInLink.objects.all()] == [cast.user("ben")]
