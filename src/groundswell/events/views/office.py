"""The office's pages for an event: new, edit, publish, move, cancel."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from groundswell.events.actions import events as verbs
from groundswell.events.choices import EventState
from groundswell.events.forms.events import EventForm, TimeForm, times_of
from groundswell.events.models import Section
from groundswell.events.queries.attendance import facilitators_of
from groundswell.events.queries.events import get_section_for
from groundswell.events.rules import words
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock
from groundswell.kernel.doors import needs
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest

EDIT = require_http_methods(["GET", "HEAD", "POST"])
WHAT = ("title", "why", "kind", "mode", "audience")


@EDIT
@needs(Permission.EVENT_MANAGE)
def new(request: DistrictRequest) -> HttpResponse:
    """Write an event, keep it as a draft or publish it at once."""
    form = EventForm(request.POST or None, zone=request.tenant.time_zone, initial={"seats": 20})
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        when = {name: clean[name] for name in ("begins_at", "ends_at", "place", "link", "seats")}
        try:
            section = verbs.draft(
                by=request.actor, **_said(clean), **when, **_window(clean), facilitators=clean["leads"]
            )
            if "publish" in request.POST:
                verbs.publish(by=request.actor, section=section)
            return _back(request, section)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "events/form.html", _frame(None) | {"form": form}, status=_status(form))


@EDIT
@needs(Permission.EVENT_MANAGE)
def edit(request: DistrictRequest, pk: int) -> HttpResponse:
    """Change what it says, who it is for, its window and seats, and who leads it."""
    section = get_section_for(request.actor, pk, Permission.EVENT_MANAGE)
    zone = request.tenant.time_zone
    form = EventForm(request.POST or None, zone=zone, section=section, initial=_initial(section, zone))
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        try:
            verbs.change(
                by=request.actor,
                section=section,
                seats_wanted=clean["seats"],
                facilitators=clean["leads"],
                **_said(clean),
                **_changed_window(form, section),
            )
            return _back(request, section)
        except Refused as refusal:
            form.add_error("seats", str(refusal))
    return render(request, "events/form.html", _frame(section) | {"form": form}, status=_status(form))


@needs(Permission.EVENT_MANAGE)
@require_POST
def publish(request: DistrictRequest, pk: int) -> HttpResponse:
    """The audience sees it from now on."""
    section = get_section_for(request.actor, pk, Permission.EVENT_MANAGE)
    try:
        verbs.publish(by=request.actor, section=section)
        messages.success(request, _("Published. Those whom it is for see it from now on."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return _back(request, section)


@EDIT
@needs(Permission.EVENT_MANAGE)
def move(request: DistrictRequest, pk: int) -> HttpResponse:
    """Another time or place; the page says who will be told."""
    section = get_section_for(request.actor, pk, Permission.EVENT_MANAGE)
    zone = request.tenant.time_zone
    form = TimeForm(request.POST or None, zone=zone, initial=times_of(section, zone))
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("begins_at", "ends_at", "place", "link")}
        try:
            verbs.move(by=request.actor, section=section, **values)
            messages.success(request, _("Moved. Everyone who has to know gets mail."))
            return _back(request, section)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = _frame(section) | {"form": form, "told": _told(section), "when": words.when(section, zone)}
    return render(request, "events/move.html", context, status=_status(form))


@EDIT
@needs(Permission.EVENT_MANAGE)
def cancel(request: DistrictRequest, pk: int) -> HttpResponse:
    """Call it off, after a page that says who will be told."""
    section = get_section_for(request.actor, pk, Permission.EVENT_MANAGE)
    if request.method == "POST":
        try:
            verbs.cancel(by=request.actor, section=section)
            messages.success(request, _("Cancelled. Everyone who has to know gets mail."))
        except Refused as refusal:
            messages.error(request, str(refusal))
        return _back(request, section)
    when = words.when(section, request.tenant.time_zone)
    return render(request, "events/cancel.html", _frame(section) | {"told": _told(section), "when": when})


def _said(clean: dict[str, Any]) -> dict[str, Any]:
    return {name: clean[name] for name in WHAT} | {"audience": sorted(clean["audience"])}


def _window(clean: dict[str, Any]) -> dict[str, Any]:
    return {"registration_opens_at": clean["opens_at"], "registration_closes_at": clean["closes_at"]}


def _changed_window(form: EventForm, section: Section) -> dict[str, Any]:
    """Only what was changed: an hour that a day can't say stays as it is."""
    values = {}
    if "opens_on" in form.changed_data:
        values["registration_opens_at"] = form.cleaned_data["opens_at"] or clock.now()
    if "closes_on" in form.changed_data:
        values["registration_closes_at"] = form.cleaned_data["closes_at"] or section.begins_at
    return values


def _initial(section: Section, zone: str) -> dict[str, Any]:
    event = section.event
    closes = section.registration_closes_at
    return {
        **{name: getattr(event, name) for name in WHAT},
        "seats": section.seats,
        "opens_on": clock.local(section.registration_opens_at, zone).date(),
        "closes_on": None if closes == section.begins_at else clock.local(closes, zone).date(),
        "leads": "\n".join(person.email for person in facilitators_of(section)),
    }


def _told(section: Section) -> dict[str, Any]:
    """Who gets mail: those with a seat, those in line, those who lead it."""
    public = section.state == EventState.PUBLISHED
    return {
        "seats": section.seats_taken if public else 0,
        "line": section.waiting if public else 0,
        "leaders": facilitators_of(section) if public else [],
    }


def _frame(section: Section | None) -> dict[str, Any]:
    trail = [(_("Learn"), link("events:list"))]
    if section is None:
        return {"trail": trail, "back_url": link("events:list")}
    back = link("events:event", section.event_id)
    return {
        "section": section,
        "event": section.event,
        "trail": [*trail, (section.event.title, back)],
        "back_url": back,
    }


def _status(form: TimeForm) -> int:
    return 422 if form.is_bound and form.errors else 200


def _back(request: DistrictRequest, section: Section) -> HttpResponse:
    return redirect(link("events:event", section.event_id))
