"""Pages that a mailed link opens: a seat that is offered, a section to lead. Opening one changes nothing."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from groundswell.events.actions import offers, surge
from groundswell.events.choices import OfferState, OnCallState
from groundswell.events.models import OnCall, SeatOffer
from groundswell.events.queries.offers import get_offer_by_secret, get_on_call_by_secret, get_own_offer_for
from groundswell.events.rules import words
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock
from groundswell.kernel.doors import needs, open_to_all
from groundswell.kernel.htmx import back_to
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.notices.rules.letters import offered as language_or_default
from groundswell.roster.models import Person

METHODS = ["GET", "HEAD", "POST"]
YES, NO = "yes", "no"


@open_to_all("A mailed link works without signing in: its secret is the key, and opening it changes nothing.")
@require_http_methods(METHODS)
@never_cache
def offer(request: HttpRequest, secret: str) -> HttpResponse:
    """A held seat, with two answers, for whoever has the link. Unknown and foreign links get one and the same page."""
    try:
        made = get_offer_by_secret(secret)
    except Http404:
        return render(request, "events/answers/unknown.html", status=404)
    person = made.registration.person
    with translation.override(language_or_default(person.language or made.tenant.language)):
        refusal = _answered(request, person, made.tenant, lambda by, yes: _take_or_pass(by, made, yes))
        if refusal is None:
            return redirect(request.get_full_path())
        return _page(request, "offer", person, refusal, _about_offer(made))


@needs(Permission.TODAY_VIEW)
@require_POST
def answer_offer(request: DistrictRequest, pk: int) -> HttpResponse:
    """The same two answers on one's own page, signed in."""
    made = get_own_offer_for(request.actor, pk)
    page = link("events:event", made.registration.section.event_id)
    try:
        _take_or_pass(request.actor, made, request.POST.get("answer") == YES)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return back_to(request, page)


@open_to_all("A mailed link works without signing in: its secret is the key, and opening it changes nothing.")
@require_http_methods(METHODS)
@never_cache
def on_call(request: HttpRequest, secret: str) -> HttpResponse:
    """Can somebody who is on call lead one more section? Two answers."""
    try:
        called = get_on_call_by_secret(secret)
    except Http404:
        return render(request, "events/answers/unknown.html", status=404)
    person = called.person
    with translation.override(language_or_default(person.language or called.tenant.language)):
        refusal = _answered(
            request, person, called.tenant, lambda by, yes: surge.answer(by=by, on_call=called, yes=yes)
        )
        if refusal is None:
            return _page(request, "on_call_done", person, "", {"called": _fresh(called)})
        return _page(request, "on_call", person, refusal, {"called": called, "event": called.event})


def _answered(
    request: HttpRequest, person: Person, tenant: object, do: Callable[[Actor, bool], object]
) -> str | None:
    """Do what was pressed. None when it is done, else why not ("" for who only looks)."""
    pressed = request.POST.get("answer", "")
    if request.method != "POST" or pressed not in (YES, NO):
        return ""
    by = Actor(tenant=tenant, name=person.name, person_id=person.pk, origin="link")  # type: ignore[arg-type]
    try:
        do(by, pressed == YES)
    except Refused as refusal:
        return str(refusal)
    return None


def _take_or_pass(by: Actor, made: SeatOffer, yes: bool) -> SeatOffer:
    return offers.accept(by=by, offer=made) if yes else offers.decline(by=by, offer=made)


def _page(
    request: HttpRequest, name: str, person: Person, refusal: str, context: dict[str, object]
) -> HttpResponse:
    frame = {"first_name": person.preferred_name or person.given_name, "refusal": refusal}
    response = render(request, f"events/answers/{name}.html", frame | context, status=409 if refusal else 200)
    response.headers["Content-Language"] = translation.get_language() or ""
    return response


def _about_offer(made: SeatOffer) -> dict[str, object]:
    section, zone = made.registration.section, made.tenant.time_zone
    is_late = made.state == OfferState.OPEN and made.ends_at <= clock.now()
    return {
        "offer": made,
        "event": section.event,
        "section": section,
        "state": OfferState.EXPIRED if is_late else made.state,
        "when": words.when(section, zone),
        "until": words.moment(made.ends_at, zone),
        "party": made.registration.party,
    }


def _fresh(called: OnCall) -> OnCall:
    now = OnCall.objects.select_related("event", "section").get(pk=called.pk)
    now.leads = now.state == OnCallState.PLACED  # type: ignore[attr-defined]
    return now
