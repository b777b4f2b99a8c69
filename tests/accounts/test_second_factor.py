"""A second step: an app's code, recovery codes, and what it protects."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client

from groundswell.accounts import actions
from tests.accounts.conftest import PASSWORD, is_signed_in, link_in

SECRET = "JBSWY3DPEHPK3PXP"


def code_now(secret: str = SECRET) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


@pytest.fixture
def guarded(proved):
    """Ana with a password and an authenticator app."""
    ana = proved("ana", password=True)
    TOTP.activate(ana, SECRET)
    return ana


def sign_in_with_password(client):
    return client.post("/accounts/login/", {"login": "ana@riverbend.example", "password": PASSWORD})


def test_the_password_alone_is_not_enough(guarded, client):
    answer = sign_in_with_password(client)
    assert answer.url == "/accounts/2fa/authenticate/"
    assert not is_signed_in(client)
    assert client.get("/accounts/").status_code == 302
    client.post(answer.url, {"code": code_now()})
    assert is_signed_in(client)


def test_a_link_by_mail_does_not_step_around_it(guarded, client, mailoutbox):
    actions.mail_sign_in_link(email=guarded.email)
    answer = client.post(link_in(mailoutbox[0]))
    assert answer.url == "/accounts/2fa/authenticate/"
    assert not is_signed_in(client)
    client.post(answer.url, {"code": code_now()})
    assert is_signed_in(client)


def test_a_reset_password_does_not_step_around_it(guarded, client, mailoutbox):
    client.post("/accounts/password/reset/", {"email": guarded.email})
    page = client.get(link_in(mailoutbox[0]), follow=True)
    new = "another 7 quiet harbors"
    client.post(page.redirect_chain[-1][0], {"password1": new, "password2": new})
    assert not is_signed_in(client)


def test_a_code_works_once(guarded, client):
    code = code_now()
    for browser, expected in ((client, True), (Client(), False)):
        sign_in_with_password(browser)
        browser.post("/accounts/2fa/authenticate/", {"code": code})
        assert is_signed_in(browser) is expected


def test_guessing_codes_is_stopped(guarded, client):
    sign_in_with_password(client)
    for _ in range(5):
        client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    page = client.post("/accounts/2fa/authenticate/", {"code": code_now()})
    assert not is_signed_in(client)
    assert "too often" in page.content.decode()


def test_a_recovery_code_works_once(guarded, client):
    codes = RecoveryCodes.activate(guarded).get_unused_codes()
    for browser, expected in ((client, True), (Client(), False)):
        sign_in_with_password(browser)
        browser.post("/accounts/2fa/authenticate/", {"code": codes[0]})
        assert is_signed_in(browser) is expected


def test_setting_up_an_app_asks_for_the_password_again(proved, client):
    proved("ana", password=True)
    sign_in_with_password(client)
    setup = "/accounts/2fa/totp/activate/"
    answer = client.get(setup)
    assert answer.url.startswith("/accounts/reauthenticate/")
    client.post(answer.url, {"password": PASSWORD, "next": setup})
    page = client.get(setup)
    secret = page.context["form"].secret
    client.post(setup, {"code": code_now(secret)})
    assert Authenticator.objects.filter(type=Authenticator.Type.TOTP).exists()
    codes = client.get("/accounts/2fa/recovery-codes/").content.decode()
    assert codes.count("<code>") == 10


def test_turning_it_off_asks_again_too_and_tells_ana_by_mail(guarded, client, mailoutbox):
    sign_in_with_password(client)
    client.post("/accounts/2fa/authenticate/", {"code": code_now()})
    off = "/accounts/2fa/totp/deactivate/"
    answer = client.get(off)
    assert "reauthenticate" in answer.url
    assert "reauthenticate" in client.post(off).url
    assert Authenticator.objects.filter(type=Authenticator.Type.TOTP).exists()
    client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": "/accounts/2fa/"})
    client.post(off)
    assert not Authenticator.objects.exists()
    assert mailoutbox[-1].subject == "Authenticator app turned off"
    assert "If it was not you" in mailoutbox[-1].body


def test_without_a_password_an_old_session_must_open_a_new_link_first(proved, client, mailoutbox):
    ana = proved("ana")
    actions.mail_sign_in_link(email=ana.email)
    client.post(link_in(mailoutbox[0]))
    for path in ("/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/add/", "/accounts/password/set/"):
        assert client.get(path).status_code == 200
    session = client.session
    session["account_authentication_methods"] = [{"method": "link", "at": time.time() - 16 * 60}]
    session.save()
    for path in ("/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/add/", "/accounts/password/set/"):
        assert client.get(path).url.startswith("/accounts/link/?next=")


def test_the_pages_of_the_second_step_render(guarded, client):
    sign_in_with_password(client)
    assert "One more step" in client.get("/accounts/2fa/authenticate/").content.decode()
    client.post("/accounts/2fa/authenticate/", {"code": code_now()})
    for path in ("/accounts/", "/accounts/2fa/", "/accounts/2fa/webauthn/", "/accounts/2fa/reauthenticate/"):
        assert client.get(path).status_code == 200
