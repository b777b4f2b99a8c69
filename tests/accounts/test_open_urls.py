"""Only what is listed stands open, and what is for the signed-in answers nobody else."""

import pytest
from django.urls import get_resolver, reverse

from groundswell.accounts import facts, models, urls
from groundswell.accounts.choices import OPEN_URLS
from groundswell.kernel.privacy import undeclared


def test_every_page_of_sign_in_says_why_it_is_open():
    for pattern in urls.urlpatterns:
        said = getattr(pattern.callback, "open_because", "") or OPEN_URLS.get(pattern.name, "")
        assert said, f"{pattern.name} stands open without a reason"


def test_the_list_names_no_page_that_is_gone():
    names = {pattern.name for pattern in urls.urlpatterns}
    assert set(OPEN_URLS) <= names


def test_nothing_of_the_library_is_served_beside_the_list():
    served = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    library = {
        name for name in served if name.startswith(("account_", "mfa_", "socialaccount_", "usersessions_"))
    }
    assert library <= {pattern.name for pattern in urls.urlpatterns}


PRIVATE = [name for name, reason in OPEN_URLS.items() if reason.startswith("answers only")]


@pytest.mark.parametrize("name", [*PRIVATE, "account_home", "account_email"])
def test_a_passer_by_is_sent_to_sign_in(db, client, name):
    needs_key = name in ("mfa_remove_webauthn", "mfa_edit_webauthn")
    answer = client.get(reverse(name, args=[1] if needs_key else []))
    assert answer.status_code == 302
    assert answer.url.startswith("/accounts/login/")


@pytest.mark.parametrize(
    "path",
    ["login/", "password/reset/", "password/reset/done/", "link/", "link/sent/", "signup/", "inactive/",
     "confirm-email/", "confirm-email/nokey/", "password/reset/key/done/", "3rdparty/login/error/",
     "3rdparty/login/cancelled/", "link/unknown/"],
)  # fmt: skip
def test_the_open_pages_render_in_the_house_face_without_inline_script(db, client, path):
    page = client.get(f"/accounts/{path}").content.decode()
    assert 'id="main"' in page
    assert "<script>" not in page
    assert "style=" not in page
    assert "onclick" not in page


def test_the_pages_of_ones_own_account_render(cast, browse):
    ana = browse("ana")
    for path in ("", "sessions/", "2fa/", "2fa/webauthn/", "3rdparty/", "logout/"):
        assert ana.get(f"/accounts/{path}").status_code in (200, 302), path


def test_every_field_is_classified_and_every_model_in_facts_or_listed():
    own = [models.User, models.SignInLink]
    assert not [undeclared(model) for model in own if undeclared(model)]
    assert {f"accounts.{model.__name__}" for model in own} == {entry.model for entry in facts.NOT_PUBLISHED}
