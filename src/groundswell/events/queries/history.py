"""What past sections teach about those to come: who had a seat and came."""

from django.db.models import Min

from groundswell.events.choices import THERE, RegistrationState
from groundswell.events.models import Meeting, Registration, Section

NO_ROOM = 10**6  # a section that takes no room of ours: nothing but its cap bounds it


def of_seats_like(section: Section) -> tuple[int, int]:
    """Seats at past sections of the same kind and mode whose attendance was taken, and how many of them were used."""
    past = Registration.objects.filter(
        state=RegistrationState.BOOKED,
        section__attendance_taken_at__isnull=False,
        section__event__kind=section.event.kind,
        section__event__mode=section.event.mode,
    )
    return past.count(), past.filter(attendance__state__in=THERE).count()


def room_of(section: Section) -> int:
    """How many people the smallest of the section's rooms holds; ``NO_ROOM`` where it takes none."""
    rooms = Meeting.objects.filter(section=section, room__isnull=False)
    return rooms.aggregate(least=Min("room__capacity"))["least"] or NO_ROOM
