"""Verbs of sign-in. Users belong to no district, so these take no ``by``; what a district must know of them is
journalled by the roster's verbs that call them. Each is one transaction, or joins the one that is open.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.account.utils import perform_login
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import login
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from groundswell.accounts.choices import BACKEND, KEPT_AFTER_ITS_END, LIFE_OF_A_LINK, LinkPurpose
from groundswell.accounts.models import SignInLink, User
from groundswell.accounts.queries import hash_of, live_link, user_with_address
from groundswell.kernel import clock, locking
from groundswell.kernel.links import absolute


class LinkGone(Exception):
    """The link was used already, is over, or never was. Which of the three is not told."""


@dataclass(frozen=True, slots=True)
class IssuedLink:
    """A new link with the token that only its mail will know."""

    link: SignInLink
    token: str


@contextmanager
def _all_or_nothing() -> Iterator[None]:
    with locking.writers_turn(), transaction.atomic():
        yield


def make_user(*, email: str) -> User:
    """The user of this address; made when there is none, without a password and with the address not yet proved."""
    email = email.strip().lower()
    with _all_or_nothing():
        user = User.objects.filter(email=email).first() or User.objects.create_user(email)
        EmailAddress.objects.get_or_create(
            user=user, email=email, defaults={"primary": True, "verified": False}
        )
    return user


def issue_link(*, user: User, purpose: LinkPurpose, reference: str = "") -> IssuedLink:
    """A new link for ``user``. An older unused invitation with the same reference ends; links long over are removed.

    Sends nothing: the caller writes the mail.
    """
    now = clock.now()
    token = secrets.token_urlsafe(32)
    with _all_or_nothing():
        SignInLink.objects.filter(expires_at__lt=now - KEPT_AFTER_ITS_END).delete()
        if reference:
            SignInLink.objects.filter(reference=reference, used_at__isnull=True).update(expires_at=now)
        link = SignInLink.objects.create(
            user=user,
            token_hash=hash_of(token),
            purpose=purpose,
            reference=reference,
            created_at=now,
            expires_at=now + LIFE_OF_A_LINK[purpose],
        )
    return IssuedLink(link, token)


def spend_link(*, token: str, purpose: LinkPurpose) -> SignInLink:
    """Use a link up. Of two who try at once one succeeds. Its user's address counts as proved from now on.

    Raises LinkGone, and then nothing has changed.
    """
    with _all_or_nothing():
        link = live_link(token, purpose)
        if link is None or not _take(link):
            raise LinkGone
        prove_address(user=link.user)
    return link


def prove_address(*, user: User) -> None:
    """The user showed that the address is theirs: by a link that only its mailbox has, or by single sign-on."""
    with _all_or_nothing():
        EmailAddress.objects.update_or_create(
            user=user,
            email=user.email,
            defaults={"verified": True},
            create_defaults={"primary": True, "verified": True},
        )


def erase_user(*, user: User) -> int:
    """Nobody signs in with this account any more, and nothing in it says whose it was. Can't be undone.

    The row stays as a number, because others name it. Sessions, addresses, links, second factors and single
    sign-on go; returns how many of them there were. Whether the account may go is the caller's to know.
    """
    with _all_or_nothing():
        sessions = UserSession.objects.filter(user=user)
        Session.objects.filter(session_key__in=list(sessions.values_list("session_key", flat=True))).delete()
        gone = 0
        for model in (UserSession, EmailAddress, SignInLink, Authenticator, SocialAccount):
            gone += model.objects.filter(user=user).delete()[0]
        user.email, user.is_active, user.last_login = f"erased-{user.pk}@erased.invalid", False, None
        user.set_unusable_password()
        user.save(update_fields=["email", "is_active", "last_login", "password"])
    return gone


def _take(link: SignInLink) -> bool:
    """One statement that only one of two can win, on both databases."""
    return bool(SignInLink.objects.filter(pk=link.pk, used_at__isnull=True).update(used_at=clock.now()))


def mail_sign_in_link(*, email: str, next_path: str = "") -> None:
    """Send a sign-in link to this address if somebody signs in with it; do nothing, and say nothing, otherwise."""
    user = user_with_address(email)
    if user is None:
        return
    issued = issue_link(user=user, purpose=LinkPurpose.SIGN_IN)
    path = reverse("account_use_link", args=[issued.token])
    if next_path:
        path += "?" + urlencode({"next": next_path})
    send_link_mail(
        template="mail/accounts/sign_in_link",
        subject=_("Your link to sign in"),
        email=user.email,
        context={"url": absolute(path), "link": issued.link},
    )


def send_link_mail(*, template: str, subject: str, email: str, context: dict[str, object]) -> None:
    """Queue one mail that carries a secret link. The header tells the outbox to keep its text to itself."""
    context = {**context, "subject": subject}
    message = EmailMultiAlternatives(
        subject,
        render_to_string(f"{template}.txt", context),
        settings.DEFAULT_FROM_EMAIL,
        [email],
        headers={"X-Groundswell-Secret": "sign-in"},
    )
    message.attach_alternative(render_to_string(f"{template}.html", context), "text/html")
    message.send()


def sign_in(*, request: HttpRequest, user: User, redirect_url: str | None = None) -> HttpResponse:
    """Sign in whoever proved that they are ``user`` by a link. Asks for the second factor where there is one.

    Whoever else was signed in in this browser is signed out first. Returns where to go on.
    """
    if request.user.is_authenticated and request.user.pk != user.pk:
        get_adapter(request).logout(request)
    record_authentication(request, user, method="link")
    return perform_login(request, user, redirect_url=redirect_url)


def step_into(*, request: HttpRequest, user: User) -> None:
    """Become one of the demonstration's people without a secret. Refuses anywhere but in the demonstration."""
    if not settings.GROUNDSWELL_DEMO:
        raise PermissionDenied
    if request.user.is_authenticated:
        get_adapter(request).logout(request)
    login(request, user, backend=BACKEND)
