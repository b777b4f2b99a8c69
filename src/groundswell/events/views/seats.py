"""The office's page about the seats of a section: who asks, who waits, what is kept, the draw, who is on call."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from groundswell.events.actions import approval, policy, surge
from groundswell.events.actions.order import move_up
from groundswell.events.actions.registration import register
from groundswell.events.forms.policy import AnotherForm, GiveForm, KeepForm, LotteryForm, OnCallForm
from groundswell.events.models import Registration, Section
from groundswell.events.queries import registration, seating, waitlist
from groundswell.events.queries.attendance import facilitators_of
from groundswell.events.queries.events import get_one_section_for
from groundswell.events.queries.surge import on_call_for
from groundswell.events.rules import standing, window, words
from groundswell.events.rules.addresses import page_of
from groundswell.events.rules.clashes import InTwoPlaces
from groundswell.events.rules.refusals import Refused
from groundswell.events.rules.surge import with_why_skipped
from groundswell.events.views.places import frame_of
from groundswell.kernel import clock
from groundswell.kernel.doors import needs
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.roster.models import Person

PER_PAGE = 25


@needs(Permission.EVENT_MANAGE)
@require_safe
def seats(request: DistrictRequest, section_pk: int) -> HttpResponse:
    """Everything about a section's seats in one place."""
    return _page(request, _section(request, section_pk))


@needs(Permission.EVENT_MANAGE)
@require_POST
def give(request: DistrictRequest, section_pk: int) -> HttpResponse:
    """A place for somebody whom the office adds. A clash is named first; with "despite" what was named is right."""
    section = _section(request, section_pk)
    form = GiveForm(request.POST)
    if not form.is_valid():
        return _page(request, section, give_form=form)
    person, how = form.cleaned_data["email"], {"despite_clash": request.POST.get("despite", "")}
    try:
        made = register(by=request.actor, section=section, person=person, approved=True, **how)
    except Refused as refusal:
        if isinstance(refusal, InTwoPlaces) and person.pk != request.actor.person_id:
            return _page(request, section, give_form=form, clash=refusal)
        form.add_error(None, str(refusal))
        return _page(request, section, give_form=form)
    messages.success(request, _given(made, person))
    return _back(section)


@needs(Permission.EVENT_MANAGE)
@require_POST
def keep(request: DistrictRequest, section_pk: int) -> HttpResponse:
    """Keep seats for a group until the end of a day."""
    section = _section(request, section_pk)
    form = KeepForm(request.POST, zone=request.tenant.time_zone)
    return _do(
        request, section, form, lambda: policy.keep_seats(by=request.actor, section=section, **form.values()),
        _("Kept. Nobody else gets these seats until then."), keep_form=form,
    )  # fmt: skip


@needs(Permission.EVENT_MANAGE)
@require_POST
def release(request: DistrictRequest, section_pk: int, keep_pk: int) -> HttpResponse:
    """What is left of kept seats is everybody's now."""
    section = _section(request, section_pk)
    kept = seating.get_keep_for(request.actor, section, keep_pk)
    return _press(
        request,
        section,
        lambda: policy.release(by=request.actor, keep=kept),
        _("Everybody may have them now."),
    )


@needs(Permission.EVENT_MANAGE)
@require_POST
def lottery(request: DistrictRequest, section_pk: int) -> HttpResponse:
    """Plan the draw; its seed is fixed now and its hash is published."""
    section = _section(request, section_pk)
    form = LotteryForm(request.POST, zone=request.tenant.time_zone)
    return _do(
        request, section, form,
        lambda: policy.plan_lottery(by=request.actor, section=section, draws_at=form.draws_at()),
        _("Planned. Until the draw everybody waits with a ticket."), lottery_form=form,
    )  # fmt: skip


@needs(Permission.EVENT_MANAGE)
@require_POST
def on_call(request: DistrictRequest, section_pk: int) -> HttpResponse:
    """Colleagues who are ready to lead one more section of this event."""
    section = _section(request, section_pk)
    form = OnCallForm(request.POST)

    def put() -> None:
        for person in form.cleaned_data["people"]:
            agreed = form.cleaned_data["has_agreed"]
            surge.put_on_call(by=request.actor, event=section.event, person=person, has_agreed=agreed)

    return _do(request, section, form, put, _("They are on the list."), on_call_form=form)


