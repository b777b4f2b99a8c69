"""How the sign-in library behaves in this house: no open door, our words, one subject line."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

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


class SingleSignOn(DefaultSocialAccountAdapter):
    """The district's identity provider vouches for people who were invited; it makes no accounts."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Never: an unknown subject is sent to the page that says who invites."""
        return False

    def authenticate_by_email(self, sociallogin: Any) -> Any:
        """The user of an address that the provider proved. Some send the word "false", which Python takes for true."""
        for address in sociallogin.email_addresses:
            address.verified = str(address.verified).lower() == "true"
        return super().authenticate_by_email(sociallogin)


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
