"""Closed lists of sign-in: what a link is for, and which of the library's pages stand open, with the reason."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _


class LinkPurpose(models.TextChoices):
    SIGN_IN = "sign_in", _("Sign in")
    INVITATION = "invitation", _("Invitation")


LIFE_OF_A_LINK = {LinkPurpose.SIGN_IN: timedelta(minutes=15), LinkPurpose.INVITATION: timedelta(days=7)}
KEPT_AFTER_ITS_END = timedelta(days=30)
FRESH = timedelta(minutes=15)

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"

_DOOR = "the way in; whoever stands outside must reach it"
_OWN = "answers only to who is signed in, about their own account"

OPEN_URLS: dict[str, str] = {
    "account_login": _DOOR,
    "account_logout": "leaving is always allowed",
    "account_inactive": "says that an account was closed, names nobody",
    "account_reset_password": _DOOR,
    "account_reset_password_done": "the same words for every address",
    "account_reset_password_from_key": "opens with the key from the mail",
    "account_reset_password_from_key_done": "says that a password was set, names nobody",
    "account_email_verification_sent": "the same words for every address",
    "account_confirm_email": "opens with the key from the mail; confirms on POST",
    "account_change_password": _OWN,
    "account_set_password": _OWN,
    "account_reauthenticate": _OWN,
    "mfa_authenticate": "the second step of signing in; sends back to the first whoever has not passed it",
    "mfa_login_webauthn": _DOOR,
    "mfa_index": _OWN,
    "mfa_reauthenticate": _OWN,
    "mfa_activate_totp": _OWN,
    "mfa_deactivate_totp": _OWN,
    "mfa_view_recovery_codes": _OWN,
    "mfa_generate_recovery_codes": _OWN,
    "mfa_download_recovery_codes": _OWN,
    "mfa_list_webauthn": _OWN,
    "mfa_add_webauthn": _OWN,
    "mfa_remove_webauthn": _OWN,
    "mfa_edit_webauthn": _OWN,
    "mfa_reauthenticate_webauthn": _OWN,
    "openid_connect_callback": "where the district's single sign-on sends people back",
    "socialaccount_login_cancelled": "says that single sign-on was left, names nobody",
    "socialaccount_login_error": "says that single sign-on failed, names nobody",
    "socialaccount_connections": _OWN,
    "usersessions_list": _OWN,
}
"""Pages of the sign-in library by URL name; our own views say it themselves with ``@open_to_all``."""
