"""Sections whose attendees have still to be asked, after the event and six weeks later, and plans that it is about."""

from collections.abc import Collection
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from groundswell.events.choices import EventState, RegistrationState
from groundswell.events.models import ImplementationPlan, Registration, Section, UseQuestion
from groundswell.kernel import clock
from groundswell.kernel.models import Tenant
from groundswell.roster.models import Person
from groundswell.surveys.models import SurveyWave

SIX_WEEKS = timedelta(weeks=6)
TOO_LATE = timedelta(weeks=4)  # who upgrades isn't asked about last year


def to_ask() -> QuerySet[Section]:
    """Over, attendance taken, and no survey wave opened yet; oldest first."""
    over = Section.objects.filter(
        state=EventState.PUBLISHED,
        ends_at__lte=clock.now(),
        attendance_taken_at__isnull=False,
        wave__isnull=True,
    )
    return over.order_by("ends_at", "pk")


def to_ask_again(tenant: Tenant) -> QuerySet[Section]:
    """Attendance taken, six weeks over by this week's Monday, for at most four weeks more; oldest first.

    Whole weeks, so that one asking holds everybody of a week (``docs/adr/0006`` finds it late without harm).
    """
    today = clock.today(tenant.time_zone)
    last_day = today - timedelta(days=today.weekday()) - SIX_WEEKS
    over = datetime.combine(last_day + timedelta(days=1), time(0), ZoneInfo(tenant.time_zone))
    rows = Section.objects.filter(
        state=EventState.PUBLISHED,
        attendance_taken_at__isnull=False,
        ends_at__lt=over,
        ends_at__gte=over - TOO_LATE,
        use_question__isnull=True,
    )
    return rows.order_by("ends_at", "pk")


def writers_in(section: Section) -> list[Person]:
    """Who has a seat and wrote a plan, in the order of the line."""
    wrote = ImplementationPlan.objects.filter(section=section).values("person_id")
    seats = Registration.objects.filter(section=section, state=RegistrationState.BOOKED, person__in=wrote)
    return [one.person for one in seats.select_related("person").order_by("line")]


def plans_in_wave(wave: SurveyWave, person_ids: Collection[int]) -> list[ImplementationPlan]:
    """The plans of these people that a wave is about, what is due first first. For their writers' eyes alone."""
    sections = UseQuestion.objects.filter(wave=wave).values("section_id")
    rows = ImplementationPlan.objects.filter(section__in=sections, person_id__in=list(person_ids))
    return list(rows.order_by("by_when", "pk"))
