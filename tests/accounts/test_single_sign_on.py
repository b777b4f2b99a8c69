"""Single sign-on against a real OpenID Connect provider on loopback."""

import html
import re
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from django.conf import settings as django_settings
from django.test import Client

from groundswell.accounts.models import User
from tests.accounts.conftest import is_signed_in

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

START = "/accounts/oidc/district/login/"
CALLBACK = "http://testserver/accounts/oidc/district/login/callback/"


@pytest.fixture
def provider(iam_server, settings):
    """The district's provider and we know each other. ``provider("ana@…", proved="true")`` signs somebody in there."""
    app = iam_server.models.Client(
        client_id="groundswell",
        client_secret="a secret of two",
        client_name="Groundswell",
        client_uri="http://testserver",
        redirect_uris=[CALLBACK],
        grant_types=["authorization_code"],
        response_types=["code"],
        token_endpoint_auth_method="client_secret_post",
        scope=["openid", "profile", "email"],
    )
    iam_server.backend.save(app)
    app.audience = [app]
    iam_server.backend.save(app)
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "district",
                    "name": "Riverbend sign-on",
                    "client_id": "groundswell",
                    "secret": "a secret of two",
                    "settings": {"server_url": iam_server.url.rstrip("/")},
                }
            ],
        }
    }
    made = []

    def somebody(email: str, *, proved: str = "true"):
        mapping = iam_server.app.config["CANAILLE_OIDC"]["USERINFO_MAPPING"]
        mapping["EMAIL_VERIFIED"] = proved
        user = iam_server.random_user(emails=[email], user_name=email.split("@")[0])
        made.append(user)
        iam_server.login(user)
        iam_server.consent(user, app)
        return iam_server

    yield somebody
    iam_server.logout()
    for one in [*made, app]:
        iam_server.backend.delete(one)


def sign_on(client: Client, server, **data):
    """Press the button, go to the provider, come back."""
    page = client.post(START, data).content.decode()
    away = html.unescape(re.search(r'content="0;url=([^"]+)"', page)[1])
    assert away.startswith(server.url)
    back = server.test_client.get(urlsplit(away)._replace(scheme="", netloc="").geturl())
    assert back.location.startswith(CALLBACK), back.location
    assert "error=" not in back.location, back.location
    return client.get(back.location.removeprefix("http://testserver"))


def test_ana_signs_in_with_the_districts_account(cast, client, provider):
    server = provider("ana@riverbend.example")
    assert "Sign in with Riverbend sign-on" in client.get("/accounts/login/").content.decode()
    answer = sign_on(client, server)
    assert answer.url == "/"
    assert is_signed_in(client)
    assert SocialAccount.objects.get().user == cast.user("ana")
    assert EmailAddress.objects.get(email="ana@riverbend.example").verified


def test_she_is_known_by_her_subject_the_second_time(cast, client, provider):
    server = provider("ana@riverbend.example")
    sign_on(client, server)
    client.post("/accounts/logout/")
    sign_on(client, server)
    assert is_signed_in(client)
    assert SocialAccount.objects.count() == 1


def test_an_unknown_address_makes_no_account(cast, client, provider):
    before = User.objects.count()
    page = sign_on(client, provider("stranger@elsewhere.example"))
    assert "by invitation" in page.content.decode()
    assert not is_signed_in(client)
    assert User.objects.count() == before


@pytest.mark.parametrize("said", ["false", ""])
def test_an_address_that_the_provider_has_not_proved_opens_no_account(cast, client, provider, said):
    sign_on(client, provider("ana@riverbend.example", proved=said))
    assert not is_signed_in(client)
    assert not SocialAccount.objects.exists()


def test_the_second_step_is_asked_here_too(cast, client, provider, proved):
    TOTP.activate(proved("ana"), "JBSWY3DPEHPK3PXP")
    answer = sign_on(client, provider("ana@riverbend.example"))
    assert answer.url == "/accounts/2fa/authenticate/"
    assert not is_signed_in(client)


def test_an_answer_that_this_browser_did_not_ask_for_is_refused(cast, client, provider):
    server = provider("ana@riverbend.example")
    page = Client().post(START).content.decode()
    away = html.unescape(re.search(r'content="0;url=([^"]+)"', page)[1])
    back = server.test_client.get(urlsplit(away)._replace(scheme="", netloc="").geturl())
    answer = client.get(back.location.removeprefix("http://testserver"))
    assert "did not work" in answer.content.decode()
    assert not is_signed_in(client)


def test_an_identity_token_made_for_another_question_is_refused(cast, client, provider, monkeypatch):
    monkeypatch.setattr("groundswell.accounts.views.nonce_for", lambda state: "the nonce of somebody else")
    answer = sign_on(client, provider("ana@riverbend.example"))
    assert answer.status_code == 401
    assert not is_signed_in(client)


def test_looking_at_the_button_starts_nothing(cast, client, provider):
    provider("ana@riverbend.example")
    assert "<form" in client.get(START).content.decode()
    assert "http-equiv" not in client.get(START).content.decode()


def test_the_way_back_never_leaves_the_house(cast, client, provider):
    answer = sign_on(client, provider("ana@riverbend.example"), next="https://evil.example/")
    assert answer.url == "/"


def test_without_a_provider_there_is_no_button(cast, client):
    assert django_settings.SOCIALACCOUNT_PROVIDERS == {}
    assert "oidc" not in client.get("/accounts/login/").content.decode()
    assert client.post(START).status_code == 404
