"""Agendas: their parts, and which of them came from outside."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet, Sum
from django.db.models.functions import Coalesce

from groundswell.events.models import AgendaSegment, LearningEvent
from groundswell.kernel.rows import Given, written_once


def segments_of(event: LearningEvent) -> list[AgendaSegment]:
    """The parts in order, each with who made it, who leads it, and its provider. One statement."""
    return _parts(event=event.pk)


@written_once
def _parts() -> QuerySet[AgendaSegment]:
    parts = AgendaSegment.objects.filter(event=Given("event"))
    return parts.select_related("made_by", "led_by", "provider").order_by("order")


def kinds_in(event: LearningEvent) -> set[str]:
    """Which kinds of part the agenda has."""
    return set(AgendaSegment.objects.filter(event=event).values_list("kind", flat=True))


def from_outside(events: Iterable[LearningEvent]) -> QuerySet[AgendaSegment]:
    """The parts of these events that a partner gave: the part's provider, else its event's. In order of the agendas."""
    parts = _with_giver(events).filter(giver__isnull=False)
    return parts.select_related("event", "provider").order_by("event", "order")


def minutes_by_provider(events: Iterable[LearningEvent]) -> Counter[int | None]:
    """Minutes of these events' agendas by the provider's id; None is the district itself."""
    rows = _with_giver(events).values("giver").annotate(total=Sum("minutes"))
    return Counter({row["giver"]: row["total"] for row in rows})


def _with_giver(events: Iterable[LearningEvent]) -> QuerySet[Any]:
    parts = AgendaSegment.objects.filter(event__in=[event.pk for event in events])
    return parts.annotate(giver=Coalesce("provider_id", "event__provider_id"))
