"""What is said to somebody whose event is about to begin, or running."""

from typing import Any

from groundswell.events.queries import attendance
from groundswell.events.rules import checkin
from groundswell.kernel import clock
from groundswell.kernel.links import link
from groundswell.kernel.permissions import Actor, Permission


def card_of(actor: Actor) -> dict[str, Any] | None:
    """The card "Check in" (title, url) for Today and My learning; None where nothing is to do. One statement.

    Shown while a date at which the actor has a seat is about to begin or running and nothing is noted of them.
    """
    if not actor.may(Permission.EVENT_REGISTER):
        return None
    now = clock.now()
    soon = attendance.to_check_in(actor, now + checkin.OPENS_BEFORE, now)
    return {"title": soon[0].section.event.title, "url": link("events:check_in")} if soon else None
