"""A passkey in a real browser: added on one's account page, then used alone, under the strict content policy."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.make_house import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.proof]

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def cora(visitor, house):
    """Cora at a device with a fingerprint reader. A passkey belongs to a name, so the address is not a number."""
    at_device = visitor(base_url=house.url.replace("127.0.0.1", "localhost"))
    tools = at_device.context.new_cdp_session(at_device.page)
    tools.send("WebAuthn.enable")
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return at_device


def confirm_with_password(page) -> None:
    page.fill("input[name=password]", PASSWORD)
    page.get_by_role("button", name="It is me").click()


def test_cora_adds_a_passkey_and_signs_in_with_it_alone(cora):
    page = cora.page
    cora.sign_in("cora@riverbend.example")

    page.goto("/accounts/2fa/webauthn/add/")
    confirm_with_password(page)
    page.get_by_label("Let me sign in with it alone").check()
    page.get_by_role("button", name="Add it").click()
    page.wait_for_url(re.compile("recovery-codes"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("10 recovery codes left")
    page.goto("/accounts/2fa/webauthn/")
    expect(page.get_by_text("signs in alone")).to_be_visible()
    cora.check_with_axe()

    page.goto("/accounts/logout/")
    page.locator("main").get_by_role("button", name="Sign out").click()
    page.goto("/accounts/login/")
    cora.check_with_axe()
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(re.compile("/d/riverbend/"))
    assert cora.complaints == []

    page.goto("/accounts/2fa/webauthn/")
    page.get_by_role("link", name=re.compile("^Remove")).click()
    page.wait_for_url(re.compile("reauthenticate"))
    confirm_with_password(page)
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_text("None yet")).to_be_visible()


def test_a_device_without_a_passkey_gets_a_word_and_other_ways(visitor, house):
    stranger = visitor(base_url=house.url.replace("127.0.0.1", "localhost"))
    tools = stranger.context.new_cdp_session(stranger.page)
    tools.send("WebAuthn.enable")
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": {**DEVICE, "isUserVerified": False}})
    stranger.page.goto("/accounts/login/")
    stranger.page.get_by_role("button", name="Use a passkey").click()
    expect(stranger.page.get_by_text("The passkey did not answer")).to_be_visible()


def test_without_script_the_other_ways_stand_and_the_passkey_button_does_not(visitor):
    plain = visitor(java_script_enabled=False)
    plain.page.goto("/accounts/login/")
    expect(plain.page.get_by_role("link", name="Send me a link")).to_be_visible()
    expect(plain.page.get_by_role("button", name="Use a passkey")).to_be_hidden()
    plain.sign_in("ben@riverbend.example")
