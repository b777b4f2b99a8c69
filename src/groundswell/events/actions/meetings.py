"""The dates of a section and the rooms that they take. ``set_meetings`` keeps a section in step with its dates."""

from collections.abc import Sequence

from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from groundswell.events.actions import arrivals, school_day
from groundswell.events.models import Meeting, Room, Section
from groundswell.events.queries import meetings as dates
from groundswell.events.rules.meetings import When, in_order, room_taken, rows_for
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import journal
from groundswell.kernel.locking import lock
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import verb
from groundswell.roster.models import Organisation

STEP = ("begins_at", "ends_at", "place", "link", "dates")


@verb
def set_meetings(*, by: Actor, section: Section, meetings: Sequence[When]) -> list[Meeting]:
    """These are the dates of the section: its own times, place and link follow, and whether caps decide.

    Tells nobody (``events.reschedule``).

    A date keeps its row as long as it is there (``rules.meetings.rows_for``). Raises Refused for dates that can't be,
    and for a room that is taken.
    """
    ordered = in_order(meetings, by.tenant.time_zone)
    _take_rooms(by, section, ordered)
    there = dates.meetings_of(section)
    rows = rows_for(there, ordered)
    _drop([row for row in there if row not in rows])
    kept = [row or Meeting(tenant=by.tenant, section=section) for row in rows]
    for row, when in zip(kept, ordered, strict=True):
        row.begins_at, row.ends_at = when.begins_at, when.ends_at
        row.place, row.link, row.room = when.where, when.link, when.room
        row.save()
    first = ordered[0]
    section.begins_at, section.ends_at = first.begins_at, ordered[-1].ends_at
    section.place, section.link = first.where, first.link
    section.dates = len(kept)
    section.save(update_fields=STEP)
    school_day.settle(section)
    arrivals.settle(section=section)
    data = {"event": section.event_id, "meetings": [row.pk for row in kept]}
    journal.record("events.meetings.set", by=by, subject=section, subject_kind="events.section", data=data)
    return kept


@verb
def add_room(*, by: Actor, organisation: Organisation, name: str, capacity: int) -> Room:
    """A room in which events can take place. Raises Refused for no name, no capacity or a name that is there."""
    _check_room(organisation, name, capacity)
    room = Room.objects.create(
        tenant=by.tenant, organisation=organisation, name=name.strip(), capacity=capacity
    )
    journal.record("events.room.added", by=by, subject=room, data={"capacity": capacity})
    return room


@verb
def change_room(*, by: Actor, room: Room, name: str, capacity: int) -> Room:
    """Another name or capacity. Meetings that are there stay, also where more people come than it holds now."""
    held = lock(room)
    _check_room(held.organisation, name, capacity, but=held)
    held.name, held.capacity = name.strip(), capacity
    held.save(update_fields=["name", "capacity"])
    journal.record("events.room.changed", by=by, subject=held, data={"capacity": capacity})
    return held


def _drop(meetings: Sequence[Meeting]) -> None:
    try:
        for gone in meetings:
            gone.delete()
    except ProtectedError as held:
        raise Refused(_("People were noted as there at one of the dates already, so it stays.")) from held


def _take_rooms(by: Actor, section: Section, meetings: Sequence[When]) -> None:
    """Hold each room until the verb ends, so that two who book it come one after the other."""
    wanted = {when.room.pk: when.room for when in meetings if when.room is not None}
    for pk in sorted(wanted):
        lock(wanted[pk])
    for when in meetings:
        if when.room is None:
            continue
        taken = dates.in_room(when.room, when.begins_at, when.ends_at).exclude(section=section).first()
        if taken is not None:
            raise room_taken(when.room, taken, by.tenant.time_zone)


def _check_room(organisation: Organisation, name: str, capacity: int, but: Room | None = None) -> None:
    if not name.strip() or capacity < 1:
        raise Refused(_("A room needs a name and space for at least one person."))
    same = Room.objects.filter(organisation=organisation, name=name.strip())
    if but is not None:
        same = same.exclude(pk=but.pk)
    if same.exists():
        raise Refused(_("There is a room of this name here already: %(name)s.") % {"name": name.strip()})
