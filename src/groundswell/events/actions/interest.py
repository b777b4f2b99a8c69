"""Interest in an event that has no date yet."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from groundswell.events.actions import notes
from groundswell.events.models import Interest, LearningEvent, Section
from groundswell.events.queries import interest as interests
from groundswell.events.queries.audience import is_for_actor, is_for_person
from groundswell.events.rules import window
from groundswell.events.rules.refusals import Refused
from groundswell.kernel import clock, journal
from groundswell.kernel.locking import lock
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.tenancy import verb
from groundswell.roster.models import Person


@verb
def express(*, by: Actor, event: LearningEvent, person: Person) -> Interest:
    """A person wants to hear when the event has a date. Twice is once.

    Raises Refused where there is a date already and for who is outside the audience, PermissionDenied for somebody
    else's interest without EVENT_MANAGE.
    """
    _may(by, person)
    held = lock(event)
    there = interests.live_of(held, person.pk)
    if there is not None:
        return there
    if not interests.gathers_interest(held):
        raise Refused(_("This event has dates or isn't planned any more. Look at its page for a place."))
    if not (is_for_actor(held, by) if person.pk == by.person_id else is_for_person(held, person)):
        raise window.not_for(held)
    made = Interest.objects.create(tenant=by.tenant, event=held, person=person)
    _record(by, made, "expressed")
    return made


@verb
def take_back(*, by: Actor, event: LearningEvent, person: Person) -> Interest | None:
    """The person doesn't want to hear of it any more. None when there was no interest (a second press does no harm)."""
    _may(by, person)
    there = interests.live_of(lock(event), person.pk)
    if there is not None:
        _end(by, there, "taken_back")
    return there


@verb
def tell(*, by: Actor, section: Section) -> int:
    """A section was published: everyone who is interested gets mail, and the interest ends. Returns how many."""
    live = [one for one in interests.live_in(section.event) if one.person.ended_on is None]
    for one in live:
        key = f"events.interest:{one.pk}"
        take = notes.take_link(by.tenant, section, one.person)
        notes.tell(by=by, what="interest", section=section, person=one.person, key=key, action_url=take)
        _end(by, one, "told")
    return len(live)


def _may(by: Actor, person: Person) -> None:
    if person.pk != by.person_id and not by.may(Permission.EVENT_MANAGE):
        raise PermissionDenied


def _end(by: Actor, interest: Interest, why: str) -> None:
    interest.ended_at = clock.now()
    interest.save(update_fields=["ended_at"])
    _record(by, interest, why)


def _record(by: Actor, interest: Interest, what: str) -> None:
    data = {"event": interest.event_id, "person": interest.person_id}
    journal.record(f"events.interest.{what}", by=by, subject=interest, data=data)
