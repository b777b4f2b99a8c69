"""Dates of which people are to be reminded, and who."""

from datetime import datetime, timedelta

from django.db.models import OuterRef, QuerySet, Subquery

from groundswell.events.choices import EventState, RegistrationState
from groundswell.events.models import Meeting, Registration, Section
from groundswell.notices.choices import REMINDER_DAYS

FURTHEST = timedelta(days=max(REMINDER_DAYS) + 1)


def dates_ahead(now: datetime) -> QuerySet[Meeting]:
    """Dates still to come of which somebody may have to be reminded, each with ``before_at``. One statement."""
    earlier = Meeting.objects.filter(section=OuterRef("section"), begins_at__lt=OuterRef("begins_at"))
    last = earlier.order_by("-begins_at").values("begins_at")[:1]
    ahead = Meeting.objects.filter(
        section__state=EventState.PUBLISHED, begins_at__gt=now, begins_at__lte=now + FURTHEST
    )
    return ahead.select_related("section__event").annotate(before_at=Subquery(last))


def seated_since(section: Section, moment: datetime) -> list[Registration]:
    """Who has had a seat since before ``moment`` and still works here, with the person."""
    seated = Registration.objects.filter(
        section=section,
        state=RegistrationState.BOOKED,
        changed_at__lt=moment,
        person__ended_on__isnull=True,
    )
    return list(seated.select_related("person").order_by("pk"))
