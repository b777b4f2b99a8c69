"""Who is expected, who was there, and who may say so."""

from django.db.models import QuerySet

from groundswell.events.choices import THERE, RegistrationState
from groundswell.events.models import Registration, Section, SessionFacilitator
from groundswell.kernel.doors import found_or_404
from groundswell.kernel.permissions import Actor, Permission
from groundswell.roster.models import Person


def leads(actor: Actor, section: Section) -> bool:
    """True for the section's facilitators and for the office."""
    if actor.may(Permission.EVENT_MANAGE):
        return True
    return SessionFacilitator.objects.filter(section=section, person_id=actor.person_id or 0).exists()


def facilitators_of(section: Section) -> list[Person]:
    """Who leads the section, by name."""
    led = SessionFacilitator.objects.filter(section=section).select_related("person")
    return [one.person for one in led.order_by("person__family_name", "person__given_name")]


def sheet(section: Section) -> QuerySet[Registration]:
    """Everyone with a seat, by name, with the person and what was noted."""
    seated = Registration.objects.filter(section=section, state=RegistrationState.BOOKED)
    return seated.select_related("person", "arrival").order_by(
        "person__family_name", "person__given_name", "pk"
    )


def get_registration_for(actor: Actor, section: Section, pk: int) -> Registration:
    """A registration on the sheet of a section that ``actor`` may take attendance in; Http404 otherwise."""
    return found_or_404(sheet(section) if leads(actor, section) else Registration.objects.none(), pk=pk)


def not_noted(section: Section) -> QuerySet[Registration]:
    """Who has a seat and nothing noted."""
    return sheet(section).filter(arrival__isnull=True)


def people_there(section: Section) -> list[Person]:
    """Who attended, wholly or partly, in order of arrival in the list."""
    there = Registration.objects.filter(section=section, arrival__state__in=THERE)
    return [one.person for one in there.select_related("person").order_by("line")]
