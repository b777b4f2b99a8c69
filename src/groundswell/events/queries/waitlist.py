"""The line of a section."""

from django.db.models import Q, QuerySet

from groundswell.events.choices import RegistrationState
from groundswell.events.models import Registration, Section


def first_in_line(section: Section, count: int | None = None) -> QuerySet[Registration]:
    """The first ``count`` in line (everyone for None), in the order of service, each with the person."""
    waiting = Registration.objects.filter(section=section, state=RegistrationState.WAITING)
    return waiting.select_related("person").order_by("rank", "line")[:count]


def place_in_line(registration: Registration) -> int:
    """1 for the first in line; 0 for who doesn't wait."""
    if not registration.is_waiting:
        return 0
    waiting = Registration.objects.filter(section_id=registration.section_id, state=RegistrationState.WAITING)
    return waiting.filter(up_to(registration)).count()


def up_to(registration: Registration) -> Q:
    """Condition on those who wait for the same: who is before somebody, and they themselves."""
    return Q(rank__lt=registration.rank) | Q(rank=registration.rank, line__lte=registration.line)
