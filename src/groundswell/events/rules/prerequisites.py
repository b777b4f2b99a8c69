"""What somebody must have attended before an event, and whether they have."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from groundswell.events.models import LearningEvent, Prerequisite
from groundswell.events.queries import prerequisites as asked
from groundswell.events.rules.refusals import Refused
from groundswell.kernel.tenancy import current_tenant
from groundswell.roster.models import Person
from groundswell.roster.queries.grants import grants_of


def lacking(
    prerequisites: Collection[Prerequisite], attended: Collection[int], roles: Collection[str]
) -> list[LearningEvent]:
    """The events that somebody still has to attend. ``attended`` are origins, so that any year's copy counts."""
    return [
        one.attended
        for one in prerequisites
        if one.attended.origin_id not in attended and one.unless_role not in roles
    ]


def check(event: LearningEvent, person: Person) -> None:
    """Raises Refused, with the titles, while a person hasn't attended what the event asks for.

    No statement for an event without prerequisites, else three.
    """
    if not event.has_prerequisites:
        return
    roles = {str(grant.role) for grant in grants_of(person, current_tenant())}
    still = lacking(asked.of_event(event), asked.attended_by(person.pk), roles)
    if still:
        raise builds_on(still)


def builds_on(events: Collection[LearningEvent]) -> Refused:
    """The refusal for who has not attended these events yet."""
    titles = ", ".join(f"“{one.title}”" for one in events)
    return Refused(
        _("This event builds on %(titles)s. Attend that first, then come back.") % {"titles": titles}
    )
