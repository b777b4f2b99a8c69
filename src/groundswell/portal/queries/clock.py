"""What another time zone or language of the district would mean, told before it is set."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from groundswell.events.choices import EventState
from groundswell.events.models import Section
from groundswell.kernel import clock
from groundswell.kernel.models import Tenant
from groundswell.roster.models import Person, School
from groundswell.surveys.choices import WaveState
from groundswell.surveys.models import SurveyWave

EACH = 3


@dataclass(frozen=True, slots=True)
class Read:
    """One moment that stays, as the old clock and the new one show it. ``what`` says what happens then."""

    what: str
    now: str
    then: str


@dataclass(frozen=True, slots=True)
class Meaning:
    """What would change: the clock on the wall, what is set already, schools that follow, people who chose nothing."""

    wall: Read
    new_day: bool
    moments: list[Read]
    events: int
    waves: int
    follow: int
    own_zone: int
    without_language: int


def meaning_of(tenant: Tenant, zone: str) -> Meaning:
    """What it would mean that the district lived in ``zone``. Five statements; nothing is written."""
    now = clock.now()
    coming = Section.objects.filter(state=EventState.PUBLISHED, ends_at__gt=now).select_related("event")
    open_waves = SurveyWave.objects.filter(state=WaveState.OPEN)
    sections = list(coming.order_by("begins_at", "pk"))
    waves = list(open_waves.order_by("closes_at", "pk"))
    today = clock.today(tenant.time_zone)
    still = Q(organisation__closed_on__isnull=True) | Q(organisation__closed_on__gte=today)
    schools = list(School.objects.filter(still).values_list("time_zone", flat=True))
    silent = Person.objects.filter(language="", is_student=False, ended_on__isnull=True)
    return Meaning(
        wall=_read(_("It is now"), now, tenant.time_zone, zone),
        new_day=today != clock.today(zone),
        moments=[_read(what, at, tenant.time_zone, zone) for what, at in _moments(sections, waves, now)],
        events=len(sections),
        waves=len(waves),
        follow=sum(1 for own in schools if not own),
        own_zone=sum(1 for own in schools if own),
        without_language=silent.count(),
    )


def _moments(
    sections: list[Section], waves: list[SurveyWave], now: datetime
) -> Iterator[tuple[str, datetime]]:
    for section in sections[:EACH]:
        yield _("“%(title)s” begins") % {"title": section.event.title}, section.begins_at
    closing = [one for one in sections if one.registration_closes_at and one.registration_closes_at > now]
    for section in closing[:EACH]:
        yield (
            _("Registration for “%(title)s” closes") % {"title": section.event.title},
            section.registration_closes_at,
        )
    for wave in waves[:EACH]:
        yield _("The questions about “%(title)s” close") % {"title": wave.title}, wave.closes_at


def _read(what: str, moment: datetime, old: str, new: str) -> Read:
    return Read(what, *(date_format(clock.local(moment, zone), "DATETIME_FORMAT") for zone in (old, new)))
