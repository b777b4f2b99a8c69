"""Who says yes or no to somebody that asks for a place, what waits for whom, and what was said."""

from django.db.models import QuerySet

from groundswell.events.choices import EventState, RegistrationState, WhyEnded
from groundswell.events.models import Registration, Section
from groundswell.kernel import clock
from groundswell.kernel.models import JournalEntry
from groundswell.kernel.permissions import Actor, Permission
from groundswell.roster.models import Position
from groundswell.roster.queries.grants import held_today

DECLINED = "events.registration.declined"


def may_decide(actor: Actor, registration: Registration) -> bool:
    """The office about everybody; a principal about who works in their places today, but never about themselves."""
    if actor.may(Permission.EVENT_MANAGE):
        return True
    return _of_ones_people(actor).filter(pk=registration.pk).exists()


def to_decide(actor: Actor) -> QuerySet[Registration]:
    """Who of a principal's people asks for a place in what is still to come, who asked first first.

    Each with the person, the section and its event. None for the office, which has everybody at each section.
    """
    asked = _of_ones_people(actor).filter(
        state=RegistrationState.ASKED,
        section__state=EventState.PUBLISHED,
        section__begins_at__gt=clock.now(),
    )
    return asked.select_related("person", "section__event").order_by("at", "pk")


def why_declined(section: Section, person_id: int | None) -> str | None:
    """What was said when somebody's asking was declined, "" where nothing was; None where it wasn't declined.

    As far as the journal keeps the words. One statement, two for who was declined.
    """
    mine = Registration.objects.filter(section=section, person_id=person_id or 0).order_by("-pk").first()
    if mine is None or mine.why_ended != WhyEnded.DECLINED:
        return None
    entries = JournalEntry.objects.filter(subject_kind="events.section", subject_id=section.pk, kind=DECLINED)
    said = entries.filter(data__registration=mine.pk).values_list("personal__data", flat=True).first()
    return str((said or {}).get("reason", ""))


def _of_ones_people(actor: Actor) -> QuerySet[Registration]:
    """Places of people about whom the actor decides as a principal, in whatever state."""
    if not actor.may(Permission.PLACE_APPROVE):
        return Registration.objects.none()
    rows = Registration.objects.exclude(person_id=actor.person_id or 0)
    places = actor.places_for(Permission.PLACE_APPROVE)
    if places is None:
        return rows
    there = Position.objects.filter(held_today(actor.tenant), organisation_id__in=list(places))
    return rows.filter(person_id__in=there.values("person_id"))
