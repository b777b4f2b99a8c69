"""Signing in with a password, forgetting it, guessing it."""

import time

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import identify_hasher
from django.test import Client

from groundswell.accounts.models import User
from tests.accounts.conftest import PASSWORD, is_signed_in, link_in

LOGIN = "/accounts/login/"


def try_password(client, email, password, **more):
    return client.post(LOGIN, {"login": email, "password": password, **more})


def test_a_password_lets_in_and_is_kept_with_argon2(proved, client):
    ana = proved("ana", password=True)
    assert identify_hasher(ana.password).algorithm == "argon2"
    try_password(client, "Ana@riverbend.example", PASSWORD)
    assert is_signed_in(client)


def test_signing_out_takes_a_press_not_a_look(proved, client):
    proved("ana", password=True)
    try_password(client, "ana@riverbend.example", PASSWORD)
    client.get("/accounts/logout/")
    assert is_signed_in(client)
    client.post("/accounts/logout/")
    assert not is_signed_in(client)


def test_wrong_password_and_unknown_address_get_the_same_answer(proved, client):
    proved("ana", password=True)
    pages = []
    for email in ("ana@riverbend.example", "nobody@riverbend.example", "ben@riverbend.example"):
        page = try_password(client, email, "not the password")
        token = page.context["csrf_token"]
        pages.append(page.content.decode().replace(email, "…").replace(str(token), "…"))
    assert "do not go together" in pages[0]
    assert pages[0].count("csrfmiddlewaretoken") == pages[1].count("csrfmiddlewaretoken")
    strip = [page.split("<h1>")[1].split("csrfmiddlewaretoken")[0] for page in pages]
    assert strip[0] == strip[1] == strip[2]
    errors = [page.split('role="alert"')[1].split("</ul>")[0] for page in pages]
    assert errors[0] == errors[1] == errors[2]


def test_after_five_wrong_guesses_the_right_one_is_refused_too(proved, client):
    proved("ana", password=True)
    for _ in range(5):
        try_password(client, "ana@riverbend.example", "guess")
    locked = try_password(client, "ana@riverbend.example", PASSWORD)
    assert not is_signed_in(client)
    assert "too often" in locked.content.decode()


def test_an_unknown_address_locks_just_the_same(proved, client):
    for _ in range(5):
        try_password(client, "nobody@riverbend.example", "guess")
    assert "too often" in try_password(client, "nobody@riverbend.example", "guess").content.decode()


def test_guessing_at_ana_does_not_lock_ben(proved, client):
    proved("ana", password=True)
    proved("ben", password=True)
    for _ in range(6):
        try_password(client, "ana@riverbend.example", "guess")
    try_password(client, "ben@riverbend.example", PASSWORD)
    assert is_signed_in(client)


@pytest.fixture
def narrow(settings):
    """The limit for one address at a twentieth of its size, so that a test can reach it."""
    limits = settings.ACCOUNT_RATE_LIMITS
    assert limits["login_failed"].startswith("120/m/ip,")
    settings.ACCOUNT_RATE_LIMITS = {**limits, "login_failed": limits["login_failed"].replace("120/m", "6/m")}


def test_one_address_that_tries_many_accounts_is_stopped(proved, client, narrow):
    proved("ana", password=True)
    for number in range(6):
        try_password(client, f"guess{number}@riverbend.example", "guess")
    try_password(client, "ana@riverbend.example", PASSWORD)
    assert not is_signed_in(client)
    client.post(LOGIN, {"login": "ana@riverbend.example", "password": PASSWORD}, REMOTE_ADDR="10.9.8.7")
    assert is_signed_in(client)


def test_a_forwarded_for_header_does_not_buy_more_guesses(proved, client, narrow):
    proved("ana", password=True)
    for number in range(6):
        client.post(
            LOGIN,
            {"login": f"guess{number}@riverbend.example", "password": "guess"},
            headers={"X-Forwarded-For": f"10.0.0.{number}"},
        )
    try_password(client, "ana@riverbend.example", PASSWORD)
    assert not is_signed_in(client)


