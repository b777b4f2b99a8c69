"""What events ask for, and what people have attended."""

from collections.abc import Collection

from django.db.models.functions import Coalesce

from groundswell.events.choices import ArrivalState
from groundswell.events.models import LearningEvent, Prerequisite, Registration


def of_event(event: LearningEvent) -> list[Prerequisite]:
    """What the event asks for, each with the event that must have been attended."""
    return list(Prerequisite.objects.filter(event=event).select_related("attended").order_by("pk"))


def of_events(events: Collection[int]) -> list[Prerequisite]:
    """What these events (ids) ask for, each with the event that must have been attended. One statement."""
    asked = Prerequisite.objects.filter(event__in=list(events)).select_related("attended")
    return list(asked.order_by("event_id", "pk"))


def attended_by(person_id: int) -> set[int]:
    """Origins of the events that a person attended wholly, in whichever year."""
    there = Registration.objects.filter(person_id=person_id, attendance__state=ArrivalState.ATTENDED)
    origin = Coalesce("section__event__copied_from_id", "section__event_id")
    return set(there.values_list(origin, flat=True))
