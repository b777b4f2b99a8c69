"""Events with everything that leaves in a file, and what a file that comes in speaks of."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from groundswell.events.choices import EventState
from groundswell.events.models import (
    LearningEvent,
    Meeting,
    Programme,
    Room,
    Section,
    SessionFacilitator,
)
from groundswell.kernel.permissions import Actor, Permission
from groundswell.roster.choices import OrganisationKind
from groundswell.roster.models import Organisation, Person


@dataclass(slots=True)
class Known:
    """What is there of what a file names: rows by number, and by their name (people by address)."""

    events: dict[int, LearningEvent] = field(default_factory=dict)
    by_title: dict[str, list[LearningEvent]] = field(default_factory=dict)
    programmes: list[Programme] = field(default_factory=list)
    partners: list[Organisation] = field(default_factory=list)
    rooms: list[Room] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)


def to_export(actor: Actor, *, since: datetime | None = None) -> QuerySet[LearningEvent]:
    """Events that were not called off, with their sections, dates and who leads; ``since`` leaves out what is over.

    Four statements for a batch of any size.
    """
    events = with_sections(LearningEvent.objects.exclude(state=EventState.CANCELLED))
    if since is not None:
        sections = Section.objects.filter(event=OuterRef("pk")).exclude(state=EventState.CANCELLED)
        events = events.filter(Exists(sections.filter(ends_at__gt=since)) | ~Exists(sections))
    return events.order_by("pk") if actor.may(Permission.EVENT_MANAGE) else events.none()


def with_sections(events: QuerySet[LearningEvent]) -> QuerySet[LearningEvent]:
    """With their sections in order of their numbers, each with its dates and who leads it: :func:`live_in`."""
    dates = Meeting.objects.select_related("room__organisation").order_by("begins_at", "pk")
    leads = SessionFacilitator.objects.select_related("person").order_by("person_id")
    sections = Section.objects.exclude(state=EventState.CANCELLED).order_by("number")
    sections = sections.prefetch_related(Prefetch("meetings", dates), Prefetch("facilitators", leads))
    parts = Prefetch("sections", sections)
    return events.select_related("programme", "provider").prefetch_related(parts)


def live_in(event: LearningEvent) -> list[Section]:
    """The sections that :func:`with_sections` brought along. Asks nothing."""
    return list(event.sections.all())


def known(
    *,
    events: Collection[int],
    titles: Collection[str],
    emails: Collection[str],
    people: Collection[int],
) -> Known:
    """What is there of these numbers, titles and addresses. At most eight statements.

    Who left is found by number only: they may lead a section still.
    """
    asked = Q(pk__in=events) | Q(title__in=titles)
    found = Known()
    for event in with_sections(LearningEvent.objects.filter(asked)).order_by("pk"):
        found.events[event.pk] = event
        if event.state != EventState.CANCELLED:
            found.by_title.setdefault(event.title, []).append(event)
    found.programmes = list(Programme.objects.order_by("pk"))
    found.partners = list(Organisation.objects.filter(kind=OrganisationKind.PARTNER).order_by("pk"))
    found.rooms = list(Room.objects.select_related("organisation").order_by("pk"))
    staff = Person.objects.filter(Q(email__in=emails, ended_on__isnull=True) | Q(pk__in=people))
    found.people = list(staff.filter(is_student=False).order_by("pk")) if emails or people else []
    return found
