"""A surge to watch: sections, the line, who is on call, and sign-ups over time. The page asks again by itself."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from groundswell.events.choices import OnCallState
from groundswell.events.models import LearningEvent
from groundswell.events.queries import watching as found
from groundswell.events.queries.events import get_event_for
from groundswell.events.queries.surge import on_call_for
from groundswell.events.rules import watching as rules
from groundswell.events.rules import words
from groundswell.events.rules.surge import with_why_skipped
from groundswell.kernel import charts, clock
from groundswell.kernel.doors import needs
from groundswell.kernel.htmx import page_or_fragment
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Permission
from groundswell.kernel.requests import DistrictRequest


@needs(Permission.EVENT_MANAGE)
@require_safe
def watch(request: DistrictRequest, pk: int) -> HttpResponse:
    """Everything at a glance; the part that moves equals the page."""
    event = get_event_for(request.actor, pk, Permission.EVENT_MANAGE)
    return page_or_fragment(
        request, "events/desk/surge.html", "events/desk/_surge.html", _context(request, event)
    )


def _context(request: DistrictRequest, event: LearningEvent) -> dict[str, Any]:
    zone, now = request.tenant.time_zone, clock.now()
    sections: list[Any] = list(found.sections_of(event))
    called = list(on_call_for(event))
    fullest = max(sections, key=lambda one: one.waiting, default=None)
    if fullest is not None and fullest.waiting:
        called = with_why_skipped(fullest, called)
    points = rules.rising(found.sign_ups(event, zone), clock.local(now, zone))
    seated, waiting = (sum(getattr(one, name) for one in sections) for name in ("seats_taken", "waiting"))
    title = _("Sign-ups over time")
    return {
        "event": event,
        "rows": [
            {
                "section": one,
                "url": link("events:section_seats", one.pk),
                "when": words.when(one, zone),
                "seats": words.seats(one),
                "ratio": rules.highest_ratio([(one.seats_taken, one.leaders)]),
            }
            for one in sections
        ],
        "seated": seated,
        "waiting": waiting,
        "ratio": rules.highest_ratio((one.seats_taken, one.leaders) for one in sections),
        "called": called,
        "ready": sum(one.state == OnCallState.READY for one in called),
        "points": points,
        "picture": _picture(points, title) if len(points) > 1 else "",
        "chart_title": title,
        "at": words.moment(now, zone),
        "here_url": link("events:surge", event.pk),
        "trail": [(_("Learn"), link("events:list")), (event.title, link("events:event", event.pk))],
    }


def _picture(points: list[rules.Point], title: str) -> str:
    line = charts.Series(title, [charts.YearValue(one.until, one.total) for one in points])
    last = points[-1]
    said = ngettext(
        "%(n)s person had signed up by %(when)s.", "%(n)s people had signed up by %(when)s.", last.total
    )
    return charts.line([line], title=title, desc=said % {"n": last.total, "when": last.until}, low=0)
