"""What the office decides though people would be in two places at once: named first, then done, written down and told.

Called inside verbs. Only what is published takes anybody's time.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.utils import translation

from groundswell.events.choices import EventState, RegistrationState
from groundswell.events.models import Registration, Section, SessionFacilitator
from groundswell.events.rules import clashes
from groundswell.events.rules.clashes import Clash, Span
from groundswell.kernel.permissions import Actor
from groundswell.roster.models import Person

Found = Mapping[int, Sequence[Clash]]


def of_dates(section: Section, dates: Sequence[Span]) -> Found:
    """Who has a seat here, or leads it, and would be in two places at once on these dates and is not so now."""
    if section.state != EventState.PUBLISHED:
        return {}
    seated = Registration.objects.filter(section=section, state=RegistrationState.BOOKED)
    leading = SessionFacilitator.objects.filter(section=section)
    people = [*seated.values_list("person_id", flat=True), *leading.values_list("person_id", flat=True)]
    return clashes.made_by(section, dates, set(people))


def of_leaders(section: Section, people: Collection[int]) -> Found:
    """Who of these people would be in two places at once if they led the section."""
    return clashes.of_people(section, people) if section.state == EventState.PUBLISHED else {}


def check(found: Found, *, despite_clash: bool | str, reader: int | None = None) -> None:
    """Raises InTwoPlaces, which names them, unless that was said to be right.

    ``despite_clash`` is the ``InTwoPlaces.seen`` of what somebody was shown, so that nobody confirms another one; True
    where the caller knows that it was this. ``reader`` is told in their own words where it is about them alone.
    """
    if not found or despite_clash in (True, clashes.seen(found)):
        return
    if reader is not None and set(found) == {reader}:
        raise found[reader][0].refused(clashes.seen(found))
    names = {one.pk: one.name for one in Person.objects.filter(pk__in=list(found))}
    raise clashes.of_some(found, names)


def entry(found: Found) -> dict[str, Any]:
    """What the journal keeps of it; nothing where there is none."""
    told = [
        {"person": pk, "why": one.why, "section": one.section} for pk, some in found.items() for one in some
    ]
    return {"despite": told} if told else {}


def words_to(by: Actor, person: Person, found: Found) -> dict[str, Any]:
    """Where else they would have to be, for their mail and in their language; nothing for who is in no such place."""
    with translation.override(person.language or by.tenant.language):
        said = " ".join(one.words for one in found.get(person.pk, ()))
    return {"clash": said} if said else {}
