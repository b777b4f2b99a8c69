"""What somebody leads: the dates that are next, and those whose list is still to be done."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from groundswell.events.choices import EventState
from groundswell.events.models import AgendaSegment, Meeting, Section
from groundswell.kernel.permissions import Actor, Permission

MOST = 50


def next_dates(actor: Actor, now: datetime) -> list[Meeting]:
    """The dates that the actor leads and that are not over, soonest first, with section and event. One statement."""
    dates = Meeting.objects.filter(section__in=_led(actor).values("pk"), ends_at__gt=now)
    return list(dates.select_related("section__event", "room").order_by("begins_at", "pk")[:MOST])


def unfinished(actor: Actor, now: datetime) -> list[Section]:
    """Sections that the actor led and whose attendance is not taken, the latest first, with their event."""
    over = _led(actor).filter(ends_at__lte=now, attendance_taken_at__isnull=True, seats_taken__gt=0)
    rows = over.filter(state=EventState.PUBLISHED).select_related("event")
    return list(rows.order_by("-ends_at", "pk")[:MOST])


def agendas(events: Sequence[int]) -> dict[int, list[AgendaSegment]]:
    """The parts of these events' agendas in order. One statement."""
    found: dict[int, list[AgendaSegment]] = {}
    for part in AgendaSegment.objects.filter(event__in=events).select_related("led_by").order_by("order"):
        found.setdefault(part.event_id, []).append(part)
    return found


def _led(actor: Actor) -> QuerySet[Section]:
    """Also drafts: who leads one sees it before anybody else. Never what was called off."""
    if not actor.may(Permission.ATTENDANCE_TAKE):
        return Section.objects.none()
    rows = Section.objects.filter(facilitators__person_id=actor.person_id or 0)
    return rows.exclude(state=EventState.CANCELLED)