def test_who_lost_the_password_chooses_a_new_one_and_other_sessions_end(proved, client, mailoutbox):
    proved("ana", password=True)
    elsewhere = Client()
    try_password(elsewhere, "ana@riverbend.example", PASSWORD)
    assert elsewhere.get("/accounts/").status_code == 200

    client.post("/accounts/password/reset/", {"email": "ana@riverbend.example"})
    page = client.get(link_in(mailoutbox[0]), follow=True)
    new = "another 7 quiet harbors"
    client.post(page.redirect_chain[-1][0], {"password1": new, "password2": new})

    assert elsewhere.get("/accounts/").status_code == 302
    try_password(client, "ana@riverbend.example", PASSWORD)
    assert not is_signed_in(client)
    try_password(client, "ana@riverbend.example", new)
    assert is_signed_in(client)


def test_a_reset_link_works_once_and_looking_changes_nothing(proved, client, mailoutbox):
    proved("ana", password=True)
    before = User.objects.get(email="ana@riverbend.example").password
    client.post("/accounts/password/reset/", {"email": "ana@riverbend.example"})
    url = link_in(mailoutbox[0])
    page = client.get(url, follow=True)
    assert User.objects.get(email="ana@riverbend.example").password == before
    new = "another 7 quiet harbors"
    client.post(page.redirect_chain[-1][0], {"password1": new, "password2": new})
    assert "no longer works" in client.get(url, follow=True).content.decode()


def test_asking_for_a_reset_tells_nobody_who_has_an_account(cast, client, mailoutbox):
    known = client.post("/accounts/password/reset/", {"email": "ana@riverbend.example"}, follow=True)
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@riverbend.example"}, follow=True)
    assert known.content == unknown.content
    assert [mail.to for mail in mailoutbox] == [["ana@riverbend.example"]]


def test_changing_the_password_keeps_this_browser_and_ends_the_others(proved, client):
    proved("ana", password=True)
    elsewhere = Client()
    for browser in (client, elsewhere):
        try_password(browser, "ana@riverbend.example", PASSWORD)
    new = "another 7 quiet harbors"
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert client.get("/accounts/").status_code == 200
    assert elsewhere.get("/accounts/").status_code == 302


@pytest.mark.parametrize("weak", ["short", "password123", "ana@riverbend.example"])
def test_weak_passwords_are_refused(cast, client, weak):
    client.force_login(cast.user("ana"), backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["account_authentication_methods"] = [{"method": "link", "at": time.time()}]
    session["account_authentication_methods_user"] = str(cast.user("ana").pk)
    session.save()
    page = client.post("/accounts/password/set/", {"password1": weak, "password2": weak})
    assert page.status_code == 200
    assert "error-summary" in page.content.decode()
    assert not User.objects.get(pk=cast.user("ana").pk).has_usable_password()


@pytest.mark.parametrize(
    "evil", ["https://evil.example/", "//evil.example", "/\\evil.example", "///evil.example"]
)
def test_next_never_leads_out_of_the_house(proved, client, evil):
    proved("ana", password=True)
    answer = try_password(client, "ana@riverbend.example", PASSWORD, next=evil)
    assert answer.status_code == 302
    assert answer.url == "/"


def test_the_session_gets_a_new_key_at_sign_in(proved, client):
    proved("ana", password=True)
    session = client.session
    session["planted"] = "yes"
    session.save()
    planted = session.session_key
    client.cookies["sessionid"] = planted
    try_password(client, "ana@riverbend.example", PASSWORD)
    assert is_signed_in(client)
    assert client.session.session_key != planted


def test_there_is_no_sign_up(cast, client):
    before = User.objects.count()
    data = {"email": "eve@riverbend.example", "password1": PASSWORD, "password2": PASSWORD}
    for path in ("/accounts/signup/", "/accounts/3rdparty/signup/"):
        assert "by invitation" in client.post(path, data).content.decode()
    assert User.objects.count() == before


def test_nobody_takes_another_address(cast, browse):
    ana = browse("ana")
    ana.post("/accounts/email/", {"action_add": "", "email": "superintendent@riverbend.example"})
    assert not EmailAddress.objects.filter(email="superintendent@riverbend.example").exists()


def test_cookies_are_out_of_reach_for_scripts_and_other_sites(proved, client):
    proved("ana", password=True)
    try_password(client, "ana@riverbend.example", PASSWORD)
    cookie = client.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["max-age"]


def test_who_asks_to_stay_signed_in_stays(proved, client):
    proved("ana", password=True)
    try_password(client, "ana@riverbend.example", PASSWORD, remember="on")
    assert client.cookies["sessionid"]["max-age"]
