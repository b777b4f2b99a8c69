"""The waiting list: first come, first served. Who is first in line gets the seat that somebody gives back."""

from groundswell.events.actions import notes
from groundswell.events.choices import REGISTRATION_MOVES, RegistrationState
from groundswell.events.models import Registration, Section
from groundswell.events.queries import waitlist as line
from groundswell.kernel import clock, journal
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import verb


@verb
def promote(*, by: Actor, section: Section, count: int) -> list[Registration]:
    """Give seats to the first ``count`` in line of a locked section whose counters already say so.

    Journals each promotion and sends each person a mail with the calendar file. Silent towards the others: their
    place in line is on the page.
    """
    promoted = list(line.first_in_line(section, count))
    for registration in promoted:
        assert RegistrationState.BOOKED in REGISTRATION_MOVES[RegistrationState(registration.state)]
        registration.state, registration.changed_at = RegistrationState.BOOKED, clock.now()
        registration.save(update_fields=["state", "changed_at"])
        journal.record(
            "events.registration.promoted",
            by=by,
            subject=section,
            subject_kind="events.section",
            data={
                "registration": registration.pk,
                "person": registration.person_id,
                "line": registration.line,
            },
        )
        notes.tell_seat(
            by=by, what="promoted", section=section, registration=registration, person=registration.person
        )
    return promoted
