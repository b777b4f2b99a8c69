"""Who has a place where."""

from django.db.models import Case, Count, IntegerField, OuterRef, QuerySet, Subquery, When

from groundswell.events.choices import LIVE, EventState, RegistrationState
from groundswell.events.models import Registration, Section
from groundswell.kernel import clock
from groundswell.kernel.permissions import Actor


def live_of(section: Section, person_id: int | None) -> Registration | None:
    """The person's seat or place in line in this section."""
    return Registration.objects.filter(section=section, person_id=person_id or 0, state__in=LIVE).first()


def of_attempt(section: Section, person_id: int, key: str) -> Registration | None:
    """The registration that an attempt of this name made before, whatever became of it."""
    if not key:
        return None
    return Registration.objects.filter(section=section, person_id=person_id, request_key=key).first()


def live_in(section: Section) -> QuerySet[Registration]:
    """Everyone with a seat or a place in line, in order of arrival, with the person."""
    live = Registration.objects.filter(section=section, state__in=LIVE)
    return live.select_related("person").order_by("line")


def my_places(actor: Actor) -> QuerySet[Registration]:
    """The actor's seats and places in line at what is still to come, soonest first, with section and event.

    Each has ``in_line``: 0 for a seat, else the place in the waiting list. One query; made for Today.
    """
    mine = Registration.objects.filter(
        person_id=actor.person_id or 0,
        state__in=LIVE,
        section__state=EventState.PUBLISHED,
        section__ends_at__gt=clock.now(),
    )
    return with_place_in_line(mine).select_related("section__event").order_by("section__begins_at", "pk")


def with_place_in_line(registrations: QuerySet[Registration]) -> QuerySet[Registration]:
    """Add ``in_line``: how many wait up to and including this one; 0 for who has a seat."""
    up_to_here = (
        Registration.objects.filter(
            section=OuterRef("section"), state=RegistrationState.WAITING, line__lte=OuterRef("line")
        )
        .order_by()
        .values("section")
        .annotate(number=Count("pk"))
        .values("number")
    )
    waits = When(state=RegistrationState.WAITING, then=Subquery(up_to_here))
    return registrations.annotate(in_line=Case(waits, default=0, output_field=IntegerField()))
