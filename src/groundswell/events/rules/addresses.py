"""Where a section's page is. The first one stands at its event's address, which lists the others."""

from groundswell.events.models import Meeting, Section
from groundswell.kernel.links import link


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
