"""Whom somebody at the door can be: found by name among colleagues, or by a whole mail address; and who was named."""

from dataclasses import dataclass

from groundswell.events.choices import RegistrationState, SpotCheck
from groundswell.events.models import Meeting, Registration
from groundswell.events.queries.audience import tokens_of
from groundswell.kernel.doors import found_or_404
from groundswell.kernel.permissions import Actor
from groundswell.roster.models import Person
from groundswell.roster.queries.doors import people_for
from groundswell.roster.queries.people import people_named


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody whom the event is for, where they work, and whether they have a seat already."""

    person: Person
    place: str
    has_seat: bool


def at_the_door(actor: Actor, meeting: Meeting, text: str, most: int) -> tuple[list[Found], int]:
    """People of the audience by the first letters of a name or a whole mail address, and how many others fit.

    Guests are found by their address alone: whoever stands at the door can say it, and nobody browses guests.
    """
    if "@" in text:
        people = list(people_for(actor).filter(email__iexact=text, ended_on__isnull=True)[:most])
    else:
        people = people_named(actor, text, most)
    event = meeting.section.event
    tokens = tokens_of([one.pk for one in people])
    meant = [one for one in people if event.is_for(tokens[one.pk])]
    seated = set(
        Registration.objects.filter(
            section=meeting.section, person__in=meant, state=RegistrationState.BOOKED
        ).values_list("person_id", flat=True)
    )
    found = [Found(one, _place_of(one), one.pk in seated) for one in meant]
    return found, len(people) - len(meant)


def get_person_at_the_door_for(actor: Actor, pk: int) -> Person:
    """Somebody whom ``actor`` may see by name, and who is here; Http404 otherwise."""
    return found_or_404(people_for(actor).filter(ended_on__isnull=True), pk=pk)


def get_named_for(actor: Actor, meeting: Meeting, registration_pk: int) -> Registration:
    """A seat whose holder a spot check has named at a date; Http404 otherwise. ``meeting`` came through its door."""
    named = Registration.objects.filter(
        section=meeting.section, arrivals__meeting=meeting, arrivals__spot_check=SpotCheck.ASKED
    )
    return found_or_404(named.select_related("person"), pk=registration_pk)


def _place_of(person: Person) -> str:
    held = getattr(person, "held", [])
    return f"{held[0].get_role_display()}, {held[0].organisation.name}" if held else person.email
