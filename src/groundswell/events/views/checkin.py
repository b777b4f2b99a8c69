"""Check in with the code that is shown in the room: typed, or scanned with a phone's camera. One press, once."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from groundswell.events.actions import checkin as verbs
from groundswell.events.forms.attendance import CodeForm
from groundswell.events.models import Arrival
from groundswell.events.queries import attendance
from groundswell.events.rules import checkin, words
from groundswell.events.rules.addresses import page_of
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock
from groundswell.kernel.doors import needs
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.requests import DistrictRequest

PAGE = "events/checkin/check_in.html"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@needs(Permission.EVENT_REGISTER)
def check_in(request: DistrictRequest) -> HttpResponse:
    """A field for the code; from a scanned one it is filled in, and one press is left. Looking changes nothing."""
    scanned = checkin.plain(request.GET.get("code", ""))
    form = CodeForm(request.POST or None, initial={"code": checkin.in_groups(scanned) if scanned else ""})
    if request.method == "POST" and form.is_valid():
        try:
            arrival = verbs.check_in(by=request.actor, code=form.cleaned_data["code"])
            if arrival is not None:
                _say_welcome(request, arrival)
                return redirect(link("events:check_in"))
            form.add_error("code", _shown_nowhere())
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "scanned": bool(scanned), **_mine(request.actor)}
    return render(request, PAGE, context, status=422 if form.errors else 200)


def _shown_nowhere() -> str:
    return _(
        "No event shows this code now. The code changes every few moments: type the one that you see right now, "
        "or ask who leads the event."
    )


def _say_welcome(request: DistrictRequest, arrival: Arrival) -> None:
    event = arrival.meeting.section.event
    messages.success(request, _("You are checked in at “%(event)s”. Welcome.") % {"event": event.title})


def _mine(actor: Actor) -> dict[str, Any]:
    """The actor's dates that run or are about to, with what is noted of each."""
    now, zone = clock.now(), actor.tenant.time_zone
    there = list(attendance.running(now + checkin.OPENS_BEFORE, now))
    seats = attendance.mine_among(actor, there)
    mine = [one for one in there if one.section_id in seats]
    return {
        "mine": [
            {
                "title": one.section.event.title,
                "when": words.when(one, zone),
                "place": one.place,
                "url": page_of(one.section),
                "noted": any(noted.meeting_id == one.pk for noted in seats[one.section_id].arrivals.all()),
            }
            for one in mine
        ]
    }
