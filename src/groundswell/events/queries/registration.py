"""Who has a place where."""

from django.db.models import Count, Q, QuerySet

from groundswell.events.choices import LIVE, EventState, RegistrationState
from groundswell.events.models import Registration, Section
from groundswell.events.queries.waitlist import up_to
from groundswell.kernel import clock
from groundswell.kernel.doors import found_or_404
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.rows import Given, written_once


def live_of(section: Section, person_id: int | None) -> Registration | None:
    """The person's seat or place in line in this section."""
    return next(iter(_live(section=section.pk, person=person_id or 0)), None)


@written_once
def _live() -> QuerySet[Registration]:
    mine = Registration.objects.filter(section=Given("section"), person_id=Given("person"), state__in=LIVE)
    return mine.order_by("pk")[:1]


def of_attempt(section: Section, person_id: int, key: str) -> Registration | None:
    """The registration that an attempt of this name made before, whatever became of it."""
    if not key:
        return None
    return Registration.objects.filter(section=section, person_id=person_id, request_key=key).first()


def live_in(section: Section) -> QuerySet[Registration]:
    """Everyone with a seat or a place in line, in order of arrival, with the person."""
    live = Registration.objects.filter(section=section, state__in=LIVE)
    return live.select_related("person").order_by("line")


def asking_in(section: Section) -> QuerySet[Registration]:
    """Who waits for approval, who asked first first, with the person."""
    return live_in(section).filter(state=RegistrationState.ASKED)


def get_place_for(actor: Actor, section: Section, pk: int) -> Registration:
    """Somebody's live place in a section of which ``actor`` manages the line; Http404 otherwise."""
    allowed = actor.may(Permission.EVENT_MANAGE)
    places = live_in(section) if allowed else Registration.objects.none()
    return found_or_404(places.select_related("section__event", "party"), pk=pk)


def my_places(actor: Actor) -> list[Registration]:
    """The actor's seats and places in line at what is still to come, soonest first, with section and event.

    Each has ``in_line``: 0 for a seat, else the place in the waiting list. One statement, one more for who waits.
    """
    found = _coming(person=actor.person_id or 0, now=clock.now())
    _count_in_line(found)
    return found


@written_once
def _coming() -> QuerySet[Registration]:
    mine = Registration.objects.filter(
        person_id=Given("person"),
        state__in=LIVE,
        section__state=EventState.PUBLISHED,
        section__ends_at__gt=Given("now"),
    )
    return mine.select_related("section__event").order_by("section__begins_at", "pk")


def _count_in_line(registrations: list[Registration]) -> None:
    """Set ``in_line``: how many wait up to and including this one; 0 for who has a seat."""
    waited = {f"line_{one.pk}": one for one in registrations if one.is_waiting}
    if not waited:
        for one in registrations:
            one.in_line = 0  # type: ignore[attr-defined]
        return
    lines = Registration.objects.filter(state=RegistrationState.WAITING)
    lines = lines.filter(section__in=[one.section_id for one in waited.values()])
    counted = {
        name: Count("pk", filter=Q(section=one.section_id) & up_to(one)) for name, one in waited.items()
    }
    ahead = lines.aggregate(**counted)
    for one in registrations:
        one.in_line = ahead.get(f"line_{one.pk}", 0)  # type: ignore[attr-defined]
