"""Doors to what a mailed link answers: each key names one thing for one person, and allows one act."""

from django.http import Http404

from groundswell.events.choices import EventState
from groundswell.events.models import Registration, Section
from groundswell.kernel.doors import found_or_404
from groundswell.kernel.models import Tenant
from groundswell.notices.rules import keys
from groundswell.roster.models import Person

APPROVE = "events.approve"
CANT_COME = "events.cant_come"
TAKE_PLACE = "events.take_place"


def get_place_by_key(key: str, tenant: Tenant) -> Registration:
    """The place that a reminder's link gives back. Unknown, forged and foreign: the same Http404."""
    [number] = _numbers(CANT_COME, tenant, key, 1)
    places = Registration.objects.filter(person__ended_on__isnull=True)
    return found_or_404(places.select_related("person", "section__event"), pk=number)


def get_section_by_key(key: str, tenant: Tenant) -> tuple[Section, Person]:
    """The section in which a link takes a place, and for whom. Unknown, forged and foreign: the same Http404."""
    number, person = _numbers(TAKE_PLACE, tenant, key, 2)
    sections = Section.objects.exclude(state=EventState.DRAFT).select_related("event")
    return (
        found_or_404(sections, pk=number),
        found_or_404(Person.objects.filter(ended_on__isnull=True), pk=person),
    )


def get_asked_by_key(key: str, tenant: Tenant) -> tuple[Registration, Person]:
    """The place that a link decides about, and who was asked to. Unknown, forged and foreign: the same Http404.

    Whether they may still decide is asked when they do (``actions.approval``).
    """
    number, approver = _numbers(APPROVE, tenant, key, 2)
    places = Registration.objects.select_related("person", "section__event")
    return (
        found_or_404(places, pk=number),
        found_or_404(Person.objects.filter(ended_on__isnull=True), pk=approver),
    )


def _numbers(purpose: str, tenant: Tenant, key: str, count: int) -> tuple[int, ...]:
    numbers = keys.opened(purpose, tenant, key)
    if numbers is None or len(numbers) != count:
        raise Http404
    return numbers
