"""Needs that people raised, and how long each waited."""

from datetime import date

from django.db.models import QuerySet

from groundswell.events.choices import EventState
from groundswell.events.models import LearningEvent, LearningRequest, Section
from groundswell.kernel import clock
from groundswell.kernel.doors import found_or_404
from groundswell.kernel.permissions import Actor, Permission
from groundswell.roster.choices import DayKind
from groundswell.roster.queries.calendar import named_days


def requests_for(actor: Actor) -> QuerySet[LearningRequest]:
    """Every request for who manages events, one's own for everybody else; the latest first."""
    rows = LearningRequest.objects.select_related("person", "school", "event").order_by("-at", "-pk")
    if actor.may(Permission.EVENT_MANAGE):
        return rows
    return rows.filter(person_id=actor.person_id or 0)


def get_request_for(actor: Actor, pk: int) -> LearningRequest:
    """A request that ``actor`` may read; Http404 otherwise."""
    return found_or_404(requests_for(actor), pk=pk)


def to_open(event: LearningEvent) -> QuerySet[LearningRequest]:
    """Requests that this event answers and that have no open section yet, with the person."""
    return LearningRequest.objects.filter(event=event, opened_at__isnull=True).select_related("person")


def first_open(event: LearningEvent) -> Section | None:
    """The section still to come in which places can be taken first; None where there is none."""
    coming = Section.objects.filter(event=event, state=EventState.PUBLISHED, ends_at__gt=clock.now())
    return coming.order_by("registration_opens_at", "pk").first()


def opened() -> QuerySet[LearningRequest]:
    """Requests that led to an open section, the latest first."""
    return LearningRequest.objects.filter(opened_at__isnull=False).order_by("-opened_at", "-pk")


def holidays_between(first: date, last: date) -> set[date]:
    """The district's holidays in a span. One statement."""
    named = named_days(first, last, None)
    return {day for day, row in named.items() if row.kind == DayKind.HOLIDAY}
