"""Where somebody stands in a section: what the card on its page shows, and the addresses of its buttons."""

from collections.abc import Collection, Sequence
from typing import Any

from django.utils.translation import gettext as _

from groundswell.events.choices import LineOrder, RegistrationState
from groundswell.events.models import Registration, Section
from groundswell.events.queries import meetings, seating, waitlist
from groundswell.events.queries.approval import why_declined
from groundswell.events.queries.offers import open_offer_of
from groundswell.events.queries.registration import live_of
from groundswell.events.rules import standing, words
from groundswell.events.rules.clashes import Clash, to_give_back
from groundswell.events.rules.outlook import Outlook
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Actor
from groundswell.kernel.requests import DistrictRequest

MOST_SWAPPED = 9
PARTS = ("register", "leave", "calendar", "people", "publish", "move", "cancel", "edit", "finish")


def address(section: Section, name: str, *more: int, by_section: bool) -> str:
    """The address of a page of a section: its own, or its event's, which means the first section."""
    if by_section:
        return link("events:section" if name == "event" else f"events:section_{name}", section.pk, *more)
    return link(f"events:{name}", section.event_id, *more)


def addresses(section: Section, *, by_section: bool) -> dict[str, str]:
    """Every address that the pages of a section link to, by name."""
    return {name: address(section, name, by_section=by_section) for name in PARTS} | {
        "page": address(section, "event", by_section=by_section),
        "seats": link("events:section_seats", section.pk),
        "dates": link("events:section_dates", section.pk),
        "team": link("events:section_team", section.pk),
    }


def sections_in(said: Sequence[str]) -> list[int]:
    """The ids of sections as a form's hidden fields say them; whatever is no number is left out."""
    return [int(pk) for pk in said if pk.isascii() and pk.isdecimal() and len(pk) < 16][:MOST_SWAPPED]


def frame_of(section: Section, *, by_section: bool = True) -> dict[str, Any]:
    """What every page about a section stands in: its event, its addresses, and the way back."""
    event, back = section.event, address(section, "event", by_section=by_section)
    trail = [(_("Learn"), link("events:list")), (event.title, link("events:event", event.pk))]
    return {
        "section": section,
        "event": event,
        "urls": addresses(section, by_section=by_section),
        "trail": trail,
        "back_url": back,
    }


def place_of(request: DistrictRequest, section: Section, outlook: Outlook | None = None) -> dict[str, Any]:
    """The actor's own place, and everything that explains it. ``outlook`` knows where else they would have to be.

    ``declined`` is None unless they asked and it was not approved: then the reason, "" where there is none.
    """
    actor, zone = request.actor, request.tenant.time_zone
    mine = live_of(section, actor.person_id)
    if mine is not None:
        mine.section = section
    waits = mine is not None and mine.is_waiting
    asks = mine is None and section.event.approval
    return {
        "mine": mine,
        "declined": why_declined(section, actor.person_id) if asks else None,
        "in_line": waitlist.place_in_line(mine) if mine else 0,
        "offer": _offer_of(actor, section, mine, outlook.clashes if outlook is not None else ()),
        "swaps": to_give_back(outlook.clashes) if outlook is not None else [],
        "party": mine.party if mine is not None else None,
        "passed_over": standing.why_passed_over(section, mine) if mine is not None else "",
        "changes": standing.changes(section, zone) if waits else [],
        "lottery": standing.drawing(seating.lottery_of(section), zone),
        "by_priority": section.line_order == LineOrder.PRIORITY,
        "dates": _dates(section, zone),
    }


def _offer_of(
    actor: Actor, section: Section, mine: Registration | None, clashing: Collection[Clash]
) -> dict[str, Any] | None:
    if mine is None or mine.state != RegistrationState.OFFERED:
        return None
    made = open_offer_of(mine)
    return standing.on_offer(made, section, actor, clashing) if made is not None else None


def _dates(section: Section, zone: str) -> list[str]:
    """Each date in words where there are several; one alone stands on top of the page already."""
    there = meetings.meetings_of(section)
    return [words.when(one, zone) for one in there] if len(there) > 1 else []
