"""Sections whose attendees have still to be asked."""

from django.db.models import QuerySet

from groundswell.events.choices import EventState
from groundswell.events.models import Section
from groundswell.kernel import clock


def to_ask() -> QuerySet[Section]:
    """Over, attendance taken, and no survey wave opened yet; oldest first."""
    over = Section.objects.filter(
        state=EventState.PUBLISHED,
        ends_at__lte=clock.now(),
        attendance_taken_at__isnull=False,
        wave__isnull=True,
    )
    return over.order_by("ends_at", "pk")
