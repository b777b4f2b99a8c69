"""Where people arrive: accept an invitation, come to one's district, choose between two."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from groundswell.accounts import actions as sign_in
from groundswell.accounts.views import link_gone
from groundswell.kernel.doors import open_to_all
from groundswell.kernel.models import Tenant
from groundswell.kernel.permissions import Actor
from groundswell.roster.actions import invitations
from groundswell.roster.queries.invitations import OpenInvitation, open_invitation
from groundswell.roster.queries.memberships import districts_of


@open_to_all("the front step: sends everybody to their own district, tells about none")
@never_cache
@login_required
def arrive(request: HttpRequest) -> HttpResponse:
    """After signing in: into the one district, to the choice between several, or to a word for who has none."""
    districts = districts_of(request.user)
    if len(districts) == 1:
        return redirect(_home_of(districts[0]))
    if districts:
        return redirect("choose_district")
    return render(request, "accounts/nowhere.html")


@open_to_all("lists only the districts that list the reader")
@never_cache
@login_required
def choose(request: HttpRequest) -> HttpResponse:
    """Somebody of two districts says which one they came for."""
    districts = [{"name": tenant.name, "url": _home_of(tenant)} for tenant in districts_of(request.user)]
    if not districts:
        return redirect("arrive")
    return render(request, "accounts/choose.html", {"districts": districts})


@open_to_all("opens with the token from the mail; looking changes nothing, the button spends it")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Say who is invited where; on the button, link the person and sign them in."""
    found = open_invitation(token)
    if found is None:
        return link_gone(request)
    translation.activate(_language_for(found))
    if request.method != "POST":
        context = {"district": found.tenant.name, "name": found.person.name, "email": found.link.user.email}
        return render(request, "accounts/invitation.html", context)
    try:
        invitations.accept(by=_guest_of(found), person=found.person, token=token)
    except sign_in.LinkGone:
        return link_gone(request)
    except invitations.InvitationRefused as refusal:
        return render(request, "accounts/refused.html", {"why": str(refusal)}, status=409)
    return sign_in.sign_in(request=request, user=found.link.user, redirect_url=reverse("welcome"))


@open_to_all("answers only to who is signed in, about their own account")
@login_required
def welcome(request: HttpRequest) -> HttpResponse:
    """After accepting: go on, or set up a quicker way to sign in."""
    return render(request, "accounts/welcome.html")


def _language_for(found: OpenInvitation) -> str:
    """The language of the invited person's mail, where we have it."""
    wanted = found.person.language or found.tenant.language
    return wanted if wanted in dict(settings.LANGUAGES) else str(translation.get_language())


def _guest_of(found: OpenInvitation) -> Actor:
    """Whoever holds the link, acting as the invited person and nothing more."""
    return Actor(
        tenant=found.tenant,
        name=found.person.name,
        user_id=found.link.user_id,
        person_id=found.person.pk,
        origin="link",
    )


def _home_of(tenant: Tenant) -> str:
    """The first page of a district. What stands there belongs to a higher app, so the path is spelled out."""
    return f"/d/{tenant.slug}/"
