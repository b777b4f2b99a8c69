"""The office's pages for an event: new, edit, publish, move, cancel."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from groundswell.events.actions import events as verbs
from groundswell.events.choices import EventState
from groundswell.events.forms.audience import audience_shown
from groundswell.events.forms.events import EventForm, TimeForm, times_of
from groundswell.events.models import Section
from groundswell.events.queries.attendance import facilitators_of
from groundswell.events.queries.events import get_section_at_for, get_section_for, has_several
from groundswell.events.rules import clashes, words
from groundswell.events.rules.clashes import InTwoPlaces
from groundswell.events.rules.refusals import Refused
from groundswell.events.views.places import address, frame_of
from groundswell.kernel import clock
from groundswell.kernel.doors import needs
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest

EDIT = require_http_methods(["GET", "HEAD", "POST"])
WHAT = ("title", "why", "kind", "mode", "audience", "approval", "surge", "programme")


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
                by=request.actor, **_said(form), **when, **_window(clean), facilitators=clean["leads"]
            )
            if "publish" in request.POST:
                verbs.publish(by=request.actor, section=section)
                name_who_leads_twice(request, section)
            return _back(request, section)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "events/form.html", _frame(None) | {"form": form}, status=_status(form))


@EDIT
@needs(Permission.EVENT_MANAGE)
def edit(request: DistrictRequest, pk: int) -> HttpResponse:
    """Change what it says and who it is for; with one section also its window, its seats, and who leads it."""
    section = get_section_for(request.actor, pk, Permission.EVENT_MANAGE)
    zone, several = request.tenant.time_zone, has_several(pk)
    initial = _initial(section, zone)
    form = EventForm(request.POST or None, zone=zone, section=section, several=several, initial=initial)
    clash: InTwoPlaces | None = None
    if request.method == "POST" and form.is_valid():
        values = _said(form, section) if several else _all_of(form, section)
        values |= {"version": form.cleaned_data["version"], "despite_clash": request.POST.get("despite", "")}
        try:
            verbs.change(by=request.actor, section=section, **values)
            return _back(request, section)
        except InTwoPlaces as found:
            clash = found
        except Refused as refusal:
            form.add_error(None if several else "seats", str(refusal))
    context = _frame(section) | {"form": form, "several": several, "clash": clash}
    return render(request, "events/form.html", context, status=422 if clash else _status(form))


@needs(Permission.EVENT_MANAGE)
@require_POST
def publish(request: DistrictRequest, pk: int | None = None, section_pk: int | None = None) -> HttpResponse:
    """The audience sees it from now on."""
    section = get_section_at_for(request.actor, Permission.EVENT_MANAGE, pk=pk, section_pk=section_pk)
    try:
        verbs.publish(by=request.actor, section=section)
        messages.success(request, _("Published. Those whom it is for see it from now on."))
        name_who_leads_twice(request, section)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return _back(request, section, by_section=section_pk is not None)


@EDIT
@needs(Permission.EVENT_MANAGE)
def move(request: DistrictRequest, pk: int | None = None, section_pk: int | None = None) -> HttpResponse:
    """Another time or place; the page says who will be told."""
    section = get_section_at_for(request.actor, Permission.EVENT_MANAGE, pk=pk, section_pk=section_pk)
    zone, by_section = request.tenant.time_zone, section_pk is not None
    form = TimeForm(request.POST or None, zone=zone, initial=times_of(section, zone))
    clash: InTwoPlaces | None = None
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("begins_at", "ends_at", "place", "link")}
        try:
            despite = request.POST.get("despite", "")
            verbs.move(by=request.actor, section=section, **values, despite_clash=despite)
            messages.success(request, _("Moved. Everyone who has to know gets mail."))
            return _back(request, section, by_section=by_section)
        except InTwoPlaces as found:
            clash = found
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = _frame(section, by_section=by_section)
    context |= {"form": form, "told": told_of(section), "when": words.when(section, zone), "clash": clash}
    return render(request, "events/move.html", context, status=422 if clash else _status(form))


@EDIT
@needs(Permission.EVENT_MANAGE)
def cancel(request: DistrictRequest, pk: int | None = None, section_pk: int | None = None) -> HttpResponse:
    """Call it off, after a page that says who will be told."""
    section = get_section_at_for(request.actor, Permission.EVENT_MANAGE, pk=pk, section_pk=section_pk)
    by_section = section_pk is not None
    if request.method == "POST":
        try:
            verbs.cancel(by=request.actor, section=section, message=request.POST.get("message", ""))
            messages.success(request, _("Cancelled. Everyone who has to know gets mail."))
        except Refused as refusal:
            messages.error(request, str(refusal))
        return _back(request, section, by_section=by_section)
    context = _frame(section, by_section=by_section)
    when = words.when(section, request.tenant.time_zone)
    return render(request, "events/cancel.html", context | {"told": told_of(section), "when": when})


def _all_of(form: EventForm, section: Section) -> dict[str, Any]:
    """Everything that the form of an event with one section says."""
    clean = form.cleaned_data
    seats = {"seats_wanted": clean["seats"], "facilitators": clean["leads"]}
    return _said(form, section) | seats | _changed_window(form, section)


def _said(form: EventForm, section: Section | None = None) -> dict[str, Any]:
    """What the form says."""
    before = section.event.audience if section is not None else ()
    return {name: form.cleaned_data[name] for name in WHAT} | {"audience": form.audience_said(before)}


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
        **audience_shown(event.audience),
        "version": event.version,
        "seats": section.cap,
        "opens_on": clock.local(section.registration_opens_at, zone).date(),
        "closes_on": None if closes == section.begins_at else clock.local(closes, zone).date(),
        "leads": "\n".join(person.email for person in facilitators_of(section)),
    }


def name_who_leads_twice(request: DistrictRequest, section: Section) -> None:
    """Whoever leads what was just published and has to be elsewhere at that time is named to the office."""
    names = {person.pk: person.name for person in facilitators_of(section)}
    if found := clashes.of_people(section, list(names)):
        messages.warning(request, str(clashes.of_some(found, names)))


def told_of(section: Section) -> dict[str, Any]:
    """Who gets mail: those with a seat, those in line, those who lead it."""
    public = section.state == EventState.PUBLISHED
    return {
        "seats": section.seats_taken if public else 0,
        "line": section.waiting if public else 0,
        "leaders": facilitators_of(section) if public else [],
    }


def _frame(section: Section | None, *, by_section: bool = False) -> dict[str, Any]:
    trail = [(_("Learn"), link("events:list"))]
    if section is None:
        return {"trail": trail, "back_url": link("events:list")}
    return frame_of(section, by_section=by_section)


def _status(form: TimeForm) -> int:
    return 422 if form.is_bound and form.errors else 200


def _back(request: DistrictRequest, section: Section, *, by_section: bool = False) -> HttpResponse:
    return redirect(address(section, "event", by_section=by_section))
