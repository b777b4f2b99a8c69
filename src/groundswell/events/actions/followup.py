"""After the event: everyone who was there is asked how it went."""

from groundswell.events.actions.seats import locked
from groundswell.events.models import Section
from groundswell.events.queries import attendance, followup
from groundswell.events.rules import words
from groundswell.kernel import clock, journal
from groundswell.kernel.models import Tenant
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading, verb
from groundswell.surveys.actions import waves

INSTRUMENT = "post_event"


def due(tenant: Tenant) -> int:
    """How many sections' attendees have still to be asked. Called inside the district's scope."""
    return followup.to_ask().count()


def ask_all(tenant: Tenant, limit: int = 20) -> int:
    """Background work: open a wave for each section that is due. Returns how many."""
    with reading(tenant):
        sections = list(followup.to_ask().select_related("event")[:limit])
    by = Actor.system(tenant)
    return sum(ask(by=by, section=section) is not None for section in sections)


@verb
def ask(*, by: Actor, section: Section) -> Section | None:
    """Ask the attendees of one section how it went; None before attendance is taken. Asks nobody who wasn't there.

    Asked again, it asks only who was noted since. The wave belongs to ``surveys``, the link to it is kept here; a
    section without an attendee gets a wave of nobody, so that it is settled.
    """
    held = locked(section)
    if held.attendance_taken_at is None:
        return None
    is_first = held.wave_id is None
    held.wave = waves.open_for(
        by=by,
        instrument_key=INSTRUMENT,
        subject_key=f"event:{held.event_id}",
        title=held.event.title,
        context_label=words.day(clock.local(held.begins_at, by.tenant.time_zone)),
        people=attendance.people_there(held),
        anchor=clock.local(held.ends_at, by.tenant.time_zone).date(),
    )
    if is_first:
        held.save(update_fields=["wave"])
        journal.record("events.section.asked", by=by, subject=held, data={"wave": held.wave.pk})
    return held
