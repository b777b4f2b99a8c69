"""Today: what needs me, and what I have."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groundswell.kernel import clock
from groundswell.kernel.doors import needs
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest
from groundswell.portal.queries import today as queries


@needs(Permission.TODAY_VIEW)
def today(request: DistrictRequest) -> HttpResponse:
    """The first page of everybody who belongs to the district."""
    actor = request.actor
    waiting, places = queries.waiting_for(actor), queries.places_of(actor)
    now = clock.local(clock.now(), actor.tenant.time_zone)
    context = {
        "greeting": _greeting(now.hour, actor.name.split(" ")[0]),
        "state": _state(len(waiting), len(places)),
        "now": now,
        "waiting": waiting,
        "places": places,
        "open_events": queries.open_events(actor),
        "results": queries.results_of(actor),
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


def _state(waiting: int, places: int) -> str:
    """The state of the day in words."""
    if waiting:
        return ngettext(
            "One thing is waiting for you. The rest can wait.",
            "%(n)s things are waiting for you. The rest can wait.",
            waiting,
        ) % {"n": waiting}
    if places:
        return _("Nothing is waiting for you. Here is what is coming up.")
    return _("Nothing is waiting for you. There may be something worth learning below.")
