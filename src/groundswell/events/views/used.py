"""What did you use? The page six weeks later: the plan in its own words, where it stands now, and the questions."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from groundswell.events.actions import plans as verbs
from groundswell.events.choices import USED
from groundswell.events.forms.plans import PlanStateForm
from groundswell.events.queries.asking import plans_in_wave
from groundswell.kernel import clock
from groundswell.kernel.doors import needs, open_to_all
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.surveys.choices import Channel
from groundswell.surveys.forms.answers import AnswerForm
from groundswell.surveys.models import Invitation
from groundswell.surveys.queries.invitations import get_invitation_by_token, get_own_invitation_for
from groundswell.surveys.queries.questions import questions_of
from groundswell.surveys.rules.own_pages import asked_elsewhere
from groundswell.surveys.rules.standing import Standing, standing_of
from groundswell.surveys.views.answers import hand_in, kept_as, language_for, words_for

METHODS = ["GET", "HEAD", "POST"]


@open_to_all("A mailed link works without signing in: its secret is the key, and opening it changes nothing.")
@require_http_methods(METHODS)
@never_cache
def used(request: HttpRequest, token: str) -> HttpResponse:
    """The page for whoever holds the link. It shows the plan, as the mail does that brought the link."""
    try:
        invitation = _about_use(get_invitation_by_token(token))
    except Http404:
        return render(request, "surveys/answers/unknown.html", status=404)
    person = invitation.person
    by = Actor(tenant=invitation.tenant, name=person.name, person_id=person.pk, origin="link")
    return _ask(request, invitation, by, Channel.LINK)


@needs(Permission.TODAY_VIEW)
@require_http_methods(METHODS)
@never_cache
def used_mine(request: DistrictRequest, pk: int) -> HttpResponse:
    """The same for the person who is signed in."""
    return _ask(request, _about_use(get_own_invitation_for(request.actor, pk)), request.actor, Channel.PAGE)


def _about_use(invitation: Invitation) -> Invitation:
    """Http404 for other questions and for an anonymous wave: what comes in here comes in with a name."""
    if invitation.wave.instrument.key != USED or asked_elsewhere(invitation.wave) is None:
        raise Http404
    return invitation


def _ask(request: HttpRequest, invitation: Invitation, by: Actor, channel: Channel) -> HttpResponse:
    """Plans can be brought up to date as long as the link is good; the questions are answered once."""
    language = language_for(request, invitation)
    with translation.override(language):
        stands = standing_of(invitation, clock.now())
        is_over = stands == Standing.OVER or (
            stands == Standing.DONE and invitation.expires_at <= clock.now()
        )
        data = request.POST if request.method == "POST" and not is_over else None
        is_paused = stands == Standing.PAUSED and data is None
        plans = plans_in_wave(invitation.wave, [invitation.person_id])
        forms = [] if is_over else [PlanStateForm(data, plan=plan) for plan in plans]
        form = None
        if not invitation.done_at and not is_over and not is_paused:
            form = AnswerForm(questions_of(invitation.wave), language, data)
        shown = {"form": form, "plan_forms": forms, "is_over": is_over, "is_paused": is_paused}
        if data is None or not _are_valid(form, forms):
            return _page(request, invitation, language, shown)
        if form is not None and not hand_in(form, by=by, invitation=invitation, channel=channel):
            return _page(request, invitation, language, shown)
        for one in forms:
            verbs.say(by=by, plan=one.plan, **one.cleaned_data)
        return redirect(request.get_full_path())


def _are_valid(form: AnswerForm | None, forms: list[PlanStateForm]) -> bool:
    """Each is asked, so that each says what is wrong."""
    said = [one.is_valid() for one in [form, *forms] if one is not None]
    return all(said)


def _page(request: HttpRequest, invitation: Invitation, language: str, shown: dict[str, Any]) -> HttpResponse:
    wrong = [one for one in [shown["form"], *shown["plan_forms"]] if one is not None and one.is_bound]
    context = words_for(invitation, language) | shown
    context |= {"is_done": invitation.done_at is not None, "kept_as": kept_as(invitation)}
    response = render(request, "events/learning/used.html", context, status=422 if wrong else 200)
    response.headers["Content-Language"] = language
    return response
