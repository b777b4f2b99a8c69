"""The page that a mailed link opens, and its twin for who is signed in."""

from contextlib import suppress
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from groundswell.kernel import clock
from groundswell.kernel.doors import needs, open_to_all
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Actor, Permission
from groundswell.surveys.actions import responses
from groundswell.surveys.forms.answers import AnswerForm
from groundswell.surveys.models import Invitation
from groundswell.surveys.queries.invitations import get_invitation_by_token, get_own_invitation_for
from groundswell.surveys.queries.waves import threshold
from groundswell.surveys.rules.own_pages import own_page_of

METHODS = ["GET", "HEAD", "POST"]


@open_to_all("A mailed link works without signing in: its secret is the key, and opening it changes nothing.")
@require_http_methods(METHODS)
@never_cache
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The questions, for whoever holds the link. Unknown and foreign links get one and the same page."""
    try:
        invitation = get_invitation_by_token(token)
    except Http404:
        return render(request, "surveys/answers/unknown.html", status=404)
    if own := own_page_of(invitation.wave.instrument.key):
        return redirect(link(own.by_token, token))
    person = invitation.person
    by = Actor(tenant=invitation.tenant, name=person.name, person_id=person.pk, origin="link")
    return _ask(request, invitation, by)


@needs(Permission.TODAY_VIEW)
@require_http_methods(METHODS)
@never_cache
def answer_mine(request: HttpRequest, pk: int) -> HttpResponse:
    """The same questions for the person who is signed in: only the hash of the mailed secret is stored."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    invitation = get_own_invitation_for(actor, pk)
    if own := own_page_of(invitation.wave.instrument.key):
        return redirect(link(own.by_number, invitation.pk))
    return _ask(request, invitation, actor)


def _ask(request: HttpRequest, invitation: Invitation, by: Actor) -> HttpResponse:
    language = language_for(request, invitation)
    with translation.override(language):
        if invitation.done_at:
            return _page(request, "done", invitation, language)
        if invitation.expires_at <= clock.now():
            return _page(request, "over", invitation, language)
        items = list(invitation.wave.instrument.items.all())
        form = AnswerForm(items, language, request.POST if request.method == "POST" else None)
        if not form.is_valid():
            status = 422 if form.is_bound else 200
            return _page(request, "ask", invitation, language, form=form, status=status)
        # The other of two clicks, or the last minute: the page that follows says which.
        with suppress(responses.LinkIsSpent):
            responses.submit(by=by, invitation=invitation, answers=form.cleaned_data)
        return redirect(request.get_full_path())


def _page(
    request: HttpRequest,
    name: str,
    invitation: Invitation,
    language: str,
    *,
    form: AnswerForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = words_for(invitation, language) | {"form": form}
    response = render(request, f"surveys/answers/{name}.html", context, status=status)
    response.headers["Content-Language"] = language
    return response


def words_for(invitation: Invitation, language: str) -> dict[str, Any]:
    """What every page around an invitation says: whose it is, of which wave, and in which languages it can be read."""
    person = invitation.person
    return {
        "first_name": person.preferred_name or person.given_name,
        "wave": invitation.wave,
        "smallest_group": threshold(),
        "languages_here": [(code, label, code == language) for code, label in settings.LANGUAGES],
    }


def language_for(request: HttpRequest, invitation: Invitation) -> str:
    """What the reader chose on the page, else the person's language, else the browser's."""
    offered = dict(settings.LANGUAGES)
    wishes = (request.GET.get("lang", ""), invitation.person.language, translation.get_language() or "")
    return next((wish for wish in wishes if wish in offered), settings.LANGUAGE_CODE)
