"""Requests to the planner, and what it is asked about."""

from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet

from groundswell.events.choices import DatePlanState, EventState, ProgrammeState
from groundswell.events.models import DatePlan, LearningEvent, Meeting, Programme
from groundswell.events.queries.school_day import span
from groundswell.kernel import clock
from groundswell.kernel.doors import found_or_404
from groundswell.kernel.permissions import Actor, Permission
from groundswell.roster.models import Organisation

PATIENCE = timedelta(minutes=3)


def date_plans_for(actor: Actor) -> QuerySet[DatePlan]:
    """What the office asked the planner, the latest first."""
    rows = DatePlan.objects.select_related("programme", "asked_by").order_by("-pk")
    return rows if actor.may(Permission.EVENT_MANAGE) else rows.none()


def get_date_plan_for(actor: Actor, pk: int) -> DatePlan:
    """A request to the planner, for who manages events; Http404 otherwise."""
    return found_or_404(date_plans_for(actor), pk=pk)


def to_work_out() -> QuerySet[DatePlan]:
    """Requests that nobody works on: new ones, and those whose worker was gone for longer than it may take."""
    nobody = Q(began_at__isnull=True) | Q(began_at__lte=clock.now() - PATIENCE)
    return DatePlan.objects.filter(nobody, state=DatePlanState.ASKED).order_by("pk")


def what_to_plan() -> tuple[list[Programme], list[LearningEvent]]:
    """Programmes with events, and events, that are not over or called off; by title. Two statements."""
    events = LearningEvent.objects.exclude(state=EventState.CANCELLED)
    inside = Programme.objects.filter(pk__in=events.filter(programme__isnull=False).values("programme"))
    programmes = inside.exclude(state=ProgrammeState.ENDED).order_by("title", "pk")
    return list(programmes), list(events.order_by("title", "pk"))


def events_to_plan(programme: Programme) -> list[LearningEvent]:
    """A programme's events in the order in which they were made: its sessions."""
    rows = LearningEvent.objects.filter(programme=programme).exclude(state=EventState.CANCELLED)
    return list(rows.order_by("pk"))


def in_order(ids: list[int]) -> list[LearningEvent]:
    """Events by their numbers, in this order."""
    found = LearningEvent.objects.in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


def rooms_taken(rooms: list[int], first: Any, last: Any, zone: str) -> list[tuple[int, Any, Any]]:
    """(room, from, to) of everything that takes one of these rooms within a span of days. One statement."""
    begins, ends = span(first, last, zone)
    rows = Meeting.objects.filter(room__in=rooms, begins_at__lt=ends, ends_at__gt=begins)
    rows = rows.exclude(section__state=EventState.CANCELLED)
    return list(rows.order_by("begins_at").values_list("room_id", "begins_at", "ends_at"))


def school_names(ids: Any) -> dict[int, str]:
    """The names of these schools. One statement."""
    return dict(Organisation.objects.filter(pk__in=list(ids)).values_list("pk", "name"))
