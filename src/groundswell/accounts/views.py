"""Pages of sign-in that the library does not have: links by mail, one's own account, the way to the provider."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import parse_qs, urlsplit

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.account.utils import get_next_redirect_url
from allauth.core import ratelimit
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import get_adapter as get_social_adapter
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from groundswell.accounts import actions
from groundswell.accounts.adapters import nonce_for
from groundswell.accounts.choices import FRESH, LinkPurpose
from groundswell.accounts.forms import LinkForm
from groundswell.accounts.queries import live_link
from groundswell.kernel.doors import open_to_all

View = Callable[..., HttpResponse]


@open_to_all("the way in; whoever stands outside must reach it")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def ask_link(request: HttpRequest) -> HttpResponse:
    """Ask for a sign-in link. The answer is the same whether or not somebody signs in with the address."""
    form = LinkForm(request.POST or None, initial={"next": get_next_redirect_url(request) or ""})
    if not (request.method == "POST" and form.is_valid()):
        return render(request, "accounts/ask_link.html", {"form": form})
    email = form.cleaned_data["email"].strip().lower()
    refused = ratelimit.consume_or_429(request, action="ask_link", key=email)
    if refused:
        return refused
    actions.mail_sign_in_link(email=email, next_path=get_next_redirect_url(request) or "")
    return redirect("account_link_sent")


@open_to_all("the same words for every address")
def link_sent(request: HttpRequest) -> HttpResponse:
    """Look in your mail."""
    return render(request, "accounts/link_sent.html")


@open_to_all("opens with the token from the mail; looking changes nothing, the button spends it")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def use_link(request: HttpRequest, token: str) -> HttpResponse:
    """Say whose link it is; on the button, sign that person in."""
    link = live_link(token, LinkPurpose.SIGN_IN)
    if link is None:
        return link_gone(request)
    next_url = get_next_redirect_url(request) or ""
    if request.method != "POST":
        return render(
            request, "accounts/use_link.html", {"whose": link.user.email, "link": link, "next": next_url}
        )
    try:
        spent = actions.spend_link(token=token, purpose=LinkPurpose.SIGN_IN)
    except actions.LinkGone:
        return link_gone(request)
    return actions.sign_in(request=request, user=spent.user, redirect_url=next_url or None)


def link_gone(request: HttpRequest) -> HttpResponse:
    """The same answer for used, over and never issued."""
    return render(request, "accounts/link_gone.html", status=410)


@open_to_all("says how people get an account; makes none")
def by_invitation(request: HttpRequest) -> HttpResponse:
    """There is no sign-up. Who looks for it reads who invites."""
    return render(request, "account/signup_closed.html")


@open_to_all("answers only to who is signed in, about their own account")
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """One's own account: how one signs in, the second step, where one is signed in."""
    own = Authenticator.objects.filter(user_id=request.user.pk).values_list("type", flat=True)
    kinds = list(own)
    context = {
        "has_app": Authenticator.Type.TOTP in kinds,
        "passkeys": kinds.count(Authenticator.Type.WEBAUTHN),
        "has_codes": Authenticator.Type.RECOVERY_CODES in kinds,
        "sessions": UserSession.objects.filter(user_id=request.user.pk).count(),
        "providers": get_social_adapter().list_providers(request),
    }
    return render(request, "accounts/home.html", context)


@open_to_all("the way to the district's single sign-on")
def to_provider(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Go to the identity provider by a page instead of a redirect, which our ``form-action 'self'`` would stop."""
    response = openid_connect.login(request, provider_id)
    if response.status_code != 302 or "://" not in response.url:
        return response
    state = parse_qs(urlsplit(response.url).query).get("state", [""])[0]
    onward = f"{response.url}&{urlencode({'nonce': nonce_for(state)})}"
    return render(request, "socialaccount/login_redirect.html", {"redirect_to": onward})


def fresh(view: View) -> View:
    """Let only through who signed in a moment ago or can prove it another way (password, code, passkey).

    The library trusts a session without any of these for ever; here such a person opens a new link first.
    """

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = request.user
        if not user.is_authenticated or get_reauthentication_flows(user) or _signed_in_just_now(request):
            return view(request, *args, **kwargs)
        get_adapter().add_message(
            request,
            messages.INFO,
            message=_("To change how you sign in, show that it is you: have a new link sent to you."),
        )
        return redirect(f"{reverse('account_ask_link')}?{urlencode({'next': request.path})}")

    return run


def _signed_in_just_now(request: HttpRequest) -> bool:
    # The library stamps its records with the real time, also where the house's clock stands on another day.
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - records[-1]["at"] < FRESH.total_seconds()
