"""Where a section's page is. The first one stands at its event's address, which lists the others."""

from groundswell.events.models import Section
from groundswell.kernel.links import link


def page_of(section: Section) -> str:
    """The page of a section."""
    if section.number > 1:
        return link("events:section", section.pk)
    return link("events:event", section.event_id)


def people_of(section: Section) -> str:
    """The page of its people and their attendance."""
    if section.number > 1:
        return link("events:section_people", section.pk)
    return link("events:people", section.event_id)
