"""Where more people wait than there are seats, and who could lead one more section."""

from dataclasses import dataclass
from itertools import product

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from groundswell.events.choices import EventState, OnCallState
from groundswell.events.models import LearningEvent, OnCall, Section
from groundswell.events.queries.diary import taken_by
from groundswell.events.queries.meetings import times_of
from groundswell.kernel import clock


@dataclass(frozen=True, slots=True)
class Uneven:
    """Two sections at the same time: people wait for one, and the other has free seats."""

    full: Section
    free: Section


def events_in_need() -> list[LearningEvent]:
    """Events whose lines can be served now: somebody is ready or keeps silent when called, or seats are free."""
    waits = _open_sections().filter(event=OuterRef("pk"), waiting__gt=0)
    ready = OnCall.objects.filter(event=OuterRef("pk"))
    silent = Q(state=OnCallState.CALLED, answer_by__lte=clock.now())
    free = _open_sections().filter(event=OuterRef("pk"), opened_by_surge=True, seats_taken__lt=F("seats"))
    events = LearningEvent.objects.filter(Exists(waits), surge=True).filter(
        Exists(ready.filter(Q(state=OnCallState.READY) | silent)) | Exists(free)
    )
    return [event for event in events.order_by("pk") if _can_move(event)]


def fullest(event: LearningEvent) -> Section | None:
    """The section of an event for which most people wait."""
    waiting = _open_sections().filter(event=event, waiting__gt=0)
    return waiting.select_related("event").order_by("-waiting", "pk").first()


def next_ready(section: Section) -> OnCall | None:
    """Whose turn it is on the on-call list: of those who are nowhere else while the section meets. Three statements.

    ``rules.surge`` says of the others why not.
    """
    rows = OnCall.objects.filter(
        event=section.event_id, state=OnCallState.READY, person__ended_on__isnull=True
    )
    ready = list(rows.select_related("event", "person").order_by("turn", "pk"))
    dates = times_of([section])[section.pk] if ready else []
    if not dates:
        return ready[0] if ready else None
    people = [one.person_id for one in ready]
    taken = taken_by(people, min(one.begins_at for one in dates), max(one.ends_at for one in dates))

    def is_free(one: OnCall) -> bool:
        spans = product(dates, taken[one.person_id])
        return not any(date.begins_at < it.ends_at and it.begins_at < date.ends_at for date, it in spans)

    return next(filter(is_free, ready), None)


def uneven(event: LearningEvent) -> list[Uneven]:
    """Lines before a full section with free seats at the same time elsewhere, oldest sections first.

    Who waits beside a free seat is held back by a rule, which would hold them there as well.
    """
    sections = list(_open_sections().filter(event=event).select_related("event").order_by("pk"))
    free = [one for one in sections if one.seats_taken < one.seats and not one.waiting]
    return [
        Uneven(full, other)
        for full in sections
        for other in free
        if full.waiting
        and full.is_full
        and (full.begins_at, full.ends_at) == (other.begins_at, other.ends_at)
    ]


def on_call_for(event: LearningEvent) -> QuerySet[OnCall]:
    """The list, in the order of turns."""
    return OnCall.objects.filter(event=event).select_related("person", "section").order_by("turn", "pk")


def _can_move(event: LearningEvent) -> bool:
    """False where everybody who could be asked was asked, so that the worker does not turn in circles."""
    if uneven(event):
        return True
    full = fullest(event)
    ready = next_ready(full) if full is not None else None
    if ready is None or full is None:
        return OnCall.objects.filter(
            event=event, state=OnCallState.CALLED, answer_by__lte=clock.now()
        ).exists()
    if ready.has_agreed:
        return True
    asked = OnCall.objects.filter(event=event, state=OnCallState.CALLED, answer_by__gt=clock.now()).count()
    return asked * (full.per_facilitator or full.cap) < full.waiting


def _open_sections() -> QuerySet[Section]:
    """Sections that people can still come to."""
    return Section.objects.filter(
        state=EventState.PUBLISHED, begins_at__gt=clock.now(), registration_closes_at__gt=clock.now()
    )
