"""An event's own life: drafted, changed, published, moved, cancelled. This module owns its state."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from groundswell.events.actions import notes, seats, waitlist
from groundswell.events.choices import EVENT_MOVES, EventKind, EventMode, EventState
from groundswell.events.models import LearningEvent, Section, SessionFacilitator
from groundswell.events.queries import attendance, registration
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock, journal
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import verb
from groundswell.roster.models import Person

EVENT_FIELDS = ("title", "why", "audience", "kind", "mode")
SECTION_FIELDS = ("place", "link", "registration_opens_at", "registration_closes_at")


@verb
def draft(
    *,
    by: Actor,
    title: str,
    begins_at: datetime,
    ends_at: datetime,
    seats: int,
    why: str = "",
    audience: Sequence[str] = (),
    kind: EventKind | str = EventKind.WORKSHOP,
    mode: EventMode | str = EventMode.IN_PERSON,
    place: str = "",
    link: str = "",
    registration_opens_at: datetime | None = None,
    registration_closes_at: datetime | None = None,
    facilitators: Sequence[Person] = (),
) -> Section:
    """Begin an event with one section; nobody but the office and its facilitators sees it yet.

    ``audience`` lists role keys; empty means everyone. Registration opens at once and closes at the beginning where
    nothing else is said. Returns the section, with its event. Raises Refused for an end before the beginning.
    """
    _check_times(begins_at, ends_at)
    event = LearningEvent.objects.create(
        tenant=by.tenant,
        title=title,
        why=why,
        audience=sorted(str(role) for role in audience),
        kind=kind,
        mode=mode,
    )
    section = Section.objects.create(
        tenant=by.tenant,
        event=event,
        begins_at=begins_at,
        ends_at=ends_at,
        place=place,
        link=link,
        seats=seats,
        registration_opens_at=registration_opens_at or clock.now(),
        registration_closes_at=registration_closes_at or begins_at,
    )
    journal.record("events.event.drafted", by=by, subject=event)
    journal.record("events.section.opened", by=by, subject=section, data={"event": event.pk, "seats": seats})
    set_facilitators(by=by, section=section, people=facilitators)
    return section


@verb
def publish(*, by: Actor, section: Section) -> Section:
    """The audience sees the event and can take places inside the registration window.

    Raises Refused when it is published or cancelled already, or over. Sends nothing.
    """
    held = seats.locked(section)
    _check_move(held, EventState.PUBLISHED)
    if held.ends_at <= clock.now():
        raise Refused(_("This event is over already. Give it a day that is still to come, then publish it."))
    event = held.event
    event.state, event.published_at = EventState.PUBLISHED, clock.now()
    event.save(update_fields=["state", "published_at"])
    _set_state(held, EventState.PUBLISHED)
    journal.record("events.event.published", by=by, subject=event, data={"section": held.pk})
    return held


@verb
def change(
    *,
    by: Actor,
    section: Section,
    seats_wanted: int | None = None,
    facilitators: Sequence[Person] | None = None,
    **values: Any,
) -> Section:
    """Change what the event says, who it is for, its window, its seats, or who leads it.

    ``values`` are fields of EVENT_FIELDS or SECTION_FIELDS. More seats go to the first in line at once; fewer than
    are taken are refused. Tells nobody: what people must know of (a new time or place) is :func:`move`.
    """
    held = seats.locked(section)
    if held.state == EventState.CANCELLED:
        raise Refused(_("This event was cancelled and stays as it was. Make a new one instead."))
    unknown = set(values) - {*EVENT_FIELDS, *SECTION_FIELDS}
    if unknown:
        raise TypeError(f"change() knows no {', '.join(sorted(unknown))}.")
    changed = _put(held.event, EVENT_FIELDS, values) + _put(held, SECTION_FIELDS, values)
    if changed:
        journal.record("events.event.changed", by=by, subject=held.event, data={"fields": changed})
    if facilitators is not None:
        set_facilitators(by=by, section=held, people=facilitators)
    if seats_wanted is not None:
        resize(by=by, section=held, seats_wanted=seats_wanted)
    return held


@verb
def resize(*, by: Actor, section: Section, seats_wanted: int) -> Section:
    """More seats: as many in line get one, in order, with mail. Fewer: refused below the number that is taken."""
    held = seats.locked(section)
    if seats_wanted == held.seats:
        return held
    if seats_wanted < held.seats_taken:
        raise Refused(
            _(
                "%(taken)s people have a seat already, so there can't be fewer than %(taken)s. "
                "Nobody loses a seat that was given."
            )
            % {"taken": held.seats_taken}
        )
    before = held.seats
    moving_up = seats.resize(section=held, seats=seats_wanted)
    data = {"event": held.event_id, "seats": seats_wanted, "before": before}
    journal.record("events.section.resized", by=by, subject=held, data=data)
    if moving_up:
        waitlist.promote(by=by, section=held, count=moving_up)
    return held


@verb
def move(
    *, by: Actor, section: Section, begins_at: datetime, ends_at: datetime, place: str, link: str = ""
) -> Section:
    """Another time or place. Seats get mail with an updated calendar file, the line and who leads it get mail.

    Registration that closed with the old beginning closes with the new one. Raises Refused when it was cancelled.
    """
    held = seats.locked(section)
    if held.state == EventState.CANCELLED:
        raise Refused(_("This event was cancelled, so it can't be moved. Make a new one instead."))
    _check_times(begins_at, ends_at)
    if held.registration_closes_at == held.begins_at or held.registration_closes_at > begins_at:
        held.registration_closes_at = begins_at
    held.begins_at, held.ends_at, held.place, held.link = begins_at, ends_at, place, link
    held.sequence += 1
    held.save(update_fields=["begins_at", "ends_at", "place", "link", "registration_closes_at", "sequence"])
    journal.record("events.section.moved", by=by, subject=held, data={"sequence": held.sequence})
    if held.state == EventState.PUBLISHED:
        _tell_everyone(by, held, "moved")
    return held


@verb
def cancel(*, by: Actor, section: Section) -> Section:
    """Call the event off. Calendars take the entry away; everyone with a place and who leads it gets mail.

    Registrations stay as they were, as a record of who would have come. It can't be undone.
    """
    held = seats.locked(section)
    _check_move(held, EventState.CANCELLED)
    was_public = held.state == EventState.PUBLISHED
    if was_public and held.ends_at <= clock.now():
        raise Refused(_("This event has taken place, so it can't be cancelled any more."))
    held.event.state = EventState.CANCELLED
    held.event.save(update_fields=["state"])
    _set_state(held, EventState.CANCELLED)
    journal.record("events.event.cancelled", by=by, subject=held.event, data={"section": held.pk})
    if was_public:
        _tell_everyone(by, held, "cancelled")
    held.sequence += 1
    held.save(update_fields=["sequence"])
    return held


@verb
def set_facilitators(*, by: Actor, section: Section, people: Sequence[Person]) -> list[Person]:
    """These people lead the section, and nobody else."""
    wanted = {person.pk: person for person in people}
    now = set(SessionFacilitator.objects.filter(section=section).values_list("person_id", flat=True))
    if now == set(wanted):
        return list(people)
    SessionFacilitator.objects.filter(section=section).exclude(person_id__in=wanted).delete()
    for pk in wanted.keys() - now:
        SessionFacilitator.objects.create(tenant=by.tenant, section=section, person=wanted[pk])
    data = {"event": section.event_id, "people": sorted(wanted)}
    journal.record(
        "events.facilitators.set", by=by, subject=section, subject_kind="events.section", data=data
    )
    return list(people)


def _tell_everyone(by: Actor, section: Section, what: str) -> None:
    """Mail for each seat, each place in line and each facilitator, all in this transaction."""
    for one in registration.live_in(section):
        about: dict[str, Any] = {
            "by": by,
            "what": what,
            "section": section,
            "registration": one,
            "person": one.person,
        }
        if what == "cancelled":
            notes.tell_gone(**about)
        elif one.has_seat:
            notes.tell_seat(**about)
        else:
            notes.tell_waiting(**about)
    for person in attendance.facilitators_of(section):
        key = f"events.{what}:section{section.pk}:person{person.pk}:{section.sequence}"
        notes.tell(by=by, what=what, section=section, person=person, key=key)


def _check_times(begins_at: datetime, ends_at: datetime) -> None:
    if ends_at <= begins_at:
        raise Refused(_("The end must come after the beginning. Look at the two times again."))


def _check_move(section: Section, to: EventState) -> None:
    if to in EVENT_MOVES[EventState(section.event.state)]:
        return
    now = EventState(section.event.state).label
    raise Refused(_("This can't be done any more. The event is: %(state)s.") % {"state": now})


def _set_state(section: Section, state: EventState) -> None:
    section.state = state
    section.save(update_fields=["state"])


def _put(row: LearningEvent | Section, fields: Sequence[str], values: dict[str, Any]) -> list[str]:
    changed = [name for name in fields if name in values and getattr(row, name) != values[name]]
    for name in changed:
        setattr(row, name, values[name])
    if changed:
        row.save(update_fields=changed)
    return changed
