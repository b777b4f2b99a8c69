"""The page that a mailed link opens, and its twin for who is signed in."""

import hmac
from typing import Any

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from groundswell.kernel import clock
from groundswell.kernel.doors import needs, open_to_all
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.kernel.words import said_in
from groundswell.surveys.actions import responses
from groundswell.surveys.actions.anonymous import submit_unscripted
from groundswell.surveys.choices import Channel, Promise
from groundswell.surveys.forms.answers import AnonymousForm, AnswerForm
from groundswell.surveys.models import Instrument, Invitation, SurveyWave
from groundswell.surveys.queries.anonymous import public_key_of, smallest_in
from groundswell.surveys.queries.invitations import get_invitation_by_token, get_own_invitation_for
from groundswell.surveys.queries.questions import questions_of
from groundswell.surveys.rules.codes import in_groups, own_code, plain
from groundswell.surveys.rules.own_pages import asked_elsewhere, own_page_of
from groundswell.surveys.rules.refusals import Refused
from groundswell.surveys.rules.standing import Standing, standing_of
from groundswell.surveys.rules.tokens import may_send_again, pseudonym_of

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
    if own := asked_elsewhere(invitation.wave):
        return redirect(link(own.by_token, token))
    person = invitation.person
    by = Actor(tenant=invitation.tenant, name=person.name, person_id=person.pk, origin="link")
    return _ask(request, invitation, by, Channel.LINK)


@needs(Permission.TODAY_VIEW)
@require_http_methods(METHODS)
@never_cache
def answer_mine(request: DistrictRequest, pk: int) -> HttpResponse:
    """The same questions for the person who is signed in: only the hash of the mailed secret is stored."""
    invitation = get_own_invitation_for(request.actor, pk)
    if own := asked_elsewhere(invitation.wave):
        return redirect(link(own.by_number, invitation.pk))
    return _ask(request, invitation, request.actor, Channel.PAGE)


def _ask(request: HttpRequest, invitation: Invitation, by: Actor, channel: Channel) -> HttpResponse:
    language = language_for(request, invitation)
    with translation.override(language):
        stands = standing_of(invitation, clock.now())
        data = request.POST if request.method == "POST" else None
        if stands == Standing.DONE and is_anonymous(invitation.wave) and may_send_again(invitation):
            stands = Standing.OPEN
        if stands in (Standing.DONE, Standing.OVER) or (stands == Standing.PAUSED and data is None):
            name = "done_anonymous" if is_anonymous(invitation.wave) and stands == Standing.DONE else stands
            return _page(request, name, invitation, language)
        if is_anonymous(invitation.wave):
            return _ask_anonymously(request, invitation, by, language)
        form = AnswerForm(questions_of(invitation.wave), language, data)
        if form.is_valid() and hand_in(form, by=by, invitation=invitation, channel=channel):
            return HttpResponseRedirect(request.get_full_path())
        return _page(request, "ask", invitation, language, form=form)


def _ask_anonymously(request: HttpRequest, invitation: Invitation, by: Actor, language: str) -> HttpResponse:
    """The questions of an anonymous wave. With a script they never come back here; without one they do, under the
    weaker promise that the page has shown, and the person's own code is shown once."""
    data = request.POST if request.method == "POST" else None
    form = AnonymousForm(questions_of(invitation.wave), language, data)
    if form.is_valid():
        code = form.code or plain(own_code())
        called = pseudonym_of(code, invitation.tenant.slug, invitation.wave.instrument.key)
        try:
            submit_unscripted(
                by=by,
                invitation=invitation,
                answers=form.given(),
                pseudonym=called,
                may_quote=form.may_quote,
            )
            return _page(request, "sent", invitation, language, code=in_groups(code))
        except responses.LinkIsSpent:
            return redirect(request.get_full_path())
        except responses.WaveIsPaused:
            form.add_error(None, paused())
        except Refused as why:
            form.add_error(None, str(why))
    return _page(request, "ask", invitation, language, form=form)


