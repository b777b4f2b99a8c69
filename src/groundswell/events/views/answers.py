"""Pages that a mailed link opens: a seat to take or to give back, a section to lead. Opening one changes nothing."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from groundswell.events.actions import approval, offers, registration, reminders, surge
from groundswell.events.choices import LIVE, EventState, OfferState, OnCallState, RegistrationState
from groundswell.events.models import OnCall, Registration, SeatOffer, Section
from groundswell.events.queries.answers import get_asked_by_key, get_place_by_key, get_section_by_key
from groundswell.events.queries.approval import may_decide, why_declined
from groundswell.events.queries.meetings import dates_of
from groundswell.events.queries.offers import get_offer_by_secret, get_on_call_by_secret, get_own_offer_for
from groundswell.events.queries.registration import live_of
from groundswell.events.rules import clashes, standing, window, words
from groundswell.events.rules.addresses import page_of
from groundswell.events.rules.refusals import Refused
from groundswell.events.views.places import sections_in
from groundswell.kernel import clock
from groundswell.kernel.doors import needs, open_to_all
from groundswell.kernel.htmx import back_to
from groundswell.kernel.links import link
from groundswell.kernel.models import Tenant
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.notices.rules.letters import offered as language_or_default
from groundswell.roster.models import Person
from groundswell.roster.queries.grants import actor_of_person

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
        refusal = _answered(
            request, person, made.tenant, lambda by, yes: _take_or_pass(request, by, made, yes)
        )
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
        _take_or_pass(request, request.actor, made, request.POST.get("answer") == YES)
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


@open_to_all("A mailed link works without signing in: its key is signed, and opening it changes nothing.")
@require_http_methods(METHODS)
@never_cache
def cant_come(request: DistrictRequest, secret: str) -> HttpResponse:
    """A reminder's second link: give the seat back, until the section begins."""
    try:
        place = get_place_by_key(secret, request.tenant)
    except Http404:
        return render(request, "events/answers/unknown.html", status=404)
    person, section = place.person, place.section
    with translation.override(language_or_default(person.language or request.tenant.language)):
        refusal = _answered(
            request, person, request.tenant, lambda by, yes: yes and reminders.give_back(by=by, place=place)
        )
        if refusal is None:
            return redirect(request.get_full_path())
        has_begun, is_live = section.begins_at <= clock.now(), place.state in LIVE
        called_off = section.state != EventState.PUBLISHED
        context = _about(section, request.tenant) | {
            "called_off": called_off,
            "has_begun": is_live and has_begun and not called_off,
            "may_answer": is_live and not has_begun and not called_off,
        }
        return _page(request, "cant_come", person, refusal, context)


@open_to_all("A mailed link works without signing in: its key is signed, and opening it changes nothing.")
@require_http_methods(METHODS)
@never_cache
def take(request: DistrictRequest, secret: str) -> HttpResponse:
    """There is a date: take a place, for whoever had said that they are interested."""
    try:
        section, person = get_section_by_key(secret, request.tenant)
    except Http404:
        return render(request, "events/answers/unknown.html", status=404)
    with translation.override(language_or_default(person.language or request.tenant.language)):
        actor = actor_of_person(person, request.tenant, origin="link")
        refusal = _answered(
            request,
            person,
            request.tenant,
            lambda _by, yes: yes and _take(request, actor, section, person),
        )
        if refusal is None:
            return redirect(request.get_full_path())
        context = _about(section, request.tenant) | {
            "mine": live_of(section, person.pk),
            "swaps": _swaps(section, person) if refusal else [],
            "is_open": window.is_open(section, clock.now()),
            "seats": words.seats(section),
        }
        return _page(request, "take", person, refusal, context)


def _take(request: HttpRequest, by: Actor, section: Section, person: Person) -> Registration:
    """What was pressed; "instead" names the sections whose seats go for this one."""
    about: dict[str, Any] = {"by": by, "section": section, "person": person}
    if instead_of := sections_in(request.POST.getlist("instead")):
        return registration.swap(**about, instead_of=instead_of)
    return registration.register(**about)


def _swaps(section: Section, person: Person) -> list[clashes.Clash]:
    """The seats that the person can give back for this one; none where no seat is free to be taken."""
    if section.is_full or not window.is_open(section, clock.now()):
        return []
    return clashes.to_give_back(clashes.of_people(section, [person.pk]).get(person.pk, []))


@open_to_all("A mailed link works without signing in: its key is signed, and opening it changes nothing.")
@require_http_methods(METHODS)
@never_cache
def approve(request: DistrictRequest, secret: str) -> HttpResponse:
    """Somebody asks for a place: yes, or no, with a reason or without. Who may decide is asked at each press."""
    try:
        place, person = get_asked_by_key(secret, request.tenant)
    except Http404:
        return render(request, "events/answers/unknown.html", status=404)
    with translation.override(language_or_default(person.language or request.tenant.language)):
        actor = actor_of_person(person, request.tenant, origin="link")
        refusal = _answered(
            request, person, request.tenant, lambda _by, yes: _decide(request, actor, place, yes)
        )
        if refusal is None:
            return redirect(request.get_full_path())
        section, may = place.section, may_decide(actor, place)
        still = section.state == EventState.PUBLISHED and section.begins_at > clock.now()
        context = _about(section, request.tenant) | {
            "who": place.person.name,
            "place": place,
            "may_decide": may,
            "declined": why_declined(section, place.person_id),
            "is_signed_in": request.actor.person_id == person.pk,
            "may_answer": may and still and place.state == RegistrationState.ASKED,
            "reason": request.POST.get("reason", ""),
            "longest": approval.LONGEST,
        }
        return _page(request, "approve", person, refusal, context)


def _decide(request: HttpRequest, actor: Actor, place: Registration, yes: bool) -> Registration:
    if yes:
        return approval.approve(by=actor, registration=place)
    return approval.decline(by=actor, registration=place, reason=request.POST.get("reason", ""))


def _about(section: Section, tenant: Tenant) -> dict[str, object]:
    dates = dates_of(section)
    return {
        "section": section,
        "event": section.event,
        "when": [words.when(one, tenant.time_zone) for one in dates]
        or [words.when(section, tenant.time_zone)],
        "page_url": page_of(section),
    }


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


def _take_or_pass(request: HttpRequest, by: Actor, made: SeatOffer, yes: bool) -> SeatOffer:
    """What was pressed; "instead" names the sections whose seats go for this one."""
    if not yes:
        return offers.decline(by=by, offer=made)
    return offers.accept(by=by, offer=made, instead_of=sections_in(request.POST.getlist("instead")))


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
    person = made.registration.person_id
    there = clashes.of_people(section, [person]) if made.state == OfferState.OPEN and not is_late else {}
    return standing.in_the_way(there.get(person, ())) | {
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
