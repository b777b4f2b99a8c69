"""The dates of sections, and who has a room when."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from groundswell.events.choices import EventState
from groundswell.events.models import Meeting, Room, Section
from groundswell.kernel.doors import found_or_404
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.rows import Among, Given, written_once


def meetings_of(section: Section) -> list[Meeting]:
    """The section's dates, the earliest first, each with its room."""
    return _dates(True, sections=[section.pk])


def dates_of(section: Section) -> list[Meeting]:
    """The dates of a section that has several; none for one, whose own times say it. No statement then."""
    return meetings_of(section) if section.dates > 1 else []


def times_of(sections: Iterable[Section]) -> dict[int, list[Meeting]]:
    """The dates of many sections, by section. One statement."""
    found: dict[int, list[Meeting]] = {section.pk: [] for section in sections}
    for meeting in _dates(False, sections=found):
        found[meeting.section_id].append(meeting)
    return found


@written_once
def _dates(with_rooms: bool) -> QuerySet[Meeting]:
    dates = Meeting.objects.filter(Among("section", Given("sections"))).order_by("begins_at", "pk")
    return dates.select_related("room") if with_rooms else dates


def in_room(room: Room, begins_at: datetime, ends_at: datetime) -> QuerySet[Meeting]:
    """Meetings that have the room in a span, each with section and event. A cancelled section has none."""
    there = Meeting.objects.filter(room=room, begins_at__lt=ends_at, ends_at__gt=begins_at)
    return (
        there.exclude(section__state=EventState.CANCELLED)
        .select_related("section__event")
        .order_by("begins_at")
    )


def rooms_for(actor: Actor) -> QuerySet[Room]:
    """Rooms of the district, for who manages events, by house and name."""
    rooms = Room.objects.select_related("organisation").order_by("organisation__name", "name", "pk")
    return rooms if actor.may(Permission.EVENT_MANAGE) else rooms.none()


def get_room_for(actor: Actor, pk: int) -> Room:
    """A room, for who manages events; Http404 otherwise."""
    return found_or_404(rooms_for(actor), pk=pk)
