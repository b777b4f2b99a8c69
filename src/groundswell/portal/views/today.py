"""Today: what needs me, and what I have."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groundswell.events.rules.arriving import card_of
from groundswell.kernel import clock
from groundswell.kernel.doors import needs
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.portal.queries import own
from groundswell.portal.queries import today as queries


@needs(Permission.TODAY_VIEW)
def today(request: DistrictRequest) -> HttpResponse:
    """The first page of everybody who belongs to the district."""
    actor = request.actor
    waiting, (offers, places) = queries.waiting_for(actor), queries.offers_and_places(actor)
    now = clock.local(clock.now(), actor.tenant.time_zone)
    check_in = card_of(actor) if places.next else None
    meant = queries.audiences_for(actor)
    said, ahead = own.said_lately(actor), own.learning_ahead(actor, meant)
    context = {
        "greeting": _greeting(now.hour, actor.name.split(" ")[0]),
        "today": now,
        "state": _state(len(offers), len(waiting), places),
        "offers": offers,
        "check_in": check_in,
        "waiting": waiting,
        "busy": bool(offers or check_in or waiting or places.next or places.others or said.finding or ahead),
        "next": places.next,
        "places": places.others,
        "open_events": queries.open_events(actor, places.sections, meant),
        "said": said,
        "my_places": own.my_places(actor),
        "ahead": ahead,
        "desk": queries.desk_of(actor),
        "may_publish": actor.may(Permission.EVENT_MANAGE),
    }
    return render(request, "portal/today.html", context)


def _greeting(hour: int, name: str) -> str:
    if hour < 12:
        return _("Good morning, %(name)s") % {"name": name}
    if hour < 18:
        return _("Good afternoon, %(name)s") % {"name": name}
    return _("Good evening, %(name)s") % {"name": name}


def _state(offers: int, waiting: int, places: queries.Places) -> str:
    """The state of the day in words: the headline."""
    if offers:
        return ngettext("A seat is held for you", "%(n)s seats are held for you", offers) % {"n": offers}
    if waiting:
        return ngettext("One thing is waiting for you", "%(n)s things are waiting for you", waiting) % {
            "n": waiting
        }
    if places.next and places.next["is_on"]:
        return _("You are expected now")
    if places.next:
        moment = places.next["hours"]["begins"]
        when = {"near": places.next["day"]["near"], "time": moment}
        return _("You are expected %(near)s at %(time)s") % when
    return _("Nothing is waiting for you")
