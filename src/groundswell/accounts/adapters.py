"""How the sign-in library behaves in this house: no open door, our words, one subject line."""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest
from django.shortcuts import render
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from groundswell.accounts import actions

log = logging.getLogger(__name__)

_SLOW_DOWN = _("That was too often in a short time. Wait five minutes, then try again; nothing is lost.")


class AccountAdapter(DefaultAccountAdapter):
    """Passwords and mail. Accounts come by invitation only."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _(
            "This e-mail address and password do not go together. Check both, or have a link sent to you."
        ),
        "too_many_login_attempts": _SLOW_DOWN,
        "rate_limited": _SLOW_DOWN,
        "incorrect_password": _("That is not your password. Try again."),
        "enter_current_password": _("That is not your present password. Try again."),
        "incorrect_code": _("That code does not fit. Codes change every half minute; enter the newest one."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: somebody of the district invites, and only the invited address opens."""
        return False

    def format_email_subject(self, subject: str) -> str:
        """The subject as written, without the site's name before it."""
        return str(subject)


def nonce_for(state: str) -> str:
    """The nonce that goes with a state. The library sends none, and some providers insist on one; state is already
    random, bound to the session and used once, so the nonce follows from it and needs no place of its own.
    """
    return salted_hmac("groundswell.single-sign-on", state).hexdigest()


class SingleSignOn(DefaultSocialAccountAdapter):
    """The district's identity provider vouches for people who were invited; it makes no accounts."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Never: an unknown subject is sent to the page that says who invites."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Refuse an answer whose identity token was not made for the question that this browser asked."""
        claims = sociallogin.account.extra_data.get("id_token")
        expected = nonce_for(request.GET.get("state", ""))
        if claims is not None and not constant_time_compare(str(claims.get("nonce")), expected):
            log.warning("Single sign-on failed: the identity token carries another nonce")
            raise ImmediateHttpResponse(
                render(request, "socialaccount/authentication_error.html", status=401)
            )
        proved = {address.email.lower() for address in sociallogin.email_addresses if address.verified}
        if sociallogin.is_existing and sociallogin.user.email in proved:
            actions.prove_address(user=sociallogin.user)

    def authenticate_by_email(self, sociallogin: Any) -> Any:
        """The user of an address that the provider proved. Some send the word "false", which Python takes for true."""
        for address in sociallogin.email_addresses:
            address.verified = str(address.verified).lower() == "true"
        return super().authenticate_by_email(sociallogin)

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Any = None,
        extra_context: Any = None,
    ) -> None:
        """Tell the log why, for the IT desk; the page says only that it failed."""
        log.warning("Single sign-on failed: %s %r", error, exception)


class SecondFactor(DefaultMFAAdapter):
    """Codes and passkeys, with our words where something does not fit."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
        "rate_limited": _SLOW_DOWN,
    }

    def get_totp_issuer(self) -> str:
        """The name that an authenticator app shows."""
        return "Groundswell"
