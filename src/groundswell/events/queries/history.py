"""What past sections teach about those to come: who had a seat and came."""

from groundswell.events.choices import THERE, RegistrationState
from groundswell.events.models import Registration, Section

NO_ROOM = 10**6  # a virtual section: the room does not bound it


def of_seats_like(section: Section) -> tuple[int, int]:
    """Seats at past sections of the same kind and mode whose attendance was taken, and how many of them were used."""
    past = Registration.objects.filter(
        state=RegistrationState.BOOKED,
        section__attendance_taken_at__isnull=False,
        section__event__kind=section.event.kind,
        section__event__mode=section.event.mode,
    )
    return past.count(), past.filter(arrival__state__in=THERE).count()


def room_of(section: Section) -> int:
    """How many people the section's room holds, or no bound where it has none."""
    return NO_ROOM
