"""Who wants to know when an event has a date."""

from django.db.models import QuerySet

from groundswell.events.choices import EventState
from groundswell.events.models import Interest, LearningEvent, Section
from groundswell.kernel import clock


def gathers_interest(event: LearningEvent) -> bool:
    """True for a published event without a published section that is still to come."""
    coming = Section.objects.filter(event=event, state=EventState.PUBLISHED, ends_at__gt=clock.now())
    return event.state == EventState.PUBLISHED and not coming.exists()


def live_in(event: LearningEvent) -> QuerySet[Interest]:
    """Everyone who is interested now, who came first first, with the person."""
    live = Interest.objects.filter(event=event, ended_at__isnull=True)
    return live.select_related("person").order_by("at", "pk")


def live_of(event: LearningEvent, person_id: int | None) -> Interest | None:
    """The person's interest in this event."""
    return live_in(event).filter(person_id=person_id or 0).first()
