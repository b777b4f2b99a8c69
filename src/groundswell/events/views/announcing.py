"""An event without a date: write it, change it, announce it, so that people can say that they would come."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from groundswell.events.actions import announcing as verbs
from groundswell.events.actions import events
from groundswell.events.choices import EventState
from groundswell.events.forms.audience import audience_shown
from groundswell.events.forms.events import WordsForm
from groundswell.events.models import LearningEvent
from groundswell.events.queries.board import has_sections
from groundswell.events.queries.events import get_event_for
from groundswell.events.rules.refusals import Refused
from groundswell.kernel.doors import needs
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest

EDIT = require_http_methods(["GET", "HEAD", "POST"])
SAYS = ("title", "why", "kind", "mode", "approval", "surge", "programme")


@EDIT
@needs(Permission.EVENT_MANAGE)
def new_undated(request: DistrictRequest) -> HttpResponse:
    """Write an event that has no date yet, keep it as a draft or announce it at once."""
    form = WordsForm(request.POST or None, zone=request.tenant.time_zone)
    if request.method == "POST" and form.is_valid():
        try:
            event = events.draft_event(by=request.actor, **_said(form))
            if "announce" in request.POST:
                events.announce(by=request.actor, event=event)
            return _to(event)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return _page(request, form, None)


@EDIT
@needs(Permission.EVENT_MANAGE)
def wording(request: DistrictRequest, pk: int) -> HttpResponse:
    """Change what it says. Whoever saves second is told, and keeps what they wrote on the screen."""
    event = get_event_for(request.actor, pk, Permission.EVENT_MANAGE)
    if has_sections(event):
        return redirect(link("events:edit", pk))
    initial = {name: getattr(event, name) for name in SAYS} | {
        **audience_shown(event.audience), "version": event.version,
    }  # fmt: skip
    form = WordsForm(request.POST or None, zone=request.tenant.time_zone, event=event, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            version = form.cleaned_data["version"]
            verbs.change_event(by=request.actor, event=event, version=version, **_said(form, event))
            messages.success(request, _("Saved."))
            return _to(event)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return _page(request, form, event)


@needs(Permission.EVENT_MANAGE)
@require_POST
def announce(request: DistrictRequest, pk: int) -> HttpResponse:
    """Those whom it is for see it, and can say that they are interested."""
    event = get_event_for(request.actor, pk, Permission.EVENT_MANAGE)
    if event.state != EventState.DRAFT or has_sections(event):
        raise Http404
    try:
        events.announce(by=request.actor, event=event)
        messages.success(request, _("Announced. Those whom it is for can say that they would come."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return _to(event)


def _said(form: WordsForm, event: LearningEvent | None = None) -> dict[str, Any]:
    """What the form says."""
    said = {name: form.cleaned_data[name] for name in SAYS}
    return said | {"audience": form.audience_said(event.audience if event else ())}


def _page(request: DistrictRequest, form: WordsForm, event: LearningEvent | None) -> HttpResponse:
    back = link("events:event", event.pk) if event else link("events:board")
    trail = [(_("Learn"), link("events:list")), (event.title if event else _("Board"), back)]
    context = {"form": form, "event": event, "back_url": back, "trail": trail}
    return render(request, "events/desk/words.html", context, status=422 if form.errors else 200)


def _to(event: LearningEvent) -> HttpResponse:
    return redirect(link("events:event", event.pk))