def hand_in(form: AnswerForm, *, by: Actor, invitation: Invitation, channel: Channel) -> bool:
    """Send in a valid form. False while the wave is paused: the form then says so, and keeps what was written.

    The other of two clicks, or the last minute, is no error here: the page that follows says which.
    """
    try:
        responses.submit(
            by=by, invitation=invitation, answers=form.given(), channel=channel, may_quote=form.may_quote
        )
    except responses.LinkIsSpent:
        return True
    except responses.WaveIsPaused:
        form.add_error(None, paused())
        return False
    return True


def paused() -> str:
    """What somebody reads who sends while the office holds the wave."""
    return _(
        "This survey is paused just now, so nothing was sent. Your link stays good: please keep this page, or come "
        "back later."
    )


def _page(
    request: HttpRequest,
    name: str,
    invitation: Invitation,
    language: str,
    *,
    form: AnswerForm | None = None,
    **more: Any,
) -> HttpResponse:
    context = words_for(invitation, language) | {"form": form, "kept_as": kept_as(invitation)} | more
    if is_anonymous(invitation.wave):
        # Where somebody without script has to send again, no token can be signed any more.
        has_script = name != "ask" or invitation.done_at is None
        public = public_key_of(invitation.wave) if has_script else None
        context |= {"public": public, "own_as": own_as(invitation)}
        context |= beside(invitation) if name == "ask" else {}
    status = 422 if form is not None and form.is_bound else 200
    response = render(request, f"surveys/answers/{name}.html", context, status=status)
    response.headers["Content-Language"] = language
    return response


def beside(invitation: Invitation) -> dict[str, Any]:
    """What a higher app shows an asked person above the questions (``beside``, a template), with its words."""
    own, person = own_page_of(invitation.wave.instrument.key), invitation.person_id
    return {"beside": own.beside, **own.words(invitation.wave, [person]).get(person, {})} if own else {}


def words_for(invitation: Invitation, language: str) -> dict[str, Any]:
    """What every page around an invitation says: whose it is, of which wave, and in which languages it can be read."""
    person, wave = invitation.person, invitation.wave
    return {
        "first_name": person.preferred_name or person.given_name,
        "wave": wave,
        "questionnaire": said_in(wave.instrument.title, language),
        "introduction": said_in(wave.instrument.introduction, language),
        "is_named": wave.promise == Promise.NAMED,
        "is_anonymous": is_anonymous(wave),
        "smallest_group": smallest_in(wave),
        "languages_here": [
            (code, label, code == language) for code, label in languages_of(wave.instrument).items()
        ],
    }


def language_for(request: HttpRequest, invitation: Invitation) -> str:
    """What the reader chose on the page, else the person's language, else the browser's."""
    return language_of(request, invitation.wave.instrument, invitation.person.language)


def language_of(request: HttpRequest, instrument: Instrument, own: str = "") -> str:
    """The same where nobody is known, or their ``own`` language alone."""
    offered = languages_of(instrument)
    wishes = (request.GET.get("lang", ""), own, translation.get_language() or "")
    return next((wish for wish in wishes if wish in offered), settings.LANGUAGE_CODE)


def languages_of(instrument: Instrument) -> dict[str, str]:
    """Code and own name of each language to read in: the house's, and those in which the questionnaire has a title.

    In a language that the house does not speak the questions are in it, the words around them in English.
    """
    languages = dict(settings.LANGUAGES)
    for code in instrument.title:
        if code not in languages and code in LANG_INFO:
            languages[code] = LANG_INFO[code]["name_local"]
    return languages


def kept_as(invitation: Invitation) -> str:
    """Under which name a browser keeps what somebody began: the same by each of a person's links, and none of them."""
    said = f"groundswell draft {invitation.tenant_id} {invitation.pk}".encode()
    return hmac.digest(settings.SECRET_KEY.encode(), said, "sha256").hex()[:24]


def own_as(invitation: Invitation) -> str:
    """Under which name a browser keeps a person's own code: on a shared one, everybody's apart."""
    said = f"groundswell own {invitation.tenant_id} {invitation.person_id}".encode()
    return hmac.digest(settings.SECRET_KEY.encode(), said, "sha256").hex()[:24]


def is_anonymous(wave: SurveyWave) -> bool:
    """Whether nothing may lead from an answer to a person."""
    return wave.promise == Promise.ANONYMOUS
