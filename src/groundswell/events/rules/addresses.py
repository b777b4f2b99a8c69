"""Where a section's page is. The first one stands at its event's address, which lists the others."""

from groundswell.events.models import Meeting, Registration, Section
from groundswell.events.queries.answers import APPROVE
from groundswell.kernel.links import link
from groundswell.kernel.models import Tenant
from groundswell.notices.rules import keys


def page_of(section: Section) -> str:
    """The page of a section."""
    return path_of(section.pk, section.event_id, section.number)


def path_of(section_id: int, event_id: int, number: int) -> str:
    """The same by ids, for lists that read no more of a section."""
    return link("events:section", section_id) if number > 1 else link("events:event", event_id)


def people_of(section: Section) -> str:
    """The page of its people and their attendance."""
    if section.number > 1:
        return link("events:section_people", section.pk)
    return link("events:people", section.event_id)


def list_of(meeting: Meeting) -> str:
    """The list of one date: who comes, and who is there."""
    return f"{people_of(meeting.section)}?on={meeting.pk}"


def decide_on(registration: Registration, tenant: Tenant, person_id: int) -> str:
    """The page on which somebody, and nobody else, says yes or no to a place, signed in or not."""
    return link("events:approve", keys.key(APPROVE, tenant, registration.pk, person_id))
