"""An event that has no date yet: who is interested, and one press to say so."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from groundswell.events.actions import interest as verbs
from groundswell.events.models import LearningEvent
from groundswell.events.queries import interest as found
from groundswell.events.queries.audience import is_for_actor
from groundswell.events.queries.events import get_event_for
from groundswell.events.rules import words
from groundswell.events.rules.refusals import Refused
from groundswell.kernel.doors import needs
from groundswell.kernel.htmx import back_to
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.roster.queries.doors import get_person_for

YES = "yes"


def undated(request: DistrictRequest, event: LearningEvent) -> HttpResponse:
    """The page of an event without a section; the caller came through its door."""
    actor = request.actor
    office = actor.may(Permission.EVENT_MANAGE)
    allowed = actor.may(Permission.EVENT_REGISTER) and bool(actor.person_id)
    context = {
        "event": event,
        "audience": words.audience(event),
        "office": office,
        "gathers": found.gathers_interest(event),
        "may_say": allowed and is_for_actor(event, actor),
        "is_interested": found.live_of(event, actor.person_id) is not None,
        "interested": found.live_in(event).count(),
        "trail": [(_("Learn"), link("events:list"))],
    }
    return render(request, "events/undated.html", context)


@needs(Permission.EVENT_REGISTER)
@require_POST
def say(request: DistrictRequest, pk: int) -> HttpResponse:
    """I want to hear when there is a date, or not any more."""
    event = get_event_for(request.actor, pk, Permission.EVENT_REGISTER)
    person = get_person_for(request.actor, request.actor.person_id or 0, Permission.PEOPLE_VIEW)
    try:
        if request.POST.get("interested") == YES:
            verbs.express(by=request.actor, event=event, person=person)
            messages.success(request, _("We write to you as soon as there is a date."))
        else:
            verbs.take_back(by=request.actor, event=event, person=person)
            messages.success(request, _("Taken back. You hear nothing more about it."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return back_to(request, link("events:event", event.pk))