@needs(Permission.EVENT_MANAGE)
@require_POST
def another(request: DistrictRequest, section_pk: int) -> HttpResponse:
    """One more section at the same times; the first in line move over."""
    section = _section(request, section_pk)
    form = AnotherForm(request.POST, section=section)
    if not form.is_valid():
        return _page(request, section, another_form=form)
    clean = form.cleaned_data
    try:
        how: dict[str, Any] = {"cap": clean["cap"], "despite_clash": request.POST.get("despite", "")}
        made = surge.open_another(by=request.actor, section=section, facilitators=clean["leads"], **how)
    except InTwoPlaces as found:
        return _page(request, section, another_form=form, leads_clash=found)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, section, another_form=form)
    messages.success(request, _("Section %(number)s is open.") % {"number": made.number})
    return redirect(page_of(made))


@needs(Permission.EVENT_MANAGE)
@require_POST
def order(request: DistrictRequest, section_pk: int, registration_pk: int) -> HttpResponse:
    """To a named place of the line, with a reason that everyone in it can read."""
    section = _section(request, section_pk)
    place = registration.get_place_for(request.actor, section, registration_pk)
    reason, asked = request.POST.get("reason", ""), request.POST.get("position", "1")
    position = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 10 else 0
    said = {"name": place.person.name, "position": position}
    return _press(
        request, section,
        lambda: move_up(by=request.actor, registration=place, position=position, reason=reason),
        _("%(name)s is at place %(position)s of the line now.") % said,
    )  # fmt: skip


@needs(Permission.EVENT_MANAGE)
@require_POST
def decide(request: DistrictRequest, section_pk: int, registration_pk: int) -> HttpResponse:
    """Yes or no to somebody who asked for a place; no with a reason where one is given."""
    section = _section(request, section_pk)
    place = registration.get_place_for(request.actor, section, registration_pk)
    about: dict[str, Any] = {"by": request.actor, "registration": place}
    name = {"name": place.person.name}
    if request.POST.get("answer") == "yes":
        return _press(request, section, lambda: approval.approve(**about), _("Approved: %(name)s.") % name)
    reason = request.POST.get("reason", "")
    said = _("Declined: %(name)s.") % name
    return _press(request, section, lambda: approval.decline(**about, reason=reason), said)


def _given(made: Registration, person: Person) -> str:
    if made.repeated:
        said = _("%(name)s has a place here already. Nothing was changed.")
    elif made.has_seat:
        said = _("%(name)s has a seat now, and gets mail with a calendar file.")
    else:
        said = _("%(name)s stands in line now, and gets mail about it.")
    return said % {"name": person.name}


def _section(request: DistrictRequest, pk: int) -> Section:
    return get_one_section_for(request.actor, pk, Permission.EVENT_MANAGE)


def _do(
    request: DistrictRequest,
    section: Section,
    form: forms.Form,
    do: Callable[[], Any],
    said: str,
    **shown: Any,
) -> HttpResponse:
    """Do what a form asks for, or show the page again with what was wrong."""
    if not form.is_valid():
        return _page(request, section, **shown)
    try:
        do()
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, section, **shown)
    messages.success(request, said)
    return _back(section)


def _press(request: DistrictRequest, section: Section, do: Callable[[], Any], said: str) -> HttpResponse:
    """Do what one button asks for."""
    try:
        do()
        messages.success(request, said)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return _back(section)


def _back(section: Section) -> HttpResponse:
    return redirect(link("events:section_seats", section.pk))


def _page(request: DistrictRequest, section: Section, **shown: Any) -> HttpResponse:
    zone, now = request.tenant.time_zone, clock.now()
    line = Paginator(waitlist.first_in_line(section), PER_PAGE).get_page(request.GET.get("page"))
    context = frame_of(section) | {
        "when": words.when(section, zone),
        "seats": words.seats(section),
        "leaders": facilitators_of(section),
        "asking": list(registration.asking_in(section)),
        "longest": approval.LONGEST,
        "page": line,
        "keeps": [
            {"keep": one, "used": used, "until": words.moment(one.until, zone)}
            for one, used in seating.keeps_of(section)
        ],
        "lottery": standing.drawing(seating.lottery_of(section), zone),
        "changes": standing.changes(section, zone),
        "on_call": with_why_skipped(section, on_call_for(section.event)),
        "is_over": section.begins_at <= now,
        "is_open": window.is_open(section, now),
        "give_form": GiveForm(),
        "keep_form": KeepForm(zone=zone),
        "lottery_form": LotteryForm(zone=zone),
        "on_call_form": OnCallForm(),
        "another_form": AnotherForm(section=section),
    }
    return render(request, "events/seats.html", context | shown, status=422 if shown else 200)
