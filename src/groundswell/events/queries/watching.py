"""A surge while it lasts: how full each section is, who leads and who is on call, and when people signed up."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncHour

from groundswell.events.choices import EventState
from groundswell.events.models import LearningEvent, Registration, Section


def sections_of(event: LearningEvent) -> QuerySet[Section]:
    """The event's published sections by number, each with ``leaders``: how many lead it. One statement."""
    rows = Section.objects.filter(event=event, state=EventState.PUBLISHED)
    return rows.annotate(leaders=Count("facilitators")).order_by("number")


def sign_ups(event: LearningEvent, zone: str) -> list[tuple[datetime, int]]:
    """(hour, how many) for each hour of the district's day in which people signed up, also those who left again."""
    rows = Registration.objects.filter(section__event=event).order_by()
    hours = rows.annotate(hour=TruncHour("at", tzinfo=ZoneInfo(zone))).values_list("hour")
    return list(hours.annotate(Count("pk")).order_by("hour"))
